"""Tables of the working calendar: one row a loaded year, one row a day that differs from its weekday."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.foundation.calendars.rules import EARLIEST_YEAR, LATEST_YEAR, NAME_LENGTH, SOURCE_LENGTH
from yichuang.foundation.calendars.types import DayKind
from yichuang.kernel.ids import new_id


class CalendarYear(models.Model):
    """A year whose notice has been loaded (年度日历). Without its row the year does not exist.

    ``revision`` is a new value at every change, so that a process sees in one small read whether
    the calendar it holds is still the true one.
    """

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("依据", max_length=SOURCE_LENGTH)
    revision = models.UUIDField("修订", default=new_id)
    changed_at = models.DateTimeField("修改时间")
    changed_by = models.CharField("修改人", max_length=60)

    class Meta:
        verbose_name = "年度日历"
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=EARLIEST_YEAR, year__lte=LATEST_YEAR), name="calendar_year_is_plausible"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="calendar_year_names_its_notice"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ExceptionalDay(models.Model):
    """A weekday off or a weekend day worked (放假调休日)."""

    day = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days", verbose_name="年份")
    kind = models.CharField("类别", max_length=20, choices=[(kind.value, kind.label) for kind in DayKind])
    name = models.CharField("名称", max_length=NAME_LENGTH)

    class Meta:
        verbose_name = "放假调休日"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=DayKind.DAY_OFF.value, day__iso_week_day__lte=5)
                | Q(kind=DayKind.MAKE_UP_WORKDAY.value, day__iso_week_day__gte=6),
                name="exceptional_day_differs_from_its_weekday",
            ),
            models.CheckConstraint(condition=Q(day__year=F("year")), name="exceptional_day_lies_in_its_year"),
            models.CheckConstraint(condition=~Q(name=""), name="exceptional_day_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
