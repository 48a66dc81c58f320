"""Reading cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from yichuang.casework.cases import rules
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.types import (
    ActKind,
    CaseRow,
    CaseStatus,
    CaseView,
    Channel,
    CompletionCode,
    TimelineEntry,
)

CASE_COLUMNS = (
    "id",
    "number",
    "status",
    "region_code",
    "version_id",
    "item_code",
    "handling_code",
    "name",
    "item_type",
    "handling_type",
    "organisation_id",
    "outlet_id",
    "window_id",
    "applicant_id",
    "agent_id",
    "channel",
    "answers",
    "received_at",
    "answer_due_on",
    "accepted_at",
    "accepted_by_id",
    "promised_due_on",
    "statutory_due_on",
    "decided_at",
    "completed_at",
    "completion_code",
    "progress_token",
    "act_count",
)


def to_view(row: Mapping[str, Any]) -> CaseView:
    """A frozen view of one ``.values(*CASE_COLUMNS)`` row."""
    code = row["completion_code"]
    return CaseView(
        **{
            **row,
            "status": CaseStatus(row["status"]),
            "channel": Channel(row["channel"]),
            "completion_code": CompletionCode(code) if code else None,
        }
    )


def case_by_number(number: str) -> CaseView:
    """The case with this number.

    Raises:
        CaseUnknown: none has it.
    """
    check_number(number)
    return _one(number=number)


def check_number(number: str) -> None:
    """Refuse what cannot be the number of a case, before anything else is asked. No statement.

    Raises:
        CaseUnknown: no case can have it.
    """
    if not rules.is_case_number(number):
        raise CaseUnknown(f"没有办件 {number}，请核对办件编号")


def case_by_id(case_id: UUID) -> CaseView:
    """The case with this id.

    Raises:
        CaseUnknown: none has it.
    """
    return _one(id=case_id)


def case_by_token(token: str) -> CaseView:
    """The case whose receipt carries this QR token.

    Raises:
        CaseUnknown: none has it.
    """
    if not rules.is_progress_token(token):
        raise CaseUnknown
    return _one(progress_token=token)


def _one(**key: Any) -> CaseView:
    row = Case.objects.filter(**key).values(*CASE_COLUMNS).first()
    if row is None:
        raise CaseUnknown
    return to_view(row)


def timeline(case_id: UUID) -> tuple[TimelineEntry, ...]:
    """The acts of a case, oldest first."""
    rows = (
        Act.objects.filter(case_id=case_id)
        .order_by("sequence")
        .values_list(
            "sequence", "kind", "at", "words", "by_name", "window_id", "from_status", "to_status", "details"
        )
    )
    return tuple(
        TimelineEntry(
            sequence,
            ActKind(kind),
            at,
            words,
            by_name,
            window_id,
            CaseStatus(from_status) if from_status else None,
            CaseStatus(to_status),
            details.get("authorisation") or "",
        )
        for sequence, kind, at, words, by_name, window_id, from_status, to_status, details in rows
    )


def takers_of(case_id: UUID, kinds: Collection[ActKind]) -> frozenset[UUID]:
    """Who took steps of these kinds with a case; by tokens too, the person counts. One statement."""
    rows = Act.objects.filter(case_id=case_id, kind__in=kinds, by_user_id__isnull=False)
    return frozenset(user_id for user_id in rows.values_list("by_user_id", flat=True) if user_id)


def check_possible(status: CaseStatus, act: ActKind) -> None:
    """Whether the transition table has the step.

    Raises:
        ActNotPossible: it has not.
    """
    rules.next_status(status, act)


def recent_of_window(window_id: UUID, limit: int = 12) -> tuple[CaseRow, ...]:
    """The cases this window received last, newest first."""
    rows: Iterable[Mapping[str, Any]] = (
        Case.objects.filter(window_id=window_id, received_at__isnull=False)
        .order_by("-received_at")
        .values(
            "id",
            "number",
            "name",
            "status",
            "applicant_id",
            "received_at",
            "answer_due_on",
            "version_id",
            "accepted_at",
            "promised_due_on",
            "decided_at",
            "completed_at",
            is_accepted_by_default=Q(accepted_at__isnull=False, accepted_by__isnull=True),
        )[:limit]
    )
    return tuple(CaseRow(**{**row, "status": CaseStatus(row["status"])}) for row in rows)


def last_received_of(applicant_id: UUID) -> datetime | None:
    """When this applicant's newest case was received; None: none ever was. One statement."""
    return (
        Case.objects.filter(applicant_id=applicant_id, received_at__isnull=False)
        .order_by("-received_at")
        .values_list("received_at", flat=True)
        .first()
    )
