"""Quality rules of what is published (事项质量规则). Pure: every finding at once, with words to read aloud.

One line of :data:`TABLE` is a rule: how severe, which law or policy, and the function that looks. What
the law forbids is *blocking*: no such version is published. What the audits of item lists ask for is a
*warning*. What a source does not say is a *hint*: nobody can tell whether it is right. How well a short
description reads is *advice*, and costs nothing.

Whether a list asks for more than the list above (limit, materials, visits) is judged here; where it
differs in name, code, type or basis, :mod:`.drift` tells. Not judged, because nothing stored says it:
whether a result has its sample (审批结果样本). 出证办结, 出文办结 and 审批办结 are told apart as far as
the kinds of results go: a 批复 is a document.

Policy: DOMAIN 2.4, the audit rules of item lists; CAT-15 for the basis of materials, CAT-09 for review
points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from yichuang.foundation.clocks.types import LimitUnit
from yichuang.offer.catalogue.rules.content import too_long
from yichuang.offer.catalogue.rules.drift import demands_of, shortfalls
from yichuang.offer.catalogue.rules.reading import reading_of
from yichuang.offer.catalogue.types import (
    HandlingType,
    ItemType,
    Necessity,
    ResultKind,
    ServiceObject,
    VersionContent,
    exceeds,
)
from yichuang.offer.catalogue.types.base import BaseEntry
from yichuang.offer.catalogue.types.quality import Finding, QualityRule, Severity

Fault = tuple[str, str]
"""Where and what: a pointer and a sentence."""

BLOCKING_COSTS, WARNING_COSTS, HINT_COSTS = 20, 5, 5
"""What a mark of 100 loses: for a blocking rule, for a warning rule, for an element left open."""

LEAST_STEPS = 5
_ONLINE = re.compile(r"网|电脑端|移动端|自助")
_POST = re.compile(r"邮|快递")
_WHOLLY_ONLINE = re.compile(r"全程网办|Ⅳ|(?<![A-Z])IV(?![A-Z])|四级")
_NUMBER = re.compile(r"\d[\d\-－—–)）]{3,}\d")
_HOTLINE = re.compile(r"[19]\d{4,5}")

# Themes of the national classification that are for people, or for organisations, and nobody else.
_FOR_PEOPLE = frozenset({"生育收养", "户籍办理", "入伍服役", "婚姻登记", "离职退休", "死亡殡葬", "出境入境"})
_FOR_ORGANISATIONS = frozenset({"税收财务", "年检年审", "招标拍卖", "融资信贷", "法人注销"})


def findings(content: VersionContent, above: BaseEntry | None = None) -> tuple[Finding, ...]:
    """Everything a version breaks (质量问题), in the order of the rules.

    Law: 行政许可法 §30, §31, §42(1), §58, §59

    Args:
        above: the item in the base catalogue; None: there is none, or what it asks for does not bind.
    """
    return tuple(
        Finding(rule, check.severity, pointer, words)
        for rule, check in TABLE.items()
        for pointer, words in check.faults(content, above)
    )


def blocking(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those for which a version may not be published."""
    return tuple(finding for finding in found if finding.severity is Severity.BLOCKING)


def score(found: Iterable[Finding]) -> int:
    """The mark of a version (质量得分): 100, less 20 for each blocking rule it breaks, 5 for each warning
    rule and 5 for each element left open; not below 0.

    A rule counts once, however many materials break it. An element left open costs as much as a wrong
    one, so that a list which says little is not better than one which says much.
    """
    found = tuple(found)
    broken = {finding.rule: finding.severity for finding in found}
    severities = list(broken.values())
    lost = BLOCKING_COSTS * severities.count(Severity.BLOCKING)
    lost += WARNING_COSTS * severities.count(Severity.WARNING)
    lost += HINT_COSTS * sum(finding.severity is Severity.HINT for finding in found)
    return max(0, 100 - lost)


def mean_score(scores: Sequence[int]) -> int:
    """A department's mark: the mean of its versions' marks, rounded down; 100 with nothing to judge."""
    return sum(scores) // len(scores) if scores else 100


# — limits —


def _promise(content: VersionContent) -> Iterator[Fault]:
    promised, statutory = content.promised, content.statutory
    if promised and statutory and exceeds(promised, statutory):
        yield "/promised", f"承诺 {promised.words}，长于法定 {statutory.words}"


def _scenario_limits(content: VersionContent) -> Iterator[Fault]:
    for question in content.questions:
        for option in question.options:
            for name, words in too_long(content, option):
                yield f"/questions/{question.code}/{option.code}/{name}", words


def _procedures(content: VersionContent) -> Iterator[Fault]:
    """Whoever applies is told in writing how long a special procedure takes."""
    for question in content.questions:
        for option in question.options:
            for procedure in option.procedures:
                pointer = f"/questions/{question.code}/{option.code}/procedures"
                name = f"答“{option.label}”要{procedure.kind.label}，没有写明"
                if procedure.working_days is None:
                    yield pointer, f"{name}需要多少个工作日"
                if not procedure.legal_basis.strip():
                    yield pointer, f"{name}依据"


def _immediate(content: VersionContent) -> Iterator[Fault]:
    if content.promised is None or content.handling_type is None:
        return
    at_once = content.promised.unit is LimitUnit.IMMEDIATE
    if at_once and content.handling_type is not HandlingType.IMMEDIATE:
        yield "/handling_type", f"承诺即办，办件类型却是{content.handling_type.label}"
    if not at_once and content.handling_type is HandlingType.IMMEDIATE:
        yield "/promised", f"即办件承诺的是 {content.promised.words}，应当是即办"


def _review_way(content: VersionContent) -> Iterator[Fault]:
    way = content.guide.get("review_way", "")
    if not way or content.handling_type is None:
        return
    expected = "即审即办" if content.handling_type is HandlingType.IMMEDIATE else "前审后批"
    if expected not in way:
        yield "/guide/review_way", f"{content.handling_type.label}的审查方式应当是{expected}，写的是“{way}”"


# — fees —


def _fee_basis(content: VersionContent) -> Iterator[Fault]:
    if content.fee and content.fee.charged and not content.fee.basis.strip():
        yield "/fee/basis", "收费没有写明法律、行政法规的依据"


def _fee_lines(content: VersionContent) -> Iterator[Fault]:
    if content.fee is None or not content.fee.charged:
        return
    if not content.fee.lines:
        yield "/fee/lines", "收费没有列出收费项目"
    for index, line in enumerate(content.fee.lines):
        if not line.standard.strip() and line.amount_fen is None:
            yield f"/fee/lines/{index}", f"收费项目“{line.name}”没有写明标准"


def _online_payment(content: VersionContent) -> Iterator[Fault]:
    if content.fee and content.fee.charged and "online_payment" not in content.guide:
        yield "/guide/online_payment", "收费的事项没有写明是否支持网上支付"


def _free_of_charge(content: VersionContent) -> Iterator[Fault]:
    if content.fee and not content.fee.charged and content.guide.get("online_payment"):
        yield "/guide/online_payment", "不收费的事项写着支持网上支付"


# — materials —


def _material_without_law(content: VersionContent) -> Iterator[Fault]:
    """CAT-15: neither the material nor the item names a basis, and it is asked for all the same.

    While an element is open without which no window takes applications, nobody is asked for anything.
    """
    if content.legal_basis or not content.takes_applications:
        return
    for material in content.materials:
        if material.necessity is not Necessity.OPTIONAL and not material.legal_basis.strip():
            yield (
                f"/materials/{material.code}/legal_basis",
                f"“{material.name}”没有依据，事项也没有写明设定依据",
            )


def _material_basis(content: VersionContent) -> Iterator[Fault]:
    for material in content.materials:
        if not material.legal_basis.strip():
            yield f"/materials/{material.code}/legal_basis", f"“{material.name}”没有写明要求提供的依据"


def _review_points(content: VersionContent) -> Iterator[Fault]:
    for material in content.materials:
        if not material.review_points:
            yield f"/materials/{material.code}/review_points", f"“{material.name}”没有审查要点"


# — visits —


def _visit_reason(content: VersionContent) -> Iterator[Fault]:
    if content.visits and not content.guide.get("on_site_reason", "").strip():
        yield "/guide/on_site_reason", f"要到现场 {content.visits} 次，没有写明原因"


def _no_visit_reason(content: VersionContent) -> Iterator[Fault]:
    if content.visits == 0 and content.guide.get("on_site_reason", "").strip():
        yield "/guide/on_site_reason", "不用到现场，却写着必须到现场的原因"


def _no_visit_way(content: VersionContent) -> Iterator[Fault]:
    if content.visits != 0:
        return
    ways = " ".join(content.guide.get("handling_forms", ()))
    online = _ONLINE.search(ways) or content.guide.get("online_url") or content.guide.get("mobile_url")
    if not (online or _POST.search(ways) or content.guide.get("material_post")):
        yield "/guide/handling_forms", "不用到现场，却不能网上办理，也不能邮寄材料"


def _wholly_online(content: VersionContent) -> Iterator[Fault]:
    depth = content.guide.get("online_depth", "")
    if content.visits and _WHOLLY_ONLINE.search(depth):
        yield "/visits", f"网上办理深度是“{depth}”，却要到现场 {content.visits} 次"


# — who to ask —


def _phones_differ(content: VersionContent) -> Iterator[Fault]:
    """A public hotline (12345) takes questions and complaints alike."""
    consult, complaints = (_numbers(content.guide.get("consult", "")),
                           _numbers(content.guide.get("supervision", "")))  # fmt: skip
    for number in consult:
        if not _HOTLINE.fullmatch(number) and any(_same(number, other) for other in complaints):
            yield "/guide/supervision", f"咨询和投诉用的是同一个电话 {number}"


def _area_code(content: VersionContent) -> Iterator[Fault]:
    places = (("/guide/consult", "咨询", content.guide.get("consult", "")),
              ("/guide/supervision", "投诉", content.guide.get("supervision", "")))  # fmt: skip
    for pointer, what, text in places:
        for number in _numbers(text):
            if len(number) in (7, 8):
                yield pointer, f"{what}电话 {number} 没有区号"


def _numbers(text: str) -> tuple[str, ...]:
    """The telephone numbers of a text, digits only, each once; five digits at least."""
    digits = (re.sub(r"\D", "", found) for found in _NUMBER.findall(text))
    return tuple(dict.fromkeys(number for number in digits if len(number) >= 5))


def _same(one: str, other: str) -> bool:
    """Whether two numbers are one, with or without the area code."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) in (7, 8) and long.startswith("0") and long.endswith(short))


# — the rest —


def _result_kind(content: VersionContent) -> Iterator[Fault]:
    """A 凭证 proves that something was done; it is no certificate to hold."""
    if content.result is None:
        return
    name, kind = content.result.name, content.result.kind
    expected = None
    if name.endswith("证") and not name.endswith("凭证"):
        expected = ResultKind.LICENCE
    elif name.endswith(("文", "批复")):
        expected = ResultKind.DOCUMENT
    if expected and kind is not expected:
        yield "/result", f"结果“{name}”应当是{expected.label}，写的是{kind.label}"


def _theme(content: VersionContent) -> Iterator[Fault]:
    if not content.service_objects:
        return
    for_people = ServiceObject.NATURAL_PERSON in content.service_objects
    only_people = for_people and len(content.service_objects) == 1
    for theme in content.themes:
        if theme in _FOR_PEOPLE and not for_people:
            yield "/themes", f"主题“{theme}”是自然人的，服务对象里没有自然人"
        if theme in _FOR_ORGANISATIONS and only_people:
            yield "/themes", f"主题“{theme}”是法人的，服务对象只有自然人"


def _faq(content: VersionContent) -> Iterator[Fault]:
    if content.item_type is ItemType.LICENCE and not content.faqs:
        yield "/faqs", "行政许可没有常见问题"


def _steps(content: VersionContent) -> Iterator[Fault]:
    steps = len(content.guide.get("process", ()))
    if content.item_type is ItemType.LICENCE and steps < LEAST_STEPS:
        yield "/guide/process", f"行政许可的办理流程有 {steps} 步，至少要有 {LEAST_STEPS} 步"


def _plain_words(content: VersionContent) -> Iterator[Fault]:
    for advice in reading_of(content.guide.get("plain_words", "")).advice:
        yield "/guide/plain_words", f"通俗说明{advice}"


def _unknown(content: VersionContent) -> Iterator[Fault]:
    for element in content.unknown:
        yield f"/{element.value.replace('-', '_')}", f"没有写明{element.label}"


def _worse(content: VersionContent, above: BaseEntry) -> Iterator[Fault]:
    return shortfalls(above, demands_of(content))


@dataclass(frozen=True)
class Check:
    """How severe a rule is, where it comes from (a key of docs/law.md), and how it looks at a version,
    by itself or beside the list above."""

    severity: Severity
    source: str
    look: Callable[[VersionContent], Iterable[Fault]] | None = None
    compare: Callable[[VersionContent, BaseEntry], Iterable[Fault]] | None = None

    def faults(self, content: VersionContent, above: BaseEntry | None) -> Iterator[Fault]:
        if self.look:
            yield from self.look(content)
        if self.compare and above:
            yield from self.compare(content, above)


_B, _W, _H = Severity.BLOCKING, Severity.WARNING, Severity.HINT

TABLE: dict[QualityRule, Check] = {
    QualityRule.PROMISE: Check(_B, "行政许可法 §42(1)", _promise),
    QualityRule.FEE_BASIS: Check(_B, "行政许可法 §58", _fee_basis),
    QualityRule.FEE_LINES: Check(_B, "行政许可法 §59", _fee_lines),
    QualityRule.MATERIAL_WITHOUT_LAW: Check(_B, "行政许可法 §30", _material_without_law),
    QualityRule.MATERIAL_BASIS: Check(_W, "行政许可法 §31", _material_basis),
    QualityRule.REVIEW_POINTS: Check(_W, "行政许可法 §30", _review_points),
    QualityRule.IMMEDIATE: Check(_W, "行政许可法 §34(2)", _immediate),
    QualityRule.REVIEW_WAY: Check(_W, "行政许可法 §34(2)", _review_way),
    QualityRule.RESULT_KIND: Check(_W, "行政许可法 §39", _result_kind),
    QualityRule.VISIT_REASON: Check(_W, "国发〔2022〕5号", _visit_reason),
    QualityRule.NO_VISIT_REASON: Check(_W, "国发〔2022〕5号", _no_visit_reason),
    QualityRule.NO_VISIT_WAY: Check(_W, "国发〔2022〕5号", _no_visit_way),
    QualityRule.WHOLLY_ONLINE: Check(_W, "国发〔2022〕5号", _wholly_online),
    QualityRule.ONLINE_PAYMENT: Check(_W, "国发〔2022〕5号", _online_payment),
    QualityRule.FREE_OF_CHARGE: Check(_W, "行政许可法 §58", _free_of_charge),
    QualityRule.PHONES_DIFFER: Check(_W, "国发〔2022〕5号", _phones_differ),
    QualityRule.AREA_CODE: Check(_W, "国发〔2022〕5号", _area_code),
    QualityRule.THEME: Check(_W, "国发〔2022〕5号", _theme),
    QualityRule.FAQ: Check(_W, "行政许可法 §30", _faq),
    QualityRule.STEPS: Check(_W, "行政许可法 §30", _steps),
    QualityRule.UNKNOWN: Check(_H, "行政许可法 §30", _unknown),
    QualityRule.SCENARIO_LIMIT: Check(_B, "行政许可法 §42(1)", _scenario_limits),
    QualityRule.PROCEDURES: Check(_W, "行政许可法 §45", _procedures),
    QualityRule.PLAIN_WORDS: Check(Severity.ADVICE, "行政许可法 §30", _plain_words),
    QualityRule.WORSE: Check(_B, "国发〔2022〕5号", compare=_worse),
}
