"""What may be published (事项内容规则). Pure: every fault at once, each with a pointer and a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.codes import BUILT_IN, code_problem
from yichuang.offer.catalogue.rules.scenarios import scenario_faults
from yichuang.offer.catalogue.types import (
    CodeScheme,
    Element,
    HandlingType,
    Material,
    Necessity,
    VersionContent,
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
    faults += _material_faults(content)
    faults += scenario_faults(content.questions, content.materials)
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


def exceeds(promised: Limit, statutory: Limit) -> bool:
    """Whether the promise is certainly longer than the law allows (承诺时限长于法定时限).

    Limits of one unit are compared exactly. Across units a promise is refused only when its shortest
    length in days is above the longest length of the statutory limit: calendars differ by year.

    Policy: DOMAIN 2.4, 承诺 ≤ 法定.
    """
    if promised.unit is statutory.unit:
        return promised.amount > statutory.amount
    return _days(promised)[0] > _days(statutory)[1]


def _days(limit: Limit) -> tuple[float, float]:
    """Shortest and longest length in calendar days. No stretch of the calendar has fewer working days
    than one in two over ten days."""
    match limit.unit:
        case LimitUnit.IMMEDIATE:
            return 0, 0
        case LimitUnit.HOUR:
            return limit.amount / 24, limit.amount / 24
        case LimitUnit.CALENDAR_DAY:
            return limit.amount, limit.amount
        case LimitUnit.WORKING_DAY:
            return limit.amount, 2 * limit.amount + 10
        case LimitUnit.MONTH:
            return 28 * limit.amount, 31 * limit.amount


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
