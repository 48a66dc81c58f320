"""Not accepting at the counter: the paper is read before it is issued, and what was typed stays."""

from __future__ import annotations

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.models import NonAcceptance
from yichuang.casework.intake.tests.applications import card_application, handed_in, licence_application
from yichuang.casework.intake.tests.counter_pages import text
from yichuang.casework.intake.tests.ending_forms import MARKUP, WRITTEN, hidden, path
from yichuang.casework.intake.tests.endings import NOT_OURS, decline
from yichuang.casework.intake.tests.states import accept, correct, receive, tell


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


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
