"""The issue desk: scan, verify, hand over; which window it is; what stays when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.approval.tests.states import opposed_number, refuse
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, application_for, company, licence_application
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.places import queries as places_queries
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import WindowInput, WindowKind
from yichuang.outcome.delivery import queries, services
from yichuang.outcome.delivery.models import HandOver
from yichuang.outcome.delivery.tests.states import hand_over, prepared_number

SignIn = Callable[[str], Client]
TAKEN = {"receiver": "王小满", "relation": "self", "id_checked": "on"}
MARKUP, MARKED = "<script>a</script>{{ 7 }}", "&lt;script&gt;a&lt;/script&gt;{{ 7 }}"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def path(number: str) -> str:
    return f"/issue/cases/{number}/"


# who, and at which window


@pytest.mark.parametrize("username", ["clerk", "officer", "head", "manager", "supervisor", "system-admin"])
def test_who_does_not_issue_has_no_desk_here(county: County, signed_in: SignIn, username: str) -> None:
    number = prepared_number(county)
    browser = signed_in(username)

    assert browser.get("/issue/").status_code == 403
    assert browser.get(path(number)).status_code == 403
    with unchanged():
        assert browser.post(path(number), TAKEN).status_code == 403


def test_another_outlets_result_is_neither_shown_nor_given(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    browser = signed_in("town-issuer")

    assert number not in text(browser.get("/issue/"))
    assert browser.get(path(number)).status_code == 403
    with unchanged():
        assert browser.post(path(number), TAKEN).status_code == 403


def test_who_is_not_signed_in_is_asked_to(county: County, client: Client) -> None:
    assert client.get("/issue/").status_code == 302


def handed_out_at(browser: Client, county: County) -> str:
    """The window that a hand-over from this browser names."""
    number = prepared_number(county)
    assert browser.post(path(number), TAKEN).status_code == 302
    window_id = HandOver.objects.get(case__number=number).window_id
    return places_queries.window(window_id).code


def test_the_issue_window_is_taken_unless_another_is_chosen(county: County, signed_in: SignIn) -> None:
    browser = signed_in("issuer")
    assert handed_out_at(browser, county) == "C1"

    chosen = browser.post("/issue/window/", {"window": str(county.a2.id)})

    assert (chosen.status_code, chosen["Location"]) == (302, "/issue/")
    assert handed_out_at(browser, county) == "A2"


@pytest.mark.parametrize("window", ["town", "near", "nonsense", ""])
def test_a_window_of_another_outlet_is_not_chosen(county: County, signed_in: SignIn, window: str) -> None:
    browser = signed_in("issuer")
    found = getattr(county, window, None) if window else None

    browser.post("/issue/window/", {"window": str(found.id)} if found else {"window": window})

    assert handed_out_at(browser, county) == "C1"


def test_a_closed_issue_window_gives_way_to_an_open_window(county: County, signed_in: SignIn) -> None:
    places.record_window(window=WindowInput("HALL", "C1", "关着", WindowKind.ISSUE, is_open=False), at=AT)

    assert handed_out_at(signed_in("issuer"), county) == "A1"


def test_a_town_without_an_issue_window_uses_the_one_it_has(county: County, signed_in: SignIn) -> None:
    assert "T1" in text(signed_in("town-issuer").get("/issue/"))


def test_whoever_has_posts_elsewhere_issues_where_they_may(county: County, signed_in: SignIn) -> None:
    """A chief representative's outlet counts, not their first post's."""
    assert "C1" in text(signed_in("chief").get("/issue/"))


# the list


def test_what_waits_is_listed_masked(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)

    page = text(signed_in("issuer").get("/issue/"))

    assert path(number) in page
    assert "道路运输经营许可证" in page
    assert "王*" in page
    assert "王小满" not in page


def test_a_scan_leads_straight_to_the_case(county: County, signed_in: SignIn) -> None:
    """DEL-01: by the QR code, by the printed number with or without its spaces."""
    number = prepared_number(county)
    token = cases.case_by_number(number).progress_token
    paper = notices.notices_of_case(number)[0].token
    browser = signed_in("issuer")

    for scanned in (
        f"https://zwfw.example.cn/progress/{token}/",
        f"http://127.0.0.1:8000/progress/{token}",
        f"https://zwfw.example.cn/d/{paper}/",
        f"http://127.0.0.1:8000/d/{paper}.pdf",
        number,
        f" {number[:6]} {number[6:14]} {number[14:]} ",
    ):
        answer = browser.get("/issue/", {"q": scanned})
        assert (answer.status_code, answer["Location"]) == (302, path(number)), scanned


@pytest.mark.parametrize(
    "asked",
    ["nonsense", f"/progress/{'A' * 43}/", f"/d/{'a' * 26}/", "990101202602119999990", "9" * 200],
)
def test_what_leads_nowhere_is_an_empty_list(county: County, signed_in: SignIn, asked: str) -> None:
    prepared_number(county)

    answer = signed_in("issuer").get("/issue/", {"q": asked})

    assert answer.status_code == 200
    assert "/issue/cases/" not in text(answer)


@pytest.mark.parametrize(
    "after", ["nonsense", "_", "2026-02-11_x", "2026-02-11T00:00:00_00000000-0000-7000-8000-000000000000"]
)
def test_a_broken_page_key_is_the_first_page(county: County, signed_in: SignIn, after: str) -> None:
    number = prepared_number(county)

    assert path(number) in text(signed_in("issuer").get("/issue/", {"after": after}))


def test_more_than_a_page_goes_on(county: County, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    found = [prepared_number(county, at=AT + timedelta(minutes=n)) for n in range(4)]
    browser = signed_in("issuer")

    first = text(browser.get("/issue/"))
    key = first.split("after=")[1].split('"')[0]
    second = text(browser.get(f"/issue/?after={key}"))

    assert [path(number) in first for number in found] == [True, True, True, False]
    assert [path(number) in second for number in found] == [False, False, False, True]


# the hand-over


def test_a_hand_over_completes_the_case(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")

    answer = browser.post(path(number), TAKEN)

    assert (answer.status_code, answer["Location"]) == (302, path(number))
    assert cases.case_by_number(number).status is CaseStatus.DELIVERED
    page = text(browser.get(path(number)))
    assert "已送达" in page
    assert "王小满" not in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"receiver": ""}, "请写明领取人姓名"),
        ({"receiver": "李小满"}, "证件上的姓名和本人不一致"),
        ({"id_checked": ""}, "请先核对"),
        ({"relation": "neighbour"}, "neighbour"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    county: County, signed_in: SignIn, change: dict[str, str], says: str
) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")
    data = {key: value for key, value in (TAKEN | change).items() if value}

    with unchanged():
        answer = browser.post(path(number), data)

    assert answer.status_code == 422
    assert says in text(answer)
    if data.get("receiver"):
        assert f'value="{data["receiver"]}"' in text(answer)


def test_a_result_gone_or_not_there_yet_is_said(county: County, signed_in: SignIn) -> None:
    gone, not_yet = prepared_number(county), accepted_number(county)
    hand_over(county, gone)
    browser = signed_in("issuer")

    again, early = browser.post(path(gone), TAKEN), browser.post(path(not_yet), TAKEN)

    assert (again.status_code, early.status_code) == (409, 409)
    assert "不能办理“送达”" in text(again)
    assert "这个办件还没有办理结果，不能出件" in text(early)


def test_a_company_is_asked_for_its_representative(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county, application_for(county.item(), applicant=company()))

    page = text(signed_in("issuer").get(path(number)))

    assert 'value="legal-representative"' in page
    assert 'value="self"' not in page


def test_an_unknown_number_is_not_found(signed_in: SignIn) -> None:
    for number in ("990101202602119999990", "x"):
        assert signed_in("issuer").get(path(number)).status_code == 404


def test_pages_cost_few_statements(
    county: County, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers = [prepared_number(county, licence_application(agent=agent())) for _ in range(4)]
    browser = signed_in("issuer")

    for address, most in (("/issue/", 8), (path(numbers[0]), 9)):
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200


# the proof, the clock, refusals, agents


def test_after_the_hand_over_the_proof_is_there_to_print(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")

    before = text(browser.get(path(number)))
    browser.post(path(number), TAKEN)
    page = text(browser.get(path(number)))

    (proof,) = [paper for paper in notices.notices_of_case(number) if paper.kind is NoticeKind.SERVICE_RETURN]
    assert "打印送达回证" not in before
    assert "打印送达回证" in page
    assert str(proof.id) in page
    assert proof.number in page


def test_the_list_shows_the_clock_of_the_hand_over_and_filters_by_it(
    county: County, signed_in: SignIn, on_the_day: Callable[[Any], None]
) -> None:
    """R9: ten working days from the decision (行政许可法 §44)."""
    number = prepared_number(county)
    browser = signed_in("issuer")
    green = text(browser.get("/issue/"))
    on_the_day(AT.replace(month=3, day=4))  # the last day was 3 March

    red, late, today = (
        text(browser.get("/issue/", query)) for query in ({}, {"due": "late"}, {"due": "today"})
    )

    assert "剩 10 个工作日" in green
    assert "超期 1 个工作日" in red
    assert 'data-light="red"' in red
    assert path(number) in late
    assert path(number) not in today


def test_a_refusal_is_marked_and_handed_over_as_such(county: County, signed_in: SignIn) -> None:
    number = opposed_number(county)
    refuse(county, number)
    browser = signed_in("issuer")
    early = text(browser.get(path(number)))  # before the job: whoever stands here need not wait
    services.prepare_result(number=number, at=AT)

    listed, page = text(browser.get("/issue/")), text(browser.get(path(number)))
    done = browser.post(path(number), TAKEN)

    assert "不予行政许可决定书" in listed
    assert "不予批准" in listed
    for shown in (early, page):
        assert "没有批准，核对证件，把决定文书交给" in shown
    assert done.status_code == 302
    assert cases.case_by_number(number).completion_code.value == "1"


def test_who_would_not_sign_needs_a_witness(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")
    unsigned = TAKEN | {"method": "witnessed"}

    with unchanged():
        answer = browser.post(path(number), unsigned)
    done = browser.post(path(number), unsigned | {"witness": "吴桐"})

    assert answer.status_code == 422
    assert "请写明见证人" in text(answer)
    assert done.status_code == 302
    assert "当面交付，拒绝签收" in text(browser.get(path(number)))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "请填写代理人的证件号码"),
        ({"id_number": "110101199003070033"}, "没有委托人的授权委托书"),
        ({"id_number": "12", "paper_until": "2026-03-01"}, "身份证号码应当是 18 位"),
        ({"paper_until": "soon"}, "请写成 2026-03-01 这样的日期"),
    ],
)
def test_an_agent_without_a_right_is_told_what_is_missing(
    county: County, signed_in: SignIn, fields: dict[str, str], says: str
) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")
    data = {"receiver": "孟知秋", "relation": "agent", "id_checked": "on"} | fields

    with unchanged():
        answer = browser.post(path(number), data)

    assert answer.status_code == 422
    assert says in text(answer)
    assert 'value="孟知秋"' in text(answer)


@pytest.mark.parametrize("field", ["receiver", "id_number", "paper_until", "witness"])
def test_markup_is_words_in_every_field(county: County, signed_in: SignIn, field: str) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")
    data = {"receiver": "孟知秋", "relation": "agent", "method": "witnessed"} | {field: MARKUP}

    with unchanged():
        page = text(browser.post(path(number), data))

    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    assert MARKED in page


def test_whoever_took_it_is_named_in_words(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    browser = signed_in("issuer")
    taken = {
        "receiver": MARKUP,
        "relation": "agent",
        "id_checked": "on",
        "id_number": make_resident_id(date(1992, 2, 2), 77),
        "paper_until": "2026-03-01",
    }

    done = browser.post(path(number), taken | {"method": "witnessed", "witness": MARKUP})
    page = text(browser.get(path(number)))

    assert done.status_code == 302
    assert "<script>" not in page.split("<main")[1].split("</main>")[0]
    assert HandOver.objects.get().receiver_name == MARKUP
    (proof,) = [paper for paper in notices.notices_of_case(number) if paper.kind is NoticeKind.SERVICE_RETURN]
    content = notices.frozen_notice(proof.id).content
    assert (content.receiver, content.witness) == (MARKUP, MARKUP)


def test_an_agent_with_a_paper_takes_it(county: County, signed_in: SignIn) -> None:
    number = prepared_number(county)
    agents = {
        "receiver": "孟知秋",
        "relation": "agent",
        "id_checked": "on",
        "id_number": make_resident_id(date(1992, 2, 2), 77),
        "paper_until": "2026-03-01",
    }

    assert signed_in("issuer").post(path(number), agents).status_code == 302
    assert cases.case_by_number(number).status is CaseStatus.DELIVERED
