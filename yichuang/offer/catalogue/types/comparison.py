"""What is different in another version of a handling item (版本比较)."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.kernel.labels import Labelled


class Topic(Labelled):
    """What a difference is about, in the order in which differences are read out (比较的方面)."""

    IDENTITY = "identity", "名称和实施部门"
    MATERIALS = "materials", "申请材料"
    REVIEW_POINTS = "review-points", "审查要点"
    QUESTIONS = "questions", "情形问题"
    FORM = "form", "申请表单"
    LIMITS = "limits", "时限"
    FEE = "fee", "收费"
    CONDITIONS = "conditions", "受理条件"
    LEGAL_BASIS = "legal-basis", "设定依据"
    HANDLING = "handling", "办理方式和结果"
    GUIDE = "guide", "办事指南"


@dataclass(frozen=True)
class Difference:
    """One difference between two versions, as a sentence a clerk can read out."""

    topic: Topic
    words: str
