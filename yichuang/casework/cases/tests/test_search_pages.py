"""办件查询: what staff see, where a row leads, what the address holds and what it never holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.casework.cases import queries
from yichuang.casework.cases.errors import SearchEnded
from yichuang.casework.cases.queries import references
from yichuang.casework.cases.tests.births import TO_DELIVERED, born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.foundation.parties import queries as party_queries
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import BORN, a_person, make_resident_id
from yichuang.foundation.parties.types import PartyKey
from yichuang.kernel.models import AuditEntry

PURPOSE = "来电询问办理进度"
STAFF = ("clerk", "issuer", "manager", "officer", "head", "chief", "supervisor")

pytestmark = pytest.mark.usefixtures("on_the_day")
SignIn = Callable[[str], Client]


@pytest.fixture
def case(county: County) -> CaseView:
    """A case of 王小满 in the hall, of the transport department."""
    person = a_person(7, name="王小满", phone="13700001234")
    return born(county, applicant_id=parties.record_party(party=person, at=AT)).case


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def rows(page: str) -> list[str]:
    """The numbers in the list."""
    return re.findall(r'<span class="yc-meta number">(\d+)</span>', page)


# the list


@pytest.mark.parametrize("username", STAFF)
def test_everybody_who_may_read_cases_has_the_list_and_the_way_to_it(
    signed_in: SignIn, case: CaseView, username: str
) -> None:
    page = text(signed_in(username).get("/cases/"))

    assert rows(page) == [case.number]
    assert "找到 <em>1 件</em>" in page
    assert "王*" in page
    assert "王小满" not in page
    assert 'data-light="green"' in page
    assert "剩 8 个工作日" in page or "剩 5 个工作日" in page


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((ActKind.DECLINE_ACCEPTANCE,), "不予受理"),
        ((ActKind.REQUEST_CORRECTION, ActKind.LAPSE), "补正不来办结"),
        ((ActKind.WITHDRAW,), "已撤回"),
        ((ActKind.ACCEPT, ActKind.WITHDRAW), "已撤回"),
        ((ActKind.ACCEPT, ActKind.CLAIM, ActKind.TERMINATE), "终止办理"),
        ((ActKind.ACCEPT, ActKind.TERMINATE, ActKind.ARCHIVE), "退回办结"),
    ],
)
def test_what_ended_without_a_decision_kept_no_promise_early(
    signed_in: SignIn, county: County, case: CaseView, steps: tuple[ActKind, ...], says: str
) -> None:
    """It says what happened, and when."""
    go(county, case.number, *steps, at=AT + timedelta(days=1))
    manager = signed_in("manager")

    for page in (text(manager.get("/cases/")), text(manager.get(f"/cases/{case.number}/"))):
        assert f'data-light="done"><b>{says}</b><span>2月12日</span>' in page
        assert "提前" not in page


def test_what_was_decided_early_says_so(signed_in: SignIn, county: County, case: CaseView) -> None:
    go(county, case.number, *TO_DELIVERED, at=AT + timedelta(days=1))

    page = text(signed_in("manager").get("/cases/"))

    assert 'data-light="done"><b>提前 4 个工作日办结</b><span>2月25日</span>' in page


@pytest.mark.parametrize("username", ["town-clerk", "near-clerk", "town-officer", "social-officer"])
def test_staff_of_another_place_see_an_empty_list(signed_in: SignIn, case: CaseView, username: str) -> None:
    page = text(signed_in(username).get("/cases/"))

    assert rows(page) == []
    assert "没有符合条件的办件" in page


def test_whose_work_is_not_with_cases_is_refused(signed_in: SignIn, case: CaseView) -> None:
    browser = signed_in("system-admin")

    for answer in (
        browser.get("/cases/"),
        browser.post("/cases/numbers/", {"number": case.number}),
        browser.post("/cases/applicants/", {"by": "name", "value": "王小满", "purpose": PURPOSE}),
        browser.get(f"/cases/{case.number}/"),
        browser.get("/cases/exports/"),
    ):
        assert answer.status_code == 403
        assert case.number not in answer.content.decode().replace(answer.request["PATH_INFO"], "")
    assert not AuditEntry.objects.filter(stream="party-search").exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, case: CaseView) -> None:
    for path in ("/cases/", f"/cases/{case.number}/", "/cases/exports/"):
        answer = client.get(path)
        assert (answer.status_code, urlsplit(answer["Location"]).path) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("username", "steps", "leads"),
    [
        ("clerk", (), "/counter/cases/{}/"),
        ("officer", (ActKind.ACCEPT,), "/office/cases/{}/"),
        ("issuer", TO_DELIVERED[:5], "/issue/cases/{}/"),
        ("clerk-and-officer", (), "/counter/cases/{}/"),
        ("clerk-and-officer", (ActKind.ACCEPT,), "/office/cases/{}/"),
        ("manager", (), "/cases/{}/"),
        ("supervisor", TO_DELIVERED, "/cases/{}/"),
    ],
)
def test_a_row_leads_where_its_reader_works_on_it(
    signed_in: SignIn, county: County, case: CaseView, username: str, steps: tuple[ActKind, ...], leads: str
) -> None:
    go(county, case.number, *steps)

    page = text(signed_in(username).get("/cases/"))

    assert f'<a href="{leads.format(case.number)}"><b>' in page


def test_the_filters_stand_in_the_address_and_can_be_taken_off(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    other = born(county, window_id=county.a2.id, at=AT + timedelta(minutes=1)).case
    asked = "/cases/?window=HALL.A2&state=open&light=green&received_from=2026-02-11&received_until=2026-02-11"

    page = text(signed_in("manager").get(asked))

    assert rows(page) == [other.number]
    assert '<option value="HALL.A2" selected' in page
    off = re.search(r'<a class="yc-chip" href="([^"]*)">窗口 A2', page)
    assert off is not None
    assert "window=" not in off[1]
    assert parse_qs(urlsplit(off[1].replace("&amp;", "&")).query)["light"] == ["green"]


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("", False),
        ("?state=open&light=green&order=due&item=huoyun", False),
        ("?organisation=JTJ", True),
        ("?outlet=HALL", True),
        ("?window=HALL.A2", True),
        ("?received_from=2026-02-11", True),
        ("?accepted_until=2026-02-11", True),
        ("?completed_until=2026-02-11", True),
        ("?state=nonsense", True),
    ],
    ids=lambda value: str(value) or "none",
)
def test_the_less_used_filters_are_folded_until_one_is_set(
    signed_in: SignIn, case: CaseView, query: str, is_open: bool
) -> None:
    answer = signed_in("manager").get(f"/cases/{query}")

    folded = re.search(r'<details class="more"\s*(open)?\s*>\s*<summary>更多条件', answer.content.decode())
    assert folded is not None
    assert bool(folded[1]) is is_open


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("item=道路", True),
        ("item=dlpt", True),
        ("item=11990101MB2A102365499011801800001", True),
        ("item=社会保障卡", False),
        ("item=没有的事项", False),
        ("state=received", True),
        ("state=archived", False),
        ("light=green", True),
        ("light=red", False),
        ("organisation=JTJ", True),
        ("organisation=RSJ", False),
        ("outlet=HALL", True),
        ("accepted_from=2026-02-11", False),
        ("order=due", True),
    ],
)
def test_each_filter_of_the_address_counts(
    signed_in: SignIn, case: CaseView, query: str, found: bool
) -> None:
    page = text(signed_in("supervisor").get(f"/cases/?{query}"))

    assert rows(page) == ([case.number] if found else [])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("state=lost", "没有这一项，请从列表里选"),
        ("outlet=NEAR", "没有这一项，请从列表里选"),
        ("received_from=yesterday", "请填写日期，如 2026-02-11"),
        ("received_from=2026-02-12&received_until=2026-02-11", "结束日期不能早于开始日期"),
    ],
)
def test_a_filter_that_cannot_be_is_said_and_nothing_is_listed(
    signed_in: SignIn, case: CaseView, query: str, says: str
) -> None:
    page = text(signed_in("clerk").get(f"/cases/?{query}"), 422)

    assert says in page
    assert rows(page) == []


@pytest.mark.parametrize("after", ["nonsense", "2026-02-11_x", "2026-02-11T01:30:00_" + "0" * 32, "_"])
def test_a_page_that_cannot_be_is_the_first(signed_in: SignIn, case: CaseView, after: str) -> None:
    for order in ("newest", "due"):
        page = text(signed_in("clerk").get("/cases/", {"after": after, "order": order}))
        assert rows(page) == [case.number]


@pytest.mark.parametrize("order", ["newest", "due"])
def test_pages_follow_one_another(signed_in: SignIn, county: County, case: CaseView, order: str) -> None:
    person = case.applicant_id
    others = [
        born(county, at=AT + timedelta(seconds=n), applicant_id=person).case for n in range(queries.PAGE + 2)
    ]
    browser, walked, address = signed_in("clerk"), [], f"/cases/?order={order}&outlet=HALL"

    while address:
        page = text(browser.get(address))
        walked.append(rows(page))
        following = re.search(r'<a class="btn yc-btn-2" href="([^"]*)" rel="next">', page)
        address = "/cases/" + following[1].replace("&amp;", "&") if following else ""

    assert [len(page) for page in walked] == [queries.PAGE, 3]
    assert {number for page in walked for number in page} == {case.number, *(one.number for one in others)}


def test_the_part_htmx_asks_for_is_the_part_of_the_page(signed_in: SignIn, case: CaseView) -> None:
    browser = signed_in("clerk")

    part = text(browser.get("/cases/", headers={"HX-Request": "true"}))

    assert "<html" not in part
    assert rows(part) == [case.number]


def test_a_page_costs_as_many_statements_for_many_cases_as_for_one(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    browser = signed_in("supervisor")
    text(browser.get("/cases/"))
    with CaptureQueriesContext(connection) as one:
        text(browser.get("/cases/"))
    for n in range(8):
        born(county, at=AT + timedelta(minutes=n), applicant_id=case.applicant_id)

    with CaptureQueriesContext(connection) as many:
        assert len(rows(text(browser.get("/cases/")))) == 9

    assert len(many) == len(one) <= 9


# by number


def test_a_whole_number_or_a_scan_opens_the_case(signed_in: SignIn, case: CaseView) -> None:
    spaced = f" {case.number[:6]} {case.number[6:14]} {case.number[14:]} "
    scan = f"https://example.test/progress/{case.progress_token}/"

    for username, leads in (("clerk", "counter/"), ("officer", "office/"), ("supervisor", "")):
        for typed in (case.number, spaced, scan):
            answer = signed_in(username).post("/cases/numbers/", {"number": typed})
            assert (answer.status_code, answer["Location"]) == (302, f"/{leads}cases/{case.number}/")


def test_a_guessed_number_and_one_of_another_place_sound_alike(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    """No list of numbers can be made by asking."""
    browser = signed_in("town-clerk")

    pages = [
        text(browser.post("/cases/numbers/", {"number": number}), 404)
        for number in (case.number, "990101202602119999990", "1", "", "' OR 1=1 --", "王" * 43)
    ]

    assert (
        len({re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|content="[^"]{60,}"', "", p) for p in pages})
        == 1
    )
    assert "没有查到这个编号的办件" in pages[0]


def test_the_plain_page_of_a_case_is_for_its_readers(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    page = text(signed_in("supervisor").get(f"/cases/{case.number}/"))
    assert "已收件" in page
    assert "王*" in page
    assert "王小满" not in page
    assert "13700001234" not in page

    for username in ("town-clerk", "near-clerk", "social-officer"):
        assert signed_in(username).get(f"/cases/{case.number}/").status_code == 403
    assert signed_in("supervisor").get("/cases/990101202602119999990/").status_code == 404


# by applicant


def seek(browser: Client, **typed: str) -> Any:
    return browser.post("/cases/applicants/", {"by": "name", "value": "王小满", "purpose": PURPOSE} | typed)


@pytest.mark.parametrize(
    ("by", "value", "mask"),
    [
        ("name", "王小满", "王*"),
        ("phone", "137 0000 1234", "137****1234"),
        ("id-number", make_resident_id(BORN, 7), "9901**********"),
    ],
)
def test_an_applicant_is_found_and_no_address_says_who(
    signed_in: SignIn, county: County, case: CaseView, by: str, value: str, mask: str
) -> None:
    """R30: who, why, on record; nothing personal in the address."""
    born(county, at=AT + timedelta(minutes=1))  # somebody else's
    browser = signed_in("clerk")

    answer = seek(browser, by=by, value=value)

    assert answer.status_code == 302
    address = answer["Location"]
    assert "王" not in address
    assert not re.search(r"\d{7}", address.split("who=")[0])
    page = text(browser.get(address))
    assert rows(page) == [case.number]
    assert mask in page
    assert value not in page
    (entry,) = AuditEntry.objects.filter(stream="party-search")
    assert entry.actor == county.people["clerk"].principal
    assert entry.details["purpose"] == PURPOSE
    assert value not in json.dumps(entry.details, ensure_ascii=False)


def test_other_filters_narrow_what_an_applicant_has(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    second = born(county, at=AT + timedelta(minutes=1), applicant_id=case.applicant_id).case
    go(county, second.number, ActKind.WITHDRAW)
    browser = signed_in("clerk")
    address = seek(browser)["Location"]

    assert set(rows(text(browser.get(address)))) == {case.number, second.number}
    assert rows(text(browser.get(f"{address}&state=withdrawn"))) == [second.number]


def test_an_applicants_cases_elsewhere_stay_unseen(signed_in: SignIn, county: County, case: CaseView) -> None:
    browser = signed_in("town-clerk")

    page = text(browser.get(seek(browser)["Location"]))

    assert rows(page) == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"purpose": ""}, "请写明查询的事由"),
        ({"purpose": "查查"}, "请写明查询的事由，至少 4 个字"),
        ({"purpose": "替王小满查一下"}, "请不要写姓名"),
        ({"value": ""}, "请填写要查的人"),
        ({"by": "phone", "value": "12"}, "请填写 11 位手机号码"),
        ({"by": "everything"}, "没有这一项"),
    ],
)
def test_what_is_missing_is_said_what_was_typed_stays_and_nothing_is_searched(
    signed_in: SignIn, case: CaseView, typed: dict[str, str], says: str
) -> None:
    browser = signed_in("clerk")

    with unchanged():
        page = text(seek(browser, **typed), 422)

    assert says in page
    assert 'value="王小满"' in page or "value" in typed
    assert rows(page) == []
    assert '<details class="yc-card tight by-applicant" open>' in page


def test_a_reference_is_only_for_who_made_it_and_for_half_an_hour(
    signed_in: SignIn, case: CaseView, on_the_day: Callable[[datetime], None]
) -> None:
    """Replayed and forged references open nothing."""
    browser = signed_in("clerk")
    address = seek(browser)["Location"]
    reference = parse_qs(urlsplit(address).query)["who"][0]
    forged = ("A" if reference[40] != "A" else "B").join((reference[:40], reference[41:]))

    for other, asked in (
        (signed_in("other-clerk"), address),
        (browser, f"/cases/?who={forged}"),
        (browser, "/cases/?who=x"),
        (browser, "/cases/?who=王"),
        (browser, "/cases/?who=" + "A" * 2000),
    ):
        page = text(other.get(asked))
        assert rows(page) == []
        assert "按申请人的查询已经过期" in page
    on_the_day(AT + timedelta(minutes=31))
    assert rows(text(browser.get(address))) == []


def test_a_reference_keeps_every_digest(county: County) -> None:
    clerk = county.people["clerk"]
    for by, value in ((PartyKey.ID_NUMBER, make_resident_id(BORN, 7)), (PartyKey.NAME, "欧阳·买买提")):
        whom = party_queries.sought(by, value)
        reference = queries.reference_of(whom, clerk.user_id, AT)

        read = queries.read_reference(reference, clerk.user_id, AT)

        assert read.whom == whom
        assert read.until == AT + references.VALID_FOR
        assert len(reference) < references.LONGEST_REFERENCE
        with pytest.raises(SearchEnded):
            queries.read_reference(reference, clerk.user_id, read.until)


def test_html_in_every_field_stays_text(signed_in: SignIn, case: CaseView) -> None:
    evil = "<script>alert(1)</script>"
    browser = signed_in("clerk")

    pages = [
        text(browser.get("/cases/", {"item": evil})),
        text(browser.get("/cases/", {"state": evil}), 422),
        text(browser.get("/cases/", {"who": evil})),
        text(seek(browser, value=evil, purpose=""), 422),
        text(browser.post("/cases/numbers/", {"number": evil}), 404),
    ]

    assert all(evil not in page for page in pages)
