"""The ways out at the counter and for supervisors: what is shown before it is written, what stays typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.models import NonAcceptance, Withdrawal
from yichuang.casework.intake.tests.applications import (
    agent,
    authority,
    card_application,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.endings import NOT_OURS, case_in, decline, delete
from yichuang.casework.intake.tests.states import accept, correct, faulty_company, receive, tell
from yichuang.casework.intake.tests.test_pages import at_window, text
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import PostInput, Role
from yichuang.foundation.documents.tests.factories import EXE, PDF
from yichuang.foundation.parties.types import AgentPower

SignIn = Callable[[str], Client]

WRITTEN = {
    "ground": "not-competent",
    "reason": NOT_OURS.reason,
    "legal_basis": "\r\n".join((*NOT_OURS.legal_basis, "《中华人民共和国道路运输条例》第七条")),
    "apply_to": "安澜县公安局",
}
BROUGHT = {"by_agent": "no", "has_signed_paper": "on", "identity_checked": "on", "reason": "车不买了"}


@pytest.fixture
def desk(signed_in: SignIn, county: County) -> Client:
    """A clerk who sits at A1."""
    return at_window(signed_in("clerk"), county.a1.id)


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


def path(number: str, act: str) -> str:
    return f"/counter/cases/{number}/{act}/"


def hidden(page: str) -> dict[str, str]:
    """What the confirmation of a page would send."""
    form = re.search(r'<form method="post" id="ending".*?</form>', page, re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])) | {
        "step": "confirm"
    }


# the menu


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


# not accepted


def test_the_paper_is_read_before_it_is_issued(desk: Client, number: str) -> None:
    form = text(desk.get(path(number, "non-acceptance")))
    assert "不予受理，要写明<em>为什么、依据什么</em>" in form
    assert '<option value="安澜县人力资源和社会保障局">' in form
    assert '<option value="安澜县交通运输局">' not in form  # it is the one that is not competent

    with unchanged():
        answer = desk.post(path(number, "non-acceptance"), WRITTEN | {"step": "read"})

    page = text(answer)
    assert answer.status_code == 200
    for said in (
        "将出具并盖章《不予受理通知书》",
        NOT_OURS.reason,
        "《中华人民共和国道路运输条例》第七条",
        "请向安澜县公安局提出申请",
        "向安澜县人民政府申请行政复议",
        "王*",
    ):
        assert said in page, said
    assert "王小满" not in page

    done = desk.post(path(number, "non-acceptance"), hidden(page))

    assert (done.status_code, done["Location"]) == (302, f"/counter/cases/{number}/")
    row = NonAcceptance.objects.get()
    assert (row.reason, row.apply_to) == (NOT_OURS.reason, "安澜县公安局")
    assert row.legal_basis == WRITTEN["legal_basis"].split("\r\n")
    after = text(desk.get(done["Location"]))
    assert "不予受理通知书" in after


def test_who_goes_back_finds_what_was_written(desk: Client, number: str) -> None:
    page = text(desk.post(path(number, "non-acceptance"), WRITTEN | {"step": "read"}))

    with unchanged():
        back = text(desk.post(path(number, "non-acceptance"), hidden(page) | {"step": "write"}))

    assert f">\n{NOT_OURS.reason}</textarea>" in back
    assert 'value="安澜县公安局"' in back
    assert 'value="not-competent" checked' in back


def test_not_needed_asks_for_no_other_authority(desk: Client, number: str) -> None:
    address = path(number, "non-acceptance")
    form = text(desk.get(address, {"ground": "not-needed"}))
    assert "这件事<em>不需要办理</em>" in form
    assert 'name="apply_to"' not in form

    written = {"ground": "not-needed", "reason": "不用办", "legal_basis": "行政许可法第三十二条"}
    page = text(desk.post(address, written))
    assert "申请事项依法不需要取得行政许可" in page
    desk.post(address, hidden(page))

    assert cases.case_by_number(number).status is CaseStatus.NOT_NEEDED


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": " "}, "请写明不予受理的理由"),
        ({"legal_basis": "\r\n"}, "请写明法律依据"),
        ({"apply_to": ""}, "请写明应当向哪个机关申请"),
        ({"apply_to": "安澜县交通运输局"}, "这就是本机关，请写明另一个机关"),
        ({"ground": ""}, "请选一种情形"),
        ({"ground": "because"}, "请选一种情形"),
        ({"reason": "长" * 1001}, "1000"),
    ],
)
@pytest.mark.parametrize("step", ["read", "confirm"])
def test_what_was_typed_stays_when_something_is_wrong(
    desk: Client, number: str, change: dict[str, str], says: str, step: str
) -> None:
    typed = WRITTEN | change
    desk.get(path(number, "non-acceptance"))  # what the first request caches is not a change

    with unchanged():
        answer = desk.post(path(number, "non-acceptance"), typed | {"step": step})

    page = text(answer)
    assert answer.status_code == 422
    assert says in page
    assert f'value="{typed["apply_to"]}"' in page or not typed["apply_to"]
    assert typed["reason"] in page
    assert cases.case_by_number(number).status is CaseStatus.RECEIVED


def test_materials_are_a_ground_only_after_a_correction(desk: Client, county: County) -> None:
    received = receive(county, licence_application(materials=())).number
    assert "补正后仍不符合要求" not in text(desk.get(path(received, "non-acceptance")))
    tell(county, received)
    still = WRITTEN | {"ground": "still-incomplete"}

    early = desk.post(path(received, "non-acceptance"), still)
    correct(county, received, handed_in("m1", points={"p1": False}))
    page = desk.post(path(received, "non-acceptance"), still)

    assert early.status_code == 409
    assert "还没有交来补正材料" in text(early)
    assert NOT_OURS.reason in text(early)
    assert "补正后的申请材料仍不齐全或者不符合法定形式" in text(page)


def test_a_case_that_was_answered_says_so_on_its_page(desk: Client, county: County, number: str) -> None:
    accept(county, number)

    for act in ("non-acceptance", "non-acceptance/?ground=not-needed"):
        answer = desk.get(path(number, act).replace("needed/", "needed"))
        assert answer.status_code == 409
        assert "办件现在是“已受理”，不能办理" in text(answer)


def test_an_answer_given_meanwhile_is_said_and_nothing_is_written(
    desk: Client, county: County, number: str
) -> None:
    page = text(desk.post(path(number, "non-acceptance"), WRITTEN))
    accept(county, number, by="other-clerk", window=county.a2)

    with unchanged():
        answer = desk.post(path(number, "non-acceptance"), hidden(page))

    assert answer.status_code == 409
    assert "办件现在是“已受理”，不能办理“不予受理”" in text(answer)


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


MARKUP = "<script>alert(1)</script>{{ 7*7 }}<b>'\""


@pytest.mark.parametrize("field", ["reason", "legal_basis", "apply_to"])
def test_markup_is_shown_as_written(desk: Client, county: County, number: str, field: str) -> None:
    typed = WRITTEN | {field: MARKUP}
    address = path(number, "non-acceptance")

    wrong = text(desk.post(address, typed | {"ground": ""}))
    read = text(desk.post(address, typed))
    desk.post(address, {name: value for name, value in typed.items()} | {"step": "confirm"})
    after = text(desk.get(f"/counter/cases/{number}/"))
    public = text(Client().get(f"/progress/{cases.case_by_number(number).progress_token}/"))

    for page in (wrong, read, after, public):
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" not in page or "&lt;script&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in read


# withdrawn


def test_a_withdrawal_is_read_and_confirmed(desk: Client, number: str) -> None:
    form = text(desk.get(path(number, "withdrawal")))
    assert "撤回要有<em>签名的书面申请</em>" in form
    assert 'value="yes"' not in form  # the case has no agent

    with unchanged():
        page = text(desk.post(path(number, "withdrawal"), BROUGHT))
    assert "终止办理（退件）通知书" in page
    assert "道路货物运输经营申请表（原件 1 份）" in page
    assert "车不买了" in page

    done = desk.post(path(number, "withdrawal"), hidden(page))

    assert (done.status_code, done["Location"]) == (302, f"/counter/cases/{number}/")
    assert cases.case_by_number(number).status is CaseStatus.WITHDRAWN
    assert Withdrawal.objects.get().reason == "车不买了"


def test_the_scan_is_chosen_once(desk: Client, number: str) -> None:
    brought = BROUGHT | {"file": SimpleUploadedFile("撤回.pdf", PDF)}
    page = text(desk.post(path(number, "withdrawal"), brought))
    back = text(desk.post(path(number, "withdrawal"), hidden(page) | {"step": "write"}))
    assert "扫描件已经存好" in back

    desk.post(path(number, "withdrawal"), hidden(page))

    assert Withdrawal.objects.get().file_id is not None


def test_markup_in_a_withdrawal_is_shown_as_written(desk: Client, county: County, number: str) -> None:
    typed = BROUGHT | {"reason": MARKUP}
    address = path(number, "withdrawal")

    wrong = text(desk.post(address, typed | {"has_signed_paper": ""}))
    read = text(desk.post(address, typed))
    desk.post(address, typed | {"step": "confirm"})
    after = text(desk.get(f"/counter/cases/{number}/"))
    public = text(Client().get(f"/progress/{cases.case_by_number(number).progress_token}/"))

    for page in (wrong, read, after, public):
        assert "<script>alert" not in page
    for page in (wrong, read):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert Withdrawal.objects.get().reason == MARKUP


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"has_signed_paper": ""}, "请收下签名的书面撤回申请"),
        ({"identity_checked": ""}, "请核对来人的身份证件"),
        ({"by_agent": "yes"}, "这个办件没有登记代理人，要由申请人撤回"),
        ({"by_agent": "cousin"}, "请选谁来撤回"),
        ({"reason": "长" * 501}, "500"),
        ({"file": "exe"}, "这个文件不是"),
    ],
)
def test_what_was_typed_of_a_withdrawal_stays(
    desk: Client, number: str, change: dict[str, Any], says: str
) -> None:
    if change.get("file"):
        change = {"file": SimpleUploadedFile("a.pdf", EXE)}
    typed = {name: value for name, value in (BROUGHT | change).items() if value}
    desk.get(path(number, "withdrawal"))

    with unchanged():
        answer = desk.post(path(number, "withdrawal"), typed)

    page = text(answer)
    assert answer.status_code == 422
    assert says in page
    assert str(typed["reason"]) in page
    for name in ("has_signed_paper", "identity_checked"):
        ticked = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert ticked is not None
        assert (" checked" in ticked[0]) is (name in typed)


def test_an_agent_without_the_power_is_told_so(desk: Client, county: County) -> None:
    paper = authority(powers=frozenset({AgentPower.APPLY}))
    theirs = receive(county, licence_application(agent=agent(), authority=paper)).number
    form = text(desk.get(path(theirs, "withdrawal")))
    assert "要有撤回的书面授权" in form
    desk.get(path(theirs, "withdrawal"))

    with unchanged():
        answer = desk.post(path(theirs, "withdrawal"), BROUGHT | {"by_agent": "yes"})

    assert answer.status_code in (409, 422)
    assert "撤回" in text(answer)
    assert "办件没有变动，您填的内容还在。" in text(answer)


# void and deleted


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


@pytest.mark.parametrize("act", ["voidance", "deletion"])
def test_the_reason_is_shown_as_written(signed_in: SignIn, number: str, act: str) -> None:
    browser = signed_in("manager")

    browser.post(path(number, act), {"reason": MARKUP})
    page = text(browser.get(path(number, act)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page


def test_what_was_deleted_is_still_read_at_the_counter(desk: Client, county: County, number: str) -> None:
    delete(county, number)

    page = desk.get(f"/counter/cases/{number}/")

    assert page.status_code == 200
    assert "已删除" in text(page)


def test_a_public_service_is_not_called_a_licence(desk: Client, county: County) -> None:
    card = receive(county, card_application()).number

    page = text(desk.post(path(card, "non-acceptance"), WRITTEN | {"legal_basis": "社会保险法第五十八条"}))

    paper = page[page.index("yc-doc") : page.index("</article>")]
    assert "申请事项不属于本机关职责范围" in paper
    assert "行政许可" not in paper


def test_the_page_of_a_declined_case_opens_its_notice(desk: Client, county: County, number: str) -> None:
    decline(county, number)

    page = text(desk.get(f"/counter/cases/{number}/"))

    assert "不予受理通知书" in page
    assert "保存核对结果" not in page


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
