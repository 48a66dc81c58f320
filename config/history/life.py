"""One case of the history: the courses it may take, each act by whoever may do it and at its time.

A life is one transaction: after an interruption it is there as far as it had come, or not at all, and
the worker hears of it only when what has happened has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from config.history import words
from config.history.choices import STRAIGHT
from config.history.county import County
from config.history.dice import dice
from config.history.plans import PLANS
from config.history.schedule import NotYet
from config.history.steps import Steps
from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import Conclusion, RefusalInput, TerminationGround, TerminationInput
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.types import NonAcceptanceGround, WithdrawalInput
from yichuang.kernel import audit
from yichuang.kernel.transactions import act

STREAM, STREAM_ID = "sample", "history"
MADE = "case-made"
PLANNED = "plan-made"
SEED = "安澜 2026"


@dataclass(frozen=True)
class Made:
    """A case of the history that is there now."""

    number: str
    course: str


@act
def live(*, county: County, index: int, day: date, first: date) -> Made | None:
    """Let the ``index``-th case of the history happen, as far as it comes by the history's end.

    Args:
        day: on which it is received.
        first: the first day of the history.

    Returns:
        The case; None when it would only begin after the end.

    Raises:
        DomainError: somebody changed the county, so that an act is refused; then nothing is left of it.
    """
    try:
        life = Life(county, day, first, dice(f"{SEED} {index}"))
    except NotYet:
        return None
    life.run()
    if not life.number:
        return None
    made = Made(life.number, life.course)
    audit.record(
        stream=STREAM,
        stream_id=STREAM_ID,
        action=MADE,
        actor="system",
        at=county.until,
        details={"index": index, "number": made.number, "course": made.course},
    )
    return made


@act
def live_plan(*, county: County, name: str, last: date) -> None:
    """Let a plan of the history be written and followed, whole (样例方案).

    Raises:
        DomainError: somebody changed the county, so that it is refused; then nothing is left of it.
    """
    PLANS[name](county, last)
    audit.record(
        stream=STREAM,
        stream_id=STREAM_ID,
        action=PLANNED,
        actor="system",
        at=county.until,
        details={"plan": name},
    )


class Life(Steps):
    """The course of one case."""

    def run(self) -> None:
        """Let it happen, up to the end of the history."""
        courses: Mapping[str, Callable[[], None]] = {
            STRAIGHT: self._straight, "fixed": self._fixed, "corrected": self._corrected,
            "lapsed": self._lapsed, "incomplete": self._incomplete, "declined": self._declined,
            "not-needed": self._not_needed, "withdrawn": self._withdrawn, "refused": self._refused,
            "terminated": self._terminated, "silent": self._silent, "voided": self._voided,
            "deleted": self._deleted,
        }  # fmt: skip
        try:
            courses[self.course]()
        except NotYet:
            return

    # — courses —

    def _straight(self) -> None:
        self._receive(self.visit.application)
        self._accept()
        self._decide()
        self._deliver()

    def _fixed(self) -> None:
        """Something is missing, and put right before the person has left the window."""
        faulty = self._receive_faulty()
        self.watch.wait(4, 25)
        intake.fix_materials(
            number=self.number,
            materials=self.visit.mended(faulty),
            window=self.window,
            actor=self.clerk,
            at=self.now,
        )
        self._accept()
        self._decide()
        self._deliver()

    def _corrected(self) -> None:
        faulty = self._receive_faulty()
        self._request_correction()
        self._pause(1, 9)
        self._bring(faulty)
        self._accept()
        self._decide()
        self._deliver()

    def _lapsed(self) -> None:
        """Told what is missing, and never seen again."""
        self._receive_faulty()
        correct_by = self._request_correction()
        self.watch.until(correct_by)
        self._pause(1, 2)
        intake.settle_by_time(number=self.number, at=self.now)

    def _incomplete(self) -> None:
        """Corrected, and still not in form."""
        faulty = self._receive_faulty()
        self._request_correction()
        self._pause(2, 8)
        spoilt = tuple(entry for entry in faulty.materials if entry in self.visit.mended(faulty))
        still = tuple(m for m in faulty.materials if m not in self.visit.application.materials) or spoilt
        intake.record_corrections(
            number=self.number, materials=still, window=self.window, actor=self.clerk, at=self.now
        )
        self.watch.wait(2, 20)
        self._decline(NonAcceptanceGround.STILL_INCOMPLETE, words.STILL_INCOMPLETE)

    def _declined(self) -> None:
        self._receive(self.visit.application)
        self._pause(0, 2)
        self._decline(NonAcceptanceGround.NOT_COMPETENT, words.NOT_COMPETENT, words.OTHER_AUTHORITY)

    def _not_needed(self) -> None:
        self._receive(self.visit.application)
        self.watch.wait(3, 15)
        intake.find_not_needed(
            number=self.number,
            reason=words.NOT_NEEDED,
            legal_basis=self._legal_basis(),
            window=self.window,
            actor=self.clerk,
            at=self.now,
        )

    def _withdrawn(self) -> None:
        self._receive(self.visit.application)
        if self.rng.random() < 0.7:
            self._accept()
        self._pause(0, 3)
        has_agent = self.visit.application.agent is not None
        withdrawal = WithdrawalInput(
            by_agent=has_agent, has_signed_paper=True, identity_checked=True, reason=words.WITHDRAWN
        )
        intake.withdraw_case(
            number=self.number, withdrawal=withdrawal, window=self.window, actor=self.clerk, at=self.now
        )

    def _refused(self) -> None:
        self._receive(self.visit.application)
        due = self._accept()
        head = self._examined(due, Conclusion.REFUSE, words.AGAINST)
        refusal = RefusalInput(
            facts=words.refused_facts(self.version.name),
            reason=words.refused_reason(self.rng.choice(self.version.conditions)),
            legal_basis=self._legal_basis(),
        )
        approval.refuse_case(number=self.number, refusal=refusal, actor=head, at=self.now)
        self._deliver()

    def _terminated(self) -> None:
        self._receive(self.visit.application)
        self._accept()
        self._pause(0, 2)
        officer = self.rng.choice(self.county.staff.officers(self.version.organisation_id))
        approval.claim_review(number=self.number, actor=officer, at=self.now)
        self._pause(1, 3)
        termination = TerminationInput(
            TerminationGround.NOT_COOPERATING, words.TERMINATED, self._legal_basis()
        )
        head = self.county.staff.heads(self.version.organisation_id)[0]
        approval.terminate_case(number=self.number, termination=termination, actor=head, at=self.now)

    def _silent(self) -> None:
        """Nobody answers; the law accepts, the department decides."""
        self._receive(self.visit.application)
        self._pause(6, 8)
        if not self._may_count():
            raise NotYet
        case = intake.settle_by_time(number=self.number, at=self.now)
        approval.open_review(case=case, at=self.now)
        self._decide(case.promised_due_on)
        self._deliver()

    def _voided(self) -> None:
        self._receive(self.visit.application)
        self._accept()
        self._pause(0, 2)
        head = self.county.staff.heads(self.version.organisation_id)[0]
        intake.void_case(number=self.number, reason=words.VOIDED, actor=head, at=self.now)

    def _deleted(self) -> None:
        self._receive(self.visit.application)
        self.watch.wait(5, 40)
        head = self.county.staff.heads(self.version.organisation_id)[0]
        intake.delete_case(number=self.number, reason=words.DELETED, actor=head, at=self.now)
