"""API of change bulletins: what changed, the newest first, and that somebody at a window has read it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import READ_PROBLEMS, WRITE_PROBLEMS, Flag, Input, Key, idempotent, problems
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.queries import bulletins as queries
from yichuang.offer.catalogue.types.bulletins import BulletinView

router = Router(tags=["catalogue"])
MOST = 999_999_999_999_999
Serial = Annotated[int, Path(ge=1, le=MOST)]


class BulletinOut(Schema):
    """What every window is told about a changed item, in sentences.

    ``is_owed``: the caller has to acknowledge it and has not.
    """

    serial: int
    kind: str
    code: str
    name: str
    organisation: str
    holds_from: date
    lines: list[str]
    announced_at: datetime
    acknowledged_at: datetime | None
    is_owed: bool


class BulletinPageOut(Schema):
    """Bulletins, the newest first. ``before``: ask with it for older ones; null: there are none.

    ``owed``: how many the caller still has to read, counted to 100.
    """

    owed: int
    bulletins: list[BulletinOut]
    before: int | None


class BulletinQuery(Input):
    """Which bulletins: only those still to be read, or those before one."""

    only_owed: bool = False
    before: Annotated[int | None, Field(ge=1, le=MOST)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class AcknowledgementIn(Input):
    """已阅. ``and_before``: also every older one that was still to be read."""

    and_before: Flag = False


class AcknowledgedOut(Schema):
    """How many bulletins were new to the caller, and how many are still to be read."""

    acknowledged: int
    owed: int


@router.get(
    "/bulletins", response={200: BulletinPageOut} | problems(401, 403, 422), summary="变更公告 What changed"
)
def bulletins(request: HttpRequest, query: Query[BulletinQuery]) -> dict[str, Any]:
    actor, at = _reader(request), now()
    found = queries.bulletins(
        actor, at, only_owed=query.only_owed, before=query.before, limit=query.limit + 1
    )
    return {
        "owed": queries.owed_count(actor, at),
        "bulletins": [_out(one) for one in found[: query.limit]],
        "before": found[query.limit - 1].serial if len(found) > query.limit else None,
    }


@router.get("/bulletins/{serial}", response={200: BulletinOut} | READ_PROBLEMS, summary="公告 One bulletin")
def bulletin(request: HttpRequest, serial: Serial) -> dict[str, Any]:
    return _out(queries.bulletin(serial, _reader(request), now()))


@router.post(
    "/bulletins/{serial}/acknowledgement",
    response={200: AcknowledgedOut} | WRITE_PROBLEMS,
    summary="已阅 Acknowledge a bulletin",
)
def acknowledge(request: HttpRequest, serial: Serial, body: AcknowledgementIn, key: Key) -> HttpResponse:
    actor, at = accounts.actor_of_request(request), now()
    accounts.outlet_of(actor, Act.ACKNOWLEDGE_CHANGE)
    queries.bulletin(serial, actor, at)

    def write() -> tuple[int, dict[str, Any]]:
        number = services.acknowledge(actor=actor, at=at, serial=serial, and_before=body.and_before)
        return 200, {"acknowledged": number, "owed": queries.owed_count(actor, at)}

    return idempotent(request, f"acknowledge:{serial}", actor.principal, write)


def _reader(request: HttpRequest) -> Actor:
    """Who has to read them, or sees who has.

    Raises:
        Unauthenticated; NotYourRole: neither.
    """
    actor = accounts.actor_of_request(request)
    try:
        accounts.reach(actor, Act.COUNT_ACKNOWLEDGEMENTS)
    except NotYourRole:
        accounts.reach(actor, Act.ACKNOWLEDGE_CHANGE)
    return actor


def _out(one: BulletinView) -> dict[str, Any]:
    return {
        "serial": one.serial,
        "kind": one.kind.value,
        "code": one.code,
        "name": one.name,
        "organisation": one.organisation_name,
        "holds_from": one.holds_from,
        "lines": [line.words for line in one.lines],
        "announced_at": one.announced_at,
        "acknowledged_at": one.acknowledged_at,
        "is_owed": one.is_owed,
    }
