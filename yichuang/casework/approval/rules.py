"""Who may decide what: separation of acceptance and decision, tiers, authorisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from yichuang.casework.approval.errors import (
    ClaimedByAnother,
    HeadOnly,
    NoAuthorisation,
    NotClaimed,
    NotImmediate,
    OpinionMissing,
    OpinionOpposes,
    OwnAcceptance,
    OwnOpinion,
    ValidityWrong,
)
from yichuang.casework.approval.types import Conclusion, OpinionView
from yichuang.foundation.accounts.types import AuthorisationView
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import ApprovalTier

DELIVERY_LIMIT = Limit(10, LimitUnit.WORKING_DAY, "行政许可法 §44")
"""From a grant to handing out the licence, where the item says nothing else. Law: 行政许可法 §44"""

LATEST_START_DAYS = 366


def check_separation(*, user_id: UUID, accepted_by_id: UUID | None) -> None:
    """Refuse examination and decision by the person who accepted the case (受审分离).

    Policy: FEATURES INT-01. The person counts, whether signed in or by a token.

    Raises:
        OwnAcceptance.
    """
    if user_id == accepted_by_id:
        raise OwnAcceptance


def check_decider(
    *,
    tier: ApprovalTier | None,
    decider_id: UUID,
    is_head: bool,
    accepted_by_id: UUID | None,
    opinions: Sequence[OpinionView],
) -> None:
    """Refuse a decision by the wrong person or before its time (受审分离, 审批层级).

    Policy: FEATURES APP-04, R23 — 独任 decides alone; 一审一核 needs another's opinion first; 报批 needs
    an opinion and the head. An item that does not say its tier is treated as 一审一核.

    Args:
        is_head: the decider heads the competent department.
        opinions: oldest first; the newest counts.

    Raises:
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionOpposes.
    """
    check_separation(user_id=decider_id, accepted_by_id=accepted_by_id)
    if opinions and opinions[-1].conclusion is Conclusion.REFUSE:
        raise OpinionOpposes
    if tier is ApprovalTier.SOLE:
        return
    if tier is ApprovalTier.REPORTED and not is_head:
        raise HeadOnly
    if not opinions:
        raise OpinionMissing
    if opinions[-1].by_user_id == decider_id:
        raise OwnOpinion


def check_claim(*, user_id: UUID, claimed_by_id: UUID | None, claimed_by_name: str) -> None:
    """Refuse the work of an officer who does not have the case.

    Raises:
        NotClaimed; ClaimedByAnother: carries ``claimed_by``.
    """
    if claimed_by_id is None:
        raise NotClaimed
    if claimed_by_id != user_id:
        raise ClaimedByAnother(f"这个办件由{claimed_by_name}承办", claimed_by=claimed_by_name)


def check_immediate(
    *, is_immediate: bool, claimed_by_name: str, authorisation: AuthorisationView | None, name: str
) -> AuthorisationView:
    """The written authorisation under which a 即办件 is decided at the window (首席代表当场决定).

    Policy: FEATURES APP-05, R22, R23 — only a 即办件, only what no officer has begun to examine, only
    under a written authorisation that covers the person, the item and the day.

    Args:
        claimed_by_name: the officer who has the case; empty while nobody has.
        authorisation: the one in force today for this person and item, or None.
        name: of the item, for the sentence.

    Raises:
        NotImmediate, ClaimedByAnother, NoAuthorisation.
    """
    if not is_immediate:
        raise NotImmediate
    if claimed_by_name:
        raise ClaimedByAnother(f"这个办件已由{claimed_by_name}承办，不再当场决定", claimed_by=claimed_by_name)
    if authorisation is None:
        raise NoAuthorisation(f"您没有今天有效、包括“{name}”的书面授权，不能当场决定，请由部门决定")
    return authorisation


def first_day(*, asked: date | None, decided_on: date) -> date:
    """The first day on which what is granted is valid (有效期起).

    Policy: this project — a grant does not reach back before its decision (行政许可法 §38 knows no licence
    before it), and begins within a year.

    Raises:
        ValidityWrong.
    """
    if asked is None:
        return decided_on
    if not decided_on <= asked <= decided_on + timedelta(days=LATEST_START_DAYS):
        raise ValidityWrong(
            f"有效期不能从 {asked.isoformat()} 开始，要从决定当天或者以后一年内开始",
            errors=(FieldError("/valid_from", "从决定当天或者以后一年内开始"),),
        )
    return asked


def validity(*, valid_from: date, years: int | None) -> tuple[date | None, date | None]:
    """First and last day on which a result is valid; (None, None): no end, or an unknown term."""
    if years is None:
        return None, None
    try:
        anniversary = valid_from.replace(year=valid_from.year + years)
    except ValueError:  # 29 February
        anniversary = date(valid_from.year + years, 3, 1)
    return valid_from, anniversary - timedelta(days=1)
