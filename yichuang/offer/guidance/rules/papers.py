"""What handbooks and notices say (手册、告知单): a published version in words. Pure.

The page and the PDF show the same words, and the list of a notice is the rule's exact list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.foundation.clocks.types import Limit
from yichuang.offer.catalogue.types import HandlingVersion, Material, Necessity, ScenarioTerms
from yichuang.offer.guidance.rules.lists import exact_list
from yichuang.offer.guidance.types import (
    ItemWords,
    MaterialWords,
    PaperKind,
    PaperOrder,
    PaperWords,
    SectionWords,
    WorkedDates,
)
from yichuang.offer.scope.types import Mandate

_NOT_SAID = "公布的指南没有说明"

# Policy: FEATURES CAT-17, who answers for the receipt and who for the decision, whoever receives
_RECEIPT_DUTIES = (
    "核对申请人的身份和代理人的权限。",
    "按本手册的清单逐项核对材料；清单以外的材料，一份也不能要。",
    "当场能改的，让申请人当场改；材料不齐、不合要求的，一次告知要补正的全部内容。",
    "收了材料就出具《收件凭证》；决定受理的，出具《受理通知书》，时限从受理之日算起。",
    "对收得全不全、核得对不对负责；不对能不能批准作出答复。",
)


@dataclass(frozen=True)
class Surroundings:
    """What a paper says beside the version.

    Attributes:
        authority, phone, supervision_phone: of the department that decides.
        places: outlets that take it, each with its windows.
        mandates: in whose name places take it: the mode, the place, the basis.
        dates: worked dates; None where the day does not matter.
    """

    authority: str
    phone: str
    supervision_phone: str
    places: tuple[str, ...]
    mandates: tuple[tuple[Mandate, str, str], ...] = ()
    dates: WorkedDates | None = None


def paper_words(order: PaperOrder, chapters: Iterable[tuple[HandlingVersion, Surroundings]]) -> PaperWords:
    """A whole paper in words (生成文本).

    Law: 行政许可法 §30 (basis, conditions, procedure, limits and the whole list are made public)
    """
    return {
        "title": order.kind.label,
        "subject": order.subject_name,
        "made": _day(order.on),
        "code": f"{order.list_code[:4]}-{order.list_code[4:]}" if order.list_code else "",
        "items": [_chapter(order, version, around) for version, around in chapters],
    }


def _chapter(order: PaperOrder, version: HandlingVersion, around: Surroundings) -> ItemWords:
    answers = (order.answers or {}) if order.kind is PaperKind.NOTICE else {}
    chapter: ItemWords = {
        "name": version.name,
        "version": _version_words(version),
        "rows": _rows(version, around, version.terms(answers)),
        "scenario": [],
        "materials": [_material(version, material) for material in version.materials],
        "sections": [],
    }
    if order.kind is PaperKind.NOTICE:
        exact = exact_list(version, answers)
        chapter["scenario"] = _scenario(version, exact.answers)
        chapter["materials"] = [
            _material(version, material, exact=True) for material in (*exact.to_bring, *exact.government_has)
        ]
        return chapter
    if order.kind is PaperKind.GUIDE:
        chapter["sections"] = _guide_sections(version)
    else:
        chapter["materials"] = [
            _material(version, material, for_clerks=True) for material in version.materials
        ]
        chapter["sections"] = [*_duty_sections(version, around), *_guide_sections(version)]
    return chapter


def _version_words(version: HandlingVersion) -> str:
    since = f"，{_day(version.valid_from)}起" if version.valid_from else ""
    return f"第 {version.version_number} 版{since}"


def _rows(version: HandlingVersion, around: Surroundings, terms: ScenarioTerms) -> list[list[str]]:
    dates = around.dates
    rows = [
        ("实施编码", version.code),
        ("决定机关", around.authority),
        ("办件类型", version.handling_type.label if version.handling_type else ""),
        ("服务对象", "、".join(kind.label for kind in version.service_objects)),
        ("承诺时限", _limit_words(terms.promised, dates.promised_on if dates else None)),
        ("法定时限", _limit_words(terms.statutory, dates.statutory_on if dates else None)),
        ("特别程序", "；".join(procedure.words for procedure in terms.procedures)),
        ("到现场次数", _visit_words(version)),
        ("收费", _fee_words(version)),
        ("办理结果", version.result.name if version.result else ""),
        ("去哪里办", "；".join(around.places)),
        ("咨询电话", around.phone),
        ("监督电话", around.supervision_phone),
    ]
    return [[label, value] for label, value in rows if value]


def _limit_words(limit: Limit | None, due: date | None) -> str:
    words = limit.words if limit else ""
    return f"{words}（今天受理，最迟 {_day(due)}）" if words and due else words


def _visit_words(version: HandlingVersion) -> str:
    if version.visits is None:
        return ""
    if not version.visits:
        return "不用跑"
    reason = version.guide.get("on_site_reason", "")
    return f"{version.visits} 次" + (f"（{reason}）" if reason else "")


def fee_lines(version: HandlingVersion) -> tuple[str, ...]:
    """Each charge with its standard as published, or the sum that is fixed (收费项目和标准)."""
    lines = version.fee.lines if version.fee else ()
    return tuple(
        "：".join(filter(None, (line.name, line.standard or _sum(line.amount_fen)))) for line in lines
    )


def _sum(amount_fen: int | None) -> str:
    if amount_fen is None:
        return ""
    yuan, fen = divmod(amount_fen, 100)
    return f"{yuan}.{fen:02} 元" if fen else f"{yuan} 元"


def _fee_words(version: HandlingVersion) -> str:
    fee = version.fee
    if fee is None:
        return ""
    if not fee.charged:
        return "不收费"
    lines = "；".join(fee_lines(version))
    return (lines or "收费") + (f"（依据：{fee.basis}）" if fee.basis else "")


def _scenario(version: HandlingVersion, given: Mapping[str, str]) -> list[str]:
    """The answers in words, in the order of the questions."""
    return [
        f"{question.text} {option.label}"
        for question in version.questions
        if question.code in given and (option := question.option(given[question.code]))
    ]


def _material(
    version: HandlingVersion, material: Material, *, exact: bool = False, for_clerks: bool = False
) -> MaterialWords:
    return {
        "name": material.name,
        "originals": "" if material.originals is None else str(material.originals),
        "copies": "" if material.copies is None else str(material.copies),
        "state": _state(material),
        "when": "" if exact else _when(version, material),
        "basis": material.legal_basis,
        "note": material.note,
        "points": [
            _point(point.text, point.how, point.blocking) if for_clerks else point.text
            for point in material.review_points
        ],
    }


def _point(text: str, how: str, blocking: bool) -> str:
    way = f"（怎么看：{how}）" if how else ""
    return f"{text}{way}" + ("" if blocking else "（提醒，不影响收件）")


def _state(material: Material) -> str:
    if material.share_source is not None:
        return "政府已有，免交"
    if material.necessity is Necessity.OPTIONAL:
        return "可不带"
    if material.necessity is Necessity.DEFERRABLE:
        return "可以后补"
    return "要带"


def _when(version: HandlingVersion, material: Material) -> str:
    """Which answers ask for it; empty: all do."""
    parts = []
    for code, options in material.applies_when.requires:
        question = version.question(code)
        if question is not None:
            labels = [option.label for option in question.options if option.code in options]
            parts.append(f"{question.text}{'或者'.join(labels)}")
    return "，并且".join(parts)


def _guide_sections(version: HandlingVersion) -> list[SectionWords]:
    sections = [
        ("受理条件", list(version.conditions)),
        ("不同情形的时限", _terms_lines(version)),
        ("办理流程", list(version.guide.get("process", ()))),
        ("设定依据", [f"{basis.law}{basis.article}" for basis in version.legal_basis]),
        ("常见问题", [f"问：{faq.question} 答：{faq.answer}" for faq in version.faqs]),
    ]
    return [{"title": title, "lines": lines} for title, lines in sections if lines]


def _terms_lines(version: HandlingVersion) -> list[str]:
    """What is different under an answer: its limits and special procedures, each answer on a line."""
    lines = []
    for question in version.questions:
        for option in question.options:
            said = [
                f"{name} {limit.words}"
                for name, limit in (("承诺", option.promised), ("法定", option.statutory))
                if limit
            ]
            said += [procedure.words for procedure in option.procedures]
            if said:
                lines.append(f"{question.text}{option.label}：{'，'.join(said)}")
    return lines


def _duty_sections(version: HandlingVersion, around: Surroundings) -> list[SectionWords]:
    limit = version.promised or version.statutory
    within = f"{limit.words}内" if limit and limit.amount else "当场"
    handling = [
        f"{around.authority}自受理之日起{within}作出决定；需要特别程序的，书面告知所需时间。",
        "窗口已经收过、系统里已经有的材料，不得再要申请人提交。",
        "审查中发现要补正的，通过窗口一次告知，不另行通知申请人补。",
        f"{around.authority}对审查的结论和决定负责；结果由综合窗口统一送出。",
    ]
    ways: list[SectionWords] = [
        {"title": mandate.label, "lines": [rule, *_of_mandate(mandate, around.mandates)]}
        for mandate, rule in _mandate_rules(around.authority)
    ]
    return [
        {"title": "收件的责任（综合窗口）", "lines": list(_RECEIPT_DUTIES)},
        {"title": f"办件的责任（{around.authority}）", "lines": handling},
        {"title": "全程网办", "lines": _online(version)},
        *ways,
    ]


def _online(version: HandlingVersion) -> list[str]:
    depth = version.guide.get("online_depth", "")
    reason = version.guide.get("on_site_reason", "")
    if version.visits == 0:
        own = "本事项不用到现场" + (f"，网上办理深度：{depth}。" if depth else "。")
    elif version.visits:
        own = f"本事项要到现场 {version.visits} 次：{reason or _NOT_SAID}。"
    else:
        own = f"本事项能不能全程网办：{_NOT_SAID}。"
    rule = "网上提交的，由系统核验身份；不再要申请人到场，也不再要纸质材料；受理、补正、决定都在网上告知。"
    return [own, rule]


def _mandate_rules(authority: str) -> tuple[tuple[Mandate, str], ...]:
    return (
        (
            Mandate.ENTRUSTED,
            f"受委托的网点以{authority}的名义收件、受理；材料当日转交，审查和决定仍由{authority}负责。",
        ),
        (
            Mandate.AUTHORISED,
            f"被授权的网点在授权的范围内收件、受理并办结；超出范围的，转{authority}办理。",
        ),
        (
            Mandate.ASSISTED,
            "帮办代办的人员帮申请人填表、提交、领取，不收费；什么时候受理，以综合窗口受理为准。",
        ),
    )


def _of_mandate(mandate: Mandate, mandates: Sequence[tuple[Mandate, str, str]]) -> list[str]:
    found = [f"{place}（依据：{basis}）" for mode, place, basis in mandates if mode is mandate]
    return [f"本事项：{'；'.join(found)}。"] if found else ["本事项现在没有网点这样办理。"]


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""
