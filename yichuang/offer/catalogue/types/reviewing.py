"""The review of a draft (版本审核): steps, decisions, and how far a draft has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled


class ReviewStep(Labelled):
    """A step on the way from a draft to publication (审核环节)."""

    SUBMISSION = "submission", "送审"
    DEPARTMENT = "department", "部门审核"
    BUREAU = "bureau", "牵头部门审核"


class ReviewDecision(Labelled):
    """What a review came to (审核结论)."""

    APPROVED = "approved", "审核同意"
    RETURNED = "returned", "退回修改"


class ReturnReason(Labelled):
    """Why a draft was sent back (退回原因)."""

    MATERIALS = "materials", "材料不当"
    LEGAL_BASIS = "legal-basis", "依据不足"
    LIMITS = "limits", "时限不当"
    SCENARIOS = "scenarios", "情形不清"
    WORDING = "wording", "表述不清"
    OTHER = "other", "其他原因"


class DraftState(Labelled):
    """How far a draft has come (草稿状态)."""

    DRAFT = "draft", "起草中"
    DEPARTMENT_REVIEW = "department-review", "待部门审核"
    BUREAU_REVIEW = "bureau-review", "待牵头部门审核"
    APPROVED = "approved", "待发布"
    RETURNED = "returned", "已退回"


@dataclass(frozen=True)
class ReviewAct:
    """One row of the log of reviews (审核记录): who, when, what, and of exactly which content.

    ``decision`` is None for a submission; ``reason`` is given when a draft is sent back.
    """

    step: ReviewStep
    decision: ReviewDecision | None
    reason: ReturnReason | None
    remarks: str
    digest: str
    version_number: int
    person_id: UUID
    person_name: str
    made_at: datetime


@dataclass(frozen=True)
class Review:
    """What a reviewer decides (审核意见). ``reason`` and ``remarks`` are due when a draft is sent back."""

    step: ReviewStep
    decision: ReviewDecision
    reason: ReturnReason | None = None
    remarks: str = ""


@dataclass(frozen=True)
class ReviewStatus:
    """Where a draft stands (草稿审核情况).

    ``acts``: every act on this version, in order; ``counted``: those that stand for its content as it is.
    """

    state: DraftState
    digest: str
    acts: tuple[ReviewAct, ...]
    counted: tuple[ReviewAct, ...]
    drafters: frozenset[UUID]
