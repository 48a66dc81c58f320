"""A page says a limit in the reader's language; in Chinese exactly as a document prints it."""

from __future__ import annotations

import pytest
from django.utils import translation

from yichuang.foundation.clocks.templatetags.limits import limit
from yichuang.foundation.clocks.types import Limit, LimitUnit


@pytest.mark.parametrize("unit", list(LimitUnit))
@pytest.mark.parametrize("amount", [1, 20])
def test_in_chinese_a_page_says_what_a_document_prints(unit: LimitUnit, amount: int) -> None:
    with translation.override("zh-hans"):
        assert limit(Limit(amount, unit)) == Limit(amount, unit).words


@pytest.mark.parametrize(
    ("amount", "unit", "english"),
    [
        (1, LimitUnit.WORKING_DAY, "1 working day"),
        (20, LimitUnit.WORKING_DAY, "20 working days"),
        (15, LimitUnit.CALENDAR_DAY, "15 calendar days"),
        (3, LimitUnit.MONTH, "3 months"),
        (4, LimitUnit.HOUR, "4 hours"),
        (0, LimitUnit.IMMEDIATE, "immediate"),
    ],
)
def test_in_english(amount: int, unit: LimitUnit, english: str) -> None:
    with translation.override("en"):
        assert limit(Limit(amount, unit)) == english


def test_no_limit_says_nothing() -> None:
    assert limit(None) == ""
