"""One case of the history, act by act, each by whoever may do it and at the time it happened.

A life is one transaction: after an interruption it is there as far as it had come, or not at all, and
the worker hears of it only when what has happened has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from config.history import words
from config.history.application import Visit, visit
from config.history.county import County, Offer
from config.history.dice import dice, pick
from config.history.schedule import DAY_MINUTES, MORNING_MINUTES, NotYet, Watch
from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import (
    Conclusion,
    DecisionInput,
    RefusalInput,
    TerminationGround,
    TerminationInput,
)
from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.types import (
    Application,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import audit
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.types import ApprovalTier, HandlingVersion, ItemType
from yichuang.outcome.delivery import services as delivery

STREAM, STREAM_ID = "sample", "history"
MADE = "case-made"
SEED = "安澜 2026"

STRAIGHT = "straight"
# of a hundred cases; the rest goes straight
_COMMITTED: tuple[tuple[str, float], ...] = (
    (STRAIGHT, 76.0), ("fixed", 4.0), ("corrected", 8.0), ("lapsed", 2.0), ("incomplete", 0.7),
    ("declined", 1.5), ("not-needed", 0.6), ("withdrawn", 2.5), ("refused", 2.2), ("terminated", 0.8),
    ("silent", 1.2), ("voided", 0.3), ("deleted", 0.2),
)  # fmt: skip
_IMMEDIATE: tuple[tuple[str, float], ...] = (
    (STRAIGHT, 88.0), ("fixed", 5.0), ("corrected", 3.0), ("lapsed", 1.0), ("declined", 1.0),
    ("not-needed", 0.5), ("withdrawn", 1.0), ("deleted", 0.5),
)  # fmt: skip


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


class Life:
    """The course of one case."""

    def __init__(self, county: County, day: date, first: date, rng: Random) -> None:
        self.county, self.rng = county, rng
        self._on_saturday = not county.calendar.is_working_day(day)
        minutes = (MORNING_MINUTES if self._on_saturday else DAY_MINUTES) - 75
        self.watch = Watch(county.calendar, day, rng, minutes)
        self.offer: Offer = county.offer_on(day, rng, is_saturday=self._on_saturday)
        self.window: WindowView = county.window_for(self.offer, rng, is_saturday=self._on_saturday)
        self.visit: Visit = visit(self.version, day, first, rng)
        self.course = self._course()
        self.clerk = self._clerk()
        self.number = ""

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

    @property
    def version(self) -> HandlingVersion:
        return self.offer.version

    @property
    def now(self) -> datetime:
        """The moment of the next act.

        Raises:
            NotYet: it has not come.
        """
        if self.watch.at >= self.county.until:
            raise NotYet
        return self.watch.at

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

    # — steps —

    def _receive(self, application: Application) -> None:
        received = intake.receive_case(
            application=application, window=self.window, actor=self.clerk, at=self.now
        )
        self.number = received.number

    def _receive_faulty(self) -> Application:
        faulty = self.visit.without(self.rng)
        if faulty is None:
            raise AssertionError(f"{self.version.name} was chosen to lack something")
        self._receive(faulty)
        return faulty

    def _request_correction(self) -> date:
        if self.rng.random() < 0.6:
            self.watch.wait(2, 15)
        else:
            self._pause(1, 3)
        requested = intake.request_correction(
            number=self.number, window=self.window, actor=self.clerk, at=self.now
        )
        return requested.correct_by

    def _bring(self, faulty: Application) -> None:
        intake.record_corrections(
            number=self.number,
            materials=self.visit.mended(faulty),
            window=self.window,
            actor=self.clerk,
            at=self.now,
        )

    def _decline(self, ground: NonAcceptanceGround, reason: str, apply_to: str = "") -> None:
        intake.decline_acceptance(
            number=self.number,
            refusal=NonAcceptanceInput(ground, reason, self._legal_basis(), apply_to),
            window=self.window,
            actor=self.clerk,
            at=self.now,
        )

    def _accept(self) -> date | None:
        """Accept within minutes, mostly; returns the promised day.

        Raises:
            NotYet: the limit ends in a year whose calendar is not published, so nobody can accept it.
        """
        if self.rng.random() < 0.9 or self.offer.is_immediate:
            self.watch.wait(3, 15)
        else:
            self._pause(1, 3)
        if not self._may_count():
            raise NotYet
        accepted = intake.accept_case(number=self.number, window=self.window, actor=self.clerk, at=self.now)
        approval.open_review(case=cases.case_by_number(self.number), at=self.now)
        return accepted.promised_due_on

    def _decide(self, due: date | None = None) -> None:
        if self._decides_at_once():
            self.watch.wait(3, 20)
            approval.decide_immediately(
                number=self.number, decision=DecisionInput(), actor=self.clerk, at=self.now
            )
            return
        due = due or cases.case_by_number(self.number).promised_due_on
        decider = self._examined(due, Conclusion.GRANT, self.rng.choice(words.IN_FAVOUR))
        approval.decide_case(number=self.number, decision=DecisionInput(), actor=decider, at=self.now)

    def _examined(self, due: date | None, conclusion: Conclusion, text: str) -> Actor:
        """Claim, examine and, where two are needed, an opinion; returns who decides, at that moment."""
        staff, competent = self.county.staff, self.version.organisation_id
        days = self._days_of_review(due)
        officer = self.rng.choice(staff.officers(competent))
        first = min(days, self.rng.randint(0, 2))
        if self.offer.is_immediate:
            self.watch.wait(5, 25)
        else:
            self.watch.days(first)
        approval.claim_review(number=self.number, actor=officer, at=self.now)
        is_sole = self.version.approval_tier is ApprovalTier.SOLE
        if not is_sole or conclusion is Conclusion.REFUSE:
            self.watch.wait(15, 60)
            approval.give_opinion(
                number=self.number, conclusion=conclusion, text=text, actor=officer, at=self.now
            )
        if self.offer.is_immediate:
            self.watch.wait(5, 25)
        else:
            self.watch.days(days - first)
        self.now  # noqa: B018 - it may not have come
        if is_sole and conclusion is Conclusion.GRANT:
            return officer
        return self.rng.choice(staff.heads(competent))

    def _days_of_review(self, due: date | None) -> int:
        """Working days from acceptance to the decision: usually before the promised day, seldom after it."""
        if due is None:
            return self.rng.randint(1, 6)
        left = max(0, self.county.calendar.working_days_between(self.watch.day, due))
        if not self.offer.is_immediate and self.rng.random() < self._lateness:
            return left + self.rng.randint(1, 5)
        return round(left * self.rng.betavariate(2.4, 1.9))

    @property
    def _lateness(self) -> float:
        """The share of late decisions: small, but for what lay on the desks in the last weeks."""
        is_recent = self.county.until - self.watch.at < timedelta(days=30)
        return 0.25 if is_recent else 0.03

    def _deliver(self) -> None:
        """Ready at the issue desk within the hour, taken by somebody some days later."""
        self.watch.wait(1, 5)
        delivery.prepare_result(number=self.number, at=self.now)
        if self._decides_at_once():
            self.watch.wait(2, 10)
            issuer, window = self.clerk, self.window
        else:
            if self.offer.is_immediate and self.rng.random() < 0.8:
                self.watch.wait(5, 60)
            else:
                self._pause(0, 7)
            issuers = self.county.staff.issuers(self.window.outlet_id)
            if not issuers:
                raise NotYet
            issuer, window = self.rng.choice(issuers), self.county.issue_window(self.window)
        delivery.deliver_result(
            number=self.number, receiver=self.visit.receiver, window=window, actor=issuer, at=self.now
        )

    # — choices —

    def _course(self) -> str:
        course = pick(self.rng, _IMMEDIATE if self.offer.is_immediate else _COMMITTED)
        if course == "silent" and self.version.item_type is not ItemType.LICENCE:
            return STRAIGHT
        lacks_something = course in ("fixed", "corrected", "lapsed", "incomplete")
        if lacks_something and self.visit.without(dice("probe")) is None:
            return STRAIGHT
        return course

    def _clerk(self) -> Actor:
        """A clerk of the outlet; for what may be decided on the spot mostly the chief representative."""
        outlet, competent = self.window.outlet_id, self.version.organisation_id
        chief = self.county.staff.representative(competent, outlet)
        if chief is not None and self.offer.is_immediate and self._covers(chief) and self.rng.random() < 0.8:
            return chief
        return self.rng.choice(self.county.staff.clerks(outlet))

    def _covers(self, chief: Actor) -> bool:
        return (
            accounts.authorisation_for(
                user_id=chief.user_id,
                organisation_id=self.version.organisation_id,
                handling_code=self.version.code,
                on=self.watch.day,
            )
            is not None
        )

    def _decides_at_once(self) -> bool:
        competent = self.version.organisation_id
        chief = self.county.staff.representative(competent, self.window.outlet_id)
        return chief is not None and self.clerk.user_id == chief.user_id and self.offer.is_immediate

    def _may_count(self) -> bool:
        return self.county.is_countable(self.version, self.watch.day)

    def _pause(self, least: int, most: int) -> None:
        """Working days go by."""
        self.watch.days(self.rng.randint(least, most))

    def _legal_basis(self) -> tuple[str, ...]:
        basis = self.version.legal_basis[0]
        return (f"《{basis.law}》{basis.article}",)
