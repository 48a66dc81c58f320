"""The ways out of a case: each is offered to whom and where it is possible, and refused elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.counter_pages import SignIn, at_window, text
from yichuang.casework.intake.tests.ending_forms import BROUGHT, WRITTEN, path
from yichuang.casework.intake.tests.endings import case_in
from yichuang.casework.intake.tests.states import accept, faulty_company, receive, tell
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import PostInput, Role


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


# what is offered


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (CaseStatus.RECEIVED, {"不需要办理", "不予受理", "申请人撤回"}),
        (CaseStatus.CORRECTION, {"不予受理", "申请人撤回"}),
        (CaseStatus.ACCEPTED, {"申请人撤回"}),
        (CaseStatus.IN_REVIEW, {"申请人撤回"}),
        (CaseStatus.GRANTED, set()),
        (CaseStatus.WITHDRAWN, set()),
    ],
)
def test_a_case_offers_only_what_is_possible(
    desk: Client, county: County, status: CaseStatus, offered: set[str]
) -> None:
    if status is CaseStatus.CORRECTION:
        number = faulty_company(county)
        tell(county, number)
    else:
        number = case_in(county, status)

    page = text(desk.get(f"/counter/cases/{number}/"))

    sheet = page[page.index("casehead") : page.index('class="work"')]
    everything = {"不需要办理", "不予受理", "申请人撤回", "作废", "删除"}
    assert {name for name in everything if f">{name}</a>" in sheet} == offered
    assert ("更多" in sheet) is bool(offered)


def test_a_supervisor_at_the_window_is_offered_to_void_the_work_of_others(
    signed_in: SignIn, county: County
) -> None:
    accounts.assign_post(
        user_id=county.people["other-clerk"].user_id,
        post=PostInput(Role.HALL_MANAGER, "990101", None, county.a1.outlet_id, AT.date()),
        at=AT,
    )
    browser = at_window(signed_in("other-clerk"), county.a1.id)
    theirs = receive(county).number
    own = receive(county, by="other-clerk").number

    pages = {found: text(browser.get(f"/counter/cases/{found}/")) for found in (theirs, own)}

    assert path(theirs, "voidance") in pages[theirs]
    assert path(theirs, "deletion") in pages[theirs]
    assert path(own, "voidance") not in pages[own]


@pytest.mark.parametrize(
    ("username", "offered"),
    [("manager", {"voidance", "deletion"}), ("head", {"voidance", "deletion"}), ("supervisor", set())],
)
def test_the_page_of_a_found_case_leads_supervisors_there(
    signed_in: SignIn, number: str, username: str, offered: set[str]
) -> None:
    page = text(signed_in(username).get(f"/cases/{number}/"))

    assert {act for act in ("voidance", "deletion") if path(number, act) in page} == offered


def test_what_was_accepted_is_only_offered_to_be_voided(
    signed_in: SignIn, county: County, number: str
) -> None:
    accept(county, number)

    page = text(signed_in("manager").get(f"/cases/{number}/"))

    assert path(number, "voidance") in page
    assert path(number, "deletion") not in page


# refusals


@pytest.mark.parametrize("act", ["non-acceptance", "withdrawal"])
def test_other_outlets_and_roles_are_refused(
    signed_in: SignIn, county: County, number: str, act: str
) -> None:
    browser = at_window(signed_in("town-clerk"), county.town.id)
    browser.get("/counter/")
    officer = signed_in("officer")

    with unchanged():
        assert browser.get(path(number, act)).status_code == 403
        assert browser.post(path(number, act), WRITTEN | BROUGHT | {"step": "confirm"}).status_code == 403
        assert officer.get(path(number, act)).status_code == 403
        assert browser.get(path("990101202602119999990", act)).status_code == 404


@pytest.mark.parametrize("act", ["non-acceptance", "withdrawal"])
def test_without_a_window_one_chooses_it_first(signed_in: SignIn, number: str, act: str) -> None:
    browser = signed_in("clerk")

    assert browser.get(path(number, act))["Location"] == "/counter/windows/"
    assert browser.post(path(number, act))["Location"] == "/counter/windows/"
