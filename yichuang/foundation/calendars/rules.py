"""What a year's calendar must look like, and how its file is read. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from yichuang.foundation.calendars.errors import CalendarFileRefused
from yichuang.foundation.calendars.types import DayKind, ExceptionalDay, YearSchedule
from yichuang.kernel.errors import FieldError

EARLIEST_YEAR, LATEST_YEAR = 2000, 2099
NAME_LENGTH = 40
SOURCE_LENGTH = 200
_KINDS = {kind.value: kind for kind in DayKind} | {kind.label: kind for kind in DayKind}
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_WEEKDAYS = "一二三四五六日"
_FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


def fixed_holidays(year: int) -> tuple[tuple[date, str], ...]:
    """The statutory holidays that stand on the same date every year (元旦、劳动节、国庆节).

    The lunar ones cannot be known without the notice, so only these are checked.

    Law: 全国年节及纪念日放假办法 §2
    """
    days = [
        (date(year, 1, 1), "元旦"),
        (date(year, 5, 1), "劳动节"),
        *((date(year, 10, day), "国庆节") for day in (1, 2, 3)),
    ]
    if year >= 2025:  # the amendment of 2024 gave Labour Day a second day
        days.append((date(year, 5, 2), "劳动节"))
    return tuple(sorted(days))


def day_problem(exception: ExceptionalDay) -> str:
    """Why this entry cannot stand, as a clerk's sentence; empty when it can.

    Law: 全国年节及纪念日放假办法 §2
    """
    weekend = exception.day.weekday() >= 5
    said = f"{exception.day.isoformat()}（星期{_WEEKDAYS[exception.day.weekday()]}）"
    if exception.kind is DayKind.DAY_OFF:
        return f"{said}本来就休息，不用写成放假" if weekend else ""
    holiday = dict(fixed_holidays(exception.day.year)).get(exception.day)
    if holiday:
        return f"{said}是法定节日{holiday}，不能写成上班"
    return "" if weekend else f"{said}本来就上班，不用写成调休上班"


def missing_holidays(schedule: YearSchedule) -> tuple[str, ...]:
    """What a whole year must give off and this one does not: a truncated file never passes for a year.

    Every festival reaches at least one weekday, because one that falls on a weekend is made up for.

    Law:
        全国年节及纪念日放假办法 §2 the seven holidays of all citizens
        全国年节及纪念日放假办法 §6 one that falls on a weekend is made up for on a working day
    """
    off = {exception.day: exception.name for exception in schedule.days if exception.kind is DayKind.DAY_OFF}
    days = [
        f"{day.isoformat()} {name}"
        for day, name in fixed_holidays(schedule.year)
        if day.weekday() < 5 and day not in off
    ]
    festivals = [name for name in _FESTIVALS if not any(name in given for given in off.values())]
    return (*days, *festivals)


def read_year_file(content: bytes) -> YearSchedule:
    """Read a year's file (放假安排) whole, or refuse it whole with every bad row named.

    The format, as office software also writes it back::

        year,2026,<the notice it follows>
        date,kind,name
        2026-01-01,day-off,元旦
        2026-01-04,make-up-workday,元旦

    Only days that differ from their weekday are written. ``kind`` may be the Chinese word (放假,
    调休上班); dates may use slashes; the text may be UTF-8 or GB 18030.

    Raises:
        CalendarFileRefused: the line of each problem is its pointer (``/lines/3``).
    """
    reading = _Reading()
    rows = _rows(_decode(content))
    year, source = reading.header(rows)
    schedule = YearSchedule(year, source, tuple(reading.days(rows[2:], year)) if year else ())
    if year and not reading.problems:
        for missing in missing_holidays(schedule):
            reading.problem(0, f"缺少{missing}放假，文件不完整")
    if reading.problems:
        raise CalendarFileRefused(reading.sentence(), errors=tuple(reading.problems))
    return schedule


def differing_days(before: Iterable[ExceptionalDay], after: Iterable[ExceptionalDay]) -> tuple[date, ...]:
    """The dates whose entry is not the same in both, ascending."""
    return tuple(sorted({exception.day for exception in set(before) ^ set(after)}))


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CalendarFileRefused("文件不是文本，没有导入；请另存为 CSV 再试")


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers."""
    try:
        lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]
    except csv.Error:
        raise CalendarFileRefused("文件不是 CSV，没有导入") from None
    return [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]


@dataclass
class _Reading:
    """The problems met so far, in the order of the lines."""

    problems: list[FieldError] = field(default_factory=list)

    def problem(self, line: int, detail: str) -> None:
        where = f"第 {line} 行：" if line else ""
        self.problems.append(FieldError(f"/lines/{line}", where + detail))

    def sentence(self) -> str:
        more = f"；另有 {len(self.problems) - 3} 处" if len(self.problems) > 3 else ""
        return "没有导入：" + "；".join(problem.detail for problem in self.problems[:3]) + more

    def header(self, rows: list[tuple[int, list[str]]]) -> tuple[int, str]:
        """Year and source of the first line; the year is 0 when it cannot be read."""
        cells = rows[0][1] if rows else []
        if len(cells) < 3 or cells[0] != "year" or not cells[2]:
            self.problem(1, "应为“year,年份,所依据的通知”")
            return 0, ""
        if not re.fullmatch(r"\d{4}", cells[1]) or not EARLIEST_YEAR <= int(cells[1]) <= LATEST_YEAR:
            self.problem(1, f"“{cells[1]}”不是 {EARLIEST_YEAR} 至 {LATEST_YEAR} 的年份")
            return 0, ""
        if len(cells[2]) > SOURCE_LENGTH:
            self.problem(1, f"所依据的通知最多 {SOURCE_LENGTH} 字")
        if len(rows) < 2 or rows[1][1][:3] != ["date", "kind", "name"]:
            self.problem(2, "应为“date,kind,name”")
        return int(cells[1]), cells[2]

    def days(self, rows: list[tuple[int, list[str]]], year: int) -> Iterator[ExceptionalDay]:
        """The good rows, ascending; the bad ones become problems."""
        found: dict[date, ExceptionalDay] = {}
        for line, cells in rows:
            exception, detail = _row(cells, year)
            if exception and exception.day in found:
                detail = f"{exception.day.isoformat()} 写了两次"
            if detail or exception is None:
                self.problem(line, detail)
            else:
                found[exception.day] = exception
        return iter(found[day] for day in sorted(found))


def _row(cells: list[str], year: int) -> tuple[ExceptionalDay | None, str]:
    """One row as an entry, and what is wrong with it."""
    if len(cells) < 3:
        return None, "应有日期、类别、名称三列"
    day, kind, name = _day(cells[0]), _KINDS.get(cells[1]), cells[2]
    if day is None:
        return None, f"“{cells[0]}”不是日期，应如 {year}-01-01"
    if day.year != year:
        return None, f"{day.isoformat()} 不在 {year} 年"
    if kind is None:
        return None, f"“{cells[1]}”不是类别，应为 {'、'.join(_KINDS)}"
    if not name or len(name) > NAME_LENGTH:
        return None, f"名称应有 1 至 {NAME_LENGTH} 字"
    exception = ExceptionalDay(day, kind, name)
    return exception, day_problem(exception)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
