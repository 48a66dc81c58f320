"""The page says a deadline in the reader's language."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.template import engines
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from yichuang.foundation.clocks.rules.lights import WORDS
from yichuang.foundation.clocks.types import Deadline, Light, Phrase

TEMPLATE = CottonCompiler().process('<c-deadline :deadline="deadline" />')


def said(phrase: Phrase, remaining: int, language: str) -> str:
    deadline = Deadline(Light.GREEN, date(2026, 3, 16), remaining, "", phrase)
    with translation.override(language):
        html = engines["django"].from_string(TEMPLATE).render({"deadline": deadline})
    found = re.search(r"<b>(.*?)</b>", html, re.DOTALL)
    assert found, html
    return found[1].strip()


@pytest.mark.parametrize("phrase", list(Phrase))
def test_in_chinese_the_component_says_what_the_rules_say(phrase: Phrase) -> None:
    assert said(phrase, -3, "zh-hans") == WORDS[phrase].format(n=3)


@pytest.mark.parametrize("phrase", list(Phrase))
def test_in_english_no_chinese_is_left(phrase: Phrase) -> None:
    words = said(phrase, 3, "en")

    assert words
    assert not re.search(r"[\u3400-\u9fff]", words)
