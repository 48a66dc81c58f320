"""What must agree after every step: the case, its acts, its papers and its audit chain."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.journeys.lawful_case import Model
from yichuang.casework.cases import rules
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.types import ActKind as A
from yichuang.foundation.notices.models import Notice
from yichuang.kernel import audit
from yichuang.kernel.models import AuditEntry

PAPERS = Counter(
    {
        A.RECEIVE: 1,
        A.REQUEST_CORRECTION: 1,
        A.RECORD_CORRECTION: 1,
        A.ACCEPT: 1,
        A.ACCEPT_BY_DEFAULT: 1,
        A.DECLINE_ACCEPTANCE: 1,
        A.FIND_NOT_NEEDED: 1,
        A.LAPSE: 1,
        A.WITHDRAW: 1,
        A.GRANT: 1,
        A.REFUSE: 1,
        A.TERMINATE: 1,
        A.DELIVER: 1,
    }
)
"""Documents each act puts into somebody's hand."""


def assert_evidence(case: Case, acts: list[Act], model: Model) -> None:
    """The keys beside the status are those of the acts, and a case is complete when nothing is owed."""
    by_key: dict[str, Any] = {"receipt": None, "acceptance": None, "decision": None, "delivery": None}
    for act in acts:
        if key := rules.EVIDENCE.get(A(act.kind)):
            by_key[key] = act.pk
    assert {key: getattr(case, f"{key}_id") for key in by_key} == by_key
    assert (case.completed_at is not None) == (model.status in rules.FINAL)
    assert (case.completion_code is None) == (case.completed_at is None)
    ending = rules.ENDINGS.get(model.acts[-1])
    assert ending is None or case.completion_code == ending.value
    if A.ACCEPT_BY_DEFAULT in model.acts:
        assert (case.accepted_by_id, case.accepted_at) == (None, case.received_at)


def assert_papers(number: str, acts: list[A]) -> None:
    """One document for each act that owes one, each numbered once in the whole county."""
    owed = sum(PAPERS[act] for act in acts)
    assert Notice.objects.filter(case_number=number).count() == owed
    numbers = Notice.objects.values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers)


def assert_chain(case: Case) -> None:
    """The audit chain of the case is whole: every act has its entry, every entry hangs on the one before."""
    previous, actions = audit.GENESIS, []
    entries = AuditEntry.objects.filter(stream="case", stream_id=str(case.pk)).order_by("sequence")
    for place, entry in enumerate(entries, 1):
        assert entry.sequence == place
        assert bytes(entry.previous_hash) == previous
        previous = audit.entry_hash(
            previous, "case", str(case.pk), place, entry.action, entry.actor, entry.at, entry.details
        )
        assert bytes(entry.hash) == previous
        actions.append(entry.action)
    kinds = list(case.acts.order_by("sequence").values_list("kind", flat=True))
    assert [action for action in actions if action in set(kinds)] == kinds
