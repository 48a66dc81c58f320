"""Refusals of the working calendar.

NotFound
└── YearUnknown            asked to show a year that has no calendar
Invalid
├── CalendarNotLoaded      a date beyond the loaded years
├── CalendarFileRefused    a year's file breaks the format or the law; every bad row is named
├── DayNotAllowed          an edit the law does not allow (a statutory holiday as a working day)
└── ReasonMissing          an edit without a reason
Conflict
└── DayUnchanged           an edit that would change nothing
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid, NotFound


class CalendarNotLoaded(Invalid):
    """A date lies in a year whose calendar has not been loaded. ``extra["year"]`` names it."""

    code = "calendars.not-loaded"
    title = "工作日历还没有这一年"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"工作日历里没有 {year} 年，算不出期限；请管理员先导入 {year} 年的放假安排", year=year
        )


class YearUnknown(NotFound):
    """The year asked for has no calendar."""

    code = "calendars.year-unknown"
    title = "没有这一年的工作日历"


class CalendarFileRefused(Invalid):
    """The file of a year is wrong; nothing was loaded. ``errors`` names every bad row."""

    code = "calendars.file-refused"
    title = "放假安排文件有误，没有导入"


class DayNotAllowed(Invalid):
    """The law makes this day a holiday; the calendar cannot make it a working day."""

    code = "calendars.day-not-allowed"
    title = "这一天是法定节日，不能改为工作日"


class ReasonMissing(Invalid):
    """A day of the calendar is never changed without a reason."""

    code = "calendars.reason-missing"
    title = "请写明修改工作日历的依据"


class DayUnchanged(Conflict):
    """The day already is what it should be changed to."""

    code = "calendars.day-unchanged"
    title = "这一天已经是这样，没有修改"
