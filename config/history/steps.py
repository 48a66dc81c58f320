"""The acts of which the courses of a life are made, with the time each takes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from config.history import words
from config.history.application import Visit, visit
from config.history.choices import choose_clerk, choose_course
from config.history.county import County, Offer
from config.history.schedule import DAY_MINUTES, MORNING_MINUTES, NotYet, Watch
from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import Conclusion, DecisionInput
from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.types import Application, NonAcceptanceGround, NonAcceptanceInput
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue.types import ApprovalTier, HandlingVersion
from yichuang.outcome.delivery import services as delivery


class Steps:
    """A case that happens: what is applied for, where, by whom, and each act that may be done with it."""

    def __init__(self, county: County, day: date, first: date, rng: Random) -> None:
        self.county, self.rng = county, rng
        self._on_saturday = not county.calendar.is_working_day(day)
        minutes = (MORNING_MINUTES if self._on_saturday else DAY_MINUTES) - 75
        self.watch = Watch(county.calendar, day, rng, minutes)
        self.offer: Offer = county.offer_on(day, rng, is_saturday=self._on_saturday)
        self.window: WindowView = county.window_for(self.offer, rng, is_saturday=self._on_saturday)
        self.visit: Visit = visit(self.version, day, first, rng)
        self.course = choose_course(self.offer, self.visit, rng)
        self.clerk = choose_clerk(county, self.offer, self.window, self.watch.day, rng)
        self.number = ""

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

    # — what they ask —

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
