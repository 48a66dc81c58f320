"""Voiding and deleting: supervisors only, without a window, and never without a reason."""

from __future__ import annotations

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.counter_pages import SignIn, text
from yichuang.casework.intake.tests.ending_forms import MARKUP, path
from yichuang.casework.intake.tests.endings import delete
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import PostInput, Role


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


@pytest.mark.parametrize("username", ["manager", "head"])
@pytest.mark.parametrize(
    ("act", "status", "says"),
    [
        ("voidance", CaseStatus.VOIDED, "申请人在进度页看到：办件已作废"),
        ("deletion", CaseStatus.DELETED, "申请人在进度页看到：录入错误，已删除"),
    ],
)
def test_a_supervisor_needs_no_window(
    signed_in: SignIn, number: str, username: str, act: str, status: CaseStatus, says: str
) -> None:
    browser = signed_in(username)
    page = text(browser.get(path(number, act)))
    assert says in page
    assert "王*" in page
    assert "王小满" not in page

    done = browser.post(path(number, act), {"reason": "收了两次"})

    assert (done.status_code, done["Location"]) == (302, path(number, act))
    assert cases.case_by_number(number).status is status
    after = text(browser.get(done["Location"]))
    assert f">{status.label}</h1>" in after
    assert "收了两次" in after
    assert "<textarea" not in after


@pytest.mark.parametrize("act", ["voidance", "deletion"])
def test_without_a_reason_the_page_says_so(signed_in: SignIn, number: str, act: str) -> None:
    browser = signed_in("manager")
    browser.get(path(number, act))

    with unchanged():
        answer = browser.post(path(number, act), {"reason": "  "})

    assert answer.status_code == 422
    assert "请写明" in text(answer)
    assert "<textarea" in text(answer)


@pytest.mark.parametrize("act", ["voidance", "deletion"])
def test_a_reason_that_is_too_long_stays_typed(signed_in: SignIn, number: str, act: str) -> None:
    browser = signed_in("manager")
    browser.get(path(number, act))

    with unchanged():
        answer = browser.post(path(number, act), {"reason": "收了两次。" * 201})

    assert answer.status_code == 422
    assert "收了两次。收了两次。" in text(answer)


@pytest.mark.parametrize("act", ["voidance", "deletion"])
def test_the_reason_is_shown_as_written(signed_in: SignIn, number: str, act: str) -> None:
    browser = signed_in("manager")

    browser.post(path(number, act), {"reason": MARKUP})
    page = text(browser.get(path(number, act)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


# afterwards


def test_a_deleted_case_tells_whoever_holds_its_code_the_end_and_nothing_of_the_reason(
    signed_in: SignIn, county: County, number: str
) -> None:
    """The code on the receipt goes on leading to the page, and opens nothing but what was given."""
    signed_in("manager").post(path(number, "deletion"), {"reason": "给王小满收了两次"})
    case = cases.case_by_number(number)

    page = text(Client().get(f"/progress/{case.progress_token}/"))

    assert "录入错误，已删除" in page
    for secret in ("王小满", "收了两次", "施岭", "13800003210"):
        assert secret not in page
    assert "2月25日" not in page  # no clock runs any more


def test_what_was_deleted_is_still_read_at_the_counter(desk: Client, county: County, number: str) -> None:
    delete(county, number)

    page = desk.get(f"/counter/cases/{number}/")

    assert page.status_code == 200
    assert "已删除" in text(page)


# refusals


def test_what_can_no_longer_be_deleted_says_why_and_offers_nothing(
    signed_in: SignIn, county: County, number: str
) -> None:
    accept(county, number)

    page = signed_in("manager").get(path(number, "deletion"))

    assert page.status_code == 409
    assert "办件现在是“已受理”，不能办理“删除”" in text(page)
    assert "<textarea" not in text(page)


def test_own_work_is_not_voided(signed_in: SignIn, county: County, number: str) -> None:
    accounts.assign_post(
        user_id=county.people["clerk"].user_id,
        post=PostInput(Role.HALL_MANAGER, "990101", None, county.a1.outlet_id, AT.date()),
        at=AT,
    )

    page = signed_in("clerk").get(path(number, "voidance"))

    assert page.status_code == 403
    assert "要由别人批准" in text(page)


@pytest.mark.parametrize("username", ["clerk", "officer", "supervisor", "social-head"])
@pytest.mark.parametrize("act", ["voidance", "deletion"])
def test_nobody_else_gets_there(signed_in: SignIn, number: str, username: str, act: str) -> None:
    browser = signed_in(username)
    browser.get("/desk/")

    with unchanged():
        assert browser.get(path(number, act)).status_code == 403
        assert browser.post(path(number, act), {"reason": "收了两次"}).status_code == 403
