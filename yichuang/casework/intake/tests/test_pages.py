"""The counter: one screen from the item to the acceptance; who may sit there; what stays when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, CARD_NEW, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import queries
from yichuang.casework.intake.tests.applications import (
    agent,
    company,
    handed_in,
    licence_application,
    person,
)
from yichuang.casework.intake.tests.counter_pages import SignIn, at_window, text
from yichuang.casework.intake.tests.new_case_forms import APPLICANT, FORM, WHOLE
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.documents.tests.factories import EXE, PDF
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import AgentPower
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import WindowInput, WindowKind
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import services as catalogue

AGENT = {
    "attendance": "agent",
    "agent-name": "陆青禾",
    "agent-id_type": "resident-id",
    "agent-id_number": agent().id_number,
}
PAPER = AGENT | {"authority-valid_until": "2026-12-31", "authority-powers": "apply"}
LARGE = b"%PDF-1.7\n" + bytes(30 * 1024 * 1024)
LEGAL = {"applicant-kind": "legal", "applicant-id_type": "uscc"}


def swapped(number: str) -> str:
    """With its last two characters the wrong way round."""
    return number[:-2] + number[-1] + number[-2]


# where one sits


def test_before_anything_else_one_chooses_a_window(signed_in: SignIn, county: County) -> None:
    browser = signed_in("clerk")

    for path in ("/counter/", f"/counter/new/{LICENCE_NEW}/"):
        assert browser.get(path)["Location"] == "/counter/windows/"
    page = text(browser.get("/counter/windows/"))

    assert str(county.a1.id) in page
    assert str(county.a2.id) in page
    assert str(county.issue.id) not in page  # hands out, takes nothing in
    assert str(county.town.id) not in page


@pytest.mark.parametrize("window", ["issue", "town", "near", "nonsense", None])
def test_a_window_that_is_not_ours_or_takes_nothing_is_not_chosen(
    signed_in: SignIn, county: County, window: str | None
) -> None:
    browser = signed_in("clerk")
    found = getattr(county, window, None) if window else None
    data = {"window": str(found.id) if found else "nonsense"} if window else {}

    assert browser.post("/counter/windows/", data).status_code == 422
    assert browser.get("/counter/")["Location"] == "/counter/windows/"


def test_a_closed_window_is_not_chosen(signed_in: SignIn, county: County) -> None:
    places.record_window(
        window=WindowInput("HALL", "A2", "关着", WindowKind.INTEGRATED, is_open=False), at=AT
    )

    assert signed_in("clerk").post("/counter/windows/", {"window": str(county.a2.id)}).status_code == 422


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_do_not_sit_at_the_counter(signed_in: SignIn, username: str) -> None:
    browser = signed_in(username)

    for path in ("/counter/", "/counter/windows/", f"/counter/new/{LICENCE_NEW}/"):
        answer = browser.get(path)
        assert answer.status_code == 403, path
        assert "窗口受理员、首席代表" in text(answer)


def test_who_is_not_signed_in_is_asked_to(county: County, client: Client) -> None:
    answer = client.get("/counter/")

    assert answer.status_code == 302
    assert answer["Location"].endswith("/?next=/counter/")


# from the item to the receipt


def test_the_item_is_found_by_part_of_its_name(desk: Client) -> None:
    page = text(desk.get("/counter/", {"q": "货物运输"}))

    assert f"/counter/new/{LICENCE_NEW}/" in page
    assert CARD_NEW not in page


def test_the_list_follows_the_answers(desk: Client) -> None:
    """CAT-08: what a person brings, and what only a company."""
    asked = text(desk.get(f"/counter/new/{LICENCE_NEW}/"))
    person_page = text(desk.get(f"/counter/new/{LICENCE_NEW}/", {"answer.subject": "person"}))
    company_page = text(desk.get(f"/counter/new/{LICENCE_NEW}/", {"answer.subject": "company"}))

    assert "申请人是哪一类？" in asked
    assert 'name="m1.collected"' not in asked
    assert "公司章程" not in person_page
    assert "公司章程" in company_page
    assert 'name="m2.collected"' not in company_page  # the government has it
    assert "2月25日" in person_page  # the answer is due then


def test_a_receipt_leads_to_the_case(desk: Client, county: County) -> None:
    answer = desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE)

    case = cases.case_by_number(Case.objects.get().number)
    assert (answer.status_code, answer["Location"]) == (302, f"/counter/cases/{case.number}/")
    assert (case.status, case.window_id) == (CaseStatus.RECEIVED, county.a1.id)
    page = text(desk.get(answer["Location"]))
    assert "材料齐了，<em>可以受理</em>，2月25日前办结" in page
    assert "王*" in page
    assert "王小满" not in page
    assert person().id_number not in page
    assert "收件凭证" in page


def test_an_agent_and_a_scan_come_along(desk: Client) -> None:
    more = AGENT | {
        "authority-valid_until": "2026-12-31",
        "authority-powers": ["apply", "collect"],
        "authority-file": SimpleUploadedFile("委托书.pdf", PDF),
        "m1.file": SimpleUploadedFile("表.pdf", PDF),
    }

    desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE | more)

    case = cases.case_by_number(Case.objects.get().number)
    assert case.agent_id is not None
    assert len(queries.current_checks_with_files(case)[0].file_ids) == 1
    (held,) = parties.authorities_of(case.applicant_id, case.agent_id)
    assert held.powers == {AgentPower.APPLY, AgentPower.COLLECT}
    assert (held.valid_from, held.valid_until) == (TODAY, date(2026, 12, 31))
    assert held.handling_codes == (LICENCE_NEW,)
    assert held.file_id is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"applicant-name": ""}, "这个字段是必填项。"),
        ({"applicant-id_number": "990101199003070000"}, "身份证号码的校验码不对"),
        ({"applicant-phone": "12345"}, "请填写 11 位手机号码"),
        ({"applicant-kind": "legal"}, "请填写统一社会信用代码"),
        (LEGAL | {"applicant-id_number": company().id_number[:-1]}, "应当是 18 位，现在是 17 位"),
        (
            LEGAL | {"applicant-id_number": swapped(company().id_number)},
            "统一社会信用代码的校验码不对，请核对是否有输错的字符。",
        ),
        ({"m1.file": SimpleUploadedFile("表.pdf", EXE)}, "这个文件不是"),
        ({"m1.file": SimpleUploadedFile("表.pdf", LARGE)}, "文件有 30.0 MB，不能超过 10 MB"),
        (AGENT | {"agent-id_number": "1"}, "18 位"),
        (AGENT | {"agent-name": "王小满", "agent-id_number": person().id_number}, "和申请人的证件号码一样"),
        (AGENT, "没有委托人的授权委托书，代理人今天还不能代为申请。"),
        (PAPER | {"authority-valid_until": "2026-02-10"}, "授权已于 2026年2月10日 到期"),
        (PAPER | {"authority-valid_until": "2026-02-30"}, "输入一个有效的日期。"),
        (PAPER | {"authority-powers": "collect"}, "委托书只授权代为领取"),
        (PAPER | {"authority-powers": []}, "请选择委托书授权代理人办什么。"),
        (
            AGENT | {"authority-file": SimpleUploadedFile("委托书.pdf", PDF)},
            "请填写委托书上的截止日期。",
        ),
        ({"version": "99"}, "的指南在您填写的时候更新了"),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(
    desk: Client, change: dict[str, Any], says: str
) -> None:
    desk.get(f"/counter/new/{LICENCE_NEW}/")  # what the first request caches is not a change

    with unchanged():
        answer = desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE | change)

    page = text(answer)
    assert answer.status_code == (409 if "version" in change else 422)
    assert says in page
    assert 'name="answer.subject" value="person"' in page
    kept = {key: value for key, value in (WHOLE | change).items() if isinstance(value, str) and value}
    for name in (
        "applicant-name",
        "applicant-id_number",
        "applicant-phone",
        "agent-name",
        "agent-id_number",
        "authority-valid_until",
    ):
        assert name not in kept or f'value="{kept[name]}"' in page, name
    assert '<option value="paper" selected>' in page


def test_a_wrong_identity_is_said_beside_whose_it_is(desk: Client) -> None:
    wrong = AGENT | {"agent-id_number": "1"}

    page = text(desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE | wrong))

    assert page.index('name="agent-id_number"') < page.index("18 位") < page.index('name="agent-phone"')
    assert '<input type="radio" name="attendance" value="agent" checked' in page


def still_typed(page: str) -> None:
    """Nothing of ``WHOLE`` has to be typed again."""
    for name in ("applicant-name", "applicant-id_number", "applicant-phone"):
        assert f'value="{WHOLE[name]}"' in page, name
    assert 'name="answer.subject" value="person"' in page
    assert '<option value="paper" selected>' in page


def test_a_window_out_of_scope_keeps_what_was_typed(signed_in: SignIn, county: County) -> None:
    """R18: and says where to go."""
    browser = at_window(signed_in("near-clerk"), county.near.id)
    browser.get(f"/counter/new/{LICENCE_NEW}/")

    with unchanged():
        answer = browser.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE)

    page = text(answer)
    assert answer.status_code == 409
    assert "不在邻县政务服务中心" in page
    assert "这些窗口可以办" in page
    assert "安澜县政务服务中心 A1" in page
    still_typed(page)


def test_an_unknown_item_is_not_found(desk: Client) -> None:
    desk.get("/counter/")

    with unchanged():
        seen = desk.get("/counter/new/nothing/")
        sent = desk.post("/counter/new/nothing/receipts/", WHOLE)

    for answer in (seen, sent):
        assert answer.status_code == 404
        assert "没有编码为 nothing 的事项" in text(answer)


def test_an_item_withdrawn_while_somebody_types_is_not_received_and_nothing_is_lost(
    desk: Client, county: County
) -> None:
    version = county.item(questions=(), materials=())
    desk.get(f"/counter/new/{version.code}/")
    catalogue.withdraw_item(code=version.code, ended_on=TODAY, at=AT, by="system", reason="国务院取消")

    with unchanged():
        answer = desk.post(f"/counter/new/{version.code}/receipts/", APPLICANT)
    draft = desk.post(f"/counter/new/{version.code}/drafts/", APPLICANT)

    for page in (answer, desk.get(draft["Location"])):
        assert f"“{version.name}”自 2026-02-11 起不再办理" in text(page)
        for name in ("applicant-name", "applicant-id_number", "applicant-phone"):
            assert f'value="{APPLICANT[name]}"' in text(page), name
    assert answer.status_code == 404
    assert desk.get(f"/counter/new/{version.code}/").status_code == 404


def test_a_question_asked_since_the_page_was_opened_loses_nothing(desk: Client) -> None:
    """A newer version asks what the page did not: the answer is typed beside the rest."""
    typed = {name: value for name, value in WHOLE.items() if not name.startswith("answer.")}
    desk.get(f"/counter/new/{LICENCE_NEW}/")

    with unchanged():
        answer = desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", typed)
    kept = desk.post(f"/counter/new/{LICENCE_NEW}/drafts/", WHOLE)

    page = text(answer)
    assert answer.status_code == 422
    assert "还要问：申请人是哪一类？" in page
    assert 'name="answer.subject" value="company"' in page
    assert f'value="{WHOLE["applicant-id_number"]}"' in page
    still_typed(text(desk.get(kept["Location"])))


def test_an_answer_due_beyond_the_calendar_is_said_and_nothing_is_lost(
    desk: Client, on_the_day: Callable[[datetime], None]
) -> None:
    on_the_day(datetime(2026, 12, 25, 10, tzinfo=SHANGHAI))
    desk.get(f"/counter/new/{LICENCE_NEW}/")

    with unchanged():
        answer = desk.post(f"/counter/new/{LICENCE_NEW}/receipts/", WHOLE)

    assert answer.status_code == 422
    assert "工作日历里没有 2027 年，算不出期限；请管理员先导入 2027 年的放假安排" in text(answer)
    still_typed(text(answer))


# the case: fixes and acceptance


def test_what_is_missing_is_said_and_can_be_put_right(desk: Client, county: County) -> None:
    number = receive(county, licence_application(materials=(handed_in("m1", points={}),))).number
    page = text(desk.get(f"/counter/cases/{number}/"))
    assert "还差 <em>1 处</em>" in page
    assert "道路货物运输经营申请表还要做到" in page

    answer = desk.post(f"/counter/cases/{number}/fixes/", FORM)

    assert (answer.status_code, answer["Location"]) == (302, f"/counter/cases/{number}/")
    assert "材料齐了，可以受理" in text(desk.get(answer["Location"]))


@pytest.mark.parametrize(
    "data", [{}, {"m1.collected": "by-air"}, {"m1.collected": "paper", "m1.originals": "-1"}]
)
def test_a_fix_that_says_nothing_or_nonsense_changes_nothing(
    desk: Client, county: County, data: dict[str, str]
) -> None:
    number = receive(county, licence_application(materials=())).number

    with unchanged():
        answer = desk.post(f"/counter/cases/{number}/fixes/", data)

    assert answer.status_code == 422
    assert "还差" in text(answer)


@pytest.mark.parametrize(
    ("content", "says"), [(EXE, "这个文件不是"), (LARGE, "文件有 30.0 MB，不能超过 10 MB")]
)
def test_a_refused_scan_is_said_on_the_page(desk: Client, county: County, content: bytes, says: str) -> None:
    number = receive(county, licence_application(materials=())).number
    desk.get(f"/counter/cases/{number}/")

    with unchanged():
        answer = desk.post(
            f"/counter/cases/{number}/fixes/",
            FORM | {"m1.file": [SimpleUploadedFile("好.pdf", PDF), SimpleUploadedFile("a.pdf", content)]},
        )

    assert answer.status_code == 422
    assert "道路货物运输经营申请表：" in text(answer)
    assert says in text(answer)
    assert '<option value="paper" selected>' in text(answer)
    assert 'name="m1.originals" value="1"' in text(answer)


def test_acceptance_leads_back_to_the_case_with_its_date(desk: Client, county: County) -> None:
    number = receive(county).number

    answer = desk.post(f"/counter/cases/{number}/acceptance/")

    assert (answer.status_code, answer["Location"]) == (302, f"/counter/cases/{number}/")
    page = text(desk.get(answer["Location"]))
    assert "已受理，<em>2月25日</em>前办结" in page
    assert "受理通知书" in page


def test_a_refused_acceptance_says_why_on_the_page(desk: Client, county: County) -> None:
    number = receive(county, licence_application(materials=())).number

    with unchanged():
        incomplete = desk.post(f"/counter/cases/{number}/acceptance/")
    done = receive(county).number
    accept(county, done)
    again = desk.post(f"/counter/cases/{done}/acceptance/")

    assert (incomplete.status_code, again.status_code) == (422, 409)
    assert "还差 1 处，不能受理：缺道路货物运输经营申请表" in text(incomplete)
    assert "办件现在是“已受理”，不能办理“受理”" in text(again)


def test_an_acceptance_due_beyond_the_calendar_is_said_and_changes_nothing(
    desk: Client, county: County, on_the_day: Callable[[datetime], None]
) -> None:
    before = datetime(2026, 12, 23, 10, tzinfo=SHANGHAI)
    number = receive(county, at=before).number
    on_the_day(before)
    desk.get(f"/counter/cases/{number}/")

    with unchanged():
        page = text(desk.get(f"/counter/cases/{number}/"))
        answer = desk.post(f"/counter/cases/{number}/acceptance/")

    assert answer.status_code == 422
    for said in (page, text(answer)):
        assert "工作日历里没有 2027 年，算不出期限" in said


def test_a_case_of_another_outlet_is_neither_shown_nor_touched(signed_in: SignIn, county: County) -> None:
    number = receive(county).number
    browser = at_window(signed_in("town-clerk"), county.town.id)
    browser.get("/counter/")

    with unchanged():
        assert browser.get(f"/counter/cases/{number}/").status_code == 403
        assert browser.post(f"/counter/cases/{number}/acceptance/").status_code == 403
        assert browser.post(f"/counter/cases/{number}/fixes/", FORM).status_code == 403
        assert browser.get("/counter/cases/990101202602119999990/").status_code == 404


def test_whoever_moved_to_another_outlet_chooses_anew(signed_in: SignIn, county: County) -> None:
    browser = signed_in("town-clerk")
    session = browser.session
    session["counter-window"] = str(county.a1.id)
    session.save()

    assert browser.get("/counter/")["Location"] == "/counter/windows/"


def test_pages_cost_few_statements(
    desk: Client, county: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers = [receive(county, licence_application(agent=agent())).number for _ in range(4)]
    pages = {
        "/counter/": 7,
        "/counter/?q=货物运输": 8,
        f"/counter/new/{LICENCE_NEW}/?answer.subject=person": 8,
        f"/counter/cases/{numbers[0]}/": 14,
    }
    for path, most in pages.items():
        desk.get(path)
        with django_assert_max_num_queries(most):
            assert desk.get(path).status_code == 200
