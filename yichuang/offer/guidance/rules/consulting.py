"""Who answers a question until when, and in which words (咨询规则). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import VersionContent
from yichuang.offer.guidance.errors import (
    AskedAgainAlready,
    LimitWrong,
    NotYourQuestion,
    PersonalDataLeft,
    QuestionIncomplete,
    QuestionMoved,
    ReturnTooLate,
)
from yichuang.offer.guidance.types.consulting import (
    AskChannel,
    Asker,
    ConsultationStatus,
    ConsultationView,
    ConsultingLimitView,
    HandbookPart,
    LimitKind,
    QuestionInput,
    Suggestion,
)
from yichuang.offer.guidance.types.experts import FrequentQuestionView

LONGEST_TEXT = 2000
LONGEST_NAME = 50
MOST_LIMIT_DAYS = 30
MOST_ROUNDS = 2

# Policy: DOMAIN 2.9 — a question is answered the same day, else within three working days; a unit that is
# not competent sends it back within one. Both are local figures, so an administrator may set others.
DEFAULT_LIMITS: Mapping[LimitKind, tuple[int, str]] = {
    LimitKind.GUIDE: (1, "默认：12345 咨询类工单 1 个工作日（国办发〔2020〕53号，各地自定）"),
    LimitKind.DEPARTMENT: (3, "默认：咨询、求助当日不能答复的，3 个工作日（地方 12345 办法）"),
    LimitKind.RETURN: (1, "默认：不属于本单位职责的，1 个工作日内退回（地方 12345 办法）"),
}

_CODE_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CONSULTATION_CODE_LENGTH = 12
_NUMBER = re.compile(r"ZX[0-9]{14,18}")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9](?:[ \-]?[0-9]){8}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z.]{2,}")


def code_characters() -> str:
    """What codes are made of: nothing that is easily misread."""
    return _CODE_CHARACTERS


def normal_code(text: str) -> str:
    """A code as it is compared: capitals, without what people put between its groups."""
    return re.sub(r"[\s\-]", "", text).upper()


def normal_number(text: str) -> str:
    """A number as it is looked up; empty when it cannot be one."""
    number = re.sub(r"\s", "", text).upper()
    return number if _NUMBER.fullmatch(number) else ""


def number_of(serial: int, on: date) -> str:
    """The number of a question (咨询编号): ZX, the day, a serial that never restarts."""
    return f"ZX{on:%Y%m%d}{serial:06d}"


def complete_question(question: QuestionInput, phone_problem: str | None) -> QuestionInput:
    """The question, trimmed, when there is something to answer and somebody to tell.

    Policy: this project — the web asks for nothing but the question, since its page shows the answer;
    who asks by phone leaves a number; a 12345 record carries its own.

    Args:
        phone_problem: what is wrong with a phone that was given; None: nothing.

    Raises:
        QuestionIncomplete
    """
    text, name = question.text.strip(), " ".join(question.asker.name.split())
    faults = [
        FieldError(pointer, sentence)
        for pointer, is_wrong, sentence in (
            ("/text", len(text) < 5, "请把问题写清楚，至少五个字"),
            ("/text", len(text) > LONGEST_TEXT, f"问题最多 {LONGEST_TEXT} 个字"),
            ("/name", len(name) > LONGEST_NAME, f"姓名最多 {LONGEST_NAME} 个字"),
            ("/phone", bool(question.asker.phone) and bool(phone_problem), phone_problem or ""),
            (
                "/phone",
                question.channel is AskChannel.PHONE and not question.asker.phone,
                "电话咨询请留下回电号码",
            ),
            (
                "/hotline_number",
                question.channel is AskChannel.HOTLINE
                and not re.fullmatch(r"[A-Za-z0-9\-]{4,40}", question.hotline_number),
                "请填 12345 工单编号（4 至 40 位字母、数字）",
            ),
        )
        if is_wrong
    ]
    if faults:
        raise QuestionIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))
    number = question.hotline_number if question.channel is AskChannel.HOTLINE else ""
    return QuestionInput(
        text, Asker(name, question.asker.phone), question.channel, question.handling_code, number
    )


def said(text: str, pointer: str, sentence: str) -> str:
    """A text that has to say something, trimmed.

    Raises:
        QuestionIncomplete
    """
    trimmed = text.strip()
    if not trimmed or len(trimmed) > LONGEST_TEXT:
        wrong = sentence if not trimmed else f"最多 {LONGEST_TEXT} 个字"
        raise QuestionIncomplete(wrong, errors=(FieldError(pointer, wrong),))
    return trimmed


def limit_in_force(kind: LimitKind, recorded: Iterable[ConsultingLimitView]) -> ConsultingLimitView:
    """The limit that counts: the newest an administrator recorded, else the documented default."""
    found = [limit for limit in recorded if limit.kind is kind and limit.set_at is not None]
    if found:
        return max(found, key=lambda limit: limit.set_at.timestamp() if limit.set_at else 0.0)
    days, source = DEFAULT_LIMITS[kind]
    return ConsultingLimitView(kind, days, source)


def check_limit(working_days: int, source: str) -> str:
    """The source of a limit, trimmed.

    Raises:
        LimitWrong
    """
    faults = []
    if not 1 <= working_days <= MOST_LIMIT_DAYS:
        faults.append(FieldError("/working_days", f"应为 1 至 {MOST_LIMIT_DAYS} 个工作日"))
    if not source.strip():
        faults.append(FieldError("/source", "请写明依据"))
    if faults:
        raise LimitWrong("；".join(fault.detail for fault in faults), errors=tuple(faults))
    return source.strip()


def due_on(calendar: WorkingCalendar, start_on: date, working_days: int) -> date:
    """The last day to answer (答复期限), counted as every limit is.

    Law: 民法典 §201(1) the day it starts is not counted
    """
    return clocks.due_on(calendar, start_on, Limit(working_days, LimitUnit.WORKING_DAY))


def check_status(consultation: ConsultationView, *wanted: ConsultationStatus) -> None:
    """Refuse what the question's state does not allow.

    Raises:
        QuestionMoved
    """
    if consultation.status not in wanted:
        raise QuestionMoved(
            f"这个咨询现在{consultation.status.label}，不能这样办", status=consultation.status.value
        )


def check_expert(consultation: ConsultationView, *, user_id: UUID, is_head: bool) -> None:
    """Refuse who is not the expert to whom the question was given; the head answers for the department.

    Raises:
        NotYourQuestion: carries ``expert``.
    """
    if consultation.expert_id and consultation.expert_id != user_id and not is_head:
        raise NotYourQuestion(f"这个咨询由{consultation.expert_name}答复", expert=consultation.expert_name)


def check_return(*, today: date, until: date) -> None:
    """Refuse to send a question back when its time to do so is over (退回时限).

    Raises:
        ReturnTooLate: carries ``until``.
    """
    if today > until:
        raise ReturnTooLate(until=until.isoformat())


def check_further(consultation: ConsultationView) -> None:
    """Refuse a second further question (追问一次).

    Raises:
        QuestionMoved: there is no answer yet; AskedAgainAlready.
    """
    check_status(consultation, ConsultationStatus.ANSWERED)
    if consultation.rounds >= MOST_ROUNDS:
        raise AskedAgainAlready


def check_public_words(question: str, answer: str, *, names: Iterable[str] = ()) -> None:
    """Refuse to publish a wording that names a person (公开文字不含个人信息).

    Args:
        names: of the people the question came from.

    Raises:
        QuestionIncomplete: nothing is said; PersonalDataLeft: ``errors`` name the fields.
    """
    said(question, "/question", "请写明问题")
    said(answer, "/answer", "请写明答复")
    known = [name for name in names if len(name) >= 2]
    faults = tuple(
        FieldError(pointer, f"请删去{found}")
        for pointer, text in (("/question", question), ("/answer", answer))
        for found in _personal(text, known)
    )
    if faults:
        raise PersonalDataLeft("；".join(dict.fromkeys(fault.detail for fault in faults)), errors=faults)


def without_personal_data(text: str) -> str:
    """The text with numbers of people and addresses of mail blotted out, for the audit log."""
    for pattern in (_MOBILE, _IDENTITY, _MAIL):
        text = pattern.sub("***", text)
    return text


def _personal(text: str, names: Sequence[str]) -> list[str]:
    found = [
        words
        for words, pattern in (("手机号码", _MOBILE), ("证件号码", _IDENTITY), ("电子邮箱", _MAIL))
        if pattern.search(text)
    ]
    return found + (["咨询人的姓名"] if any(name in text for name in names) else [])


def suggestions(
    question: str,
    version: VersionContent | None,
    frequent: Sequence[FrequentQuestionView] = (),
    most: int = 6,
) -> tuple[Suggestion, ...]:
    """Ready answers from the handbook that share most with the question, best first (答复参考).

    From the published version: frequent questions, review points, what it takes; and questions that
    were answered before. What shares nothing is left out.
    """
    offered = [Suggestion(HandbookPart.ASKED, one.question, one.answer) for one in frequent]
    if version:
        offered += [Suggestion(HandbookPart.FAQ, faq.question, faq.answer) for faq in version.faqs]
        offered += [
            Suggestion(HandbookPart.POINT, f"{material.name}：{point.text}", point.how or point.text)
            for material in version.materials
            for point in material.review_points
        ]
        offered += [
            Suggestion(HandbookPart.CONDITION, "什么人能办", condition) for condition in version.conditions
        ]
        materials = "、".join(material.name for material in version.materials)
        offered += [Suggestion(HandbookPart.MATERIALS, "要带什么材料", materials)] if materials else []
        offered += _about_limits(version)
    asked = _pairs(question)
    ranked = sorted(
        ((len(asked & _pairs(one.title + one.text)), place) for place, one in enumerate(offered)),
        key=lambda found: (-found[0], found[1]),
    )
    return tuple(offered[place] for shared, place in ranked if shared)[:most]


def _about_limits(version: VersionContent) -> list[Suggestion]:
    return [
        Suggestion(HandbookPart.LIMIT, f"{name}要多久、几天办结", f"{name} {limit.words}")
        for name, limit in (("承诺时限", version.promised), ("法定时限", version.statutory))
        if limit
    ]


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring characters of words: what two sentences about one thing share."""
    return {
        run[place : place + 2]
        for run in re.findall(r"[0-9A-Za-z\u4e00-\u9fff]+", text)
        for place in range(len(run) - 1)
    }
