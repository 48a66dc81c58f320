"""What is published about a handling item (事项内容), and a version of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from yichuang.foundation.clocks.types import Limit
from yichuang.offer.catalogue.types.codes import (
    NEEDED_TO_APPLY,
    ApprovalTier,
    DeliveryMode,
    Element,
    HandlingType,
    ItemType,
    MaterialForm,
    MaterialSource,
    Necessity,
    ResultKind,
    ServiceObject,
    VersionStatus,
)
from yichuang.offer.catalogue.types.forms import FieldFacts
from yichuang.offer.catalogue.types.scenarios import ALWAYS, Condition, Question, ScenarioTerms, terms_of


@dataclass(frozen=True)
class ReviewPoint:
    """One thing to check on a material (审查要点): ``text`` what must be so, ``how`` how to see it.

    ``blocking``: not met means the material does not count as handed in.
    """

    id: UUID
    code: str
    text: str
    how: str = ""
    blocking: bool = True


class MaterialDetails(TypedDict, total=False):
    """What a material says beyond its columns. Every key may be absent: unknown."""

    kind: str  # 材料类型: certificate | form | other
    paper_specification: str  # 纸质材料规格
    filling_notes: str  # 填报须知
    signature: str  # 签字要求
    source_notes: str  # 来源渠道说明
    issued_within: str  # 出具时间要求
    retention: str  # 保管期限类别
    is_sensitive: bool  # 含敏感个人信息


@dataclass(frozen=True)
class Material:
    """A material requirement (申请材料) in its smallest unit (最小颗粒度).

    Attributes:
        originals, copies: number of paper originals and copies; None is unknown.
        share_source: register or licence type from which government has it already ("business-licence").
        necessity: None is unknown; such a material is asked for like a required one.
        deferral_working_days: how long a deferrable material may come later; None: the item's promise.
        parts: names of the documents the line is made of, where the source splits it.
    """

    id: UUID
    code: str
    name: str
    necessity: Necessity | None = None
    form: MaterialForm | None = None
    originals: int | None = None
    copies: int | None = None
    source: MaterialSource | None = None
    issuer: str | None = None
    share_source: str | None = None
    legal_basis: str = ""
    note: str = ""
    applies_when: Condition = ALWAYS
    review_points: tuple[ReviewPoint, ...] = ()
    parts: tuple[str, ...] = ()
    deferral_working_days: int | None = None
    sample_file_id: UUID | None = None
    blank_file_id: UUID | None = None
    details: MaterialDetails | None = None


@dataclass(frozen=True)
class FormField:
    """A field of an item's form (表单字段): one of the library, and what is its own here.

    Attributes:
        code: within the form; the same field may be asked for two people.
        field: code in the library.
        facts: the definition the form was made with.
        label: what it is called here (“监护人姓名”); empty: as in the library.
    """

    code: str
    field: str
    facts: FieldFacts
    section: str = ""
    label: str = ""
    required: bool = True
    hint: str = ""
    applies_when: Condition = ALWAYS

    @property
    def title(self) -> str:
        return self.label or self.facts.name


@dataclass(frozen=True)
class LegalBasis:
    """A source of law (设定依据)."""

    law: str
    article: str = ""
    text: str = ""


@dataclass(frozen=True)
class ResultDocument:
    """What comes out (办理结果). ``validity_years`` None: unlimited or unknown."""

    kind: ResultKind
    name: str
    validity_years: int | None = None


@dataclass(frozen=True)
class FeeLine:
    """One charge (收费项目): ``standard`` as published, ``amount_fen`` where it is a fixed sum."""

    name: str
    standard: str = ""
    amount_fen: int | None = None


@dataclass(frozen=True)
class Fee:
    """Whether the item costs anything (收费). Law: 行政许可法 §58: no charge without a basis."""

    charged: bool
    basis: str = ""
    lines: tuple[FeeLine, ...] = ()


@dataclass(frozen=True)
class Faq:
    """A frequent question with its answer (常见问题)."""

    question: str
    answer: str


class ProcedureRow(TypedDict, total=False):
    """A special procedure the item may need (特别程序), as the source describes it."""

    kind: str
    amount: int | None
    unit: str | None
    basis: str
    organisation: str
    phone: str


class Guide(TypedDict, total=False):
    """Elements of the implementation list (DOMAIN 3.4) that no rule or filter needs. Absent: unknown.

    Texts are the published wording. Keys follow the national exchange tables.
    """

    local_base_code: str  # 地方基本编码
    local_implementation_code: str  # 地方实施编码
    power_source: str  # 权力来源
    exercise_levels: list[str]  # 行使层级
    exercise_content: str  # 行使内容
    division_of_power: str  # 权限划分
    entrusting_department: str  # 委托部门
    process: list[str]  # 办理流程
    handling_forms: list[str]  # 办理形式
    online_depth: str  # 网上办理深度
    online_url: str  # 网办地址
    mobile_url: str  # 移动端办理地址
    general_scope: str  # 通办范围
    on_site_reason: str  # 必须现场办理原因说明
    appointment: bool  # 是否支持预约办理
    online_payment: bool  # 是否支持网上支付
    self_service: bool  # 是否支持自助终端办理
    material_post: bool  # 是否支持申报材料邮寄
    quantity_limit: str  # 数量限制
    joint_organisations: list[str]  # 联办机构
    intermediary_services: list[str]  # 中介服务
    special_procedures: list[ProcedureRow]  # 特别程序
    stage_limits: list[dict[str, str | int | None]]  # 环节时限: {"stage", "working_days"}
    limit_note: str  # 时限说明
    place: str  # 办理地点
    hours: str  # 办理时间
    consult: str  # 咨询方式
    supervision: str  # 监督投诉方式
    rights: str  # 依法享有的权利
    duties: str  # 依法履行的义务
    reconsideration: str  # 行政复议
    litigation: str  # 行政诉讼
    prerequisites: list[str]  # 前置事项
    review_way: str  # 审查方式
    system_name: str  # 业务系统名称
    system_network: str  # 运行网络
    themes: list[str]  # 主题分类
    scenarios: list[str]  # 情形分组 without questions
    service_object_text: str  # 服务对象 as written
    note: str  # 说明
    plain_words: str  # 通俗说明


class Source(TypedDict, total=False):
    """Where the facts of an item come from (来源)."""

    law: str
    url: str
    file_format: str
    reference: str
    date: str
    quality: str
    inferred: list[str]
    region: str


class LaterDetails(TypedDict, total=False):
    """What versions say since the first release. Absent: not said, as in every version before."""

    correction_limit: dict[str, Any]  # amount, unit, legal_basis
    deemed_acceptance_basis: str
    form: dict[str, Any]  # JSON Schema of rules.forms


class VersionDetails(LaterDetails):
    """The JSON column of a version: what no rule filters by."""

    organisation_code: str  # as published; the organisation itself may be renamed
    organisation_name: str
    statutory_basis: str
    promised_basis: str
    delivery_limit: dict[str, Any] | None  # amount, unit, legal_basis
    fee: dict[str, Any] | None  # charged, basis, lines: [{name, standard, amount_fen}]
    conditions: list[str]
    legal_basis: list[dict[str, str]]  # law, article, text
    result: dict[str, Any] | None  # kind, name, validity_years
    themes: list[str]
    aliases: list[str]
    faqs: list[dict[str, str]]  # question, answer
    guide: Guide
    source: Source


@dataclass(frozen=True, kw_only=True)
class VersionContent:
    """All that is published about a handling item (业务办理项), without its identity.

    Attributes:
        statutory, promised: limits of the decision (法定/承诺办结时限) with unit and basis; None is unknown.
        delivery_limit: limit of handing out the result after the decision; None: 行政许可法 §44.
        correction_limit: how long the applicant may take to correct (补正期限); None: as the region
            usually sets it, since no law does.
        deemed_acceptance_basis: what says that silence accepts an application for this item (视为受理)
            although it is no licence; empty: nothing does.
        visits: times the applicant has to come (到办事现场次数); None is unknown.
        in_hall: whether it is taken in the hall (是否进驻大厅); None is unknown.
        form: what is filled in; empty: there is no form of its own.
        aliases: other words people use for it (别名).
        unknown: elements the source does not say, in the order of :class:`Element`.
    """

    code: str
    name: str
    item_code: str
    item_name: str
    item_type: ItemType | None
    handling_type: HandlingType | None
    statutory: Limit | None = None
    promised: Limit | None = None
    delivery_limit: Limit | None = None
    correction_limit: Limit | None = None
    deemed_acceptance_basis: str = ""
    approval_tier: ApprovalTier | None = None
    visits: int | None = None
    in_hall: bool | None = None
    fee: Fee | None = None
    service_objects: tuple[ServiceObject, ...] = ()
    conditions: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    delivery: tuple[DeliveryMode, ...] = ()
    result: ResultDocument | None = None
    questions: tuple[Question, ...] = ()
    materials: tuple[Material, ...] = ()
    form: tuple[FormField, ...] = ()
    themes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    faqs: tuple[Faq, ...] = ()
    guide: Guide
    source: Source
    unknown: tuple[Element, ...] = ()

    @property
    def missing_to_apply(self) -> tuple[Element, ...]:
        """Unknown elements without which no window can take an application."""
        return tuple(element for element in self.unknown if element in NEEDED_TO_APPLY)

    @property
    def takes_applications(self) -> bool:
        return not self.missing_to_apply

    @property
    def deems_acceptance(self) -> bool:
        """Whether an application nobody answers in time counts as accepted (视为受理).

        Law: 行政许可法 §32(1)(四)
        """
        return self.item_type is ItemType.LICENCE or bool(self.deemed_acceptance_basis)

    def terms(self, answers: Mapping[str, str]) -> ScenarioTerms:
        """How long the decision takes under these answers, and what it has to wait for (情形的办理期限)."""
        return terms_of(self.questions, answers, promised=self.promised, statutory=self.statutory)

    def question(self, code: str) -> Question | None:
        return next((question for question in self.questions if question.code == code), None)

    def material(self, code: str) -> Material | None:
        return next((material for material in self.materials if material.code == code), None)


@dataclass(frozen=True, kw_only=True)
class HandlingVersion(VersionContent):
    """One version of a handling item (事项版本). Immutable once published; a case keeps its id.

    The organisation is the competent one (实施主体), with its code and name as published.
    """

    id: UUID
    handling_item_id: UUID
    item_id: UUID
    version_number: int
    status: VersionStatus
    valid_from: date | None
    organisation_id: UUID
    organisation_code: str
    organisation_name: str
