"""派件: an accepted case reaches its competent department by the event, once."""

from __future__ import annotations

from uuid import UUID

import pytest

from yichuang.casework.approval import handlers, queries
from yichuang.casework.approval.models import Review
from yichuang.casework.approval.tests.states import claim
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.events import CaseAccepted
from yichuang.casework.intake.tests.applications import application_for, card_application
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier


def deliver_events() -> None:
    """Hand every event of the outbox to the handlers that flow names, as the worker does."""
    for row in OutboxEvent.objects.filter(name=CaseAccepted.name).order_by("id"):
        event = outbox.from_payload(row.name, row.payload)
        handlers.on_case_accepted(event, event_id=row.id, at=row.occurred_at)


def listed(organisation_id: UUID) -> list[str]:
    rows = queries.worklist(organisation_ids=(organisation_id,), today=TODAY, soon_until=TODAY)
    return [row.number for row in rows]


def opened() -> list[tuple[str, str]]:
    """Cases that lists were told of, and whose lists."""
    rows = OutboxEvent.objects.filter(name="approval.review-opened").order_by("id")
    return [(row.payload["number"], row.topic) for row in rows]


def test_flow_wakes_approval_when_a_case_is_accepted() -> None:
    assert "yichuang.casework.approval.handlers.on_case_accepted" in outbox.handlers_of(CaseAccepted.name)


def test_each_case_reaches_the_department_of_its_item(county: County) -> None:
    """APP-01 APP-11 CAT-01: one window, two departments."""
    licence = accepted_number(county)
    card = accepted_number(county, card_application())
    assert listed(county.transport) == listed(county.social) == []

    deliver_events()

    assert (listed(county.transport), listed(county.social)) == ([licence], [card])
    review = queries.review_of(cases.case_by_number(licence).id)
    assert (review.organisation_id, review.tier) == (county.transport, "review-check")
    assert (review.claimed_by_id, review.claimed_at, review.opinions) == (None, None, ())
    assert Review.objects.get(case__number=licence).opened_at == AT
    assert cases.case_by_number(licence).status is CaseStatus.ACCEPTED  # routing is no act


def test_a_case_is_routed_once_however_often_the_event_comes(county: County) -> None:
    """R26 APP-16: at least once is once."""
    number = accepted_number(county)
    deliver_events()
    claim(county, number)

    assert opened() == [(number, f"department:{county.transport}")]
    with unchanged():
        deliver_events()

    review = queries.review_of(cases.case_by_number(number).id)
    assert review.claimed_by_name == "赵青"


def test_a_received_case_is_not_yet_the_departments(county: County) -> None:
    """INT-01 INT-06."""
    number = receive(county).number

    deliver_events()

    assert listed(county.transport) == []
    assert queries.review_of(cases.case_by_number(number).id) is None


def test_an_item_that_does_not_say_its_tier_is_reviewed_and_checked(county: County) -> None:
    """APP-04."""
    version = county.item(approval_tier=None)
    number = accepted_number(county, application_for(version))

    deliver_events()

    assert queries.review_of(cases.case_by_number(number).id).tier == ApprovalTier.REVIEW_CHECK.value


def test_an_event_of_a_case_that_is_not_there_is_a_defect(county: County) -> None:
    event = CaseAccepted(new_id(), "x", "y", county.transport, None, None)

    with pytest.raises(CaseUnknown):
        handlers.on_case_accepted(event, event_id=new_id(), at=AT)
