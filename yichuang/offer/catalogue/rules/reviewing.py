"""How a draft comes to be published (版本审核): its state, and who may review it. Pure.

The log of reviews is read by number and fingerprint: a review stands for exactly the content it saw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import OwnDraft, ReviewIncomplete, ReviewNotDue
from yichuang.offer.catalogue.types.reviewing import (
    DraftState,
    Review,
    ReviewAct,
    ReviewDecision,
    ReviewStep,
)

REMARKS_LENGTH = 2000

# in which state a review is due
DUE: Mapping[DraftState, ReviewStep] = {
    DraftState.DEPARTMENT_REVIEW: ReviewStep.DEPARTMENT,
    DraftState.BUREAU_REVIEW: ReviewStep.BUREAU,
}

_AFTER_APPROVAL = {
    ReviewStep.SUBMISSION: DraftState.DEPARTMENT_REVIEW,
    ReviewStep.DEPARTMENT: DraftState.BUREAU_REVIEW,
    ReviewStep.BUREAU: DraftState.APPROVED,
}


def standing(acts: Sequence[ReviewAct], version_number: int, digest: str) -> tuple[ReviewAct, ...]:
    """The acts that count for this content: from the last submission of this version on.

    None count when what was submitted last is not exactly what the draft says now.

    Args:
        acts: of the handling item, in order.
    """
    own = [act for act in acts if act.version_number == version_number]
    begun = [place for place, act in enumerate(own) if act.step is ReviewStep.SUBMISSION]
    since = tuple(own[begun[-1] :]) if begun else ()
    return since if all(act.digest == digest for act in since) else ()


def state_of(counted: Sequence[ReviewAct]) -> DraftState:
    """The state a draft is in after the acts that count for it."""
    if not counted:
        return DraftState.DRAFT
    last = counted[-1]
    if last.decision is ReviewDecision.RETURNED:
        return DraftState.RETURNED
    return _AFTER_APPROVAL[last.step]


def check_due(step: ReviewStep, counted: Sequence[ReviewAct]) -> None:
    """Whether this review is due now.

    Raises:
        ReviewNotDue: it is not, and how far the draft has come.
    """
    state = state_of(counted)
    if DUE.get(state) is step:
        return
    done = next((act for act in reversed(counted) if act.step is step), None)
    if done is not None and done.decision is not None:
        raise ReviewNotDue(f"{step.label}已由{done.person_name}完成：{done.decision.label}")
    raise ReviewNotDue(f"草稿现在的状态是“{state.label}”，不能进行{step.label}")


def check_eyes(
    person_id: UUID, drafters: Collection[UUID], acts: Sequence[ReviewAct], version_number: int
) -> None:
    """Four eyes (双人复核): nobody reviews what they wrote or submitted, nor reviews it twice.

    Args:
        drafters: everybody who wrote at the draft.
        acts: of the handling item; whoever submitted any state of this version counts.

    Raises:
        OwnDraft
    """
    own = [act for act in acts if act.version_number == version_number]
    if person_id in drafters:
        raise OwnDraft("这份草稿是您起草或者修改过的，请由其他人审核")
    if any(act.step is ReviewStep.SUBMISSION and act.person_id == person_id for act in own):
        raise OwnDraft("这份草稿是您送审的，请由其他人审核")


def check_second_pair(person_id: UUID, counted: Sequence[ReviewAct]) -> None:
    """The two reviews of one content are by two people (两级审核由两人完成).

    Raises:
        OwnDraft
    """
    if any(act.decision is not None and act.person_id == person_id for act in counted):
        raise OwnDraft("前一级审核是您做的，请由其他人审核")


def check_remarks(remarks: str) -> None:
    """Remarks are a paragraph, not a book.

    Raises:
        ReviewIncomplete
    """
    if len(remarks) > REMARKS_LENGTH:
        fault = FieldError("/remarks", f"意见最多 {REMARKS_LENGTH} 字")
        raise ReviewIncomplete(fault.detail, errors=(fault,))


def check_review(review: Review) -> None:
    """Whoever sends a draft back says why (退回要写明原因和意见).

    Raises:
        ReviewIncomplete: with a pointer to each fault.
    """
    check_remarks(review.remarks)
    faults = []
    if review.step is ReviewStep.SUBMISSION:
        faults.append(FieldError("/step", "送审不是审核"))
    if review.decision is ReviewDecision.RETURNED:
        if review.reason is None:
            faults.append(FieldError("/reason", "退回修改要选择原因"))
        if not review.remarks.strip():
            faults.append(FieldError("/remarks", "退回修改要写明意见"))
    elif review.reason is not None:
        faults.append(FieldError("/reason", "同意的不写退回原因"))
    if faults:
        raise ReviewIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))
