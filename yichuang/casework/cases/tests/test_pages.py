"""办件进度: by number and four digits, or by the QR code; what the page says and what it keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases import services
from yichuang.casework.cases.models import ProgressGuess
from yichuang.casework.cases.tests.births import TO_DELIVERED, born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person

WRONG = "没有查到。请核对办件编号和申请时留的手机号后四位，或者扫收件凭证上的二维码。"
TOO_MANY = "查询次数太多，请稍后再试，或扫收件凭证上的二维码查询"

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def case(county: County) -> CaseView:
    """A case with an agent; their phones end in 3210 and 9876."""
    agent = a_person(2, name="陆青禾", phone="13900009876")
    return born(county, agent_id=parties.record_party(party=agent, at=AT)).case


def ask(client: Client, number: str, last4: str, source: str = "192.0.2.7") -> object:
    return client.post("/progress/", {"number": number, "last4": last4}, REMOTE_ADDR=source)


def test_the_form_takes_the_number_of_a_link(client: Client, case: CaseView) -> None:
    page = client.get("/progress/", {"number": case.number})

    assert page.status_code == 200
    assert f'value="{case.number}"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("last4", ["3210", "9876", " 3210 "])
def test_the_phone_of_applicant_or_agent_leads_to_the_page(
    client: Client, case: CaseView, last4: str
) -> None:
    spaced = f" {case.number[:6]} {case.number[6:14]} {case.number[14:]} "

    answer = ask(client, spaced, last4)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/progress/by-number/")
    assert case.progress_token not in answer["Location"]
    assert case.number in client.get(answer["Location"]).content.decode()
    assert set(ProgressGuess.objects.values_list("count", flat=True)) == {0}


@pytest.mark.parametrize("last4", ["3211", "", "210", "13800003210", "３２１０", "32\x0010"])
def test_unknown_and_wrong_sound_alike(client: Client, case: CaseView, last4: str) -> None:
    wrong = ask(client, case.number, last4)
    unknown = ask(client, "990101202602119999990", last4)
    nonsense = ask(client, "nonsense", last4)

    assert [answer.status_code for answer in (wrong, unknown, nonsense)] == [404, 404, 404]
    texts = [answer.content.decode() for answer in (wrong, unknown, nonsense)]
    assert all(WRONG in text for text in texts)
    # but for the number that was typed and the form's token, the three pages are one
    assert len({re.sub(r'value="[^"]*"', "", text[text.index("<main") :]) for text in texts}) == 1
    assert case.progress_token not in texts[0]
    assert sorted(ProgressGuess.objects.values_list("count", flat=True)) == [1, 1, 1, 3, 3]


def test_after_five_wrong_answers_the_right_one_is_not_heard_either(client: Client, case: CaseView) -> None:
    for n in range(services.GUESSES_PER_CASE):
        assert ask(client, case.number, "0000", source=f"192.0.2.{n}").status_code == 404

    refused = ask(client, case.number, "3210", source="198.51.100.1")

    assert refused.status_code == 429
    assert TOO_MANY in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 30 * 60
    assert client.get(f"/progress/{case.progress_token}/").status_code == 200  # the QR code still leads there


def test_one_source_cannot_try_its_digits_on_many_cases(client: Client, county: County) -> None:
    numbers = [f"guess {n}" for n in range(services.GUESSES_PER_SOURCE)]
    assert {ask(client, number, "0000").status_code for number in numbers} == {404}

    assert ask(client, "one more", "0000").status_code == 429
    assert ask(client, "one more", "0000", source="198.51.100.1").status_code == 404


def test_addresses_of_one_line_count_together(client: Client, county: County) -> None:
    """An IPv6 line has more addresses than anyone can count."""
    for n in range(services.GUESSES_PER_SOURCE):
        ask(client, f"guess {n}", "0000", source=f"2001:db8:1:2::{n:x}")

    assert ask(client, "one more", "0000", source="2001:db8:1:2:ffff::1").status_code == 429
    assert ask(client, "one more", "0000", source="2001:db8:1:3::1").status_code == 404


def test_the_next_hour_may_ask_again(
    client: Client, case: CaseView, on_the_day: Callable[[datetime], None]
) -> None:
    for _ in range(services.GUESSES_PER_CASE):
        ask(client, case.number, "0000")

    on_the_day(AT + timedelta(minutes=31))

    assert ask(client, case.number, "3210").status_code == 302


# the page itself


def text_of(client: Client, case: CaseView) -> str:
    page = client.get(f"/progress/{case.progress_token}/")
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((), "已收件，<em>2月25日</em>前答复是否受理"),
        ((ActKind.ACCEPT,), "正在办理，<em>2月25日</em>前有结果"),
        ((ActKind.ACCEPT, ActKind.CLAIM), "正在办理，<em>2月25日</em>前有结果"),
        (TO_DELIVERED[:4], "已决定准予，正在制作结果"),
        (TO_DELIVERED[:5], "结果出来了，<em>可以来领</em>"),
        (TO_DELIVERED, "已办结"),
        ((ActKind.WITHDRAW,), "申请已经撤回"),
    ],
)
def test_the_page_answers_where_the_case_is(
    client: Client, county: County, case: CaseView, steps: tuple[ActKind, ...], says: str
) -> None:
    """APP-21 INT-09."""
    go(county, case.number, *steps)

    text = text_of(client, case)

    heading = text[text.index("<h1") : text.index("</h1>")]
    assert says in heading


def test_the_page_holds_nothing_personal_and_no_names_of_staff(
    client: Client, county: County, case: CaseView
) -> None:
    go(county, case.number, *TO_DELIVERED)

    text = text_of(client, case)

    secrets = ["张三", "陆青禾", "13800003210", "13900009876", "9876", "19900615", "张*", "周敏"]
    assert [secret for secret in secrets if secret in text] == []
    assert "审查意见" not in text  # the department's own
    assert "安澜县交通运输局" in text
    assert "0990-1000002" in text  # where to complain


def test_an_unknown_token_is_not_found(client: Client, county: County) -> None:
    for token in ("A" * 43, "x", "王" * 43):
        assert client.get(f"/progress/{token}/").status_code == 404


def test_the_page_is_never_cached_and_shared_with_nobody(client: Client, case: CaseView) -> None:
    page = client.get(f"/progress/{case.progress_token}/")

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


def test_the_live_part_is_the_part_of_the_page(client: Client, case: CaseView) -> None:
    part = client.get(f"/progress/{case.progress_token}/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert part.strip().startswith('<h1 class="yc-answer">')
    assert " ".join(part.split()) in " ".join(text_of(client, case).split())


def test_looking_costs_few_statements(
    client: Client, county: County, case: CaseView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    go(county, case.number, *TO_DELIVERED)
    text_of(client, case)

    with django_assert_max_num_queries(5):
        text_of(client, case)


def test_a_head_is_answered_and_asks_nothing(client: Client, case: CaseView) -> None:
    assert client.head("/progress/").status_code == 200
    assert client.head(f"/progress/{case.progress_token}/").status_code == 200
    assert not ProgressGuess.objects.exists()
