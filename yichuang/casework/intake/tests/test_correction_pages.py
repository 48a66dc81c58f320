"""Corrections at the counter: one list, read through before it is told; what came; then accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import services
from yichuang.casework.intake.models import CorrectionGap, CorrectionNotice
from yichuang.casework.intake.tests.applications import (
    application_for,
    handed_in,
    licence_application,
    person,
)
from yichuang.casework.intake.tests.counter_pages import SignIn, text
from yichuang.casework.intake.tests.states import accept, correct, faulty_company, receive, tell
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.documents.tests.factories import EXE
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.tests.factories import content, material, publish

M1_FAULTY = {"m1.collected": "paper", "m1.originals": "1", "m1.point.p2": "on"}
M1 = M1_FAULTY | {"m1.point.p1": "on"}
M3 = {"m3.collected": "paper", "m3.originals": "1", "m3.point.p1": "on", "m3.point.p2": "on"}
AFTER = datetime(2026, 3, 11, 9, tzinfo=SHANGHAI)  # the last day to correct was the 10th


@pytest.fixture
def faulty(county: County) -> str:
    return faulty_company(county)


def page_of(number: str, rest: str = "") -> str:
    return f"/counter/cases/{number}/{rest}"


# telling


def test_one_click_saves_the_check_and_leads_to_the_list(desk: Client, faulty: str) -> None:
    page = text(desk.get(page_of(faulty)))
    assert 'name="then" value="tell"' in page

    answer = desk.post(page_of(faulty, "fixes/"), M1 | {"then": "tell"})

    assert (answer.status_code, answer["Location"]) == (302, page_of(faulty, "correction-notice/"))
    assert cases.case_by_number(faulty).act_count == 2
    shown = text(desk.get(answer["Location"]))
    assert "一次告知全部 <em>1 处</em>，3月10日前补正" in shown
    assert "提交公司章程（原件 1 份）。" in shown
    assert "道路货物运输经营申请表填写完整" not in shown


def test_nothing_to_save_leads_to_the_list_all_the_same(desk: Client, faulty: str) -> None:
    with unchanged():
        answer = desk.post(page_of(faulty, "fixes/"), M1_FAULTY | {"then": "tell"})

    assert answer["Location"] == page_of(faulty, "correction-notice/")


def test_the_notice_is_read_through_before_it_is_given(desk: Client, faulty: str) -> None:
    notice = page_of(faulty, "correction-notice/")
    with unchanged():
        read = desk.post(notice, {"step": "read", "note.m3": "全体股东要签字"})

    assert read.status_code == 200
    shown = text(read)
    assert "一次性补正告知书" in shown
    assert "窗口说明：全体股东要签字" in shown
    assert 'name="of" value="m1.p1 m3"' in shown
    assert "逾期没有提交全部补正材料的，视为放弃本次申请" in shown

    told = desk.post(notice, {"step": "confirm", "note.m3": "全体股东要签字", "of": "m1.p1 m3"})

    assert (told.status_code, told["Location"]) == (302, page_of(faulty))
    assert cases.case_by_number(faulty).status is CaseStatus.CORRECTION
    assert CorrectionGap.objects.get(notice__case__number=faulty, material_code="m3").note == "全体股东要签字"
    page = text(desk.get(page_of(faulty)))
    assert "已一次性告知，请打印补正告知书交给申请人" in page
    assert "等申请人补正，还差 <em>2 处</em>，3月10日前补齐" in page


def test_people_are_masked_on_the_screen(desk: Client, county: County) -> None:
    number = receive(county, licence_application(materials=())).number

    shown = text(desk.post(page_of(number, "correction-notice/"), {"step": "read"}))

    assert "yc-doc" in shown
    assert person().name not in shown
    assert person().id_number not in shown


def test_what_was_written_stays_when_one_goes_back(desk: Client, faulty: str) -> None:
    shown = text(desk.post(page_of(faulty, "correction-notice/"), {"step": "write", "note.m3": "要签字"}))

    assert 'value="要签字"' in shown
    assert "yc-doc" not in shown


def test_a_list_that_changed_meanwhile_is_shown_again(desk: Client, faulty: str) -> None:
    """A stale form: somebody saved another check at the next window."""
    notice = page_of(faulty, "correction-notice/")
    desk.post(page_of(faulty, "fixes/"), M1)

    with unchanged():
        answer = desk.post(notice, {"step": "confirm", "of": "m1.p1 m3", "note.m3": "要签字"})

    assert answer.status_code == 409
    assert "需要补正的内容刚刚有变化，请再看一遍" in text(answer)
    assert 'value="要签字"' in text(answer)


def test_a_note_that_is_too_long_stands_beside_its_field(desk: Client, faulty: str) -> None:
    with unchanged():
        answer = desk.post(page_of(faulty, "correction-notice/"), {"step": "read", "note.m3": "长" * 301})

    assert answer.status_code == 422
    assert "超过 300 字" in text(answer)


def test_html_in_a_note_is_words(desk: Client, faulty: str) -> None:
    shown = text(desk.post(page_of(faulty, "correction-notice/"), {"step": "read", "note.m3": "<b>急</b>"}))

    assert "&lt;b&gt;急&lt;/b&gt;" in shown
    assert "<b>急</b>" not in shown


def test_html_in_a_note_and_a_reason_is_words_to_the_end(
    county: County, desk: Client, signed_in: SignIn, faulty: str
) -> None:
    notice = page_of(faulty, "correction-notice/")
    desk.post(notice, {"step": "confirm", "note.m3": "<b>急</b>{{ 7*7 }}", "of": "m1.p1 m3"})
    browser = signed_in("manager")
    again = {"reason": "<b>住院</b>{{ 7*7 }}", "of": "m1.p1 m3"}

    read = text(browser.post(notice, {"step": "read"} | again))
    browser.post(notice, {"step": "confirm"} | again)
    progress = f"/progress/{cases.case_by_number(faulty).progress_token}/"

    assert CorrectionNotice.objects.get(case__number=faulty, round=2).reason == again["reason"]
    assert "&lt;b&gt;住院&lt;/b&gt;{{ 7*7 }}" in read
    for page in (read, text(desk.get(page_of(faulty))), text(desk.get(notice)), text(Client().get(progress))):
        assert "<b>急</b>" not in page
        assert "<b>住院</b>" not in page


def test_nothing_to_correct_is_said_on_the_case(desk: Client, county: County) -> None:
    """An empty list is no notice, whichever step of it is sent."""
    number = receive(county).number
    notice = page_of(number, "correction-notice/")
    desk.get(page_of(number))

    with unchanged():
        answers = [desk.get(notice), *(desk.post(notice, {"step": s, "of": ""}) for s in ("read", "confirm"))]

    for answer in answers:
        assert answer.status_code == 422
        assert "没有需要补正的内容，应当受理" in text(answer)


def test_a_last_day_beyond_the_calendar_is_said_and_the_notes_stay(
    desk: Client, county: County, on_the_day: Callable[[datetime], None]
) -> None:
    late = datetime(2026, 12, 23, 9, tzinfo=SHANGHAI)
    number = receive(county, licence_application(materials=()), at=late).number
    on_the_day(late)
    notice = page_of(number, "correction-notice/")
    desk.get(notice)

    with unchanged():
        answers = [
            desk.post(notice, {"step": step, "note.m1": "要签字", "of": "m1"}) for step in ("read", "confirm")
        ]

    for answer in answers:
        assert answer.status_code == 422
        assert "工作日历里没有 2027 年，算不出期限" in text(answer)
        assert "<li>要签字</li>" in text(answer)


def test_after_acceptance_there_is_no_such_page(desk: Client, county: County) -> None:
    number = receive(county).number
    accept(county, number)

    answer = desk.get(page_of(number, "correction-notice/"))

    assert answer.status_code == 409
    assert "办件现在是“已受理”，不能办理“一次性补正告知”" in text(answer)


def test_without_a_window_one_chooses_one(signed_in: SignIn, faulty: str) -> None:
    answer = signed_in("clerk").get(page_of(faulty, "correction-notice/"))

    assert (answer.status_code, answer["Location"]) == (302, "/counter/windows/")


@pytest.mark.parametrize("username", ["issuer", "officer", "near-clerk", "supervisor"])
def test_who_has_no_business_here_is_refused(signed_in: SignIn, faulty: str, username: str) -> None:
    browser = signed_in(username)

    with unchanged():
        assert browser.get(page_of(faulty, "correction-notice/")).status_code == 403


# taking corrections in


def test_corrections_are_recorded_and_then_the_case_is_accepted(
    desk: Client, county: County, faulty: str
) -> None:
    tell(county, faulty)

    first = desk.post(page_of(faulty, "corrections/"), M1)
    page = text(desk.get(first["Location"]))
    assert "还差 <em>1 处</em>" in page
    assert page.count("补好了") == 1
    assert page.count("还没补") == 1

    desk.post(page_of(faulty, "corrections/"), M1 | M3)
    page = text(desk.get(page_of(faulty)))
    assert "补正齐了，可以受理" in page
    assert "材料齐了，<em>可以受理</em>" in page

    done = desk.post(page_of(faulty, "acceptance/"))
    assert done.status_code == 302
    assert cases.case_by_number(faulty).status is CaseStatus.ACCEPTED


def test_what_comes_again_and_is_still_wrong_gets_its_receipt(
    desk: Client, county: County, faulty: str
) -> None:
    tell(county, faulty)
    with unchanged():
        nothing = desk.post(page_of(faulty, "corrections/"), M1_FAULTY)
    assert nothing.status_code == 422
    assert "没有登记任何材料" in text(nothing)

    answer = desk.post(page_of(faulty, "corrections/"), M1_FAULTY | {"m1.again": "on"})

    assert answer.status_code == 302
    receipt = notices.notices_of_case(faulty)[-1]
    assert receipt.kind is NoticeKind.CORRECTION_RECEIPT
    assert [line.complete for line in notices.frozen_notice(receipt.id).content.materials] == [False]


@pytest.mark.parametrize(
    ("content", "says"),
    [(EXE, "这个文件不是"), (b"%PDF-1.7\n" + bytes(30 * 1024 * 1024), "文件有 30.0 MB，不能超过 10 MB")],
)
def test_a_refused_scan_of_a_correction_is_said_and_the_rest_stays(
    desk: Client, county: County, faulty: str, content: bytes, says: str
) -> None:
    tell(county, faulty)
    desk.get(page_of(faulty))

    with unchanged():
        answer = desk.post(
            page_of(faulty, "corrections/"),
            M1 | {"m1.copies": "3", "m1.file": SimpleUploadedFile("表.pdf", content)},
        )

    assert answer.status_code == 422
    assert says in text(answer)
    assert 'name="m1.copies" value="3"' in text(answer)


def test_the_page_knows_the_last_day_has_passed(
    desk: Client, county: County, faulty: str, on_the_day: Callable[[datetime], None]
) -> None:
    tell(county, faulty)
    on_the_day(AFTER)

    with unchanged():
        page = text(desk.get(page_of(faulty)))
        late = desk.post(page_of(faulty, "corrections/"), M1)

    assert "补正不来办结" in page
    assert "到3月10日没有收到全部补正材料，办件已办结" in page
    assert "登记补正材料" not in page
    assert late.status_code == 409
    assert "办件现在是“补正不来办结”，不能办理“收到补正材料”" in text(late)


# a supervisor


@pytest.mark.parametrize("username", ["manager", "head"])
def test_a_supervisor_tells_again_without_a_window(
    signed_in: SignIn, county: County, faulty: str, username: str
) -> None:
    tell(county, faulty)
    browser, notice = signed_in(username), page_of(faulty, "correction-notice/")

    shown = text(browser.get(notice))
    assert "再次告知，要写明<em>理由</em>" in shown
    assert shown.count("第一次就能看出") == 2
    with unchanged():
        missing = browser.post(notice, {"step": "read"})
        read = browser.post(notice, {"step": "read", "reason": "申请人住院，延后补正。"})
    assert missing.status_code == 422
    assert "请写明理由" in text(missing)
    assert "申请人住院，延后补正。" in text(read)

    told = browser.post(
        notice, {"step": "confirm", "reason": "申请人住院，延后补正。", "of": "m1.p1 m3"}, follow=True
    )

    assert told.status_code == 200
    assert "已再次告知" in text(told)
    assert CorrectionNotice.objects.get(case__number=faulty, round=2).reason == "申请人住院，延后补正。"


def test_the_clerk_is_told_who_may(desk: Client, county: County, faulty: str) -> None:
    tell(county, faulty)

    shown = text(desk.get(page_of(faulty, "correction-notice/")))

    assert "要由大厅管理员或者部门负责人写明理由后告知" in shown
    assert "您不能再次告知" in shown
    assert 'value="confirm"' not in shown


def test_what_newly_arose_the_clerk_tells(desk: Client, county: County, faulty: str) -> None:
    tell(county, faulty)
    correct(county, faulty, handed_in("m1"), handed_in("m3", points={"p1": False, "p2": True}))
    notice = page_of(faulty, "correction-notice/")

    assert "看文书" in text(desk.get(notice))
    desk.post(notice, {"step": "confirm", "of": "m3.p1"})

    assert CorrectionNotice.objects.filter(case__number=faulty).count() == 2


# silence, and a newer version


def test_silence_is_shown_before_anything_recorded_it(
    desk: Client, county: County, on_the_day: Callable[[datetime], None]
) -> None:
    number = receive(county).number
    on_the_day(datetime(2026, 2, 26, 9, tzinfo=SHANGHAI))

    with unchanged():
        page = text(desk.get(page_of(number)))
        late = desk.post(page_of(number, "acceptance/"))

    assert "已视为受理，<em>2月25日</em>前办结" in page
    assert "视为受理 · 王*" in page  # in the list of what the window received
    assert "2月25日前没有答复，依法自收件之日起视为受理" in page
    assert "保存核对结果" not in page
    assert late.status_code == 409

    services.settle_by_time(number=number, at=datetime(2026, 2, 26, 9, tzinfo=SHANGHAI))
    assert "依法自收件之日起视为受理" in text(desk.get(page_of(number)))


def test_a_newer_version_is_shown_and_not_applied(desk: Client, county: County) -> None:
    """R16."""
    version = county.item()
    number = receive(county, application_for(version)).number
    assert "本办件按收件时的" not in text(desk.get(page_of(number)))

    newer = publish(
        content(code=version.code, item_code=version.item_code, name=version.name, promised=None),
        organisation_id=county.transport,
        valid_from=AT.date(),
        at=AT + timedelta(hours=1),
    )

    page = text(desk.get(page_of(number)))
    assert newer.version_number == 2
    assert "2月11日起有第 2 版；本办件按收件时的第 1 版办理，材料和时限都不变" in page


def test_what_a_newer_version_says_otherwise_is_read_out(desk: Client, county: County) -> None:
    """CAT-18, CAT-21: in the words of the comparison, by topic."""
    said: dict[str, Any] = {
        "code": "X7001-01",
        "item_code": "X7001",
        "name": "道路普通货物运输经营许可（新办）",
    }
    said |= {"questions": (), "materials": (material("m1"),)}
    version = county.item(**said)
    number = receive(county, application_for(version)).number

    publish(
        content(**said | {"promised": Limit(3, LimitUnit.WORKING_DAY), "conditions": ("有车辆",)}),
        organisation_id=county.transport,
        valid_from=AT.date(),
        at=AT + timedelta(hours=1),
    )

    page = text(desk.get(page_of(number)))
    told = page.split("新版有 3 处不同")[1].split("</dl>")[0]
    assert ["".join(pair) for pair in re.findall(r"<dt>(.*?)</dt>|<dd [^>]*>(.*?)</dd>", told)] == [
        "时限",
        "承诺办结时限由 8 个工作日缩短为 3 个工作日",
        "受理条件",
        "受理条件新增“有车辆”",
        "受理条件去掉“有检测合格的车辆”",
    ]
