"""Acts on the scope of acceptance: grant, except, withdraw. Who may do so is checked by the caller."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from yichuang.kernel import audit, outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.scope import rules
from yichuang.offer.scope.errors import ScopeDetailsWrong, ScopeEnded, ScopeOverlaps, ScopeUnknown
from yichuang.offer.scope.events import ScopeChanged
from yichuang.offer.scope.models import ScopeException, ScopeGrant
from yichuang.offer.scope.types import ExceptionInput, GrantInput, Place, Subject

_OVERLAPS = {"grants_of_one_scope_do_not_overlap", "exceptions_of_one_scope_do_not_overlap"}


@act
def grant_scope(*, grant: GrantInput, at: datetime, by: str) -> UUID:
    """Let a place take items from a day on (授予受理范围).

    Policy: FEATURES CAT-05: the scope is widened step by step, each step with its date and basis.

    Returns:
        The grant's id.

    Raises:
        ScopeDetailsWrong: with a pointer to each fault.
        ScopeUnknown: the place or the subject does not exist.
        ScopeOverlaps: the same place and subject are covered on some of these days.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.

    Concurrency:
        ``grants_of_one_scope_do_not_overlap`` decides between two at once.
    """
    _refuse(rules.grant_faults(grant))
    row = ScopeGrant(
        **_ids(grant.place, grant.subject),
        mandate=grant.mandate.value,
        basis=grant.basis.strip(),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        made_at=at,
        made_by=by,
    )
    return _record(row, "granted", at, by)


@act
def except_item(*, exception: ExceptionInput, at: datetime, by: str) -> UUID:
    """Keep a place, or every place, from taking an item although a grant covers it (受理例外).

    Policy: FEATURES CAT-02: the list of exceptions is explicit and says why.

    Returns:
        The exception's id.

    Raises:
        ScopeDetailsWrong, ScopeUnknown, ScopeOverlaps: as for a grant.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.
    """
    _refuse(rules.exception_faults(exception))
    row = ScopeException(
        **_ids(exception.place or Place(), exception.subject),
        reason=exception.reason.strip(),
        basis=exception.basis.strip(),
        valid_from=exception.valid_from,
        valid_until=exception.valid_until,
        made_at=at,
        made_by=by,
    )
    return _record(row, "excepted", at, by)


@act
def withdraw_scope(*, grant_id: UUID, ended_on: date, reason: str, at: datetime, by: str) -> None:
    """End a granted scope (撤回受理范围) from ``ended_on``, today or later. What was taken before stands.

    Raises:
        ScopeUnknown, ScopeEnded, ScopeDetailsWrong.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.
    """
    row = ScopeGrant.objects.select_for_update().filter(id=grant_id).first()
    _end(row, "withdrawn", ended_on, reason, at, by)


@act
def withdraw_exception(*, exception_id: UUID, ended_on: date, reason: str, at: datetime, by: str) -> None:
    """End an exception (撤销受理例外) from ``ended_on``, today or later.

    Raises:
        ScopeUnknown, ScopeEnded, ScopeDetailsWrong.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.
    """
    row = ScopeException.objects.select_for_update().filter(id=exception_id).first()
    _end(row, "exception-withdrawn", ended_on, reason, at, by)


def _refuse(faults: tuple[FieldError, ...]) -> None:
    if faults:
        raise ScopeDetailsWrong("；".join(fault.detail for fault in faults), errors=faults)


def _ids(place: Place, subject: Subject) -> dict[str, Any]:
    return {
        "outlet_id": place.outlet_id,
        "zone_id": place.zone_id,
        "window_id": place.window_id,
        "organisation_id": subject.organisation_id,
        "item_id": subject.item_id,
        "handling_item_id": subject.handling_item_id,
    }


def _record(row: ScopeGrant | ScopeException, action: str, at: datetime, by: str) -> UUID:
    try:
        row.clean_fields(exclude=[f.name for f in row._meta.fields if getattr(row, f.attname) in (None, "")])
    except ValidationError as wrong:
        labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
        unknown = "、".join(labels[name] for name in wrong.message_dict)
        raise ScopeUnknown(f"没有登记所选的{unknown}") from wrong
    try:
        row.save(force_insert=True)
    except IntegrityError as clash:
        if _constraint(clash) in _OVERLAPS:
            raise ScopeOverlaps("同一地点、同一事项在这些日子里已有登记，请先撤回原来的") from clash
        raise
    details = {name: str(value) for name, value in _ids(_place(row), _subject(row)).items() if value}
    _tell(row, action, row.valid_from, details | {"basis": row.basis}, at, by)
    return row.id


def _end(
    row: ScopeGrant | ScopeException | None, action: str, ended_on: date, reason: str, at: datetime, by: str
) -> None:
    if row is None:
        raise ScopeUnknown
    today = legal_date(at)
    if ended_on < today or not reason.strip():
        faults = [FieldError("/ended_on", f"最早自 {today} 起撤回")] if ended_on < today else []
        faults += [] if reason.strip() else [FieldError("/reason", "要写明撤回的原因")]
        _refuse(tuple(faults))
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


def _constraint(clash: IntegrityError) -> str:
    diagnostics = getattr(clash.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""
