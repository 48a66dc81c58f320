"""Every act on a case, in any order, at any time, by anybody of the county: a model says what the law allows.

The model knows the transition table and, beside it, the conditions of each act in words of its own. What
it allows has to succeed, and the case, its acts, papers and audit chain agree with it afterwards; what it
does not allow has to be refused and leave every table as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.case_machine import WAYS, CaseMachine
from tests.journeys.lawful_case import BAD, GOOD, REACHED
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.types import ActKind as A
from yichuang.casework.cases.types import CaseStatus as S

pytestmark = pytest.mark.django_db

# from where, and by which lawful call, each step of the table can be taken
PLACES = {
    S.RECEIVED: "received", S.CORRECTION: "told", S.ACCEPTED: "accepted", S.IN_REVIEW: "claimed",
    S.GRANTED: "granted", S.REFUSED: "refused", S.AWAITING_ISSUE: "prepared",
}  # fmt: skip
CALLS: dict[A, Callable[[CaseMachine], Any]] = {
    A.FIX_ON_THE_SPOT: lambda machine: machine.fix("clerk", GOOD),
    A.REQUEST_CORRECTION: lambda machine: machine.tell_again("manager", "首次告知遗漏，已向申请人致歉"),
    A.RECORD_CORRECTION: lambda machine: machine.correct("clerk", GOOD),
    A.LAPSE: lambda machine: (*(machine.days_pass(9) for _ in range(5)), machine.time_is_recorded()),
    A.FIND_NOT_NEEDED: lambda machine: machine.not_needed("clerk"),
    A.DECLINE_ACCEPTANCE: lambda machine: machine.decline("clerk", "不属于本县管辖"),
    A.ACCEPT: lambda machine: machine.accept("clerk"),
    A.ACCEPT_BY_DEFAULT: lambda machine: (
        machine.days_pass(9),
        machine.days_pass(9),
        machine.time_is_recorded(),
    ),
    A.CLAIM: lambda machine: machine.claim("officer"),
    A.OPINE: lambda machine: machine.opine("officer", Conclusion.GRANT),
    A.GRANT: lambda machine: (machine.opine("officer", Conclusion.GRANT), machine.grant("head")),
    A.REFUSE: lambda machine: (machine.opine("officer", Conclusion.REFUSE), machine.refuse("head")),
    A.TERMINATE: lambda machine: machine.terminate("head"),
    A.PREPARE_RESULT: lambda machine: machine.prepare(),
    A.DELIVER: lambda machine: machine.deliver(True),
    A.WITHDRAW: lambda machine: machine.withdraw("clerk", True),
    A.VOID: lambda machine: machine.cancel("head", A.VOID, "登记的主体有误，整件重新办理"),
    A.DELETE: lambda machine: machine.cancel("head", A.DELETE, "登记的主体有误，整件重新办理"),
}


@pytest.mark.parametrize(
    ("status", "act"),
    [pytest.param(*pair, id="-".join(map(str, pair))) for pair in sorted(REACHED, key=str) if pair[0]],
)
def test_every_step_of_the_table_is_taken_by_somebody(county: County, status: S, act: A) -> None:
    CaseMachine.visited.clear()
    machine = CaseMachine(county, PLACES[status])
    machine.begin("clerk", GOOD)
    if (status, act) == (S.RECEIVED, A.REQUEST_CORRECTION):
        machine.fix("clerk", BAD)
        machine.tell("clerk")
    elif (status, act) == (S.CORRECTION, A.ACCEPT):
        machine.correct("clerk", GOOD)
        machine.accept("clerk")
    elif (status, act) == (S.IN_REVIEW, A.CLAIM):
        machine.hand_on("officer", "other-officer")
    else:
        CALLS[act](machine)

    assert (status, act) in CaseMachine.visited
    machine.the_case_is_as_the_model_says()


def test_any_order_of_acts_keeps_the_law(county: County) -> None:
    CaseMachine.visited.clear()

    for way in WAYS:
        run_state_machine_as_test(
            partial(CaseMachine, county, way),
            settings=settings(
                max_examples=6,
                stateful_step_count=8,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    assert CaseMachine.visited <= REACHED
    # what is drawn depends on the modules a session has loaded, so how much is met varies a little
    assert len(CaseMachine.visited) > len(REACHED) // 3
