"""Scenarios of an item (情形): questions, options, conditions, and what an option means for the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.labels import Labelled


@dataclass(frozen=True)
class Condition:
    """When something applies (适用情形): every named question was answered with a listed option.

    Written in JSON as ``{"subject-kind": ["individual"]}``; ``{}`` is "always". A question that was
    not asked or not answered satisfies nothing.
    """

    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, expression: Mapping[str, Sequence[str]]) -> Condition:
        """Read the JSON form. The order of questions and options does not matter."""
        return cls(
            tuple(sorted((question, tuple(sorted(set(options)))) for question, options in expression.items()))
        )

    def as_json(self) -> dict[str, list[str]]:
        return {question: list(options) for question, options in self.requires}

    def holds(self, answers: Mapping[str, str]) -> bool:
        return all(answers.get(question) in options for question, options in self.requires)


ALWAYS = Condition()


class ProcedureKind(Labelled):
    """A special procedure of the law (特别程序的种类). Its time does not count.

    Law: 行政许可法 §45
    """

    HEARING = "hearing", "听证"
    TENDER = "tender", "招标"
    AUCTION = "auction", "拍卖"
    INSPECTION = "inspection", "检验"
    TESTING = "testing", "检测"
    QUARANTINE = "quarantine", "检疫"
    APPRAISAL = "appraisal", "鉴定"
    EXPERT_REVIEW = "expert-review", "专家评审"


@dataclass(frozen=True)
class SpecialProcedure:
    """A special procedure an answer leads to (特别程序). ``working_days`` None: how long is not said."""

    kind: ProcedureKind
    working_days: int | None = None
    legal_basis: str = ""

    @property
    def words(self) -> str:
        """As it is told: 专家评审（20 个工作日，不计入办理期限）."""
        time = f"{Limit(self.working_days, LimitUnit.WORKING_DAY).words}，" if self.working_days else ""
        return f"{self.kind.label}（{time}不计入办理期限）"


@dataclass(frozen=True)
class Option:
    """One answer to a scenario question (情形选项).

    Attributes:
        promised, statutory: limits of the decision for this answer, in working days; None: the item's.
        procedures: special procedures this answer leads to, each kind once.
    """

    code: str
    label: str
    hint: str = ""
    promised: Limit | None = None
    statutory: Limit | None = None
    procedures: tuple[SpecialProcedure, ...] = ()

    @property
    def changes_terms(self) -> bool:
        """Whether it makes a difference to the decision, whatever materials it asks for."""
        return bool(self.promised or self.statutory or self.procedures)


@dataclass(frozen=True)
class Question:
    """A scenario question (情形问题). ``asked_when`` refers to questions before it only."""

    code: str
    text: str
    options: tuple[Option, ...]
    asked_when: Condition = ALWAYS
    hint: str = ""

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


def can_hold(
    condition: Condition, questions: Sequence[Question], answers: Mapping[str, str] | None = None
) -> bool:
    """Whether some run of answers that goes on from ``answers`` meets a condition."""
    return clash_of(condition, questions, answers) is None


def clash_of(
    condition: Condition, questions: Sequence[Question], answers: Mapping[str, str] | None = None
) -> str | None:
    """The question no answer to which could meet a condition; None: the condition can be met.

    A condition is a conjunction; with the conditions under which its questions are asked it narrows
    each question to a set of options, an answered one to its answer. It can be met exactly when no
    set becomes empty. Every question it refers to has to be there.
    """
    given = answers or {}
    by_code = {question.code: question for question in questions}
    left: dict[str, set[str]] = {}
    waiting = list(condition.requires)
    while waiting:
        code, options = waiting.pop()
        if code not in left:
            open_options = {option.code for option in by_code[code].options}
            left[code] = {given[code]} if code in given else open_options
            waiting += by_code[code].asked_when.requires
        left[code] &= set(options)
        if not left[code]:
            return code
    return None


# — what the answers mean for the decision —


@dataclass(frozen=True)
class ScenarioTerms:
    """How long the decision takes in a scenario, and what it has to wait for (情形的办理期限).

    ``procedures``: special procedures, each kind once; their time is not part of the limits.
    """

    promised: Limit | None
    statutory: Limit | None
    procedures: tuple[SpecialProcedure, ...] = ()


def terms_of(
    questions: Iterable[Question],
    answers: Mapping[str, str],
    *,
    promised: Limit | None,
    statutory: Limit | None,
) -> ScenarioTerms:
    """The limits and special procedures of these answers (情形的时限和特别程序).

    A limit of a chosen option takes the place of the item's. Where several chosen options set one, the
    shortest holds: whoever applies may rely on each of them. A promise is never longer than the law's
    limit of the same scenario. Of one procedure named twice the longer time is told.

    Law: 行政许可法 §42(1), §45

    Args:
        promised, statutory: what the item says without any answer.
    """
    chosen = [option for question in questions if (option := question.option(answers.get(question.code, "")))]
    if not any(option.changes_terms for option in chosen):
        return ScenarioTerms(promised, statutory)
    promised = _shortest(option.promised for option in chosen) or promised
    statutory = _shortest(option.statutory for option in chosen) or statutory
    if promised and statutory and exceeds(promised, statutory):
        promised = replace(statutory, legal_basis=promised.legal_basis)
    longest: dict[ProcedureKind, SpecialProcedure] = {}
    for option in chosen:
        for procedure in option.procedures:
            known = longest.setdefault(procedure.kind, procedure)
            if (procedure.working_days or 0) > (known.working_days or 0):
                longest[procedure.kind] = procedure
    return ScenarioTerms(promised, statutory, tuple(longest.values()))


def _shortest(limits: Iterable[Limit | None]) -> Limit | None:
    """The shortest of limits in working days; None without any."""
    return min((limit for limit in limits if limit), key=lambda limit: limit.amount, default=None)


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
