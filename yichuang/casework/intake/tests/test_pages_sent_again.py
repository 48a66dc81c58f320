"""A page that is sent again or has become old: received once, and nothing is taken back by it."""

from __future__ import annotations

from django.test import Client

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake.tests.applications import licence_application
from yichuang.casework.intake.tests.counter_pages import text
from yichuang.casework.intake.tests.new_case_forms import FORM, NEW, WHOLE, save, value
from yichuang.casework.intake.tests.states import receive


def test_a_page_sent_twice_is_received_once(desk: Client) -> None:
    """Without scripts a second press sends it again."""
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}
    first = desk.post(f"{NEW}receipts/", once)

    with unchanged():
        again = desk.post(f"{NEW}receipts/", once)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert "这一页已经收过件，就是这一件，没有再收一次" in text(desk.get(again["Location"]))


def test_a_page_sent_again_with_other_words_asks_first_and_keeps_them(desk: Client) -> None:
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}
    desk.post(f"{NEW}receipts/", once)
    other = once | {"applicant-phone": "13900001111"}

    with unchanged():
        asked = desk.post(f"{NEW}receipts/", other)

    page = text(asked)
    assert asked.status_code == 409
    assert "这一页刚才已经收过一件，内容又改过了，确实要再收一件的请再按一次“收件”" in page
    assert value(page, "applicant-phone") == "13900001111"
    confirmed = desk.post(f"{NEW}receipts/", other | {"page-key": value(page, "page-key")})
    assert confirmed.status_code == 302
    assert Case.objects.count() == 2


def test_a_refused_page_is_received_when_it_is_right(desk: Client) -> None:
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}

    with unchanged():
        wrong = desk.post(f"{NEW}receipts/", once | {"applicant-phone": "1"})

    assert wrong.status_code == 422
    assert desk.post(f"{NEW}receipts/", once).status_code == 302


def test_a_page_of_a_draft_sent_twice_is_received_once(desk: Client) -> None:
    held = WHOLE | {"draft-id": save(desk, WHOLE).json()["id"], "draft-revision": "1"}
    desk.post(f"{NEW}receipts/", held)

    with unchanged():
        again = desk.post(f"{NEW}receipts/", held)

    assert again.status_code == 409
    assert "这份草稿已经收件或者删除了，收件前请先看看“本窗口最近收的件”，不要重复收件。" in text(again)
    assert value(text(again), "applicant-name") == "王小满"


# a case page that is older than its case


def test_a_stale_case_page_takes_nothing_back_that_a_colleague_recorded(
    desk: Client, other_desk: Client, county: County
) -> None:
    number = receive(county, licence_application(materials=())).number
    read = text(desk.get(f"/counter/cases/{number}/"))
    seen = {"seen": value(read, "seen")}
    done = other_desk.post(f"/counter/cases/{number}/fixes/", FORM | seen)
    assert done.status_code == 302

    with unchanged():
        stale = desk.post(
            f"/counter/cases/{number}/fixes/", {"m1.collected": "scan", "m1.copies": "7"} | seen
        )

    page = text(stale)
    assert stale.status_code == 409
    assert "这个办件 09:30 由吴桐办理了“当场更正”，您这一页不是最新的" in page
    assert value(page, "m1.copies") == "7"
    again = {"m1.collected": "scan", "m1.copies": "7", "seen": value(page, "seen")}
    assert desk.post(f"/counter/cases/{number}/fixes/", again).status_code == 302
