"""The quality of what is published (事项质量): rules, findings, and a department's marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.kernel.labels import Labelled


class Severity(Labelled):
    """What a broken rule means (严重程度)."""

    BLOCKING = "blocking", "禁止发布"
    WARNING = "warning", "应当改正"
    HINT = "hint", "提示"
    ADVICE = "advice", "建议"


class QualityRule(Labelled):
    """A quality rule (质量规则): its id, which never changes, and its words."""

    PROMISE = "Q01", "承诺时限不长于法定时限"
    FEE_BASIS = "Q02", "收费写明依据"
    FEE_LINES = "Q03", "收费列明项目和标准"
    MATERIAL_WITHOUT_LAW = "Q04", "没有依据的材料不得要求提供"
    MATERIAL_BASIS = "Q05", "每份材料写明要求提供的依据"
    REVIEW_POINTS = "Q06", "每份材料写明审查要点"
    IMMEDIATE = "Q07", "承诺即办的是即办件，即办件承诺即办"
    REVIEW_WAY = "Q08", "即办件即审即办，其他事项前审后批"
    RESULT_KIND = "Q09", "结果的名称和类型相符"
    VISIT_REASON = "Q10", "要到现场的，写明必须到现场的原因"
    NO_VISIT_REASON = "Q11", "不用到现场的，不写必须到现场的原因"
    NO_VISIT_WAY = "Q12", "不用到现场的，可以网上办理或者邮寄"
    WHOLLY_ONLINE = "Q13", "全程网办的不用到现场"
    ONLINE_PAYMENT = "Q14", "收费的写明是否支持网上支付"
    FREE_OF_CHARGE = "Q15", "不收费的没有网上支付"
    PHONES_DIFFER = "Q16", "咨询电话和投诉电话不同"
    AREA_CODE = "Q17", "电话号码带区号"
    THEME = "Q18", "主题分类和服务对象相符"
    FAQ = "Q19", "行政许可至少有一个常见问题"
    STEPS = "Q20", "行政许可的办理流程至少五步"
    UNKNOWN = "Q21", "要素写全"
    SCENARIO_LIMIT = "Q22", "情形的时限不长于法定时限"
    PROCEDURES = "Q23", "特别程序写明时间和依据"
    PLAIN_WORDS = "Q24", "通俗说明好读"
    WORSE = "Q25", "时限、材料、到现场次数不比上级目录多"


@dataclass(frozen=True)
class Finding:
    """One place where a version breaks a quality rule (质量问题).

    ``pointer``: the element it is about, a material by its code (``/materials/m02/review_points``);
    ``words``: a sentence to read aloud.
    """

    rule: QualityRule
    severity: Severity
    pointer: str
    words: str


@dataclass(frozen=True)
class VersionQuality:
    """What a version in force breaks, and its mark: 0 to 100."""

    version_id: UUID
    code: str
    name: str
    findings: tuple[Finding, ...]
    score: int


@dataclass(frozen=True)
class OrganisationQuality:
    """A department's versions in force: how many, what they break, the mean and the sum of their marks."""

    organisation_id: UUID
    code: str
    name: str
    versions: int
    blocking: int
    warnings: int
    hints: int
    score: int
    points: int


@dataclass(frozen=True)
class TrendPoint:
    """What items were worth on a day (每日质量得分): of one department, or of all."""

    day: date
    versions: int
    score: int


@dataclass(frozen=True)
class TrendChart:
    """A trend as a drawing ``width`` by ``height``. ``line``: its points as SVG writes them.

    ``low``, ``high``: the scores at the bottom and at the top line.
    """

    width: int
    height: int
    low: int
    high: int
    line: str
