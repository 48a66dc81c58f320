"""API of the scope of acceptance: what an outlet takes, given and ended; the levels of its windows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletView
from yichuang.kernel.api import (
    READ_PROBLEMS,
    WRITE_PROBLEMS,
    Day,
    Input,
    Key,
    Line,
    Text,
    idempotent,
)
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.errors import ScopeDetailsWrong
from yichuang.offer.scope.queries.levels import level_steps, window_levels
from yichuang.offer.scope.queries.taking import grant_place
from yichuang.offer.scope.rules.scopes import subjects_by_code
from yichuang.offer.scope.types import GrantInput, GrantView, Level, LevelInput, Mandate, Place, Subject

router = Router(tags=["scope"])
Words = Annotated[Text, Field(min_length=1, max_length=2000)]
PlaceCode = Annotated[Line, Field(max_length=32)]


class OutletQuery(Input):
    """Whose scopes and levels: an outlet of the caller's."""

    outlet: Annotated[Line, Field(min_length=1, max_length=32, description="网点代码")]


class ScopeQuery(OutletQuery):
    """Those in force and to come; with ``past`` those that ended."""

    past: bool = False


class PlaceIn(Input):
    """An outlet by its code; or a zone of it, or a window of it."""

    outlet: Annotated[Line, Field(min_length=1, max_length=32, description="网点代码")]
    zone: Annotated[PlaceCode, Field(description="分区代码")] = ""
    window: Annotated[PlaceCode, Field(description="窗口代码")] = ""


class ScopeIn(PlaceIn):
    """A scope to be given: to a place, for a department's items, one item, or everything."""

    organisation: Annotated[Line, Field(max_length=64, description="部门代码, for all of its items")] = ""
    item: Annotated[Line, Field(max_length=80, description="事项编码或者业务办理项编码")] = ""
    mandate: Literal["own", "entrusted", "authorised", "assisted"] = "own"
    entrustment: Annotated[UUID | None, Field(description="受理委托书, for entrusted and authorised")] = None
    training: Annotated[Line, Field(max_length=200)] = ""
    basis: Annotated[Words, Field(description="依据")]
    valid_from: Day
    last_day: Annotated[Day | None, Field(description="最后一天; null: open-ended")] = None


class ScopeOut(Schema):
    """A scope: where, what, in whose name, since when. ``last_day`` null: open-ended."""

    scope: UUID
    place: str
    subject: str
    mandate: str
    basis: str
    valid_from: date
    last_day: date | None
    entrustment: str
    training: str
    withdrawal_reason: str


class GrantedOut(Schema):
    """The scope that was given."""

    scope: UUID


class EndIn(Input):
    """From which day a scope holds no more: today or later; and why."""

    ended_on: Day
    reason: Annotated[Words, Field(description="原因")]


class EndedScopeOut(Schema):
    """The scope, and the first day without it."""

    scope: UUID
    ended_on: date


class WindowLevelOut(Schema):
    """A window with its level; null: it takes nothing in its own right."""

    window: str
    name: str
    level: str | None


class StepOut(Schema):
    """A level that was set, forward or back, with its reason. ``previous`` null: nothing before."""

    place: str
    level: str
    previous: str | None
    theme: str
    valid_from: date
    reason: str
    basis: str


class LevelsOut(Schema):
    """The levels of an outlet's windows today, and the steps that led there, the newest first."""

    windows: list[WindowLevelOut]
    steps: list[StepOut]


class LevelIn(PlaceIn):
    """A level to be set. ``organisations``: the departments it takes; none for ``everything``."""

    level: Literal["one-field", "one-department", "cross-department", "everything"]
    organisations: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=64)]],
        Field(max_length=100, description="部门代码"),
    ] = []
    theme: Annotated[Line, Field(max_length=60, description="领域, only for one-field")] = ""
    valid_from: Day
    reason: Annotated[Words, Field(description="调整原因")]
    basis: Annotated[Words, Field(description="依据")]


class StepMadeOut(Schema):
    """The step that was made."""

    step: UUID


@router.get(
    "/scopes", response={200: list[ScopeOut]} | READ_PROBLEMS, summary="受理范围 What an outlet takes"
)
def scopes(request: HttpRequest, query: Query[ScopeQuery]) -> list[dict[str, Any]]:
    _, here = _manager(request, query.outlet)
    today = legal_date(now())
    return [
        _out(one)
        for one in queries.grants(outlet_id=here.id)
        if (one.valid_until is not None and one.valid_until <= today) == query.past
    ]


@router.post(
    "/scopes", response={201: GrantedOut} | WRITE_PROBLEMS, summary="授予受理范围 Let a place take items"
)
def grant_scope(request: HttpRequest, body: ScopeIn, key: Key) -> HttpResponse:
    actor, here = _manager(request, body.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        grant = GrantInput(
            place=_place(here, body),
            subject=_subject(body),
            basis=body.basis,
            valid_from=body.valid_from,
            valid_until=body.last_day and body.last_day + timedelta(days=1),
            mandate=Mandate(body.mandate),
            entrustment_id=body.entrustment,
            training=body.training,
        )
        made = services.grant_scope(grant=grant, at=now(), by=actor.principal)
        return 201, {"scope": str(made)}

    return idempotent(request, "scopes", actor.principal, write)


@router.post(
    "/scopes/{scope}/withdrawal",
    response={200: EndedScopeOut} | WRITE_PROBLEMS,
    summary="撤回受理范围 End a scope",
)
def withdraw_scope(request: HttpRequest, scope: UUID, body: EndIn, key: Key) -> HttpResponse:
    accounts.reach(accounts.actor_of_request(request), Act.GRANT_SCOPE)
    actor, _ = _manager(request, places.outlet(grant_place(scope)).code)

    def write() -> tuple[int, dict[str, Any]]:
        services.withdraw_scope(
            grant_id=scope, ended_on=body.ended_on, reason=body.reason, at=now(), by=actor.principal
        )
        return 200, {"scope": str(scope), "ended_on": body.ended_on.isoformat()}

    return idempotent(request, f"scope-end:{scope}", actor.principal, write)


@router.get("/levels", response={200: LevelsOut} | READ_PROBLEMS, summary="受理层级 The levels of an outlet")
def levels(request: HttpRequest, query: Query[OutletQuery]) -> dict[str, Any]:
    _, here = _manager(request, query.outlet)
    return {
        "windows": [
            {"window": window.code, "name": window.label, "level": level.value if level else None}
            for window, level in window_levels(here.id, legal_date(now()))
        ],
        "steps": [
            {
                "place": step.place_name,
                "level": step.level.value,
                "previous": step.previous.value if step.previous else None,
                "theme": step.theme,
                "valid_from": step.valid_from,
                "reason": step.reason,
                "basis": step.basis,
            }
            for step in level_steps(here.id)
        ],
    }


@router.post("/levels", response={201: StepMadeOut} | WRITE_PROBLEMS, summary="调整受理层级 Set a level")
def set_level(request: HttpRequest, body: LevelIn, key: Key) -> HttpResponse:
    actor, here = _manager(request, body.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        step = LevelInput(
            place=_place(here, body),
            level=Level(body.level),
            valid_from=body.valid_from,
            reason=body.reason,
            basis=body.basis,
            organisation_ids=tuple(places.organisation_by_code(code).id for code in body.organisations),
            theme=body.theme,
        )
        return 201, {"step": str(services.set_level(step=step, at=now(), by=actor.principal))}

    return idempotent(request, "levels", actor.principal, write)


def _manager(request: HttpRequest, outlet_code: str) -> tuple[Actor, OutletView]:
    """Who keeps the scopes of an outlet, and the outlet.

    Raises:
        Unauthenticated, NotYourRole, NotYourPlace, PlaceNotFound.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.GRANT_SCOPE)
    outlet = places.outlet_by_code(outlet_code)
    accounts.require(actor, Act.GRANT_SCOPE, outlet_id=outlet.id)
    return actor, outlet


def _place(outlet: OutletView, body: PlaceIn) -> Place:
    """The place a body names.

    Raises:
        PlaceNotFound: no such window of the outlet.
        ScopeDetailsWrong: no such zone of it, or both zone and window.
    """
    if body.zone and body.window:
        raise ScopeDetailsWrong(errors=(FieldError("/zone", "分区和窗口只能写一个"),))
    if body.window:
        return Place(window_id=places.window_by_code(outlet.code, body.window).id)
    if not body.zone:
        return Place(outlet_id=outlet.id)
    zone = next((zone for zone in places.zones_of_outlet(outlet.id) if zone.code == body.zone), None)
    if zone is None:
        raise ScopeDetailsWrong(errors=(FieldError("/zone", f"{outlet.name}没有代码为 {body.zone} 的分区"),))
    return Place(zone_id=zone.id)


def _subject(body: ScopeIn) -> Subject:
    """The items a body names.

    Raises:
        PlaceNotFound: no such department.
        ScopeDetailsWrong: nothing in force has this code.
    """
    owner = places.organisation_by_code(body.organisation).id if body.organisation else None
    named = Subject()
    if body.item:
        found = subjects_by_code(offered_items(legal_date(now()))).get(body.item)
        if found is None:
            raise ScopeDetailsWrong(errors=(FieldError("/item", "没有在办的事项用这个编码"),))
        named = found
    return Subject(owner, named.item_id, named.handling_item_id)


def _out(one: GrantView) -> dict[str, Any]:
    return {
        "scope": one.id,
        "place": one.place_name,
        "subject": one.subject_name,
        "mandate": one.mandate.value,
        "basis": one.basis,
        "valid_from": one.valid_from,
        "last_day": one.last_day,
        "entrustment": one.entrustment_number,
        "training": one.training,
        "withdrawal_reason": one.withdrawal_reason,
    }
