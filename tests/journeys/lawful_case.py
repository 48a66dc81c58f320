"""A model of one case: the state, the people and papers in it, and what the law lets happen next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import rules
from yichuang.casework.cases.tests.county import AT
from yichuang.casework.cases.types import ActKind as A
from yichuang.casework.cases.types import CaseStatus as S
from yichuang.kernel.time import legal_date

GOOD, BAD, MISSING = "good", "bad", "missing"

# what this item and the services of today can do of the table: preliminary checks, special procedures and
# archives are to come, and what one officer decides alone is another item's
REACHED = {
    (status, act)
    for status, act in rules.TRANSITIONS
    if act
    in {
        A.RECEIVE, A.FIX_ON_THE_SPOT, A.REQUEST_CORRECTION, A.RECORD_CORRECTION, A.LAPSE, A.FIND_NOT_NEEDED,
        A.DECLINE_ACCEPTANCE, A.ACCEPT, A.ACCEPT_BY_DEFAULT, A.CLAIM, A.OPINE, A.GRANT, A.REFUSE, A.TERMINATE,
        A.PREPARE_RESULT, A.DELIVER, A.WITHDRAW, A.VOID, A.DELETE,
    }
    and status not in {S.DRAFT, S.SUBMITTED, S.SPECIAL_PROCEDURE, S.SUSPENDED}
    and (status, act) != (S.ACCEPTED, A.GRANT)
}  # fmt: skip


@dataclass
class Model:
    """The case as the law has it."""

    status: S | None = None
    acts: list[A] = field(default_factory=list)
    now: datetime = AT
    answer_by: date = date.max
    paper: str = GOOD  # the application form, the one material a person brings
    told: set[str] = field(default_factory=set)
    came_since: bool = False  # the form was handed in again after the last notice
    correct_by: date = date.max
    takers: set[str] = field(default_factory=set)
    accepted_by: str | None = None
    holder: str | None = None
    opinion: tuple[str, Conclusion] | None = None

    @property
    def today(self) -> date:
        return legal_date(self.now)

    @property
    def gap(self) -> str | None:
        """What is missing, under the key a notice files it: the form, or its first point."""
        return {GOOD: None, BAD: "m1.p1", MISSING: "m1"}[self.paper]

    def by_time(self) -> A | None:
        """What time alone has made of the case (行政许可法第三十二条第一款第四项)."""
        if self.status is S.RECEIVED and self.today > self.answer_by:
            return A.ACCEPT_BY_DEFAULT
        if self.status is S.CORRECTION and self.gap and self.today > self.correct_by:
            return A.LAPSE
        return None

    def take(self, act: A) -> None:
        """The step the table knows."""
        self.status = rules.TRANSITIONS[self.status, act]
        self.acts.append(act)

    def settle(self) -> None:
        """Record what time has done; nobody accepts by silence."""
        if happened := self.by_time():
            self.take(happened)

    @property
    def in_time(self) -> S | None:
        """The state once that is recorded."""
        happened = self.by_time()
        return rules.TRANSITIONS[self.status, happened] if happened else self.status

    def allows(self, act: A) -> bool:
        """Whether the table has such a step from where time has led."""
        return (self.in_time, act) in rules.TRANSITIONS
