"""Shapes of the legal clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yichuang.foundation.clocks.errors import LimitNotValid, SuspensionReversed
from yichuang.kernel.labels import Labelled

LONGEST_LIMIT = 3650


class LimitUnit(Labelled):
    """What a limit is counted in (时限单位)."""

    WORKING_DAY = "working-day", "工作日"
    CALENDAR_DAY = "calendar-day", "自然日"
    MONTH = "month", "月"
    HOUR = "hour", "小时"
    IMMEDIATE = "immediate", "即办"


@dataclass(frozen=True, slots=True)
class Limit:
    """A statutory or promised limit (时限). The amount of ``immediate`` (即办) carries no meaning."""

    amount: int
    unit: LimitUnit
    legal_basis: str = ""

    def __post_init__(self) -> None:
        if self.unit is not LimitUnit.IMMEDIATE and not 1 <= self.amount <= LONGEST_LIMIT:
            raise LimitNotValid(f"时限应为 1 至 {LONGEST_LIMIT} 的整数，不是 {self.amount}")

    @property
    def words(self) -> str:
        """As it is printed: 20 个工作日, 3 个月, 4 小时, 即办."""
        if self.unit is LimitUnit.IMMEDIATE:
            return self.unit.label
        return f"{self.amount} {'' if self.unit is LimitUnit.HOUR else '个'}{self.unit.label}"


@dataclass(frozen=True, slots=True)
class Suspension:
    """Time that does not count (暂停计时), as while experts review.

    The days after ``starts_on`` up to and including ``ends_on`` are stopped, and only when a
    written notice was issued: without its number the clock runs on.
    """

    starts_on: date
    ends_on: date
    notice_number: str | None

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise SuspensionReversed(
                f"暂停计时从 {self.starts_on.isoformat()} 到 {self.ends_on.isoformat()}，结束早于开始"
            )


class Light(Labelled):
    """The deadline light (时限灯)."""

    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    PAUSED = "paused", "暂停计时"
    DONE = "done", "已办结"


class Phrase(StrEnum):
    """Which sentence a deadline is, so that a page can say it in another language."""

    NO_LIMIT = "no-limit"
    REMAINING = "remaining"
    LESS_THAN_A_DAY = "less-than-a-day"
    DUE_TODAY = "due-today"
    OVERDUE = "overdue"
    JUST_OVERDUE = "just-overdue"
    PAUSED = "paused"
    CLOSED_EARLY = "closed-early"
    CLOSED_IN_TIME = "closed-in-time"
    CLOSED_LATE = "closed-late"


@dataclass(frozen=True, slots=True)
class DueDates:
    """The two dates a case must keep: the authority's word and the law's. ``None`` is unknown."""

    promised_on: date | None
    statutory_on: date | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date as people see it: light, words and date.

    ``remaining_working_days`` counts to the due date, stopped days left out; it is negative when the
    date has passed (0 on the free days right after it, with a red light) and None without a limit.
    """

    light: Light
    due_on: date | None
    remaining_working_days: int | None
    words: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class LightPolicy:
    """When green turns yellow: at ``floor_working_days`` left, or at this share of the whole time."""

    floor_working_days: int = 1
    share_percent: int = 20


class CellKind(StrEnum):
    """How a cell of the clock strip looks."""

    USED = "used"
    TODAY = "today"
    PROMISED = "promised"
    STATUTORY = "statutory"
    LATE = "late"
    STOPPED = "stopped"


class CellMark(StrEnum):
    """What is written under a cell of the clock strip."""

    TODAY = "today"
    PROMISED_END = "promised-end"
    STATUTORY_END = "statutory-end"


@dataclass(frozen=True, slots=True)
class Cell:
    """One working day of the clock strip (时限条)."""

    day: date
    kind: CellKind
    marks: tuple[CellMark, ...] = ()
