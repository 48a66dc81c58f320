"""导出办件: who may, what stands in the workbook, what does not, and who fetches it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from yichuang.casework.cases import services
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.services import exporting
from yichuang.casework.cases.tests.births import TO_DELIVERED, born, go
from yichuang.casework.cases.tests.county import AT, CARD_NEW, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.types import CaseFilter, CaseStatus, CaseView, Days
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.models import Post
from yichuang.foundation.clocks.types import Light
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import BORN, a_person, make_resident_id
from yichuang.kernel import long_tasks
from yichuang.kernel.ids import new_id
from yichuang.kernel.long_tasks import TaskUnknown
from yichuang.kernel.models import AuditEntry, LongTask, TaskState
from yichuang.kernel.time import now

MAY = ("chief", "officer", "head", "manager", "supervisor")
MAY_NOT = ("clerk", "issuer", "town-clerk", "system-admin")
ANY = CaseFilter()

pytestmark = pytest.mark.usefixtures("on_the_day")
SignIn = Callable[[str], Client]


@pytest.fixture
def case(county: County) -> CaseView:
    """王小满's case in the hall, of the transport department."""
    person = a_person(7, name="王小满", phone="13700001234")
    return born(county, applicant_id=parties.record_party(party=person, at=AT)).case


def asked(county: County, username: str, wanted: CaseFilter = ANY, at: datetime = AT) -> UUID:
    return services.request_export(wanted=wanted, words="全部办件", actor=county.people[username], at=at)


def workbook(county: County, username: str, task_id: UUID) -> list[dict[str, Any]]:
    """The rows as Excel reads them, by the heads of their columns."""
    found = services.fetch_export(task_id=task_id, actor=county.people[username], at=now())
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(found))).active
    assert sheet is not None
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def exported(county: County, username: str, wanted: CaseFilter = ANY) -> list[dict[str, Any]]:
    task_id = asked(county, username, wanted)
    long_tasks.run(task_id, is_last_attempt=True)
    return workbook(county, username, task_id)


def task(task_id: UUID) -> LongTask:
    return LongTask.objects.get(id=task_id)


def test_the_platform_knows_its_runner() -> None:
    assert long_tasks._runners[exporting.KIND] == "yichuang.casework.cases.tasks.export_cases"


# what stands in it


def test_a_row_says_what_the_list_says_and_masks_who_it_is(county: County, case: CaseView) -> None:
    """The same facts, the same masks; times in Shanghai, twenty-one digits whole."""
    go(county, case.number, *TO_DELIVERED, at=AT + timedelta(days=1))

    (row,) = exported(county, "supervisor")

    number = make_resident_id(BORN, 7)
    assert row == {
        "办件编号": case.number,
        "事项": case.name,
        "业务办理项编码": case.handling_code,
        "申请人": "王*",
        "证件号码": number[:4] + "*" * 10 + number[-4:],
        "状态": "已送达",
        "时限灯": "已办结",
        "时限": "提前 4 个工作日办结",
        "现在的期限": None,
        "收件时间": datetime(2026, 2, 11, 9, 30),
        "受理时间": datetime(2026, 2, 12, 9, 30),
        "决定时间": datetime(2026, 2, 12, 9, 30),
        "办结时间": datetime(2026, 2, 12, 9, 30),
        "办结结果": "出证办结",
        "承诺办结日期": datetime(2026, 2, 25),
        "法定办结日期": datetime(2026, 3, 17),
        "主管部门": "安澜县交通运输局",
        "收件网点": "安澜县政务服务中心",
        "收件窗口": "A1",
        "申请渠道": "窗口",
    }


def test_it_holds_what_the_conditions_ask_in_the_order_of_the_list(county: County, case: CaseView) -> None:
    card = born(
        county, at=AT + timedelta(minutes=1), organisation_id=county.social, handling_code=CARD_NEW
    ).case
    late = born(county, at=AT + timedelta(minutes=2), window_id=None).case
    born(
        county, outlet_id=county.near.outlet_id, window_id=county.near.id, region_code=county.near.region_code
    )

    def numbers(username: str, **conditions: Any) -> list[str]:
        return [row["办件编号"] for row in exported(county, username, CaseFilter(**conditions))]

    assert numbers("supervisor") == [late.number, card.number, case.number]
    assert numbers("officer") == [late.number, case.number]
    assert numbers("supervisor", handling_codes=(CARD_NEW,)) == [card.number]
    assert numbers("supervisor", applicants=(case.applicant_id,), light=Light.GREEN) == [case.number]
    assert numbers("supervisor", statuses=(CaseStatus.ARCHIVED,)) == []
    assert numbers("manager", window_id=county.a1.id, received=Days(date(2026, 2, 11))) == [
        card.number,
        case.number,
    ]


def test_more_than_one_batch_is_written_whole(
    county: County, case: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_BATCH", 2)
    for n in range(4):
        born(county, at=AT + timedelta(minutes=n), applicant_id=case.applicant_id)

    task_id = asked(county, "manager")
    long_tasks.run(task_id, is_last_attempt=True)

    assert len({row["办件编号"] for row in workbook(county, "manager", task_id)}) == 5
    done = task(task_id)
    assert (done.state, done.note, done.done, done.total) == (TaskState.DONE, "共 5 件", 5, 5)
    assert done.result_name == "办件名单20260211.xlsx"


@pytest.mark.parametrize("evil", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(1)", "\t=1"])
def test_what_people_are_called_is_never_a_formula(county: County, evil: str) -> None:
    """SEC: formula injection, by the applicant's name and the item's."""
    person = a_person(8, name=f"{evil.strip()}甲")
    case = born(county, applicant_id=parties.record_party(party=person, at=AT)).case
    Case.objects.filter(id=case.id).update(name=f"{evil}许可")

    (row,) = exported(county, "supervisor")

    assert row["事项"] == f"'{evil}许可"
    assert row["申请人"] == f"'{evil.strip()[0]}*"


def test_conditions_come_back_as_they_were_given(county: County) -> None:
    wanted = CaseFilter(
        number="990101202602110000010",
        applicants=(new_id(), new_id()),
        handling_codes=("a", "b"),
        statuses=(CaseStatus.RECEIVED,),
        light=Light.RED,
        outlet_id=new_id(),
        window_id=new_id(),
        organisation_id=new_id(),
        received=Days(date(2026, 1, 1), date(2026, 2, 1)),
        accepted=Days(last=date(2026, 2, 1)),
        completed=Days(first=date(2026, 2, 1)),
        open_only=True,
    )

    for given in (wanted, ANY, replace(ANY, applicants=(), handling_codes=())):
        assert exporting.from_json(exporting.to_json(given)) == given


# too much


def test_more_than_a_sheet_holds_is_said_in_a_sentence(
    county: County, case: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    born(county, at=AT + timedelta(minutes=1), applicant_id=case.applicant_id)
    task_id = asked(county, "manager")

    long_tasks.run(task_id, is_last_attempt=False)

    failed = task(task_id)
    assert failed.state == TaskState.FAILED
    assert failed.note == "符合条件的办件有 2 件，超过一张 Excel 表的 1 行，请缩小收件日期等条件，分几次导出"


# who


@pytest.mark.parametrize("username", MAY)
def test_whose_work_is_with_lists_may(county: County, case: CaseView, username: str) -> None:
    assert [row["办件编号"] for row in exported(county, username)] == [case.number]


@pytest.mark.parametrize("username", MAY_NOT)
def test_others_may_not(county: County, case: CaseView, username: str) -> None:
    with refused(NotYourRole):
        asked(county, username)


def test_a_clerk_who_is_an_officer_takes_the_departments_cases_only(county: County, case: CaseView) -> None:
    """Reading at the window is no right to take the window's list away."""
    born(county, at=AT + timedelta(minutes=1), organisation_id=county.social)

    assert [row["办件编号"] for row in exported(county, "clerk-and-officer")] == [case.number]


def test_who_lost_the_post_meanwhile_gets_nothing(county: County, case: CaseView) -> None:
    task_id = asked(county, "supervisor")
    Post.objects.filter(id=county.posts["supervisor"]).update(
        ends_on=date(2026, 2, 10), starts_on=date(2026, 1, 1)
    )

    long_tasks.run(task_id, is_last_attempt=False)

    failed = task(task_id)
    assert failed.state == TaskState.FAILED
    assert "导出办件" in failed.note


def test_each_step_is_on_record(county: County, case: CaseView) -> None:
    exported(county, "supervisor")

    entries = list(AuditEntry.objects.filter(stream="case-export").order_by("sequence"))
    assert [entry.action for entry in entries] == ["requested", "fetched"]
    assert {entry.actor for entry in entries} == {county.people["supervisor"].principal}
    assert entries[0].details == {"conditions": "全部办件"}


def test_nobody_else_fetches_or_cancels_it(county: County, case: CaseView) -> None:
    task_id = asked(county, "supervisor")
    long_tasks.run(task_id, is_last_attempt=True)

    for guess, username in ((task_id, "head"), (new_id(), "supervisor")):
        with refused(TaskUnknown):
            services.fetch_export(task_id=guess, actor=county.people[username], at=AT)
        with refused(TaskUnknown):
            services.cancel_export(task_id=guess, actor=county.people[username], at=AT)
    with refused(NotYourRole):
        services.fetch_export(task_id=task_id, actor=county.people["clerk"], at=AT)


# pages


def export(browser: Client, **filters: str) -> Any:
    return browser.post("/cases/exports/", filters)


def heading(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page[page.index("<h1") : page.index("</h1>")])


def test_the_heading_says_how_many_there_are_and_which_is_being_made(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    """It is part of what follows the export live."""
    browser = signed_in("supervisor")

    def page() -> str:
        return str(browser.get("/cases/exports/", headers={"HX-Request": "true"}).content.decode())

    assert heading(page()) == "还没有导出过"
    export(browser, state="received")
    first = LongTask.objects.get().id
    export(browser, state="open")
    second = LongTask.objects.exclude(id=first).get().id
    assert heading(page()) == "2 个在排队"
    assert long_tasks.begin(task_id=first, at=AT) is not None
    assert heading(page()) == "1 个正在导出，1 个在排队"
    assert "正在导出：状态 已收件</p>" in page()
    long_tasks.cancel(task_id=first, owner=county.people["supervisor"].principal, at=AT)
    long_tasks.run(second, is_last_attempt=True)
    assert heading(page()) == "1 个导出可以下载"
    export(browser)
    assert heading(page()) == "1 个在排队，1 个可以下载"


def test_where_nothing_can_be_fetched_the_heading_says_so(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    browser = signed_in("supervisor")
    browser.post(f"/cases/exports/{asked(county, 'supervisor')}/cancellation/")

    page = browser.get("/cases/exports/").content.decode()

    assert heading(page) == "没有可以下载的导出"


def test_from_the_list_to_the_file(signed_in: SignIn, county: County, case: CaseView) -> None:
    born(county, at=AT + timedelta(minutes=1), organisation_id=county.social, handling_code=CARD_NEW)
    browser = signed_in("supervisor")
    found = browser.get("/cases/?organisation=JTJ").content.decode()
    assert 'action="/cases/exports/"' in found
    assert '<input type="hidden" name="organisation" value="JTJ">' in found

    answer = export(browser, organisation="JTJ")
    waiting = browser.get("/cases/exports/").content.decode()
    task_id = LongTask.objects.get().id
    long_tasks.run(task_id, is_last_attempt=True)
    ready = browser.get("/cases/exports/").content.decode()

    assert (answer.status_code, answer["Location"]) == (302, "/cases/exports/")
    assert "排队中" in waiting
    assert "部门 安交运" in waiting
    assert "共 1 件" in ready
    assert f'href="/cases/exports/{task_id}/file/"' in ready
    file = browser.get(f"/cases/exports/{task_id}/file/")
    content = b"".join(file.streaming_content)
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert file["Content-Disposition"].startswith("attachment;")
    assert "no-store" in file["Cache-Control"]
    assert int(file["Content-Length"]) == len(content)
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == case.number


def test_progress_is_seen_and_the_part_is_the_part_of_the_page(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    browser = signed_in("supervisor")
    task_id = asked(county, "supervisor")
    begun = long_tasks.begin(task_id=task_id, at=AT)
    assert begun is not None
    long_tasks.advance(task_id=task_id, attempt=begun[2], done=40, total=100, at=AT)

    page = browser.get("/cases/exports/").content.decode()
    part = browser.get("/cases/exports/", headers={"HX-Request": "true"}).content.decode()

    assert 'value="40" max="100"' in part
    assert "已写 40 件，共 100 件" in part
    assert "<html" not in part
    assert " ".join(re.sub(r'value="[A-Za-z0-9]{64}"', "", part).split()) in " ".join(
        re.sub(r'value="[A-Za-z0-9]{64}"', "", page).split()
    )


def test_it_can_be_cancelled_on_the_page(signed_in: SignIn, county: County, case: CaseView) -> None:
    browser = signed_in("supervisor")
    task_id = asked(county, "supervisor")

    answer = browser.post(f"/cases/exports/{task_id}/cancellation/")
    again = browser.post(f"/cases/exports/{task_id}/cancellation/")

    assert (answer.status_code, again.status_code) == (302, 409)
    assert task(task_id).state == TaskState.CANCELLED
    assert "已取消" in browser.get("/cases/exports/").content.decode()
    assert AuditEntry.objects.filter(stream="case-export", action="cancelled").count() == 1


def test_a_fourth_at_once_is_refused_with_a_sentence(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    browser = signed_in("supervisor")
    for _ in range(long_tasks.MOST_OPEN):
        export(browser)

    with unchanged():
        answer = export(browser)

    assert answer.status_code == 409
    assert "您已有 3 个后台任务没有结束" in answer.content.decode()


def test_an_applicants_cases_are_exported_without_the_name_anywhere(
    signed_in: SignIn, county: County, case: CaseView
) -> None:
    born(county, at=AT + timedelta(minutes=1), applicant_id=parties.record_party(party=a_person(9), at=AT))
    browser = signed_in("supervisor")
    typed = {"by": "name", "value": "王小满", "purpose": "核对办件数量"}
    reference = browser.post("/cases/applicants/", typed)["Location"].split("who=")[1]

    export(browser, who=reference)

    made = LongTask.objects.get()
    assert made.title == "姓名或者名称 王*"
    long_tasks.run(made.id, is_last_attempt=True)
    assert [row["办件编号"] for row in workbook(county, "supervisor", made.id)] == [case.number]
    assert "王小满" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("filters", [{"state": "lost"}, {"who": "x"}, {"received_from": "nonsense"}])
def test_conditions_that_cannot_be_export_nothing(
    signed_in: SignIn, county: County, case: CaseView, filters: dict[str, str]
) -> None:
    browser = signed_in("supervisor")

    with unchanged():
        answer = export(browser, **filters)

    assert answer.status_code == 422


@pytest.mark.parametrize("username", ["clerk", "issuer"])
def test_who_may_not_has_no_button_and_no_page(
    signed_in: SignIn, county: County, case: CaseView, username: str
) -> None:
    task_id = asked(county, "supervisor")
    long_tasks.run(task_id, is_last_attempt=True)
    browser = signed_in(username)

    assert "/cases/exports/" not in browser.get("/cases/").content.decode()
    assert export(browser).status_code == 403
    assert browser.get("/cases/exports/").status_code == 403
    assert browser.get(f"/cases/exports/{task_id}/file/").status_code == 403


def test_another_persons_file_is_not_found(signed_in: SignIn, county: County, case: CaseView) -> None:
    task_id = asked(county, "supervisor")
    long_tasks.run(task_id, is_last_attempt=True)

    assert signed_in("head").get(f"/cases/exports/{task_id}/file/").status_code == 404
    assert signed_in("head").post(f"/cases/exports/{task_id}/cancellation/").status_code == 404
    assert "共 1 件" not in signed_in("head").get("/cases/exports/").content.decode()
