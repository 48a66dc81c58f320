"""The correction notice that would be given now: for the clerk to read, and for the act to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yichuang.casework.cases.types import CaseStatus, CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import NothingToCorrect
from yichuang.casework.intake.queries.checks import current_checks
from yichuang.casework.intake.queries.corrections import correction_limit, notices_told, past_checks
from yichuang.casework.intake.types import GapLine
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Limit
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion


@dataclass(frozen=True)
class Planned:
    """A correction notice as it would be given now. ``round`` 1 is the first.

    ``told_before``: its gaps that an earlier notice listed or could have.
    """

    version: HandlingVersion
    lines: tuple[GapLine, ...]
    limit: Limit
    correct_by: date
    round: int

    @property
    def told_before(self) -> tuple[GapLine, ...]:
        return tuple(line for line in self.lines if line.told_before)


def plan_correction(*, case: CaseView, notes: Mapping[str, str], at: datetime) -> Planned:
    """The notice that would be given at this moment: the complete list, and the last day.

    Law:
        行政许可法 §31         nothing the published list does not name
        行政许可法 §32(1)(四)  everything to be supplemented, at once

    Raises:
        NothingToCorrect: complete and in form.
        GapUnknown: a note about something else.
        CalendarNotLoaded: the period ends beyond the loaded calendar.
    """
    gaps = rules.all_gaps(current_checks(case))
    if not gaps:
        raise NothingToCorrect
    told = notices_told(case) if case.status is CaseStatus.CORRECTION else ()
    before = rules.keys_told_before(gaps, told=told, checks=past_checks(case) if told else ())
    version = catalogue.version(case.version_id)
    limit = correction_limit(version)
    return Planned(
        version,
        rules.gap_lines(gaps, version=version, notes=notes, told_before=before),
        limit,
        clocks.due_on(calendars.working_calendar(), legal_date(at), limit),
        len(told) + 1,
    )
