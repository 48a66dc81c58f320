"""Two versions of a handling item compared in words (版本比较). Pure.

Everything published is compared, down to a review point and an option; what is not is named in
``NOT_COMPARED``. A thing that kept its code, else its name, is the same thing. The competent
organisation is compared by its code, as the fingerprint of a version does: a renaming is no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yichuang.offer.catalogue.rules.comparison_form import form_differences
from yichuang.offer.catalogue.rules.comparison_materials import (
    material_differences,
    point_differences,
)
from yichuang.offer.catalogue.rules.wording import (
    became,
    changed,
    condition_changed,
    condition_words,
    limit_changed,
    listed,
    matched,
    reordered,
)
from yichuang.offer.catalogue.types import (
    Difference,
    Fee,
    FeeLine,
    Guide,
    HandlingVersion,
    Option,
    Question,
    Topic,
)

# row ids; what every version has of its own; where the facts come from; what follows from the rest
NOT_COMPARED = frozenset(
    {
        "id", "handling_item_id", "item_id", "version_number", "status", "valid_from",
        "organisation_id", "organisation_name", "source", "unknown",
    }
)  # fmt: skip

GUIDE_NAMES = {
    "local_base_code": "地方基本编码", "local_implementation_code": "地方实施编码",
    "power_source": "权力来源", "exercise_levels": "行使层级", "exercise_content": "行使内容",
    "division_of_power": "权限划分", "entrusting_department": "委托部门", "process": "办理流程",
    "handling_forms": "办理形式", "online_depth": "网上办理深度", "online_url": "网办地址",
    "mobile_url": "移动端办理地址", "general_scope": "通办范围", "on_site_reason": "必须到现场的原因",
    "appointment": "是否可以预约", "online_payment": "是否可以网上支付",
    "self_service": "是否可以自助办理", "material_post": "是否可以邮寄材料", "quantity_limit": "数量限制",
    "joint_organisations": "联办机构", "intermediary_services": "中介服务",
    "special_procedures": "特别程序", "stage_limits": "环节时限", "limit_note": "时限说明",
    "place": "办理地点", "hours": "办理时间", "consult": "咨询方式", "supervision": "监督投诉方式",
    "rights": "依法享有的权利", "duties": "依法履行的义务", "reconsideration": "行政复议",
    "litigation": "行政诉讼", "prerequisites": "前置事项", "review_way": "审查方式",
    "system_name": "业务系统名称", "system_network": "运行网络", "themes": "主题分类",
    "scenarios": "情形分组", "service_object_text": "服务对象说明", "note": "说明",
    "plain_words": "通俗说明",
}  # fmt: skip


def differences(before: HandlingVersion, after: HandlingVersion) -> tuple[Difference, ...]:
    """What is different in ``after``, in the order of :class:`Topic`; none for equal content."""
    sentences = {
        Topic.IDENTITY: _identity(before, after),
        Topic.MATERIALS: material_differences(before, after),
        Topic.REVIEW_POINTS: point_differences(before, after),
        Topic.QUESTIONS: _questions(before, after),
        Topic.FORM: form_differences(before, after),
        Topic.LIMITS: _limits(before, after),
        Topic.FEE: _fee(before.fee, after.fee),
        Topic.CONDITIONS: listed("受理条件", before.conditions, after.conditions),
        Topic.LEGAL_BASIS: _legal_basis(before, after),
        Topic.HANDLING: _handling(before, after),
        Topic.GUIDE: _guide(before, after),
    }
    return tuple(Difference(topic, words) for topic in Topic for words in sentences[topic])


def _identity(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    yield from changed("名称", before.name, after.name)
    yield from changed("编码", before.code, after.code)
    yield from changed("主项名称", before.item_name, after.item_name)
    yield from changed("主项编码", before.item_code, after.item_code)
    yield from changed("事项类型", before.item_type, after.item_type)
    if before.organisation_code != after.organisation_code:
        old, new = before.organisation_name, after.organisation_name
        moved = (old, new) if old != new else (before.organisation_code, after.organisation_code)
        yield from changed("实施部门", *moved)


def _limits(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    yield from limit_changed("承诺办结时限", before.promised, after.promised)
    yield from limit_changed("法定办结时限", before.statutory, after.statutory)
    yield from limit_changed("送达时限", before.delivery_limit, after.delivery_limit)
    yield from limit_changed("补正期限", before.correction_limit, after.correction_limit)
    yield from changed("视为受理的依据", before.deemed_acceptance_basis, after.deemed_acceptance_basis)


def _handling(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    yield from changed("办件类型", before.handling_type, after.handling_type)
    yield from changed("审批层级", before.approval_tier, after.approval_tier)
    yield from changed("到现场次数", before.visits, after.visits, " 次")
    yield from changed("是否进驻大厅", before.in_hall, after.in_hall)
    yield from listed("服务对象", before.service_objects, after.service_objects)
    yield from listed("送达方式", before.delivery, after.delivery)
    old, new = before.result, after.result
    yield from changed("办理结果", old and old.name, new and new.name)
    yield from changed("办理结果的种类", old and old.kind, new and new.kind)
    yield from changed("办理结果的有效期", old and old.validity_years, new and new.validity_years, " 年")


def _fee(before: Fee | None, after: Fee | None) -> Iterator[str]:
    if (before and before.charged) is not (after and after.charged):
        yield f"{_charged(before)}改为{_charged(after)}"
    yield from changed("收费依据", before and before.basis, after and after.basis)
    old, new = before.lines if before else (), after.lines if after else ()
    pairs, gone, come = found = matched(old, new, lambda line: line.name)
    yield from (f"新增收费项目“{line.name}”{_charge(line)}" for line in come)
    yield from (f"取消收费项目“{line.name}”" for line in gone)
    for one, other in pairs:
        name = f"收费项目“{other.name}”"
        yield from changed(f"{name}的标准", one.standard, other.standard)
        yield from became(f"{name}的金额", _yuan(one.amount_fen), _yuan(other.amount_fen))
    yield from reordered("收费项目", old, new, found)


def _charged(fee: Fee | None) -> str:
    return "没有写明是否收费" if fee is None else "收费" if fee.charged else "不收费"


def _charge(line: FeeLine) -> str:
    said = [words.strip() for words in (line.standard, _yuan(line.amount_fen)) if words]
    return f"：{'，'.join(said)}" if said else ""


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f" {fen // 100}.{fen % 100:02} 元"


def _legal_basis(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    pairs, gone, come = found = matched(
        before.legal_basis, after.legal_basis, lambda basis: (basis.law, basis.article)
    )
    yield from (f"新增设定依据“{basis.law}{basis.article}”" for basis in come)
    yield from (f"取消设定依据“{basis.law}{basis.article}”" for basis in gone)
    for old, new in pairs:
        yield from changed(f"设定依据“{new.law}{new.article}”的条文", old.text, new.text)
    yield from reordered("设定依据", before.legal_basis, after.legal_basis, found)


def _questions(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    pairs, gone, come = found = matched(
        before.questions, after.questions, lambda asked: asked.code, lambda asked: asked.text
    )
    for asked in come:
        choices = "".join(f"“{option.label}”" for option in asked.options)
        when = condition_words(asked.asked_when, after.questions)
        only = f"，{when}时才问" if asked.asked_when.requires else ""
        yield f"新增情形问题“{asked.text}”，可以回答{choices}{only}"
        for option in asked.options:
            yield from _terms(f"情形问题“{asked.text}”答“{option.label}”时的", Option("", ""), option)
    yield from (f"取消情形问题“{asked.text}”" for asked in gone)
    for old, new in pairs:
        yield from changed("情形问题", old.text, new.text)
        name = f"情形问题“{new.text}”"
        yield from changed(f"{name}的代码", old.code, new.code)
        yield from changed(f"{name}的提示", old.hint, new.hint)
        asked_before, asked_after = (old.asked_when, before.questions), (new.asked_when, after.questions)
        yield from condition_changed(f"{name}的前提", asked_before, asked_after)
        yield from _options(name, old, new)
    yield from reordered("情形问题", before.questions, after.questions, found)


def _options(name: str, before: Question, after: Question) -> Iterator[str]:
    pairs, gone, come = found = matched(
        before.options, after.options, lambda option: option.code, lambda option: option.label
    )
    for option in come:
        yield f"{name}新增选项“{option.label}”"
        yield from _terms(f"{name}答“{option.label}”时的", Option("", ""), option)
    yield from (f"{name}取消选项“{option.label}”" for option in gone)
    for old, new in pairs:
        yield from changed(f"{name}的选项", old.label, new.label)
        yield from changed(f"{name}的选项“{new.label}”的代码", old.code, new.code)
        yield from changed(f"{name}的选项“{new.label}”的提示", old.hint, new.hint)
        yield from _terms(f"{name}答“{new.label}”时的", old, new)
    yield from reordered(f"{name}的选项", before.options, after.options, found)


def _terms(name: str, before: Option, after: Option) -> Iterator[str]:
    """What an answer means for the decision: limits, special procedures."""
    yield from limit_changed(f"{name}承诺办结时限", before.promised, after.promised)
    yield from limit_changed(f"{name}法定办结时限", before.statutory, after.statutory)
    pairs, gone, come = found = matched(before.procedures, after.procedures, lambda one: one.kind)
    yield from (f"{name}特别程序新增{procedure.words}" for procedure in come)
    yield from (f"{name}特别程序去掉{procedure.kind.label}" for procedure in gone)
    for old, new in pairs:
        yield from changed(f"{name}{new.kind.label}的时间", old.working_days, new.working_days, " 个工作日")
        yield from changed(f"{name}{new.kind.label}的依据", old.legal_basis, new.legal_basis)
    yield from reordered(f"{name}特别程序", before.procedures, after.procedures, found)


def _guide(before: HandlingVersion, after: HandlingVersion) -> Iterator[str]:
    yield from listed("主题分类", before.themes, after.themes)
    yield from listed("别名", before.aliases, after.aliases)
    pairs, gone, come = found = matched(before.faqs, after.faqs, lambda faq: faq.question)
    yield from (f"新增常见问题“{faq.question}”" for faq in come)
    yield from (f"取消常见问题“{faq.question}”" for faq in gone)
    for old, new in pairs:
        yield from changed(f"常见问题“{new.question}”的回答", old.answer, new.answer)
    yield from reordered("常见问题", before.faqs, after.faqs, found)
    for key, name in GUIDE_NAMES.items():
        yield from _said(name, before.guide, after.guide, key)


def _said(name: str, before: Guide, after: Guide, key: str) -> list[str]:
    old: Any = before.get(key)
    new: Any = after.get(key)
    if isinstance(old, list) or isinstance(new, list):
        return listed(name, [_entry(row) for row in old or ()], [_entry(row) for row in new or ()])
    return changed(name, old, new)


def _entry(row: Any) -> str:
    """A row of a list in the guide: its text, or its values."""
    if isinstance(row, str):
        return row
    return "，".join(str(value) for _, value in sorted(row.items()) if value not in (None, ""))
