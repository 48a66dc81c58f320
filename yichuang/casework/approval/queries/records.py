"""What the department has written about a case: review, opinions, decision, its end."""

from __future__ import annotations

from uuid import UUID

from yichuang.casework.approval.models import Decision, HandedOn, Opinion, Refusal, Review, Termination
from yichuang.casework.approval.types import (
    Conclusion,
    DecisionView,
    Handing,
    OpinionView,
    Outcome,
    RefusalView,
    ReviewView,
    TerminationGround,
    TerminationView,
)


def opinions_of(case_id: UUID) -> tuple[OpinionView, ...]:
    """The opinions in a case, oldest first."""
    rows = Opinion.objects.filter(case_id=case_id).order_by("act__sequence").values_list(
        "by_user_id", "by_name", "conclusion", "text", "at"
    )  # fmt: skip
    return tuple(OpinionView(user, name, Conclusion(found), text, at) for user, name, found, text, at in rows)


def review_of(case_id: UUID) -> ReviewView | None:
    """The review of a case, or None while it has not been routed."""
    row = Review.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return ReviewView(
        row.case_id,
        row.organisation_id,
        row.tier,
        row.claimed_by_id,
        row.claimed_by_name,
        row.claimed_at,
        opinions_of(case_id),
    )


def decision_of(case_id: UUID) -> DecisionView | None:
    """The decision of a case, or None while there is none."""
    row = Decision.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return DecisionView(
        row.case_id,
        Outcome(row.outcome),
        row.by_user_id,
        row.by_name,
        row.content,
        row.conditions,
        row.valid_from,
        row.valid_until,
        row.authorisation_id,
        row.notice_number,
    )


def refusal_of(case_id: UUID) -> RefusalView | None:
    """What the refusal of a case rests on, or None when it was not refused."""
    row = Refusal.objects.filter(decision_id=case_id).first()
    if row is None:
        return None
    return RefusalView(row.facts, row.reason, tuple(row.legal_basis), row.reconsideration_body, row.court)


def termination_of(case_id: UUID) -> TerminationView | None:
    """How a case ended without a decision, or None when it did not."""
    row = Termination.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return TerminationView(
        TerminationGround(row.ground), row.reason, tuple(row.legal_basis), row.by_name, row.notice_number
    )


def handings_of(case_id: UUID) -> tuple[Handing, ...]:
    """From whom to whom a case went (移交), oldest first."""
    rows = HandedOn.objects.filter(case_id=case_id).order_by("act__sequence").values_list(
        "from_name", "to_name", "by_name", "reason", "at"
    )  # fmt: skip
    return tuple(Handing(*row) for row in rows)
