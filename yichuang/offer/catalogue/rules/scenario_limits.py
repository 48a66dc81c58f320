"""Answers that set different limits and can be given together (不一致的时限). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.errors import ScenarioTooLarge
from yichuang.offer.catalogue.types import Condition, Option, Question, ScenarioFinding, Trouble, can_hold

MOST_PAIRS = 20_000
_NAMES = {"promised": "承诺", "statutory": "法定"}


def limit_clashes(questions: Sequence[Question]) -> Iterator[ScenarioFinding]:
    """Two questions with answers of different limits that one applicant can give: one finding for each two.

    What then holds stands in ``types.terms_of``: the shortest.

    Raises:
        ScenarioTooLarge: more than :data:`MOST_PAIRS` pairs of answers to be looked at.
    """
    tried = 0
    for name, words in _NAMES.items():
        setting = [
            (question, by_amount) for question in questions if (by_amount := _by_amount(question, name))
        ]
        for (first, one), (second, other) in combinations(setting, 2):
            pairs = [(a, b) for a in one for b in other if a != b]
            tried += len(pairs)
            if tried > MOST_PAIRS:
                raise ScenarioTooLarge("定了时限的选项太多，无法逐一分析；请减少单独定时限的选项")
            for a, b in pairs:
                together = Condition.of(
                    {first.code: [o.code for o in one[a]], second.code: [o.code for o in other[b]]}
                )
                if can_hold(together, questions):
                    yield ScenarioFinding(
                        Trouble.LIMITS_DIFFER,
                        f"/questions/{questions.index(second)}/options",
                        f"“{first.text}”答“{one[a][0].label}”{words} {_words(a)}，"
                        f"“{second.text}”答“{other[b][0].label}”{words} {_words(b)}，"
                        f"可以同时选，只能按短的 {_words(min(a, b))} 办",
                    )
                    break


def _by_amount(question: Question, name: str) -> Mapping[int, list[Option]]:
    found: dict[int, list[Option]] = defaultdict(list)
    for option in question.options:
        limit: Limit | None = getattr(option, name)
        if limit:
            found[limit.amount].append(option)
    return found


def _words(amount: int) -> str:
    return Limit(amount, LimitUnit.WORKING_DAY).words
