"""Cases made by the services of cases alone, for tests that stand below intake."""

from __future__ import annotations

from collections import deque
from datetime import date, datetime
from typing import Any

from yichuang.casework.cases import queries, rules, services
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.types import (
    AcceptanceFacts,
    ActKind,
    BornCase,
    CaseStatus,
    CaseView,
    Channel,
    CompletionCode,
    DecisionFacts,
    DeliveryFacts,
    Evidence,
    NewCase,
    Step,
)
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person
from yichuang.kernel.tests.plans import multiply
from yichuang.offer.catalogue import queries as catalogue


def born(county: County, *, at: datetime = AT, **changes: Any) -> BornCase:
    """A case just received; ``changes`` of what it is born with."""
    version = catalogue.published_version(LICENCE_NEW, TODAY)
    fields: dict[str, Any] = {
        "region_code": county.a1.region_code,
        "version_id": version.id,
        "item_code": version.item_code,
        "handling_code": version.code,
        "name": version.name,
        "item_type": "01",
        "handling_type": "committed",
        "organisation_id": version.organisation_id,
        "outlet_id": county.a1.outlet_id,
        "window_id": county.a1.id,
        "applicant_id": parties.record_party(party=a_person(), at=at),
        "agent_id": None,
        "channel": Channel.WINDOW,
        "answers": {"subject": "person"},
        "answer_due_on": date(2026, 2, 25),
    }
    return services.open_case(new=NewCase(**fields | changes), step=a_step(county, ActKind.RECEIVE, at))


def a_step(county: County, kind: ActKind, at: datetime = AT, **changes: Any) -> Step:
    """A step by the clerk."""
    clerk = county.people["clerk"]
    return Step(kind, clerk.principal, at, clerk.user_id, clerk.name, **changes)


def go(county: County, number: str, *kinds: ActKind, at: datetime = AT) -> CaseView:
    """Take steps one after another, each with the evidence it owes."""
    evidence: dict[ActKind, Evidence] = {
        ActKind.ACCEPT: AcceptanceFacts(county.people["clerk"].user_id, date(2026, 2, 25), date(2026, 3, 17)),
        ActKind.GRANT: DecisionFacts(),
        ActKind.REFUSE: DecisionFacts(),
        ActKind.DELIVER: DeliveryFacts(CompletionCode.RESULT_ISSUED),
    }
    for kind in kinds:
        case = services.lock_case(number=number)
        services.take_step(case=case, step=a_step(county, kind, at), evidence=evidence.get(kind))
    return queries.case_by_number(number)


TO_DELIVERED = (
    ActKind.ACCEPT,
    ActKind.CLAIM,
    ActKind.OPINE,
    ActKind.GRANT,
    ActKind.PREPARE_RESULT,
    ActKind.DELIVER,
)


def crowd(county: County, **changed: str) -> None:
    """Four thousand delivered cases of two hundred items, for the planner to choose as in a hall.

    Args:
        changed: column → the SQL of its value, of ``n`` from 1.
    """
    case = go(county, born(county).case.number, *TO_DELIVERED)
    made = {
        "number": "lpad(n::text, 21, '0')",
        "progress_token": "lpad(n::text, 43, '0')",
        "acceptance_order": "1000000 + n",
        "handling_code": "'item' || n % 200",
        "received_at": "received_at + n * interval '1 second'",
    }
    multiply(Case.objects.get(id=case.id), **made | changed)


def _ways() -> dict[CaseStatus, tuple[ActKind, ...]]:
    """State → the shortest way there from a case just received, by the transition table."""
    found: dict[CaseStatus, tuple[ActKind, ...]] = {CaseStatus.RECEIVED: ()}
    waiting = deque([CaseStatus.RECEIVED])
    while waiting:
        status = waiting.popleft()
        for (start, kind), end in rules.TRANSITIONS.items():
            if start is status and end not in found:
                found[end] = (*found[status], kind)
                waiting.append(end)
    return found


WAYS = _ways()


def states_that_allow(kind: ActKind) -> list[CaseStatus]:
    """Every state from which the table has the act, as far as a received case can come there."""
    return sorted({start for start, act in rules.TRANSITIONS if act is kind and start in WAYS})


def states_that_refuse(kind: ActKind) -> list[CaseStatus]:
    """Every other state a received case can come to."""
    return sorted(set(WAYS) - set(states_that_allow(kind)))
