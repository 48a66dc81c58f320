"""The department's desk: the list by deadline, one file beside it; who may sit there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.tests.states import (
    card_number,
    claim,
    decide_at_window,
    opine,
    reviewed_number,
)
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, licence_application, person
from yichuang.casework.intake.tests.states import accepted_number, receive

SignIn = Callable[[str], Client]
ACTS = ("claim", "opinions", "decision")


def routed_number(county: County, **changes: Any) -> str:
    number = accepted_number(county, licence_application(**changes))
    services.open_review(case=cases.case_by_number(number), at=AT)
    return number


def text(answer: Any) -> str:
    return str(answer.content.decode())


def path(number: str, act: str = "") -> str:
    return f"/office/cases/{number}/{act + '/' if act else ''}"


# who


@pytest.mark.parametrize("username", ["clerk", "issuer", "manager", "supervisor", "system-admin"])
def test_who_has_no_department_has_no_desk_here(county: County, signed_in: SignIn, username: str) -> None:
    number = routed_number(county)
    browser = signed_in(username)

    assert browser.get("/office/").status_code == 403
    assert browser.get(path(number)).status_code == 403
    with unchanged():
        for act in ACTS:
            assert browser.post(path(number, act), {"conclusion": "grant", "text": "x"}).status_code == 403


def test_another_department_neither_reads_nor_acts(county: County, signed_in: SignIn) -> None:
    number = routed_number(county)
    browser = signed_in("social-head")

    assert number not in text(browser.get("/office/"))
    assert browser.get(path(number)).status_code == 403
    with unchanged():
        for act in ACTS:
            assert browser.post(path(number, act), {"conclusion": "grant", "text": "x"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(county: County, client: Client) -> None:
    assert client.get("/office/").status_code == 302
    assert client.get("/office/")["Location"].endswith("/?next=/office/")


def test_an_unknown_number_is_not_found(signed_in: SignIn) -> None:
    assert signed_in("officer").get(path("990101202602119999990")).status_code == 404
    assert signed_in("officer").get(path("x")).status_code == 404


# the list and the file


def test_the_list_shows_the_department_its_cases_masked(county: County, signed_in: SignIn) -> None:
    number = routed_number(county)

    page = text(signed_in("officer").get("/office/"))

    assert path(number) in page
    assert "王*" in page
    assert "王小满" not in page
    assert "剩 5 个工作日" in page


def test_an_open_list_follows_what_reaches_the_department(county: County, signed_in: SignIn) -> None:
    """APP-01: the page watches its department; what changes comes without the rest of the page."""
    first = routed_number(county)
    browser = signed_in("officer")
    page = text(browser.get(path(first) + "?whose=nobody"))
    [watched] = re.findall(r'hx-get="(/office/[^"]*)"', page)
    assert watched == f"/office/?whose=nobody&amp;file={first}"
    second = routed_number(county)

    part = text(browser.get(watched.replace("&amp;", "&"), headers={"HX-Request": "true"}))

    assert "<html" not in part
    assert part.count(first) + part.count(second) >= 2
    assert f'id="row-{second}"' in part
    assert re.search(rf'<a href="[^"]*{first}[^"]*" aria-current="true"', part)
    assert '<div id="worklist-answer" hx-swap-oob="innerHTML">' in part
    assert "<em>2 件</em>在办" in part


def test_the_list_keeps_its_filters_in_the_address(county: County, signed_in: SignIn) -> None:
    number = routed_number(county)
    browser = signed_in("officer")

    assert path(number) not in text(browser.get("/office/", {"due": "late"}))
    assert path(number) not in text(browser.get("/office/", {"whose": "mine"}))
    assert path(number) in text(browser.get("/office/", {"q": number}))
    assert path(number) in text(browser.get("/office/", {"after": "nonsense"}))


def test_more_than_a_page_goes_on(county: County, signed_in: SignIn) -> None:
    found = {routed_number(county) for _ in range(queries.PAGE + 2)}
    browser = signed_in("officer")

    first = text(browser.get("/office/"))
    address = first.split('href="?after=')[1].split('"')[0]
    second = text(browser.get(f"/office/?after={address}"))

    shown = [{number for number in found if path(number) in page} for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (queries.PAGE, 2)
    assert shown[0] | shown[1] == found


def test_the_file_shows_people_masked_and_what_may_be_done(county: County, signed_in: SignIn) -> None:
    number = routed_number(county, agent=agent())

    page = text(signed_in("officer").get(path(number)))

    assert path(number, "claim") in page
    assert path(number, "decision") not in page
    assert "还没有审查意见，不能作决定" in page
    for secret in ("王小满", "陆青禾", person().id_number, "13800003210"):
        assert secret not in page
    assert "陆*" in page


# acts


def test_claim_opinion_decision_lead_back_to_the_file(county: County, signed_in: SignIn) -> None:
    """APP-02."""
    number = routed_number(county)
    officer, head = signed_in("officer"), signed_in("head")

    steps = [
        officer.post(path(number, "claim")),
        officer.post(path(number, "opinions"), {"conclusion": "grant", "text": "车辆符合要求"}),
        head.post(path(number, "decision"), {"conditions": "每年检测"}),
    ]

    assert [(step.status_code, step["Location"]) for step in steps] == [(302, path(number))] * 3
    case = cases.case_by_number(number)
    assert case.status is CaseStatus.GRANTED
    assert queries.decision_of(case.id).conditions == "每年检测"
    assert "准予行政许可决定书" in text(officer.get(path(number)))


def test_a_claim_that_came_too_late_says_who_has_it(county: County, signed_in: SignIn) -> None:
    number = routed_number(county)
    claim(county, number)

    answer = signed_in("other-officer").post(path(number, "claim"))

    assert answer.status_code == 409
    assert "这个办件已由赵青领取" in text(answer)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"conclusion": "grant", "text": ""}, "请写明审查意见"),
        ({"conclusion": "grant", "text": " \n "}, "请写明审查意见"),
        ({"conclusion": "perhaps", "text": "车辆很新"}, "perhaps"),
    ],
)
def test_an_opinion_that_is_wrong_stays_typed(
    county: County, signed_in: SignIn, data: dict[str, str], says: str
) -> None:
    number = routed_number(county)
    claim(county, number)
    browser = signed_in("officer")

    with unchanged():
        answer = browser.post(path(number, "opinions"), data)

    assert answer.status_code == 422
    assert data["text"].strip() in text(answer)
    assert says in text(answer) or says == "perhaps"


def test_an_opinion_refused_by_the_state_stays_typed(county: County, signed_in: SignIn) -> None:
    number = routed_number(county)
    claim(county, number, by="other-officer")
    browser = signed_in("officer")
    browser.get(path(number))

    with unchanged():
        answer = browser.post(
            path(number, "opinions"), {"conclusion": "refuse", "text": "行驶证已过期三个月"}
        )

    assert answer.status_code == 409
    assert "这个办件由孙岩承办" in text(answer)
    assert "行驶证已过期三个月" in text(answer)


def the_page(browser: Client, number: str) -> dict[str, str]:
    """The key of the page with the form of an opinion, as a form sends it."""
    key = re.search(r'name="page-key" value="([0-9a-f]{32})"', text(browser.get(path(number))))
    assert key is not None
    return {"page-key": key[1]}


def test_an_opinion_sent_twice_is_written_once(county: County, signed_in: SignIn) -> None:
    """Without scripts a second press sends it again."""
    number = routed_number(county)
    claim(county, number)
    browser = signed_in("officer")
    once = the_page(browser, number) | {"conclusion": "grant", "text": "材料属实"}
    first = browser.post(path(number, "opinions"), once)

    with unchanged():
        again = browser.post(path(number, "opinions"), once)

    assert (first.status_code, again.status_code) == (302, 302)
    assert "这条意见已经写入案卷，没有再写一次" in text(browser.get(again["Location"]))
    case_id = cases.case_by_number(number).id
    assert [opinion.text for opinion in queries.opinions_of(case_id)] == ["材料属实"]
    browser.post(
        path(number, "opinions"), the_page(browser, number) | {"conclusion": "grant", "text": "补充"}
    )
    assert len(queries.opinions_of(case_id)) == 2


def test_an_opinion_sent_again_with_other_words_asks_first_and_keeps_them(
    county: County, signed_in: SignIn
) -> None:
    number = routed_number(county)
    claim(county, number)
    browser = signed_in("officer")
    once = the_page(browser, number) | {"conclusion": "grant", "text": "材料属实"}
    browser.post(path(number, "opinions"), once)

    with unchanged():
        asked = browser.post(path(number, "opinions"), once | {"text": "材料属实，车辆已检测"})

    assert asked.status_code == 409
    assert "这一页刚才已经提交过，内容又改过了" in text(asked)
    assert "材料属实，车辆已检测</textarea>" in text(asked)


def test_a_refused_decision_says_why_on_the_page(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    officer, head = signed_in("officer"), signed_in("head")

    with unchanged():
        own = officer.post(path(number, "decision"), {})
    opine(county, number, Conclusion.REFUSE, "行驶证过期")
    with unchanged():
        opposed = head.post(path(number, "decision"), {"conditions": "每年检测"})

    assert (own.status_code, opposed.status_code) == (403, 409)
    assert "写审查意见的人不能同时作决定" in text(own)
    assert "最近的审查意见建议不予批准" in text(opposed)
    assert "每年检测" in text(opposed)


def test_conditions_that_are_too_long_are_refused(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    browser = signed_in("head")

    with unchanged():
        answer = browser.post(path(number, "decision"), {"conditions": "每年检测。" * 500})

    assert answer.status_code == 422
    assert "条件和义务：" in text(answer)
    assert "每年检测。每年检测。" in text(answer)
    assert cases.case_by_number(number).status is CaseStatus.IN_REVIEW


def test_markup_in_opinion_and_conditions_is_words(county: County, signed_in: SignIn) -> None:
    markup = "<script>alert(1)</script>{{ 7*7 }}"
    number = routed_number(county)
    claim(county, number)
    officer, head = signed_in("officer"), signed_in("head")

    wrong = text(officer.post(path(number, "opinions"), {"conclusion": "perhaps", "text": markup}))
    officer.post(path(number, "opinions"), {"conclusion": "grant", "text": markup})
    seen = text(officer.get(path(number)))
    head.post(path(number, "decision"), {"conditions": markup})
    decided = text(officer.get(path(number)))

    for page in (wrong, seen, decided):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert queries.decision_of(cases.case_by_number(number).id).conditions == markup


# at the window


def test_the_counter_offers_the_decision_to_a_representative_only(county: County, signed_in: SignIn) -> None:
    """R22."""
    number = card_number(county)
    offer = path(number, "immediate-decision")

    assert offer in text(signed_in("chief").get(path(number, "at-window")))
    for username in ("clerk", "other-chief", "social-officer"):
        assert offer not in text(signed_in(username).get(path(number, "at-window"))), username
    assert signed_in("town-clerk").get(path(number, "at-window")).status_code == 403


def test_a_decision_at_the_window_leads_back_to_the_counter(county: County, signed_in: SignIn) -> None:
    """APP-18."""
    number = card_number(county)

    answer = signed_in("chief").post(path(number, "immediate-decision"), {})

    assert (answer.status_code, answer["Location"]) == (302, f"/counter/cases/{number}/")
    assert cases.case_by_number(number).status is CaseStatus.GRANTED


def test_without_an_authorisation_the_window_decides_nothing(county: County, signed_in: SignIn) -> None:
    number = card_number(county)
    browser = signed_in("other-chief")

    with unchanged():
        answer = browser.post(path(number, "immediate-decision"), {})

    assert answer.status_code == 403
    assert "书面授权" in text(answer)


def test_a_committed_item_offers_nothing_at_the_window(county: County, signed_in: SignIn) -> None:
    number = accepted_number(county)

    page = text(signed_in("clerk").get(path(number, "at-window")))

    assert path(number, "immediate-decision") not in page


# what the desk costs


def test_pages_cost_few_statements(
    county: County, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers = [routed_number(county, agent=agent()) for _ in range(6)]
    claim(county, numbers[0])
    opine(county, numbers[0])
    card = card_number(county)
    decide_at_window(county, card, at=AT + timedelta(minutes=1))
    officer, clerk = signed_in("officer"), signed_in("clerk")

    for browser, address, most in (
        (officer, "/office/", 8),
        (officer, path(numbers[0]), 18),
        (clerk, path(card, "at-window"), 14),
    ):
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200


def test_what_was_received_only_is_not_in_the_office(county: County, signed_in: SignIn) -> None:
    number = receive(county).number

    assert path(number) not in text(signed_in("officer").get("/office/"))
