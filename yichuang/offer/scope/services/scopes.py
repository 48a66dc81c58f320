"""Grant, except, withdraw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from yichuang.kernel.transactions import act
from yichuang.offer.scope import rules
from yichuang.offer.scope.errors import EntrustmentNeeded
from yichuang.offer.scope.models import ScopeException, ScopeGrant
from yichuang.offer.scope.rules.entrustments import why_not_on_paper
from yichuang.offer.scope.services.papers import locked_paper
from yichuang.offer.scope.services.rows import end, ids_of, record, record_grant, refuse
from yichuang.offer.scope.types import ExceptionInput, GrantInput, Place, Subject


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
        EntrustmentNeeded: entrusted or authorised, and no paper says so for this outlet, item and day.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.

    Concurrency:
        One writer of a place's scopes at a time (advisory lock), ``grants_of_one_scope_do_not_overlap``
        behind it. The paper is locked, so that nothing is granted on one that is being revoked.
    """
    refuse(rules.grant_faults(grant))
    paper = locked_paper(grant.entrustment_id)
    if why_not := why_not_on_paper(grant, _outlet_of(grant.place) if paper else None, paper):
        raise EntrustmentNeeded(why_not)
    until = grant.valid_until
    if paper is not None and until is None:
        until = paper.valid_until  # it ends with its paper
    return record_grant(replace(grant, valid_until=until), at, by)


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
    refuse(rules.exception_faults(exception))
    row = ScopeException(
        **ids_of(exception.place or Place(), exception.subject),
        reason=exception.reason.strip(),
        basis=exception.basis.strip(),
        valid_from=exception.valid_from,
        valid_until=exception.valid_until,
        made_at=at,
        made_by=by,
    )
    return record(row, "excepted", at, by)


@act
def withdraw_scope(*, grant_id: UUID, ended_on: date, reason: str, at: datetime, by: str) -> None:
    """End a granted scope (撤回受理范围) from ``ended_on``, today or later. What was taken before stands.

    Raises:
        ScopeUnknown, ScopeEnded, ScopeDetailsWrong.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.
    """
    row = ScopeGrant.objects.select_for_update().filter(id=grant_id).first()
    end(row, "withdrawn", ended_on, reason, at, by)


@act
def withdraw_exception(*, exception_id: UUID, ended_on: date, reason: str, at: datetime, by: str) -> None:
    """End an exception (撤销受理例外) from ``ended_on``, today or later.

    Raises:
        ScopeUnknown, ScopeEnded, ScopeDetailsWrong.

    Publishes:
        ``scope.scope-changed`` v1, in this transaction.
    """
    row = ScopeException.objects.select_for_update().filter(id=exception_id).first()
    end(row, "exception-withdrawn", ended_on, reason, at, by)


def _outlet_of(place: Place) -> UUID | None:
    """The outlet in which a place stands; None: there is no such place."""
    row = ScopeGrant(**ids_of(place, Subject()))
    try:
        if row.window is not None:
            return row.window.outlet_id
        return row.zone.outlet_id if row.zone is not None else row.outlet_id
    except ObjectDoesNotExist:
        return None
