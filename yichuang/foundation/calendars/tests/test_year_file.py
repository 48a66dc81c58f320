"""Reading a year's file: whole or not at all, each bad row by its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.calendars import rules
from yichuang.foundation.calendars.errors import CalendarFileRefused
from yichuang.foundation.calendars.tests.factories import shipped_file, shipped_schedule
from yichuang.foundation.calendars.types import DayKind

TEXT = shipped_file(2026).decode()


def pointers(content: str) -> list[str]:
    with pytest.raises(CalendarFileRefused) as refusal:
        rules.read_year_file(content.encode())
    return [error.pointer for error in refusal.value.errors]


def test_a_file_gives_the_year_its_source_and_its_days() -> None:
    schedule = shipped_schedule(2026)

    assert schedule.year == 2026
    assert "国办发明电〔2025〕7号" in schedule.source
    assert len(schedule.days) == 25
    assert (schedule.days[2].day, schedule.days[2].kind) == (date(2026, 1, 4), DayKind.MAKE_UP_WORKDAY)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("day-off", "放假").replace("make-up-workday", "调休上班").encode(),
        TEXT.replace("2026-01-01", "2026/1/1").encode(),
        TEXT.replace("year,2026", "year,２０２６").replace("2026-01-01", "２０２６-０１-０１").encode(),
        TEXT.replace("2026-01-02,day-off,元旦", "\n , \n2026-01-02 , day-off, 元旦,,").encode(),
    ],
    ids=[
        "byte-order-mark",
        "gb18030",
        "crlf",
        "chinese-kinds",
        "slashes",
        "wide-digits",
        "blank-lines-and-spare-columns",
    ],
)
def test_what_office_software_makes_of_a_file_reads_the_same(content: bytes) -> None:
    assert rules.read_year_file(content) == shipped_schedule(2026)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("2026-01-02,day-off,元旦", "2026-01-02,holiday,元旦"),
        ("2026-01-02,day-off,元旦", "2026-01-02,make-up-workday,元旦"),
        ("2026-01-02,day-off,元旦", "2026-01-03,day-off,元旦"),
        ("2026-01-02,day-off,元旦", "2026-01-02,day-off,"),
        ("2026-01-02,day-off,元旦", "2026-01-02,day-off," + "元" * 41),
        ("2026-01-02,day-off,元旦", "2026-01-02,day-off"),
        ("2026-01-02,day-off,元旦", "2025-01-02,day-off,元旦"),
        ("2026-01-02,day-off,元旦", "2026-02-30,day-off,元旦"),
        ("2026-01-02,day-off,元旦", "一月二日,day-off,元旦"),
        ("2026-01-02,day-off,元旦", "2026-01-01,day-off,元旦"),
    ],
    ids=[
        "unknown-kind",
        "weekday-made-up",
        "weekend-off",
        "no-name",
        "long-name",
        "two-columns",
        "another-year",
        "no-such-day",
        "no-date",
        "twice",
    ],
)
def test_a_bad_row_is_refused_by_its_line(good: str, bad: str) -> None:
    assert pointers(TEXT.replace(good, bad)) == ["/lines/4"]


def test_all_bad_rows_are_named_at_once() -> None:
    content = TEXT.replace("2026-01-02,day-off", "2026-01-02,rest").replace("2026-05-09,", "2026-05-11,")

    assert pointers(content) == ["/lines/4", "/lines/18"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("date,kind,name\n", 1),
        (TEXT.replace("year,2026", "year,26"), 1),
        (TEXT.replace("year,2026", "year,1926"), 1),
        ("year,2026,\n" + TEXT.split("\n", 1)[1], 1),
        (TEXT.replace("通知", "通" * 200), 1),
        (TEXT.replace("date,kind,name", "name,kind,date"), 2),
    ],
    ids=["empty", "no-year", "short-year", "old-year", "no-source", "long-source", "columns"],
)
def test_a_bad_head_is_refused(content: str, line: int) -> None:
    assert f"/lines/{line}" in pointers(content)


@pytest.mark.parametrize(
    ("lost", "named"),
    [("2026-05-01,", "2026-05-01 劳动节"), ("2026-06-19,", "端午"), ("2026-10-02,", "2026-10-02 国庆节")],
)
def test_a_file_that_lost_a_holiday_is_no_year(lost: str, named: str) -> None:
    content = "\n".join(line for line in TEXT.split("\n") if not line.startswith(lost))

    with pytest.raises(CalendarFileRefused, match=named):
        rules.read_year_file(content.encode())


def test_a_statutory_holiday_on_a_weekend_cannot_be_worked() -> None:
    # 3 October 2026 is a Saturday
    assert pointers(TEXT + "2026-10-03,make-up-workday,国庆节\n") == ["/lines/28"]


def test_labour_day_has_its_second_day_since_2025() -> None:
    assert date(2024, 5, 2) not in dict(rules.fixed_holidays(2024))
    assert date(2025, 5, 2) in dict(rules.fixed_holidays(2025))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff", b'year,2026,"' + b"a" * 200_000])
def test_what_is_no_text_table_is_refused(content: bytes) -> None:
    with pytest.raises(CalendarFileRefused):
        rules.read_year_file(content)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_content_brings_anything_but_a_refusal(content: bytes) -> None:
    with pytest.raises(CalendarFileRefused):
        rules.read_year_file(content)


@given(st.sampled_from(TEXT.split("\n")[2:-1]), st.text(alphabet='2026-/,dayofmkeupwr 元旦"\n', max_size=30))
def test_a_damaged_row_never_gives_a_day_the_law_does_not_know(row: str, damage: str) -> None:
    try:
        schedule = rules.read_year_file(TEXT.replace(row, damage).encode())
    except CalendarFileRefused:
        return

    assert all(rules.day_problem(entry) == "" and entry.day.year == 2026 for entry in schedule.days)
    assert rules.missing_holidays(schedule) == ()
