"""What was filled in, judged (填写的核对). Pure: the same rules as the schema, in words a person understands.

Numbers that can be checked by calculation are judged by whoever knows how: ``checks``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from yichuang.offer.catalogue.rules.fields import text_problem
from yichuang.offer.catalogue.rules.forms import DATE_PATTERN, longest_of
from yichuang.offer.catalogue.types import FormField
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType

Check = Callable[[str], tuple[str, str | None]]
"""A number as it is kept, and what is wrong with it in a sentence; None: nothing."""

YES, NO = "yes", "no"


def asked_fields(form: Sequence[FormField], answers: Mapping[str, str]) -> tuple[FormField, ...]:
    """The fields asked under these answers, in order (要填的字段)."""
    return tuple(field for field in form if field.applies_when.holds(answers))


def judge_values(
    asked: Sequence[FormField], typed: Mapping[str, Sequence[str]], checks: Mapping[FieldType, Check]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed as values of the schema, and what is wrong with it (核对填写内容).

    Args:
        typed: by field code what was typed or ticked; nothing, or blanks: not filled in.

    Returns:
        Values of what is right, and a sentence for each field that is not.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in asked:
        said = [text for text in typed.get(field.code, ()) if text.strip()]
        if not said:
            if field.required:
                wrong[field.code] = _missing(field)
            continue
        value, problem = _value(field.facts, said, checks)
        if problem:
            wrong[field.code] = problem
        else:
            values[field.code] = value
    return values, wrong


def value_text(facts: FieldFacts, value: Any) -> str:
    """A value as it is printed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if facts.type is FieldType.DATE:
        on = date.fromisoformat(value)
        return f"{on.year}年{on.month}月{on.day}日"
    return str(value)


def _missing(field: FormField) -> str:
    chosen = field.facts.type.has_options or field.facts.type is FieldType.YES_NO
    return f"请选择{field.title}" if chosen else f"请填写{field.title}"


def _value(facts: FieldFacts, said: Sequence[str], checks: Mapping[FieldType, Check]) -> tuple[Any, str]:
    if facts.type is FieldType.CHOICES:
        chosen = [option for option in facts.options if option in said]
        return chosen, "" if len(chosen) == len(set(said)) else "请在列出的选项里选"
    text = said[0].strip()
    match facts.type:
        case FieldType.CHOICE:
            return text, "" if text in facts.options else "请在列出的选项里选一个"
        case FieldType.YES_NO:
            return text == YES, "" if text in (YES, NO) else "请选“是”或者“否”"
        case FieldType.WHOLE:
            return _whole(facts, text)
        case FieldType.DATE:
            return _day(text)
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return _text(facts, said[0])
        case _:
            kept, problem = checks[facts.type](text)
            return kept, problem or ""


def _text(facts: FieldFacts, typed: str) -> tuple[str, str]:
    text = typed.replace("\r\n", "\n").strip()
    if facts.type is FieldType.TEXT:
        text = " ".join(text.split())
    problem = text_problem(text, longest_of(facts))
    if not problem and facts.pattern and not re.fullmatch(facts.pattern, text):
        problem = facts.pattern_words
    return text, problem or ""


def _whole(facts: FieldFacts, text: str) -> tuple[int, str]:
    digits = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        return 0, "请填写整数，只用数字"
    highest = longest_of(facts)
    return int(digits), f"最大是 {highest}" if int(digits) > highest else ""


def _day(text: str) -> tuple[str, str]:
    found = unicodedata.normalize("NFKC", text).replace("/", "-").replace(".", "-")
    try:
        if re.match(DATE_PATTERN, found):
            return date.fromisoformat(found).isoformat(), ""
    except ValueError:
        return "", "没有这一天，请核对年、月、日"
    return "", "日期写成 2026-03-02 的样子"
