"""办件进度: every end answers in words; documents open for who holds the receipt, not who knows a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases import services
from yichuang.casework.cases.queries import common_content
from yichuang.casework.cases.tests.births import TO_DELIVERED, a_step, born, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import ActKind as A
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind, NoticeRef
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue import queries as catalogue

pytestmark = pytest.mark.usefixtures("on_the_day")

CHALLENGE = (
    "不服的，可以自知道之日起六十日内向安澜县人民政府申请行政复议，或者六个月内向安澜县人民法院提起行政诉讼。"
)
TOLD = {"correct_by": "2026-03-11", "missing": ["道路货物运输经营申请表还要做到“填写完整”", "缺公司章程"]}
ACCEPTED = (A.ACCEPT, A.CLAIM)


@pytest.fixture
def case(county: County) -> CaseView:
    return born(county).case


def page_of(client: Client, case: CaseView) -> str:
    answer = client.get(f"/progress/{case.progress_token}/")
    assert answer.status_code == 200
    return answer.content.decode()


def heading(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page[page.index("<h1") : page.index("</h1>")])


def told(county: County, case: CaseView, details: dict[str, Any] = TOLD) -> None:
    """The correction notice, as intake leaves it on the case."""
    held = services.lock_case(number=case.number)
    services.take_step(case=held, step=a_step(county, A.REQUEST_CORRECTION, AT, details=details))


# every end in words


@pytest.mark.parametrize(
    ("steps", "says", "next_words", "can_challenge"),
    [
        ((A.FIND_NOT_NEEDED,), "这件事不需要办理", "原因写在不予受理通知书上", True),
        ((A.DECLINE_ACCEPTANCE,), "不予受理", "该向哪里申请", True),
        ((A.REQUEST_CORRECTION, A.LAPSE), "没有按期补正，办件已经结束", "可以重新申请", True),
        ((A.WITHDRAW,), "申请已经撤回", "可以重新申请", False),
        ((A.VOID,), "办件已作废", "这个办件不再办理", False),
        ((A.DELETE,), "录入错误，已删除", "以新的收件凭证为准", False),
        ((A.ACCEPT, A.TERMINATE), "已终止办理", "终止办理（退件）通知书", True),
        ((*ACCEPTED, A.REFUSE), "决定不予行政许可", "事实、理由和依据写在文书上", True),
        ((*ACCEPTED, A.REPORT_UP), "已转报上级机关", "不用再交材料", False),
        ((*ACCEPTED, A.START_SPECIAL_PROCEDURE), "正在进行特别程序", "不计入办理时限", False),
        ((*ACCEPTED, A.SUSPEND), "暂停办理", "恢复办理以后", False),
        ((*ACCEPTED, A.REFUSE, A.PREPARE_RESULT), "决定没有批准，文书可以来领", "", True),
        ((*ACCEPTED, A.REFUSE, A.PREPARE_RESULT, A.DELIVER), "已办结，决定没有批准", "", True),
        ((A.DECLINE_ACCEPTANCE, A.ARCHIVE), "不予受理", "该向哪里申请", True),
        ((A.WITHDRAW, A.ARCHIVE), "申请已经撤回", "可以重新申请", False),
        ((*TO_DELIVERED, A.ARCHIVE), "已办结", "", False),
    ],
)
def test_an_end_says_what_it_is_and_what_comes_next(
    client: Client,
    county: County,
    case: CaseView,
    steps: tuple[A, ...],
    says: str,
    next_words: str,
    can_challenge: bool,
) -> None:
    go(county, case.number, *steps)

    page = page_of(client, case)

    assert says in heading(page)
    assert next_words in page
    assert (CHALLENGE in page) is can_challenge


def test_only_a_licence_is_refused_as_one(client: Client, county: County) -> None:
    """DOMAIN 2.2."""
    service = born(county, item_type="20").case
    go(county, service.number, *ACCEPTED, A.REFUSE)

    page = page_of(client, service)

    assert "决定不予办理" in heading(page)
    assert "行政许可" not in heading(page)


@pytest.mark.parametrize(
    ("item_type", "says"), [("01", "已决定准予，正在制作结果"), ("07", "办理通过，正在制作结果")]
)
def test_only_a_licence_is_granted_as_one(client: Client, county: County, item_type: str, says: str) -> None:
    found = born(county, item_type=item_type).case
    go(county, found.number, *ACCEPTED, A.GRANT)

    assert says in heading(page_of(client, found))


@pytest.mark.parametrize("steps", [(A.VOID,), (A.DELETE,), (A.WITHDRAW,), (A.DECLINE_ACCEPTANCE,)])
def test_an_ended_case_shows_neither_stages_nor_a_deadline(
    client: Client, county: County, case: CaseView, steps: tuple[A, ...]
) -> None:
    go(county, case.number, *steps)

    page = page_of(client, case)

    assert "yc-steps" not in page
    assert "yc-light" not in page


def test_another_officer_is_no_other_step(client: Client, county: County, case: CaseView) -> None:
    """Handing on inside the department says nothing to the applicant."""
    go(county, case.number, A.ACCEPT, A.CLAIM, A.OPINE, A.CLAIM)

    page = page_of(client, case)

    assert re.findall(r"<b>(收件|受理|审查|领取|审查意见)</b>", page) == ["收件", "受理", "审查"]


# what time makes of it


def test_silence_beyond_the_last_day_is_acceptance(
    client: Client, case: CaseView, on_the_day: Callable[[datetime], None]
) -> None:
    """R1: said at once, whether or not anything has recorded it."""
    on_the_day(AT.replace(day=25, hour=15, minute=59))
    assert "已收件，2月25日前答复是否受理" in heading(page_of(client, case))

    on_the_day(AT.replace(day=25, hour=16, minute=1))  # midnight in Shanghai

    page = page_of(client, case)
    assert "答复期限已过，视为受理" in heading(page)
    assert "自收到申请材料之日起就算受理" in page


# to be corrected


def test_who_has_to_correct_reads_what_and_until_when(client: Client, county: County, case: CaseView) -> None:
    told(county, case)

    page = page_of(client, case)

    assert heading(page) == "材料要补正，请在3月11日前交来"
    for words in TOLD["missing"]:
        assert f"<li>{words}</li>" in page
    assert "2026年3月11日前（含当日）" in page


def test_markup_in_the_words_of_an_act_is_shown_as_written(
    client: Client, county: County, case: CaseView
) -> None:
    told(county, case, TOLD | {"missing": ["<script>alert(1)</script>{{ 7*7 }}"]})

    page = page_of(client, case)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_what_came_is_being_looked_at(client: Client, county: County, case: CaseView) -> None:
    told(county, case)
    go(county, case.number, A.RECORD_CORRECTION)

    assert heading(page_of(client, case)) == "补正材料收到了，正在核对"


def test_a_second_notice_asks_anew(client: Client, county: County, case: CaseView) -> None:
    told(county, case)
    go(county, case.number, A.RECORD_CORRECTION)
    told(county, case, {"correct_by": "2026-03-20", "missing": ["缺租赁合同"]})

    page = page_of(client, case)

    assert heading(page) == "材料要补正，请在3月20日前交来"
    assert "缺租赁合同" in page
    assert "缺公司章程" not in page


def test_when_nothing_came_in_time_it_is_over(
    client: Client, county: County, case: CaseView, on_the_day: Callable[[datetime], None]
) -> None:
    told(county, case)
    on_the_day(AT + timedelta(days=30))

    page = page_of(client, case)

    assert heading(page) == "没有按期补正，办件已经结束"
    assert "要补正的内容" not in page


# by number, without the paper


@pytest.fixture
def paper(county: County, case: CaseView) -> NoticeRef:
    """A document of the case; its token is what its QR code holds."""
    people = parties.for_documents(case.applicant_id), None
    version = catalogue.version(case.version_id)
    content = common_content(case=case, version=version, people=people, officer="A1 窗口 周敏")
    return notices.issue_notice(
        kind=NoticeKind.TERMINATION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=content
        | {
            "applied_at": AT,
            "ended_at": AT,
            "ground": "申请人撤回申请",
            "reason": "车不买了",
            "legal_basis": (),
            "returned": (),
        },
        at=AT,
        outlet_id=case.outlet_id,
    )


def by_number(client: Client, case: CaseView) -> Any:
    asked = client.post("/progress/", {"number": case.number, "last4": "3210"})
    assert asked.status_code == 302
    return asked["Location"]


def test_the_number_shows_the_names_of_documents_and_opens_none(
    client: Client, case: CaseView, paper: NoticeRef
) -> None:
    """A number stands on many papers, and four digits are soon known: who holds the receipt reads them."""
    page = client.get(by_number(client, case)).content.decode()

    assert paper.number in page
    assert "终止办理（退件）通知书" in page
    assert "扫描收件凭证上的二维码，可以查看文书原文。" in page
    assert paper.token not in page
    assert case.progress_token not in page
    assert ".pdf" not in page
    assert "yc-qr" not in page


def test_the_qr_code_opens_them(client: Client, case: CaseView, paper: NoticeRef) -> None:
    page = page_of(client, case)

    assert f"/d/{paper.token}.pdf" in page
    assert "yc-qr" in page
    assert "扫描收件凭证上的二维码" not in page


def test_the_page_by_number_follows_the_case_as_the_other_does(
    client: Client, county: County, case: CaseView, paper: NoticeRef
) -> None:
    address = by_number(client, case)
    assert f'"{address}"' in client.get(address).content.decode()
    go(county, case.number, A.WITHDRAW)

    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "申请已经撤回" in heading(part)
    assert paper.token not in part


def test_it_may_be_opened_for_half_a_day(
    client: Client, case: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = by_number(client, case)
    assert client.get(address).status_code == 200
    page = import_module("yichuang.casework.cases.views.progress")
    monkeypatch.setattr(page, "_TICKET_SECONDS", -1)

    over = client.get(address)
    live = client.get(address, headers={"HX-Request": "true"})

    assert (over.status_code, over["Location"]) == (302, "/progress/")
    assert live["HX-Redirect"] == "/progress/"


@pytest.mark.parametrize("change", ["cut", "other", "nonsense", "token"])
def test_a_forged_address_leads_back_to_the_question(
    client: Client, county: County, case: CaseView, change: str
) -> None:
    address = by_number(client, case)
    ticket = address.rstrip("/").rsplit("/", 1)[-1]
    other = by_number(client, born(county).case).rstrip("/").rsplit("/", 1)[-1]
    forged = {
        "cut": ticket[:-2],
        "other": other.split(":")[0] + ":" + ticket.split(":", 1)[1],
        "nonsense": "nonsense",
        "token": case.progress_token,
    }[change]

    assert client.get(f"/progress/by-number/{forged}/")["Location"] == "/progress/"


def test_it_is_never_cached_and_costs_few_statements(
    client: Client, case: CaseView, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = by_number(client, case)
    client.get(address)

    with django_assert_max_num_queries(5):
        page = client.get(address)

    assert "no-store" in page["Cache-Control"]
