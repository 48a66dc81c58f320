"""The level of a place (受理层级): one step forward or back replaces what it takes in its own right."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope.errors import LevelDetailsWrong, LevelSetAlready, LevelUnchanged
from yichuang.offer.scope.models import LevelStep, ScopeGrant
from yichuang.offer.scope.rules.levels import level_of, step_faults, subjects_of
from yichuang.offer.scope.services.rows import check_references, end, record_grant, wait_for
from yichuang.offer.scope.types import GrantInput, Level, LevelInput, Mandate, Place, Subject


@act
def set_level(*, step: LevelInput, at: datetime, by: str) -> UUID:
    """Set the level of a place from a day on (调整受理层级), forward or back.

    What the place takes in its own right ends on that day, and what the level stands for begins. What it
    takes on papers or as a helper stays.

    Policy: FEATURES CAT-04: from one field of one department, step by step, to everything.

    Returns:
        The step's id.

    Raises:
        LevelDetailsWrong: with a pointer to each fault; a field of which nothing is offered, too.
        LevelUnchanged: the place takes exactly this already.
        LevelSetAlready: there is a step from that day or a later one.
        ScopeUnknown: the place or a department does not exist.

    Publishes:
        ``scope.scope-changed`` v1 for each scope that ends or begins, in this transaction.

    Concurrency:
        One step of a place at a time (advisory lock); ``one_level_of_a_place_from_a_day`` is the backstop.
    """
    _refuse(step_faults(step, legal_date(at)))
    wait_for(step.place)
    offered = offered_items(step.valid_from)
    wanted = subjects_of(step, offered)
    if not wanted:
        _refuse((FieldError("/theme", "这个部门在这个领域没有在办的事项"),))
    _refuse_out_of_turn(step)
    rows = _own_grants(step.place, step.valid_from)
    held = {Subject(row.organisation_id, row.item_id, row.handling_item_id) for row in rows}
    if held == set(wanted) and all(row.valid_from <= step.valid_from for row in rows):
        raise LevelUnchanged
    made = _write(step, level_of(held, offered), at, by)
    for row in rows:
        end(row, "withdrawn", max(step.valid_from, legal_date(at)), made.reason, at, by)
    for subject in wanted:
        grant = GrantInput(step.place, subject, made.basis, step.valid_from)
        record_grant(grant, at, by, level_step_id=made.id)
    details = {"level": made.level, "previous": made.previous, "changes_on": made.valid_from.isoformat()}
    audit.record(
        stream="levelstep",
        stream_id=made.id,
        action="level-set",
        actor=by,
        at=at,
        details=details,
        first=True,
    )
    return made.id


def _refuse(faults: tuple[FieldError, ...]) -> None:
    if faults:
        raise LevelDetailsWrong("；".join(fault.detail for fault in faults), errors=faults)


def _here(place: Place) -> Q:
    return Q(outlet=place.outlet_id, zone=place.zone_id, window=place.window_id)


def _refuse_out_of_turn(step: LevelInput) -> None:
    later = LevelStep.objects.filter(_here(step.place), valid_from__gte=step.valid_from)
    if (found := later.order_by("-valid_from").first()) is not None:
        raise LevelSetAlready(f"自 {found.valid_from} 起已登记为“{Level(found.level).label}”")


def _own_grants(place: Place, on: date) -> list[ScopeGrant]:
    """What the place takes in its own right on a day or later, locked."""
    rows = ScopeGrant.objects.select_for_update().filter(
        _here(place), Q(valid_until=None) | Q(valid_until__gt=on), mandate=Mandate.OWN.value
    )
    lasting = rows.exclude(valid_until=F("valid_from"))  # withdrawn before it began
    return list(lasting.order_by("id"))


def _write(step: LevelInput, previous: Level | None, at: datetime, by: str) -> LevelStep:
    made = LevelStep(
        outlet_id=step.place.outlet_id,
        zone_id=step.place.zone_id,
        window_id=step.place.window_id,
        level=step.level.value,
        previous=previous.value if previous else "",
        theme=step.theme,
        valid_from=step.valid_from,
        reason=step.reason.strip(),
        basis=step.basis.strip(),
        made_at=at,
        made_by=by,
    )
    check_references(made)
    made.save(force_insert=True)
    return made
