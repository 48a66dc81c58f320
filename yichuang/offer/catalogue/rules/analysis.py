"""What the scenarios of an item lead to (情形分析): every path judged, none walked. Pure.

A condition is a conjunction, so after some answers it is either ruled out or still alive, and what is
still alive says all about the answers that the rest can depend on. Ways that leave the same conditions
alive are one state; questions that no condition joins are analysed apart and multiplied. The lists of
a state are a family (``families``), never written down.

Bound: ``MOST_STEPS`` answers tried in merged states and families worked out, ``MOST_CONDITIONS``
distinct conditions joined to each other: about a second. Twelve questions of six options stay far below
when each condition refers to a few of them; what goes beyond is refused, never estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import prod
from operator import and_, or_

from yichuang.offer.catalogue.errors import ContentInvalid, ScenarioTooLarge
from yichuang.offer.catalogue.rules.families import NOTHING, Families
from yichuang.offer.catalogue.rules.scenario_limits import limit_clashes
from yichuang.offer.catalogue.rules.scenarios import reference_faults
from yichuang.offer.catalogue.types import (
    Condition,
    Material,
    Question,
    ScenarioAnalysis,
    ScenarioFinding,
    Trouble,
    clash_of,
)

MOST_STEPS = 300_000
MOST_CONDITIONS = 300


def analyse(questions: Sequence[Question], materials: Sequence[Material]) -> ScenarioAnalysis:
    """What all answers together lead to (情形分析).

    A path answers every question that is asked under the answers before it, with any of its options.

    Policy: DOMAIN 2.4 (no material that no scenario needs, no question for nothing).

    Raises:
        ContentInvalid: a condition refers to nothing, or to a later question.
        ScenarioTooLarge: beyond the bound of this module.
    """
    _check_references(questions, materials)
    parts = [_Part(*part) for part in _joined(questions, materials)]
    has_always = any(not material.applies_when.requires for material in materials)
    empty = 0 if has_always else prod(part.outcome.empty for part in parts)
    return ScenarioAnalysis(
        paths=prod(part.outcome.paths for part in parts),
        lists=prod(part.lists for part in parts),
        empty=empty,
        findings=tuple(_findings(questions, materials, parts, empty)),
    )


def path_per_list(questions: Sequence[Question], materials: Sequence[Material]) -> tuple[dict[str, str], ...]:
    """The answers of one path to every distinct list, the first options first.

    Raises:
        ContentInvalid, ScenarioTooLarge: as :func:`analyse`.
    """
    _check_references(questions, materials)
    part = _Part(questions, _conditions(materials))
    ways: dict[tuple[int, int], dict[str, str]] = {(part.all_alive, 0): {}}
    for step in part.steps:
        further: dict[tuple[int, int], dict[str, str]] = {}
        for (alive, listed), answers in ways.items():
            chosen = [{step.question.code: option.code} for option in step.question.options]
            for choice, (settled, left) in zip(chosen or [{}], step.outcomes(alive), strict=False):
                way = answers | choice if step.is_asked(alive) else answers
                further.setdefault((left, listed | settled), way)
            _check_size(len(further))
        ways = further
    return tuple(ways.values())


def _check_references(questions: Sequence[Question], materials: Sequence[Material]) -> None:
    faults = reference_faults(questions, materials)
    if faults:
        raise ContentInvalid("；".join(fault.detail for fault in faults), errors=faults)


def _check_size(steps: int) -> None:
    if steps > MOST_STEPS:
        raise ScenarioTooLarge("情形问题互相牵连太多，无法逐一分析；请减少一个条件里引用的问题")


# What hangs together


def _conditions(materials: Iterable[Material]) -> set[Condition]:
    return {material.applies_when for material in materials if material.applies_when.requires}


def _joined(
    questions: Sequence[Question], materials: Sequence[Material]
) -> Iterator[tuple[list[Question], set[Condition]]]:
    """Questions that conditions join, each group with the conditions of its materials."""
    group = {question.code: {question.code} for question in questions}
    conditions = _conditions(materials)
    together = [[code for code, _ in condition.requires] for condition in conditions]
    together += [
        [question.code, *(code for code, _ in question.asked_when.requires)] for question in questions
    ]
    for codes in together:
        merged = set().union(*(group[code] for code in codes))
        group.update(dict.fromkeys(merged, merged))
    for members in {id(members): members for members in group.values()}.values():
        yield (
            [question for question in questions if question.code in members],
            {condition for condition in conditions if condition.requires[0][0] in members},
        )


# Walking merged states. A set of conditions is a bit mask


@dataclass(frozen=True)
class _Step:
    """One question in order.

    Attributes:
        asked: the condition under which it is asked; 0: always.
        ruled_out: what each option rules out.
        if_not_asked: what it rules out when it is not asked.
        settles: conditions of materials decided for good with this question.
        needed: conditions that later steps look at.
    """

    question: Question
    asked: int
    ruled_out: tuple[int, ...]
    if_not_asked: int
    settles: int
    needed: int

    def is_asked(self, alive: int) -> bool:
        return bool(self.ruled_out) and (not self.asked or bool(alive & self.asked))

    def outcomes(self, alive: int) -> list[tuple[int, int]]:
        """For each option, or for passing the question over: what it lists, what it leaves alive."""
        ruled_out = self.ruled_out if self.is_asked(alive) else (self.if_not_asked,)
        return [(alive & ~dead & self.settles, alive & ~dead & self.needed) for dead in ruled_out]


@dataclass(frozen=True)
class _Outcome:
    """What a state leads to.

    ``listed`` and ``then`` are the state as a function of the answers to come, in a form in which equal
    functions are equal: the conditions that hold whatever is answered, and a number for the rest.
    """

    paths: int
    empty: int
    family: int
    listed: int = 0
    then: int = 0


class _Part:
    """Questions that hang together, with the conditions of their materials."""

    def __init__(self, questions: Sequence[Question], wanted: set[Condition]) -> None:
        self.position = {question.code: index for index, question in enumerate(questions)}
        asking = {question.asked_when for question in questions if question.asked_when.requires}
        if len(wanted | asking) > MOST_CONDITIONS:
            raise ScenarioTooLarge(f"互相牵连的条件超过 {MOST_CONDITIONS} 个，无法逐一分析")
        # in the order in which they are settled: families want it so
        in_order = sorted(wanted | asking, key=lambda condition: (self._last(condition), condition.requires))
        self.bit = {condition: 1 << index for index, condition in enumerate(in_order)}
        self.all_alive = (1 << len(in_order)) - 1
        self.wanted = wanted
        self.steps = [self._step(question, questions) for question in questions]
        self._functions: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self._families = Families()

    def _last(self, condition: Condition) -> int:
        return max(self.position[code] for code, _ in condition.requires)

    def _step(self, question: Question, questions: Sequence[Question]) -> _Step:
        place = self.position[question.code]
        options_of = {bit: dict(condition.requires).get(question.code) for condition, bit in self.bit.items()}
        referring = {bit: options for bit, options in options_of.items() if options is not None}
        later = _sum(
            self.bit[other.asked_when] for other in questions[place + 1 :] if other.asked_when.requires
        )
        return _Step(
            question=question,
            asked=self.bit[question.asked_when] if question.asked_when.requires else 0,
            ruled_out=tuple(
                _sum(bit for bit, options in referring.items() if option.code not in options)
                for option in question.options
            ),
            if_not_asked=_sum(referring),
            settles=_sum(self.bit[condition] for condition in self.wanted if self._last(condition) == place),
            needed=later
            | _sum(self.bit[condition] for condition in self.wanted if self._last(condition) > place),
        )

    @cached_property
    def levels(self) -> list[set[int]]:
        """The states before each question, and after the last."""
        levels = [{self.all_alive}]
        tried = 0
        for step in self.steps:
            after: set[int] = set()
            for alive in levels[-1]:
                outcomes = step.outcomes(alive)
                tried += len(outcomes)
                _check_size(tried)
                after |= {left for _, left in outcomes}
            levels.append(after)
        return levels

    @property
    def outcome(self) -> _Outcome:
        """What the beginning leads to."""
        return self._judged[0]

    @cached_property
    def _judged(self) -> tuple[_Outcome, set[str]]:
        """What the beginning leads to, and the questions that make a difference."""
        deciding: set[str] = set()
        later = dict.fromkeys(self.levels[-1], _Outcome(paths=1, empty=1, family=NOTHING))
        for place in reversed(range(len(self.steps))):
            step = self.steps[place]
            now = {}
            for alive in self.levels[place]:
                ways = [(settled, later[left]) for settled, left in step.outcomes(alive)]
                now[alive] = self._merged(place, ways, deciding)
                _check_size(len(self._families) + len(self._functions))
            later = now
        return later[self.all_alive], deciding

    @property
    def lists(self) -> int:
        return self._families.count(self.outcome.family)

    def _merged(self, place: int, ways: list[tuple[int, _Outcome]], deciding: set[str]) -> _Outcome:
        family = 0
        for settled, after in ways:
            family = self._families.union(family, self._families.extended(after.family, settled))
        children = [(settled | after.listed, after.then) for settled, after in ways]
        common = reduce(and_, (listed for listed, _ in children))
        rest = tuple((listed & ~common, then) for listed, then in children)
        if len(set(rest)) == 1:
            then = rest[0][1]
        else:
            deciding.add(self.steps[place].question.code)
            then = self._functions.setdefault((place, rest), len(self._functions) + 1)
        return _Outcome(
            paths=sum(after.paths for _, after in ways),
            empty=sum(after.empty for settled, after in ways if not settled),
            family=family,
            listed=common,
            then=then,
        )

    def is_reached(self, question: Question) -> bool:
        place = self.position[question.code]
        return any(self.steps[place].is_asked(alive) for alive in self.levels[place])

    def is_idle(self, question: Question) -> bool:
        return question.code not in self._judged[1] and self.is_reached(question)

    @cached_property
    def _used(self) -> int:
        return _sum(
            settled
            for step, states in zip(self.steps, self.levels, strict=False)
            for alive in states
            for settled, _ in step.outcomes(alive)
        )

    def is_used(self, condition: Condition) -> bool:
        return bool(self._used & self.bit[condition])

    def path_to_nothing(self) -> dict[str, str]:
        """Answers after which no material of this part is needed; there are some."""
        behind: list[set[int]] = [set(self.levels[-1])]
        for place in reversed(range(len(self.steps))):
            good = behind[0]
            behind.insert(
                0,
                {
                    alive
                    for alive in self.levels[place]
                    if any(
                        not settled and left in good for settled, left in self.steps[place].outcomes(alive)
                    )
                },
            )
        alive, answers = self.all_alive, {}
        for place, step in enumerate(self.steps):
            outcomes = step.outcomes(alive)
            chosen = next(
                index
                for index, (settled, left) in enumerate(outcomes)
                if not settled and left in behind[place + 1]
            )
            if step.is_asked(alive):
                answers[step.question.code] = step.question.options[chosen].code
            alive = outcomes[chosen][1]
        return answers


def _sum(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


# In words


def _findings(
    questions: Sequence[Question], materials: Sequence[Material], parts: list[_Part], empty: int
) -> Iterator[ScenarioFinding]:
    part_of = {code: part for part in parts for code in part.position}
    lost = [
        (index, question)
        for index, question in enumerate(questions)
        if not part_of[question.code].is_reached(question) and question.options
    ]
    unused = [
        (index, material)
        for index, material in enumerate(materials)
        if material.applies_when.requires
        and not part_of[material.applies_when.requires[0][0]].is_used(material.applies_when)
    ]
    for index, question in lost:
        yield ScenarioFinding(
            Trouble.QUESTION_UNREACHABLE, f"/questions/{index}", f"问题“{question.text}”永远不会问到"
        )
    for index, question in lost:
        for number, option in enumerate(question.options):
            pointer = f"/questions/{index}/options/{number}"
            words = f"问题“{question.text}”的选项“{option.label}”永远选不到"
            yield ScenarioFinding(Trouble.OPTION_UNREACHABLE, pointer, words)
    for index, question in lost:
        words = f"问题“{question.text}”的前提互相矛盾：{_why(question.asked_when, questions)}"
        yield ScenarioFinding(Trouble.CONTRADICTION, f"/questions/{index}/asked_when", words)
    for index, material in unused:
        words = f"材料“{material.name}”的适用情形互相矛盾：{_why(material.applies_when, questions)}"
        yield ScenarioFinding(Trouble.CONTRADICTION, f"/materials/{index}/applies_when", words)
    for index, material in unused:
        words = f"没有哪种回答会用到材料“{material.name}”"
        yield ScenarioFinding(Trouble.MATERIAL_UNUSED, f"/materials/{index}", words)
    for index, question in enumerate(questions):
        changes_terms = any(option.changes_terms for option in question.options)
        if part_of[question.code].is_idle(question) and not changes_terms:
            words = f"问题“{question.text}”怎么回答，材料清单都一样"
            yield ScenarioFinding(Trouble.QUESTION_IDLE, f"/questions/{index}", words)
    if empty:
        yield ScenarioFinding(Trouble.EMPTY_LIST, "/materials", _empty_words(questions, parts, empty))
    yield from limit_clashes(questions)


def _why(condition: Condition, questions: Sequence[Question]) -> str:
    clash = clash_of(condition, questions)
    text = next(question.text for question in questions if question.code == clash)
    return f"“{text}”没有一个选项能同时满足"


def _empty_words(questions: Sequence[Question], parts: list[_Part], empty: int) -> str:
    answers: dict[str, str] = {}
    for part in parts:
        answers |= part.path_to_nothing()
    given = [
        f"“{question.text}”答“{option.label}”"
        for question in questions
        if (option := question.option(answers.get(question.code, "")))
    ]
    example = f"，例如{'、'.join(given)}" if given else ""
    return f"有 {empty} 种回答不需要任何材料{example}" if given else "不需要任何材料"
