"""Rows of grants and exceptions as every act writes them: checked, refused, ended, on record, announced."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import Model

from yichuang.kernel import audit, outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.offer.scope.errors import ScopeDetailsWrong, ScopeEnded, ScopeOverlaps, ScopeUnknown
from yichuang.offer.scope.events import ScopeChanged
from yichuang.offer.scope.models import ScopeException, ScopeGrant
from yichuang.offer.scope.types import GrantInput, Place, Subject

_OVERLAPS = {"grants_of_one_scope_do_not_overlap", "exceptions_of_one_scope_do_not_overlap"}


def record_grant(grant: GrantInput, at: datetime, by: str, *, level_step_id: UUID | None = None) -> UUID:
    """Write a grant that was found right."""
    row = ScopeGrant(
        **ids_of(grant.place, grant.subject),
        mandate=grant.mandate.value,
        basis=grant.basis.strip(),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        entrustment_id=grant.entrustment_id,
        level_step_id=level_step_id,
        training=grant.training.strip(),
        made_at=at,
        made_by=by,
    )
    return record(row, "granted", at, by)


def refuse(faults: tuple[FieldError, ...]) -> None:
    if faults:
        raise ScopeDetailsWrong("；".join(fault.detail for fault in faults), errors=faults)


def ids_of(place: Place, subject: Subject) -> dict[str, Any]:
    return {
        "outlet_id": place.outlet_id,
        "zone_id": place.zone_id,
        "window_id": place.window_id,
        "organisation_id": subject.organisation_id,
        "item_id": subject.item_id,
        "handling_item_id": subject.handling_item_id,
    }


def record(row: ScopeGrant | ScopeException, action: str, at: datetime, by: str) -> UUID:
    check_references(row)
    wait_for(_place(row))
    try:
        row.save(force_insert=True)
    except IntegrityError as clash:
        if constraint_of(clash) in _OVERLAPS:
            raise ScopeOverlaps("同一地点、同一事项在这些日子里已有登记，请先撤回原来的") from clash
        raise
    details = {name: str(value) for name, value in ids_of(_place(row), _subject(row)).items() if value}
    _tell(row, action, row.valid_from, details | {"basis": row.basis}, at, by)
    return row.id


def wait_for(place: Place) -> None:
    """One writer of a place's scopes at a time, until the transaction ends.

    Two rows at once that an exclusion constraint keeps apart would wait for each other, a deadlock.
    """
    key = f"scope {place.window_id or place.zone_id or place.outlet_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def check_references(row: Model) -> None:
    """Whether everything a row names exists.

    Raises:
        ScopeUnknown: with the names of what does not.
    """
    try:
        row.clean_fields(exclude=[f.name for f in row._meta.fields if getattr(row, f.attname) in (None, "")])
    except ValidationError as wrong:
        labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
        unknown = "、".join(labels[name] for name in wrong.message_dict)
        raise ScopeUnknown(f"没有登记所选的{unknown}") from wrong


def end(
    row: ScopeGrant | ScopeException | None, action: str, ended_on: date, reason: str, at: datetime, by: str
) -> None:
    if row is None:
        raise ScopeUnknown
    today = legal_date(at)
    if ended_on < today or not reason.strip():
        faults = [FieldError("/ended_on", f"最早自 {today} 起撤回")] if ended_on < today else []
        faults += [] if reason.strip() else [FieldError("/reason", "要写明撤回的原因")]
        refuse(tuple(faults))
    if row.valid_until is not None and row.valid_until <= ended_on:
        raise ScopeEnded(f"它自 {row.valid_until} 起已经失效")
    row.valid_until = max(row.valid_from, ended_on)
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = at, by, reason.strip()
    row.save(update_fields=["valid_until", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _tell(row, action, ended_on, {"reason": row.withdrawal_reason}, at, by)


def _tell(
    row: ScopeGrant | ScopeException,
    action: str,
    changes_on: date,
    details: dict[str, str],
    at: datetime,
    by: str,
) -> None:
    stream = str(row._meta.model_name)
    details |= {"changes_on": changes_on.isoformat()}
    audit.record(stream=stream, stream_id=row.id, action=action, actor=by, at=at, details=details)
    outbox.publish(ScopeChanged(action, row.id, changes_on), actor=by, at=at)


def _place(row: ScopeGrant | ScopeException) -> Place:
    return Place(row.outlet_id, row.zone_id, row.window_id)


def _subject(row: ScopeGrant | ScopeException) -> Subject:
    return Subject(row.organisation_id, row.item_id, row.handling_item_id)


def constraint_of(clash: IntegrityError) -> str:
    diagnostics = getattr(clash.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""
