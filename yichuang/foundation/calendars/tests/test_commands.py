"""``yichuang calendar load``, ``yichuang calendar show`` and ``yichuang calendar set``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from yichuang.foundation.calendars import queries
from yichuang.foundation.calendars.tests.factories import SHIPPED
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_load_says_what_it_did_and_show_prints_the_year(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("calendar_load", str(SHIPPED / "2026.csv"))
    assert capsys.readouterr().out == "2026 年：25 个放假调休日，全年 248 个工作日；改动 25 天\n"
    call_command("calendar_load", str(SHIPPED / "2026.csv"))
    assert capsys.readouterr().out == "2026 年：25 个放假调休日，全年 248 个工作日；没有改动\n"

    call_command("calendar_show", "2026")

    printed = capsys.readouterr().out
    assert "2026-02-28  周六  调休上班  春节\n" in printed
    assert "全年 248 个工作日" in printed


def test_json_carries_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("calendar_load", str(SHIPPED / "2026.csv"), "--json")
    assert json.loads(capsys.readouterr().out)["changed_days"][:2] == ["2026-01-01", "2026-01-02"]

    call_command("calendar_show", "2026", "--json")

    shown = json.loads(capsys.readouterr().out)
    assert (shown["year"], shown["working_days"], sum(shown["working_days_by_month"])) == (2026, 248, 248)
    assert shown["days"][2] == {"date": "2026-01-04", "kind": "make-up-workday", "name": "元旦"}


def test_a_bad_file_is_refused_with_exit_1_and_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2026.csv"
    file.write_bytes((SHIPPED / "2026.csv").read_bytes().replace(b"2026-05-09", b"2026-05-13"))

    with pytest.raises(SystemExit) as end, transaction.atomic():
        call_command("calendar_load", str(file))

    assert end.value.code == 1
    assert "第 18 行：2026-05-13（星期三）本来就上班" in capsys.readouterr().err
    assert queries.loaded_years() == ()


def test_a_year_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("calendar_show", "2031")

    assert end.value.code == 1
    assert capsys.readouterr().err == "没有 2031 年的工作日历，请先导入\n"


def test_a_file_that_cannot_be_read_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("calendar_load", str(tmp_path / "absent.csv"))


def test_set_changes_one_day_and_writes_down_why(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("calendar_load", str(SHIPPED / "2026.csv"))
    sunday = date(2026, 10, 11)
    assert not queries.working_calendar().is_working_day(sunday)
    capsys.readouterr()

    why = "省政府办公厅补充通知"
    call_command("calendar_set", "2026-10-11", "--working", "--name", "国庆节", "--reason", why)

    assert capsys.readouterr().out == "2026-10-11 改为工作日\n"
    assert queries.working_calendar().is_working_day(sunday)
    entry = AuditEntry.objects.get(stream="calendar", action="calendars.day-edited")
    assert (entry.stream_id, entry.actor, entry.details["reason"]) == ("2026", "system", why)

    call_command("calendar_set", "2026-10-11", "--off", "--reason", "补充通知已经撤销", "--json")

    assert json.loads(capsys.readouterr().out) == {"date": "2026-10-11", "is_working": False}
    assert not queries.working_calendar().is_working_day(sunday)


def test_set_refuses_what_the_law_makes_a_holiday(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("calendar_load", str(SHIPPED / "2026.csv"))

    with pytest.raises(SystemExit) as end, transaction.atomic():
        call_command("calendar_set", "2026-10-01", "--working", "--reason", "加班")

    assert end.value.code == 1
    assert capsys.readouterr().err == "2026-10-01 是法定节日，不能改为工作日\n"
    assert not queries.working_calendar().is_working_day(date(2026, 10, 1))


@pytest.mark.parametrize(
    "words",
    [
        ["2026-10-11", "--reason", "通知"],
        ["2026-10-11", "--working", "--off", "--reason", "通知"],
        ["2026-10-11", "--working"],
        ["11.10.2026", "--working", "--reason", "通知"],
    ],
)
def test_set_needs_a_day_a_kind_and_a_reason(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("calendar_set", *words)
