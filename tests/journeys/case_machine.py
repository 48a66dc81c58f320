"""Everybody of the county and every act they may try on one case, each judged by the model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.journeys.case_agreement import assert_chain, assert_evidence, assert_papers
from tests.journeys.lawful_case import BAD, GOOD, MISSING, Model
from yichuang.casework.approval import services as approval
from yichuang.casework.approval.types import (
    Conclusion,
    DecisionInput,
    RefusalInput,
    TerminationGround,
    TerminationInput,
)
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import ActKind as A
from yichuang.casework.cases.types import CaseStatus as S
from yichuang.casework.intake import services as intake
from yichuang.casework.intake.tests.applications import handed_in, licence_application
from yichuang.casework.intake.types import (
    MaterialInput,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.foundation.calendars.queries import working_calendar
from yichuang.kernel.errors import DomainError
from yichuang.outcome.delivery import services as delivery
from yichuang.outcome.delivery.types import ReceiverInput, Relation

BASIS = ("《中华人民共和国道路运输条例》第二十四条",)
LONGEST_DAYS = 150  # the small county has the calendar of one year

CLERKS = ("clerk", "other-clerk", "clerk-and-officer")
EXAMINERS = ("officer", "other-officer", "deputy", "head", "clerk-and-officer")
HEADS = ("head", "deputy")
SUPERVISORS = ("manager", "head", "deputy")

# where a run may begin, so that late states are visited as often as early ones
WAYS: dict[str, tuple[str, ...]] = {
    "received": (),
    "told": ("told",),
    "told long ago": ("told", "week", "week", "week", "week"),
    "silent": ("week",),
    "accepted": ("accepted",),
    "claimed": ("accepted", "claimed"),
    "for": ("accepted", "claimed", "for"),
    "against": ("accepted", "claimed", "against"),
    "granted": ("accepted", "claimed", "for", "granted"),
    "refused": ("accepted", "claimed", "against", "refused"),
    "prepared": ("accepted", "claimed", "against", "refused", "prepared"),
}

REASONS = st.sampled_from(("", *(2 * ("登记的主体有误，整件重新办理",))))


class CaseMachine(RuleBasedStateMachine):
    """One case of the licence item and everybody who may touch it."""

    visited: ClassVar[set[tuple[S | None, A]]] = set()

    def __init__(self, county: County, way: str) -> None:
        super().__init__()
        self.county, self.way = county, way
        self.model = Model()
        self.number = ""

    # — the birth, and a way to a later state so that those are visited as often —

    @initialize(
        clerk=st.sampled_from(CLERKS),
        paper=st.sampled_from((GOOD, GOOD, BAD, MISSING)),
    )
    def begin(self, clerk: str, paper: str) -> None:
        path = WAYS[self.way]
        if "told" in path and paper == GOOD:
            paper = MISSING
        if "accepted" in path:
            paper = GOOD
        self.receive(clerk, paper)
        steps: dict[str, Callable[[], Any]] = {
            "told": lambda: self.tell("clerk"),
            "week": lambda: self.days_pass(9),
            "accepted": lambda: self.accept("clerk"),
            "claimed": lambda: self.claim("officer"),
            "for": lambda: self.opine("officer", Conclusion.GRANT),
            "against": lambda: self.opine("officer", Conclusion.REFUSE),
            "granted": lambda: self.grant("head"),
            "refused": lambda: self.refuse("head"),
            "prepared": lambda: self.prepare(),
        }
        for name in path:
            steps[name]()

    def receive(self, clerk: str, paper: str) -> None:
        materials = () if paper == MISSING else (self.form(paper),)
        received = intake.receive_case(
            application=licence_application(materials=materials),
            window=self.county.a1,
            actor=self.county.people[clerk],
            at=self.model.now,
        )
        self.number = received.number
        self.model.paper = paper
        self.model.takers.add(clerk)
        self.model.answer_by = working_calendar().add_working_days(self.model.today, 5)
        self.visited.add((None, A.RECEIVE))
        self.model.take(A.RECEIVE)
        assert received.answer_due_on == self.model.answer_by
        assert bool(received.gaps) == (paper != GOOD)

    # — time —

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        if (self.model.now - AT).days + days <= LONGEST_DAYS:
            self.model.now += timedelta(days=days)

    @rule()
    def time_is_recorded(self) -> None:
        """The task that records what the law has done meanwhile; it may come at any moment."""
        happened = self.model.by_time()
        if happened is None:
            with unchanged():
                intake.settle_by_time(number=self.number, at=self.model.now)
            return
        self.visited.add((self.model.status, happened))
        intake.settle_by_time(number=self.number, at=self.model.now)
        self.model.settle()

    # — at the window —

    @rule(clerk=st.sampled_from(CLERKS), paper=st.sampled_from((GOOD, BAD)))
    def fix(self, clerk: str, paper: str) -> None:
        self.act(
            A.FIX_ON_THE_SPOT,
            True,
            lambda: intake.fix_materials(
                number=self.number, materials=[self.form(paper)], **self.desk(clerk)
            ),
            lambda: self.put(paper),
        )

    @rule(clerk=st.sampled_from(CLERKS))
    def tell(self, clerk: str) -> None:
        gap = self.model.gap
        again = bool(self.model.told) and (gap in self.model.told or not self.model.came_since)
        self.act(
            A.REQUEST_CORRECTION,
            gap is not None and not again,
            lambda: intake.request_correction(number=self.number, **self.desk(clerk)),
            self.note_told,
        )

    @rule(
        supervisor=st.sampled_from((*HEADS, "manager")),
        reason=REASONS,
    )
    def tell_again(self, supervisor: str, reason: str) -> None:
        gap = self.model.gap
        again = bool(self.model.told) and (gap in self.model.told or not self.model.came_since)
        self.act(
            A.REQUEST_CORRECTION,
            gap is not None and again and bool(reason),
            lambda: intake.request_correction(
                number=self.number,
                window=None,
                actor=self.county.people[supervisor],
                at=self.model.now,
                reason=reason,
            ),
            self.note_told,
        )

    @rule(clerk=st.sampled_from(CLERKS), paper=st.sampled_from((GOOD, BAD)))
    def correct(self, clerk: str, paper: str) -> None:
        def came() -> None:
            self.put(paper)
            self.model.came_since = True

        self.act(
            A.RECORD_CORRECTION,
            True,
            lambda: intake.record_corrections(
                number=self.number, materials=[self.form(paper)], **self.desk(clerk)
            ),
            came,
        )

    @rule(clerk=st.sampled_from(CLERKS))
    def accept(self, clerk: str) -> None:
        def accepted() -> None:
            self.model.takers.add(clerk)
            self.model.accepted_by = clerk

        self.act(
            A.ACCEPT,
            self.model.gap is None,
            lambda: intake.accept_case(number=self.number, **self.desk(clerk)),
            accepted,
        )

    @rule(clerk=st.sampled_from(CLERKS), reason=REASONS)
    def decline(self, clerk: str, reason: str) -> None:
        refusal = NonAcceptanceInput(NonAcceptanceGround.NOT_COMPETENT, reason, BASIS, "邻县交通运输局")
        self.act(
            A.DECLINE_ACCEPTANCE,
            bool(reason),
            lambda: intake.decline_acceptance(number=self.number, refusal=refusal, **self.desk(clerk)),
        )

    @rule(clerk=st.sampled_from(CLERKS))
    def not_needed(self, clerk: str) -> None:
        self.act(
            A.FIND_NOT_NEEDED,
            True,
            lambda: intake.find_not_needed(
                number=self.number, reason="自用车辆不需要许可", legal_basis=BASIS, **self.desk(clerk)
            ),
        )

    @rule(clerk=st.sampled_from(CLERKS), is_signed=st.booleans())
    def withdraw(self, clerk: str, is_signed: bool) -> None:
        withdrawal = WithdrawalInput(by_agent=False, has_signed_paper=is_signed, identity_checked=True)
        self.act(
            A.WITHDRAW,
            is_signed,
            lambda: intake.withdraw_case(number=self.number, withdrawal=withdrawal, **self.desk(clerk)),
        )

    @rule(
        who=st.sampled_from(SUPERVISORS),
        kind=st.sampled_from((A.VOID, A.DELETE)),
        reason=REASONS,
    )
    def cancel(self, who: str, kind: A, reason: str) -> None:
        cancel = intake.void_case if kind is A.VOID else intake.delete_case
        self.act(
            kind,
            bool(reason) and who not in self.model.takers,
            lambda: cancel(
                number=self.number, reason=reason, actor=self.county.people[who], at=self.model.now
            ),
        )

    # — in the department —

    @rule(who=st.sampled_from(EXAMINERS))
    def claim(self, who: str) -> None:
        if self.model.status is S.IN_REVIEW and self.model.holder == who:
            with unchanged():  # one's own again
                self.do_claim(who)
            return

        def claimed() -> None:
            self.model.holder = who

        self.act(
            A.CLAIM,
            self.model.holder is None and who != self.accepted_by,
            lambda: self.do_claim(who),
            claimed,
        )

    @rule(who=st.sampled_from(EXAMINERS), to=st.sampled_from(EXAMINERS))
    def hand_on(self, who: str, to: str) -> None:
        def handed() -> None:
            self.model.holder = to

        may = who == self.model.holder or who in HEADS
        fits = to not in (self.model.holder, self.accepted_by)
        self.act(
            A.CLAIM,
            self.model.status is S.IN_REVIEW and may and fits,
            lambda: approval.hand_on_review(
                number=self.number,
                to_user_id=self.county.people[to].user_id,
                reason="承办人出差，交同事继续审查",
                actor=self.county.people[who],
                at=self.model.now,
            ),
            handed,
        )

    @rule(who=st.sampled_from(EXAMINERS), conclusion=st.sampled_from(Conclusion))
    def opine(self, who: str, conclusion: Conclusion) -> None:
        def written() -> None:
            self.model.opinion = (who, conclusion)

        self.act(
            A.OPINE,
            self.model.holder == who,
            lambda: approval.give_opinion(
                number=self.number,
                conclusion=conclusion,
                text="经审查，情况属实。",
                actor=self.county.people[who],
                at=self.model.now,
            ),
            written,
        )

    @rule(who=st.sampled_from(EXAMINERS))
    def grant(self, who: str) -> None:
        self.act(
            A.GRANT,
            self.is_second(who)
            and self.model.opinion is not None
            and self.model.opinion[1] is Conclusion.GRANT,
            lambda: approval.decide_case(
                number=self.number,
                decision=DecisionInput(),
                actor=self.county.people[who],
                at=self.model.now,
            ),
        )

    @rule(who=st.sampled_from(EXAMINERS))
    def refuse(self, who: str) -> None:
        bound = self.model.opinion is not None and self.model.opinion[1] is Conclusion.GRANT
        refusal = RefusalInput("现场没有符合要求的车辆。", "不符合许可条件。", BASIS)
        self.act(
            A.REFUSE,
            self.is_second(who) and (who in HEADS or not bound),
            lambda: approval.refuse_case(
                number=self.number, refusal=refusal, actor=self.county.people[who], at=self.model.now
            ),
        )

    @rule(who=st.sampled_from(EXAMINERS))
    def terminate(self, who: str) -> None:
        termination = TerminationInput(
            TerminationGround.APPLICANT_DEAD, "申请人已经死亡，无人继续办理。", BASIS
        )
        self.act(
            A.TERMINATE,
            who != self.accepted_by and (who in HEADS or who == self.model.holder),
            lambda: approval.terminate_case(
                number=self.number, termination=termination, actor=self.county.people[who], at=self.model.now
            ),
        )

    # — at the issue desk —

    @rule()
    def prepare(self) -> None:
        """A job, which may come late and twice: it refuses nothing."""
        if not self.model.allows(A.PREPARE_RESULT):
            with unchanged():
                delivery.prepare_result(number=self.number, at=self.model.now)
            return
        self.visited.add((self.model.status, A.PREPARE_RESULT))
        delivery.prepare_result(number=self.number, at=self.model.now)
        self.model.take(A.PREPARE_RESULT)

    @rule(is_checked=st.booleans())
    def deliver(self, is_checked: bool) -> None:
        def call() -> None:
            delivery.deliver_result(
                number=self.number,
                receiver=ReceiverInput("王小满", Relation.SELF, id_checked=is_checked),
                window=self.county.issue,
                actor=self.county.people["issuer"],
                at=self.model.now,
            )

        if is_checked and self.model.allows(A.PREPARE_RESULT):  # the job has not run; the person is here
            self.visited |= {(self.model.status, A.PREPARE_RESULT), (S.AWAITING_ISSUE, A.DELIVER)}
            call()
            self.model.take(A.PREPARE_RESULT)
            self.model.take(A.DELIVER)
            return
        self.act(A.DELIVER, is_checked, call)

    # — how an act is judged —

    def act(
        self, kind: A, is_lawful: bool, call: Callable[[], Any], then: Callable[[], None] = lambda: None
    ) -> None:
        """Call an act: it succeeds exactly when the table and its own conditions let it."""
        if is_lawful and self.model.allows(kind):
            self.visited.add((self.model.in_time, kind))
            call()
            if happened := self.model.by_time():
                self.visited.add((self.model.status, happened))
            self.model.settle()
            self.model.take(kind)
            then()
            return
        with unchanged(), pytest.raises(DomainError):
            call()

    @property
    def accepted_by(self) -> str | None:
        return self.model.accepted_by

    def is_second(self, who: str) -> bool:
        """Somebody else has examined it, and who decides did not accept it (一审一核, 受审分离)."""
        opinion = self.model.opinion
        return opinion is not None and opinion[0] != who and who != self.accepted_by

    def do_claim(self, who: str) -> None:
        approval.claim_review(number=self.number, actor=self.county.people[who], at=self.model.now)

    def put(self, paper: str) -> None:
        self.model.paper = paper

    def note_told(self) -> None:
        assert self.model.gap is not None
        self.model.told.add(self.model.gap)
        self.model.came_since = False
        self.model.correct_by = working_calendar().add_working_days(self.model.today, 15)

    def desk(self, clerk: str) -> dict[str, Any]:
        return {"window": self.county.a1, "actor": self.county.people[clerk], "at": self.model.now}

    @staticmethod
    def form(paper: str) -> MaterialInput:
        return handed_in("m1") if paper == GOOD else handed_in("m1", points={"p1": False, "p2": True})

    # — what holds after every step —

    @invariant()
    def the_case_is_as_the_model_says(self) -> None:
        if not self.number:
            return
        case = Case.objects.get(number=self.number)
        acts = list(case.acts.order_by("sequence"))
        assert case.status == self.model.status
        assert [act.kind for act in acts] == [kind.value for kind in self.model.acts]
        assert case.act_count == len(acts) == acts[-1].sequence
        assert_evidence(case, acts, self.model)
        assert_papers(self.number, self.model.acts)
        assert_chain(case)
