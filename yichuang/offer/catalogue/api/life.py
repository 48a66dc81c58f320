"""API of an item's life: suspended, resumed, cancelled. Cases that were received go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import WRITE_PROBLEMS, Code, Day, Input, Key, Line, Text, idempotent
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.api.keeping import keeper
from yichuang.offer.catalogue.queries.drafting import newest_published
from yichuang.offer.catalogue.types.life import LifeInput, LifeKind

router = Router(tags=["catalogue"])


class LifeIn(Input):
    """What changes in an item's life: from which day, why, on which paper."""

    takes_effect_on: Annotated[Day, Field(description="今天或以后")]
    reason: Annotated[Text, Field(min_length=1, max_length=1000, description="原因, read to visitors")]
    basis: Annotated[Line, Field(max_length=200, description="依据文件")] = ""

    def to_input(self) -> LifeInput:
        return LifeInput(self.reason, self.takes_effect_on, self.basis)


class SuspensionIn(LifeIn):
    """An item is not taken from a day on; ``expected_until`` is only said, nothing happens then."""

    expected_until: Day | None = None


class CancellationOfItemIn(LifeIn):
    """An item ends; ``successors`` are the codes of what takes its place from that day."""

    successors: Annotated[list[Code], Field(max_length=20)] = []


class LifeOut(Schema):
    """What was recorded of the item: ``suspended``, ``resumed`` or ``cancelled``, and from which day."""

    code: str
    kind: str
    takes_effect_on: date


@router.post(
    "/items/{code}/suspension",
    response={200: LifeOut} | WRITE_PROBLEMS,
    summary="暂停办理 Suspend an item",
)
def suspend_item(request: HttpRequest, code: Code, body: SuspensionIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> None:
        services.suspend_item(
            code=code, change=body.to_input(), expected_until=body.expected_until, at=now(), by=actor
        )

    return _changed(request, code, body, LifeKind.SUSPENDED, act)


@router.post(
    "/items/{code}/resumption",
    response={200: LifeOut} | WRITE_PROBLEMS,
    summary="恢复办理 Take a suspended item again",
)
def resume_item(request: HttpRequest, code: Code, body: LifeIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> None:
        services.resume_item(code=code, change=body.to_input(), at=now(), by=actor)

    return _changed(request, code, body, LifeKind.RESUMED, act)


@router.post(
    "/items/{code}/cancellation",
    response={200: LifeOut} | WRITE_PROBLEMS,
    summary="取消事项 Cancel an item, and say what replaces it",
)
def cancel_item(request: HttpRequest, code: Code, body: CancellationOfItemIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> None:
        services.cancel_item(
            code=code, change=body.to_input(), successors=body.successors, at=now(), by=actor
        )

    return _changed(request, code, body, LifeKind.CANCELLED, act)


def _changed(
    request: HttpRequest, code: str, body: LifeIn, kind: LifeKind, act: Callable[[Actor], None]
) -> HttpResponse:
    """One change, once under its key. An item that was never published has no life to change."""
    accounts.reach(accounts.actor_of_request(request), Act.CHANGE_ITEM)
    actor = keeper(request, Act.CHANGE_ITEM, newest_published(code).organisation_id)

    def write() -> tuple[int, dict[str, Any]]:
        act(actor)
        day = body.takes_effect_on.isoformat()
        return 200, {"code": code, "kind": kind.value, "takes_effect_on": day}

    return idempotent(request, f"{kind.value}:{code}", actor.principal, write)
