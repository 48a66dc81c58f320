"""Code tables of the catalogue (事项代码表)."""

from __future__ import annotations

from yichuang.kernel.labels import Labelled


class ItemType(Labelled):
    """Type of an item (事项类型, GB/T 39046—2020 A.1). Only these are applied for at a window."""

    LICENCE = "01", "行政许可"
    LEVY = "04", "行政征收"
    BENEFIT = "05", "行政给付"
    CONFIRMATION = "07", "行政确认"
    REWARD = "08", "行政奖励"
    RULING = "09", "行政裁决"
    OTHER_POWER = "10", "其他行政权力"
    PUBLIC_SERVICE = "20", "公共服务"


class HandlingType(Labelled):
    """How an item is handled (办件类型)."""

    IMMEDIATE = "immediate", "即办件"
    COMMITTED = "committed", "承诺件"
    REPORT_UP = "report-up", "上报件"
    JOINT = "joint", "联办件"
    ONLINE = "online", "网上件"


class ApprovalTier(Labelled):
    """How many hands a decision passes (审批层级)."""

    SOLE = "sole", "独任审批"
    REVIEW_CHECK = "review-check", "一审一核"
    REPORTED = "reported", "报批"


class ServiceObject(Labelled):
    """Who may apply (服务对象, GB/T 39046—2020 A.4)."""

    NATURAL_PERSON = "1", "自然人"
    ENTERPRISE = "2", "企业法人"
    INSTITUTION = "3", "事业法人"
    SOCIAL_ORGANISATION = "4", "社会组织法人"
    ADMINISTRATIVE_ORGAN = "5", "行政机关"
    OTHER_ORGANISATION = "6", "其他组织"


class DeliveryMode(Labelled):
    """How a result reaches the applicant (送达方式)."""

    WINDOW = "window", "窗口领取"
    POST = "post", "邮寄"
    ELECTRONIC = "electronic", "电子送达"
    TERMINAL = "terminal", "自助打印"


class Necessity(Labelled):
    """Whether a material must be there (材料必要性)."""

    REQUIRED = "required", "必要"
    OPTIONAL = "optional", "非必要"
    DEFERRABLE = "deferrable", "容缺后补"


class MaterialForm(Labelled):
    """In what form a material is handed in (材料形式)."""

    PAPER = "paper", "纸质"
    ELECTRONIC = "electronic", "电子"
    BOTH = "both", "纸质或电子"


class MaterialSource(Labelled):
    """Where a material comes from (来源渠道)."""

    APPLICANT = "applicant", "申请人自备"
    GOVERNMENT = "government", "政府部门核发"
    OTHER = "other", "其他"


class ResultKind(Labelled):
    """What kind of result document comes out (审批结果类型)."""

    LICENCE = "licence", "出证"
    DOCUMENT = "document", "出文"
    OTHER = "other", "其他"


class VersionStatus(Labelled):
    """State of an item version (版本状态)."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"


class NameKind(Labelled):
    """Why a handling item is also found under another word (别名种类)."""

    ALIAS = "alias", "别名"
    FORMER_NAME = "former-name", "曾用名"
    FORMER_CODE = "former-code", "曾用编码"


class Element(Labelled):
    """An element of the implementation list (要素) that a source may leave open."""

    ITEM_TYPE = "item-type", "事项类型"
    HANDLING_TYPE = "handling-type", "办件类型"
    LIMIT = "limit", "办结时限"
    LIMIT_BASIS = "limit-basis", "法定时限依据"
    MATERIALS = "materials", "申请材料"
    CONDITIONS = "conditions", "受理条件"
    LEGAL_BASIS = "legal-basis", "设定依据"
    SERVICE_OBJECTS = "service-objects", "服务对象"
    RESULT = "result", "办理结果"
    APPROVAL_TIER = "approval-tier", "审批层级"
    VISITS = "visits", "到现场次数"
    FEE = "fee", "收费"
    DELIVERY = "delivery", "送达方式"
    HALL = "hall", "是否进驻大厅"


# A window cannot take an application while one of these is unknown: the applicant could not be
# told what to bring, how long it takes or what comes out (行政许可法 §30).
NEEDED_TO_APPLY = frozenset(
    {
        Element.ITEM_TYPE,
        Element.HANDLING_TYPE,
        Element.LIMIT,
        Element.LIMIT_BASIS,
        Element.MATERIALS,
        Element.RESULT,
    }
)
