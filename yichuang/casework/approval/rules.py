"""Who may decide what: separation of acceptance and decision, tiers, authorisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from yichuang.casework.approval.errors import (
    AlreadyTheirs,
    ClaimedByAnother,
    HeadOnly,
    NoAuthorisation,
    NotClaimed,
    NotImmediate,
    OpinionMissing,
    OpinionOpposes,
    OpinionSupports,
    OwnAcceptance,
    OwnOpinion,
    ReasonMissing,
    RefusalIncomplete,
    TerminationIncomplete,
    ValidityWrong,
)
from yichuang.casework.approval.types import (
    Conclusion,
    OpinionView,
    RefusalInput,
    TerminationInput,
)
from yichuang.foundation.accounts.types import AuthorisationView, Delegated
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import ApprovalTier, HandlingType, ItemType

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
    _check_tier(tier, decider_id, is_head, opinions)


def check_refuser(
    *,
    tier: ApprovalTier | None,
    decider_id: UUID,
    is_head: bool,
    accepted_by_id: UUID | None,
    opinions: Sequence[OpinionView],
) -> None:
    """Refuse a refusal by the wrong person or before its time (不予批准的审批层级).

    Policy: this project — as a grant: 独任 refuses alone, 一审一核 needs another's opinion first, 报批 an
    opinion and the head. An opinion to grant binds whoever only checks it; the head answers for the
    department, and a sole officer for their own examination, so these two may refuse all the same:
    the decision gives facts, reasons and basis of its own.

    Args:
        is_head: the decider heads the competent department.
        opinions: oldest first; the newest counts.

    Raises:
        OwnAcceptance, OwnOpinion, HeadOnly, OpinionMissing, OpinionSupports.
    """
    check_separation(user_id=decider_id, accepted_by_id=accepted_by_id)
    _check_tier(tier, decider_id, is_head, opinions)
    is_bound = tier is not ApprovalTier.SOLE and not is_head
    if is_bound and opinions[-1].conclusion is Conclusion.GRANT:
        raise OpinionSupports


def _check_tier(
    tier: ApprovalTier | None, decider_id: UUID, is_head: bool, opinions: Sequence[OpinionView]
) -> None:
    if tier is ApprovalTier.SOLE:
        return
    if tier is ApprovalTier.REPORTED and not is_head:
        raise HeadOnly
    if not opinions:
        raise OpinionMissing
    if opinions[-1].by_user_id == decider_id:
        raise OwnOpinion


def check_in_charge(
    *, user_id: UUID, is_head: bool, claimed_by_id: UUID | None, claimed_by_name: str
) -> None:
    """Refuse who neither has the case nor heads the department (终止、移交由承办人或者负责人办理).

    Policy: this project — what changes the course of a case is for who works on it, or for the head.

    Raises:
        NotClaimed; ClaimedByAnother: carries ``claimed_by``.
    """
    if not is_head:
        check_claim(user_id=user_id, claimed_by_id=claimed_by_id, claimed_by_name=claimed_by_name)


def check_handing_on(
    *, to_id: UUID, to_name: str, claimed_by_id: UUID | None, accepted_by_id: UUID | None
) -> None:
    """Refuse to hand a case to who has it, or to who accepted it (移交).

    Raises:
        NotClaimed: nobody has it, so nobody can hand it on; AlreadyTheirs; OwnAcceptance.
    """
    if claimed_by_id is None:
        raise NotClaimed("这个办件还没有人领取，直接领取就可以")
    if to_id == claimed_by_id:
        raise AlreadyTheirs(f"这个办件已经由{to_name}承办", claimed_by=to_name)
    if to_id == accepted_by_id:
        raise OwnAcceptance(f"这个办件是{to_name}受理的，受理和审批要分开，请移交给别人")


def complete_refusal(refusal: RefusalInput) -> RefusalInput:
    """The refusal, trimmed, when it says all that the law asks for.

    Law: 行政许可法 §38(2) — a refusal gives its reasons; with R4: facts and legal basis as well.

    Raises:
        RefusalIncomplete: ``errors`` name every field that says nothing.
    """
    facts, reason, basis = refusal.facts.strip(), refusal.reason.strip(), _lines(refusal.legal_basis)
    missing = tuple(
        FieldError(pointer, sentence)
        for pointer, said, sentence in (
            ("/facts", facts, "请写明查明的事实"),
            ("/reason", reason, "请写明不予批准的理由"),
            ("/legal_basis", basis, "请写明法律依据"),
        )
        if not said
    )
    if missing:
        raise RefusalIncomplete("；".join(error.detail for error in missing), errors=missing)
    return RefusalInput(facts, reason, basis)


def complete_termination(termination: TerminationInput) -> TerminationInput:
    """The termination, trimmed, when it says why and on what basis.

    Policy: DOMAIN 6.3 — no end of a case without a reason.

    Raises:
        TerminationIncomplete: ``errors`` name every field that says nothing.
    """
    reason, basis = termination.reason.strip(), _lines(termination.legal_basis)
    missing = tuple(
        FieldError(pointer, sentence)
        for pointer, said, sentence in (
            ("/reason", reason, "请写明终止办理的理由"),
            ("/legal_basis", basis, "请写明终止办理的依据"),
        )
        if not said
    )
    if missing:
        raise TerminationIncomplete("；".join(error.detail for error in missing), errors=missing)
    return TerminationInput(termination.ground, reason, basis)


def refusal_kind(item_type: ItemType | None) -> NoticeKind:
    """Which paper refuses (不予行政许可决定书 或 不予办理通知书).

    Law: 行政许可法 §2 — only what is a licence is granted or refused as one.
    """
    return NoticeKind.REFUSAL_DECISION if item_type is ItemType.LICENCE else NoticeKind.REFUSAL_NOTICE


def given_reason(reason: str) -> str:
    """The reason of a handing-on, trimmed.

    Raises:
        ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(errors=(FieldError("/reason", "请写明移交的原因"),))
    return reason.strip()


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())


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


def delegated_kind(*, handling_type: HandlingType | None, tier: ApprovalTier | None) -> Delegated | None:
    """As which kind a written authorisation must cover the item (授权范围); None: none can.

    Policy: FEATURES APP-05, CAT-12 — a 即办件 may be handed to the chief representative, and a 承诺件 of
    a tier that is not reported: 报批 stays with the head. An item that does not say its tier is
    treated as 一审一核. 上报件, 联办件 and 网上件 stay with the department.
    """
    if handling_type is HandlingType.IMMEDIATE:
        return Delegated.IMMEDIATE
    if handling_type is not HandlingType.COMMITTED or tier is ApprovalTier.REPORTED:
        return None
    return Delegated.COMMITTED_SOLE if tier is ApprovalTier.SOLE else Delegated.COMMITTED_REVIEW_CHECK


def check_delegate(
    *, delegated: Delegated | None, authorisation: AuthorisationView | None, name: str
) -> AuthorisationView:
    """The written authorisation under which a chief representative examines a 承诺件 (首席代表审批承诺件).

    Policy: FEATURES APP-05, CAT-12 — it puts the representative in the place of an officer of the
    department, no further: who accepted examines nothing, and 一审一核 stays with two people.

    Args:
        delegated: as which kind the paper must cover the item; None: no paper can.
        authorisation: the one in force today for this person, item and kind, or None.
        name: of the item, for the sentence.

    Raises:
        NoAuthorisation.
    """
    if delegated is None:
        raise NoAuthorisation(f"“{name}”须报批，不能书面授权首席代表办理，请由部门办理")
    if authorisation is None:
        raise NoAuthorisation(f"您没有今天有效、包括“{name}”的书面授权（{delegated.label}），请由部门办理")
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
