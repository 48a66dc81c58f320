"""The desk and the API for a chief representative who examines a 承诺件 under a written authorisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.tests.states import claim, opine
from yichuang.casework.approval.tests.test_api import problem
from yichuang.casework.approval.tests.test_delegated_review import (
    PAPER,
    REVIEW_CHECK,
    SOLE,
    accepted,
    authorise,
    committed,
)
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.models import WrittenAuthorisation
from yichuang.offer.catalogue.types import ApprovalTier

SignIn = Callable[[str], Client]
BY_PAPER = f"依据书面授权 {PAPER}，由您以首席代表身份审批"
OPINION = {"conclusion": "grant", "text": "材料属实"}


def routed(county: County, tier: ApprovalTier = ApprovalTier.SOLE, *, by: str = "clerk") -> str:
    number = accepted(county, committed(county, tier), by=by)
    services.open_review(case=cases.case_by_number(number), at=AT)
    return number


def text(answer: Any) -> str:
    return str(answer.content.decode())


def path(number: str, act: str = "") -> str:
    return f"/office/cases/{number}/{act + '/' if act else ''}"


def withdraw_everything(county: County) -> None:
    for row in WrittenAuthorisation.objects.filter(withdrawn_on__isnull=True):
        accounts.withdraw_authorisation(authorisation_id=row.id, actor=county.people["social-head"], at=AT)


# pages


def test_the_desk_shows_the_representative_the_list_and_the_forms(county: County, signed_in: SignIn) -> None:
    """APP-05: list, claim, opinion, decision as it will be issued, decision."""
    authorise(county, SOLE)
    number = routed(county)
    browser = signed_in("chief")

    assert number in text(browser.get("/office/"))
    assert number in text(browser.get("/office/?whose=nobody"))
    page = text(browser.get(path(number)))
    assert BY_PAPER in page
    assert f'action="{path(number, "claim")}"' in page
    assert browser.post(path(number, "claim")).status_code == 302
    assert number in text(browser.get("/office/?whose=mine"))
    page = text(browser.get(path(number)))
    assert f'action="{path(number, "opinions")}"' in page
    for other in ("refusal", "termination", "hand-on"):
        assert path(number, other) not in page, other
    assert browser.post(path(number, "opinions"), OPINION).status_code == 302
    confirming = text(browser.get(path(number), {"confirm": "decide"}))
    assert f"决定写明依据书面授权 {PAPER}" in confirming
    assert f"{PAPER}（书面授权）" in confirming
    assert browser.post(path(number, "decision"), {}).status_code == 302

    case = cases.case_by_number(number)
    assert case.status is CaseStatus.GRANTED
    assert getattr(queries.decision_of(case.id), "by_name", None) == "何川"
    page = text(browser.get(path(number)))
    assert page.count(f"何川 · 书面授权 {PAPER}") == 3  # claim, opinion, grant in the timeline
    assert BY_PAPER not in page


def test_an_officer_reads_by_whose_paper_and_is_offered_none(county: County, signed_in: SignIn) -> None:
    authorise(county, REVIEW_CHECK)
    number = routed(county, ApprovalTier.REVIEW_CHECK)
    claim(county, number, by="chief")
    opine(county, number, by="chief")
    browser = signed_in("social-head")

    page = text(browser.get(path(number), {"confirm": "decide"}))

    assert page.count(f"何川 · 书面授权 {PAPER}") == 2
    assert "决定写明依据书面授权" not in page
    assert f'action="{path(number, "decision")}"' in page


def test_the_counter_leads_the_representative_to_the_desk(county: County, signed_in: SignIn) -> None:
    authorise(county, SOLE)
    number = routed(county)
    link = f'href="{path(number)}"'

    page = text(signed_in("chief").get(path(number, "at-window")))

    assert link in page
    assert f"承诺件，书面授权 {PAPER} 授权您以首席代表身份审批。" in page
    for username in ("clerk", "other-chief", "social-officer"):
        assert link not in text(signed_in(username).get(path(number, "at-window"))), username


@pytest.mark.parametrize("tier", ApprovalTier, ids=lambda tier: tier.value)
def test_without_a_paper_the_page_offers_nothing_and_says_why(
    county: County, signed_in: SignIn, tier: ApprovalTier
) -> None:
    authorise(county, SOLE, REVIEW_CHECK)
    withdraw_everything(county)
    number = routed(county, tier)
    browser = signed_in("chief")

    page = text(browser.get(path(number)))

    assert "请由部门办理" in page
    assert BY_PAPER not in page
    for act in ("claim", "opinions", "decision"):
        assert f'action="{path(number, act)}"' not in page, act
        with unchanged():
            assert browser.post(path(number, act), OPINION).status_code == 403, act


def test_what_the_representative_accepted_is_for_others(county: County, signed_in: SignIn) -> None:
    authorise(county, SOLE)
    number = routed(county, by="chief")
    browser = signed_in("chief")

    page = text(browser.get(path(number)))
    assert "您受理的办件要由别人审批" in page
    assert BY_PAPER not in page
    assert f'href="{path(number)}"' not in text(browser.get(path(number, "at-window")))
    with unchanged():
        assert browser.post(path(number, "claim")).status_code == 403


def test_the_page_of_a_representative_costs_few_statements(
    county: County, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    authorise(county, SOLE)
    number = routed(county)
    claim(county, number, by="chief", at=AT + timedelta(minutes=1))
    browser = signed_in("chief")

    browser.get(path(number))
    with django_assert_max_num_queries(22):
        assert browser.get(path(number)).status_code == 200


# API


def test_the_api_takes_all_three_acts(county: County, api: Api) -> None:
    authorise(county, SOLE)
    number = routed(county)

    assert api.post(f"/cases/{number}/claim", by="chief").json() == {"number": number, "claimed_by": "何川"}
    assert api.post(f"/cases/{number}/opinions", OPINION, by="chief").status_code == 201
    decided = api.post(f"/cases/{number}/decision", by="chief")

    assert (decided.status_code, decided.json()["authorisation"]) == (201, PAPER)


def test_the_api_refuses_what_no_paper_covers(county: County, api: Api) -> None:
    number = routed(county)
    elsewhere = accepted_number(county, application_for(county.item(approval_tier=ApprovalTier.SOLE)))
    api.headers("chief")

    for act, body in (("claim", {}), ("opinions", OPINION), ("decision", {})):
        with unchanged():
            problem(api.post(f"/cases/{number}/{act}", body, by="chief"), 403, "approval.no-authorisation")
        with unchanged():
            problem(api.post(f"/cases/{elsewhere}/{act}", body, by="chief"), 403, "accounts.not-your-role")
