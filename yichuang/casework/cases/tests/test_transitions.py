"""The transition table as data: every pair of state and act, and the evidence each state stands on."""

from __future__ import annotations

import re

import pytest

from yichuang.casework.cases import rules
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.types import ActKind, CaseStatus

# state: act → next state. DOMAIN 4.2 written down once more, by state instead of by phase.
TABLE = """
-: receive → received
draft: submit → submitted, withdraw → withdrawn, delete → deleted
submitted: pre-check → submitted, pre-reject → pre-rejected, receive → received
submitted: withdraw → withdrawn, delete → deleted
pre-rejected:
received: fix-on-the-spot → received, request-correction → correction, find-not-needed → not-needed
received: decline-acceptance → not-accepted, accept → accepted, accept-by-default → accepted
received: withdraw → withdrawn, delete → deleted, void → voided
correction: record-correction → correction, request-correction → correction, accept → accepted
correction: decline-acceptance → not-accepted, lapse → lapsed, withdraw → withdrawn, void → voided
not-needed: archive → archived
not-accepted: archive → archived
lapsed: archive → archived
accepted: claim → in-review, grant → granted, terminate → terminated, withdraw → withdrawn, void → voided
in-review: claim → in-review, opine → in-review, extend → in-review, suspend → suspended
in-review: start-special-procedure → special-procedure, grant → granted, refuse → refused
in-review: report-up → reported-up, terminate → terminated, withdraw → withdrawn, void → voided
special-procedure: end-special-procedure → in-review, withdraw → withdrawn
suspended: resume → in-review, withdraw → withdrawn, void → voided
granted: prepare-result → awaiting-issue
refused: prepare-result → awaiting-issue
reported-up: archive → archived
terminated: archive → archived
awaiting-issue: deliver → delivered
delivered: archive → archived
archived:
withdrawn: archive → archived
voided:
deleted:
"""

START = {"-": None} | {status.value: status for status in CaseStatus}


def expected() -> dict[tuple[CaseStatus | None, ActKind], CaseStatus]:
    steps = {}
    for line in TABLE.strip().splitlines():
        state, _, acts = line.partition(":")
        for act, after in re.findall(r"([a-z-]+) → ([a-z-]+)", acts):
            assert (START[state], ActKind(act)) not in steps, line
            steps[START[state], ActKind(act)] = CaseStatus(after)
    return steps


EXPECTED = expected()
PAIRS = [
    pytest.param(status, act, id=f"{status.value if status else 'unborn'}-{act.value}")
    for status in [None, *CaseStatus]
    for act in ActKind
]


def test_every_state_stands_in_the_table() -> None:
    assert {line.partition(":")[0] for line in TABLE.strip().splitlines()} == set(START)


@pytest.mark.parametrize(("status", "act"), PAIRS)
def test_a_step_leads_where_the_table_says_or_is_refused(status: CaseStatus | None, act: ActKind) -> None:
    if (status, act) in EXPECTED:
        assert rules.next_status(status, act) is EXPECTED[status, act]
        return

    with pytest.raises(ActNotPossible) as refusal:
        rules.next_status(status, act)

    state = status.label if status else "尚未收件"
    assert refusal.value.detail == f"办件现在是“{state}”，不能办理“{act.label}”"
    assert refusal.value.extra == {"status": status.value if status else None, "act": act.value}


def test_every_state_can_be_reached_and_every_act_has_its_place() -> None:
    assert set(rules.evidence_of_states()) == set(CaseStatus)
    assert {act for _, act in rules.TRANSITIONS} == set(ActKind)


def test_nothing_leaves_a_state_that_is_final_but_the_archive() -> None:
    leaving = {(status, act) for status, act in rules.TRANSITIONS if status in rules.FINAL}

    assert {act for _, act in leaving} == {ActKind.ARCHIVE}


def test_a_state_that_is_not_final_can_be_left() -> None:
    assert {status for status, _ in rules.TRANSITIONS if status} | rules.FINAL == set(CaseStatus)


A, S = ActKind, CaseStatus
RECEIVED, ACCEPTED, DECIDED = {"receipt"}, {"receipt", "acceptance"}, {"receipt", "acceptance", "decision"}
DELIVERED = DECIDED | {"delivery"}


EVIDENCE = {
    S.DRAFT: [set()],
    S.SUBMITTED: [set()],
    S.PRE_REJECTED: [set()],
    S.RECEIVED: [RECEIVED],
    S.CORRECTION: [RECEIVED],
    S.NOT_NEEDED: [RECEIVED],
    S.NOT_ACCEPTED: [RECEIVED],
    S.LAPSED: [RECEIVED],
    S.DELETED: [set(), RECEIVED],
    S.ACCEPTED: [ACCEPTED],
    S.IN_REVIEW: [ACCEPTED],
    S.SPECIAL_PROCEDURE: [ACCEPTED],
    S.SUSPENDED: [ACCEPTED],
    S.REPORTED_UP: [ACCEPTED],
    S.TERMINATED: [ACCEPTED],
    S.VOIDED: [RECEIVED, ACCEPTED],
    S.WITHDRAWN: [set(), RECEIVED, ACCEPTED],
    S.GRANTED: [DECIDED],
    S.REFUSED: [DECIDED],
    S.AWAITING_ISSUE: [DECIDED],
    S.DELIVERED: [DELIVERED],
    S.ARCHIVED: [set(), RECEIVED, ACCEPTED, DELIVERED],
}
"""State → every set of acts it can stand on, by the keys a case has to them."""


def test_what_must_have_happened_before_a_state() -> None:
    found = rules.evidence_of_states()

    assert found == {status: {frozenset(one) for one in sets} for status, sets in EVIDENCE.items()}
