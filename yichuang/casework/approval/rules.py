"""Who may decide what: separation of acceptance and decision, tiers, authorisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from yichuang.casework.approval.errors import (
    HeadOnly,
    NoAuthorisation,
    NotImmediate,
    OpinionMissing,
    OpinionOpposes,
    OwnAcceptance,
    OwnOpinion,
)
from yichuang.casework.approval.types import Conclusion, OpinionView
from yichuang.foundation.accounts.types import AuthorisationView, Role
from yichuang.offer.catalogue.types import ApprovalTier


def check_decider(
    *,
    tier: ApprovalTier | None,
    decider_id: UUID,
    role: Role,
    accepted_by_id: UUID | None,
    opinions: Sequence[OpinionView],
) -> None:
    """Refuse a decision by the wrong person or before its time (受审分离, 审批层级).

    Policy: FEATURES APP-04, R23 — 独任 decides alone; 一审一核 needs another's opinion first; 报批 needs
    an opinion and the head. An item that does not say its tier is treated as 一审一核.

    Raises:
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionOpposes.
    """
    if decider_id == accepted_by_id:
        raise OwnAcceptance
    if opinions and opinions[-1].conclusion is Conclusion.REFUSE:
        raise OpinionOpposes
    if tier is ApprovalTier.SOLE:
        return
    if not opinions:
        raise OpinionMissing
    if opinions[-1].by_user_id == decider_id:
        raise OwnOpinion
    if tier is ApprovalTier.REPORTED and role is not Role.DEPARTMENT_HEAD:
        raise HeadOnly


def check_immediate(is_immediate: bool) -> None:
    """Only a 即办件 is decided at the window.

    Raises:
        NotImmediate.
    """
    if not is_immediate:
        raise NotImmediate


def check_authorisation(
    authorisation: AuthorisationView | None, *, handling_code: str, on: date
) -> AuthorisationView:
    """The written authorisation that lets a chief representative decide this 即办件 today.

    Policy: FEATURES APP-05, R22, R23.

    Raises:
        NoAuthorisation: there is none, or it does not cover the day or the item.
    """
    if authorisation is None:
        raise NoAuthorisation
    if not authorisation.valid_from <= on <= authorisation.valid_until:
        raise NoAuthorisation(f"授权书 {authorisation.document_number} 已过有效期")
    if not (authorisation.covers_all_immediate or handling_code in authorisation.handling_codes):
        raise NoAuthorisation(f"授权书 {authorisation.document_number} 不包括这个事项")
    return authorisation


def validity(*, valid_from: date, years: int | None) -> tuple[date | None, date | None]:
    """First and last day on which a result is valid; (None, None): no end, or an unknown term."""
    if years is None:
        return None, None
    try:
        anniversary = valid_from.replace(year=valid_from.year + years)
    except ValueError:  # 29 February
        anniversary = date(valid_from.year + years, 3, 1)
    return valid_from, anniversary - timedelta(days=1)
