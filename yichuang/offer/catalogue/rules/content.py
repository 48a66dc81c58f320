"""What may be published (事项内容规则). Pure: every fault at once, each with a pointer and a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.codes import BUILT_IN, code_problem
from yichuang.offer.catalogue.rules.forms import form_faults
from yichuang.offer.catalogue.rules.scenarios import form_condition_faults, scenario_faults
from yichuang.offer.catalogue.types import (
    CodeScheme,
    Element,
    HandlingType,
    Material,
    Necessity,
    Option,
    VersionContent,
    exceeds,
)

_LINK_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")


def content_faults(
    content: VersionContent, schemes: Sequence[CodeScheme] = BUILT_IN
) -> tuple[FieldError, ...]:
    """Everything that forbids publishing this content; empty when it may be published.

    Law: 行政许可法 §30 (what is made public), §58, §59 (no charge without a basis).
    """
    problem = code_problem(content.item_code, content.code, schemes)
    faults = [FieldError("/code", problem)] if problem else []
    faults += _text_faults(content)
    faults += _limit_faults(content)
    faults += _fee_faults(content)
    faults += _question_faults(content)
    faults += _option_faults(content)
    faults += _material_faults(content)
    faults += form_faults(content.form)
    broken = scenario_faults(content.questions, content.materials)
    faults += broken or form_condition_faults(content.questions, content.form)
    return tuple(faults)


def unknown_elements(content: VersionContent, *, materials_known: bool) -> tuple[Element, ...]:
    """The elements the content leaves open, in the order of :class:`Element`.

    Args:
        materials_known: the list of materials is complete; an empty one then says "none needed".
    """
    statutory = content.statutory
    is_open = {
        Element.ITEM_TYPE: content.item_type is None,
        Element.HANDLING_TYPE: content.handling_type is None,
        Element.LIMIT: statutory is None and content.promised is None,
        Element.LIMIT_BASIS: statutory is not None and not statutory.legal_basis,
        Element.MATERIALS: not materials_known,
        Element.CONDITIONS: not content.conditions,
        Element.LEGAL_BASIS: not content.legal_basis,
        Element.SERVICE_OBJECTS: not content.service_objects,
        Element.RESULT: content.result is None,
        Element.APPROVAL_TIER: content.approval_tier is None,
        Element.VISITS: content.visits is None,
        Element.FEE: content.fee is None,
        Element.DELIVERY: not content.delivery,
        Element.HALL: content.in_hall is None,
    }
    return tuple(element for element in Element if is_open[element])


def _text_faults(content: VersionContent) -> list[FieldError]:
    required = {"/code": content.code, "/name": content.name, "/item_code": content.item_code}
    faults = [FieldError(pointer, "不能为空") for pointer, text in required.items() if not text.strip()]
    if len(content.name) > 1000 or len(content.item_name) > 1000:
        faults.append(FieldError("/name", "名称超过 1000 字"))
    if max(len(content.code), len(content.item_code)) > 64:
        faults.append(FieldError("/code", "编码超过 64 位"))
    return faults


def _limit_faults(content: VersionContent) -> list[FieldError]:
    faults = []
    promised, statutory = content.promised, content.statutory
    if promised and statutory and exceeds(promised, statutory):
        faults.append(FieldError("/promised", "承诺时限不能长于法定时限"))
    at_once = promised is not None and promised.unit is LimitUnit.IMMEDIATE
    if at_once and content.handling_type not in (HandlingType.IMMEDIATE, None):
        faults.append(FieldError("/handling_type", "承诺当场办结的事项应当是即办件"))
    correction = content.correction_limit
    if correction and correction.unit in (LimitUnit.HOUR, LimitUnit.IMMEDIATE):
        faults.append(FieldError("/correction_limit", "补正期限要按工作日、自然日或者月计算"))
    if content.visits is not None and not 0 <= content.visits <= 99:
        faults.append(FieldError("/visits", "到现场次数应当是 0 到 99"))
    return faults


def _fee_faults(content: VersionContent) -> list[FieldError]:
    fee = content.fee
    if fee is None:
        return []
    if fee.charged and not fee.basis:
        return [FieldError("/fee/basis", "收费要写明法律、行政法规的依据")]
    if not fee.charged and fee.lines:
        return [FieldError("/fee/lines", "不收费的事项不能列出收费项目")]
    return []


def _question_faults(content: VersionContent) -> list[FieldError]:
    faults = _repeated("/questions", (question.code for question in content.questions), "问题")
    for index, question in enumerate(content.questions):
        pointer = f"/questions/{index}"
        faults += _repeated(f"{pointer}/options", (option.code for option in question.options), "选项")
        if len(question.options) < 2:
            faults.append(FieldError(f"{pointer}/options", f"问题“{question.text}”至少要有两个选项"))
        for code in (question.code, *(option.code for option in question.options)):
            if not _LINK_CODE.fullmatch(code) or len(code) > 64:
                faults.append(FieldError(f"{pointer}/code", f"代码“{code}”只能用小写字母、数字和连字符"))
    return faults


def _option_faults(content: VersionContent) -> list[FieldError]:
    """What an answer may say about the decision: limits in working days, each procedure once."""
    faults = []
    for index, question in enumerate(content.questions):
        for place, option in enumerate(question.options):
            pointer = f"/questions/{index}/options/{place}"
            for name, limit in (("promised", option.promised), ("statutory", option.statutory)):
                if limit and limit.unit is not LimitUnit.WORKING_DAY:
                    faults.append(FieldError(f"{pointer}/{name}", "情形的时限按工作日计算"))
            faults += [FieldError(f"{pointer}/{name}", words) for name, words in too_long(content, option)]
            kinds = (procedure.kind.label for procedure in option.procedures)
            faults += [
                FieldError(f"{pointer}/procedures", f"{kind}写了不止一次")
                for kind, times in Counter(kinds).items()
                if times > 1
            ]
            faults += [
                FieldError(
                    f"{pointer}/procedures/{number}/working_days", f"时间应当是 1 到 {LONGEST_LIMIT} 个工作日"
                )
                for number, procedure in enumerate(option.procedures)
                if procedure.working_days is not None and not 1 <= procedure.working_days <= LONGEST_LIMIT
            ]
    return faults


def too_long(content: VersionContent, option: Option) -> list[tuple[str, str]]:
    """Limits of an answer that are longer than the law lets them be: which, and a sentence.

    A longer limit of the law than the item's needs a basis of its own; no promise is longer than the
    law's limit of the same answer.

    Law: 行政许可法 §42(1)
    """
    found = []
    law, own, promised = content.statutory, option.statutory, option.promised
    if own and law and exceeds(own, law) and not own.legal_basis.strip():
        found.append(
            ("statutory", f"答“{option.label}”时法定 {own.words}，长于事项法定 {law.words}，要写明依据")
        )
    longest = own or law
    if promised and longest and exceeds(promised, longest):
        found.append(("promised", f"答“{option.label}”时承诺 {promised.words}，长于法定 {longest.words}"))
    return found


def _material_faults(content: VersionContent) -> list[FieldError]:
    faults = _repeated("/materials", (material.code for material in content.materials), "材料")
    for index, material in enumerate(content.materials):
        faults += _one_material(content, material, f"/materials/{index}")
    return faults


def _one_material(content: VersionContent, material: Material, pointer: str) -> list[FieldError]:
    faults = _repeated(
        f"{pointer}/review_points", (point.code for point in material.review_points), "审查要点"
    )
    for name in ("originals", "copies"):
        count = getattr(material, name)
        if count is not None and not 0 <= count <= 99:
            faults.append(FieldError(f"{pointer}/{name}", "份数应当是 0 到 99"))
    days = material.deferral_working_days
    if days is not None:
        promised = content.promised
        if material.necessity is not Necessity.DEFERRABLE or not 1 <= days <= LONGEST_LIMIT:
            faults.append(
                FieldError(
                    f"{pointer}/deferral_working_days", "只有容缺后补的材料有补交期限，至少 1 个工作日"
                )
            )
        elif promised and exceeds(Limit(days, LimitUnit.WORKING_DAY), promised):
            # Policy: DOMAIN 2.5 rule 4
            faults.append(FieldError(f"{pointer}/deferral_working_days", "容缺补交期限不能长于承诺时限"))
    return faults


def _repeated(pointer: str, codes: Iterable[str], what: str) -> list[FieldError]:
    return [
        FieldError(pointer, f"{what}代码“{code}”重复") for code, times in Counter(codes).items() if times > 1
    ]
