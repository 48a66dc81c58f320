"""Whether a limit may be prolonged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yichuang.foundation.clocks.errors import (
    AlreadyExtended,
    ExtensionTooLate,
    ExtensionTooLong,
    NothingToExtend,
)
from yichuang.foundation.clocks.queries import MOST_JOINT_EXTENSION_WORKING_DAYS, check_extension
from yichuang.foundation.clocks.types import LimitUnit
from yichuang.kernel.errors import DomainError

DUE = date(2026, 10, 16)


def extend(**changes: Any) -> None:
    given: dict[str, Any] = {
        "due": DUE,
        "decided_on": date(2026, 10, 14),
        "working_days": 10,
        "already_extended": False,
    }
    check_extension(**(given | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"working_days": 1},
        {"decided_on": DUE},  # the last day still belongs to the limit
        {"working_days": 15, "most_working_days": MOST_JOINT_EXTENSION_WORKING_DAYS},
        {"unit": LimitUnit.MONTH},
    ],
)
def test_an_extension_the_law_allows_passes(changes: dict[str, Any]) -> None:
    extend(**changes)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"already_extended": True}, AlreadyExtended),
        ({"decided_on": date(2026, 10, 17)}, ExtensionTooLate),
        ({"working_days": 11}, ExtensionTooLong),
        ({"working_days": 0}, ExtensionTooLong),
        ({"working_days": 16, "most_working_days": MOST_JOINT_EXTENSION_WORKING_DAYS}, ExtensionTooLong),
        ({"unit": LimitUnit.IMMEDIATE}, NothingToExtend),
    ],
)
def test_any_other_is_refused(changes: dict[str, Any], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        extend(**changes)


def test_a_late_extension_is_told_when_the_limit_ended() -> None:
    with pytest.raises(ExtensionTooLate, match="2026-10-16"):
        extend(decided_on=date(2026, 10, 20))
