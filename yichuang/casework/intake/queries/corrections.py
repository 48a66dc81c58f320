"""What the applicant was told to correct, until when, and what time has made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import connection

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseRow, CaseStatus, CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.models import CorrectionGap, CorrectionNotice, CorrectionPeriod
from yichuang.casework.intake.queries.checks import current_checks
from yichuang.casework.intake.types import (
    CollectionMode,
    Gap,
    GapLine,
    NoticeTold,
    PastCheck,
)
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion

_PAST_CHECKS = """
SELECT material.code, act.sequence, collected, originals, copies,
    EXISTS (SELECT FROM intake_submittedfile file WHERE file.material_id = material.id)
FROM intake_submittedmaterial material JOIN cases_act act ON act.id = material.act_id
WHERE material.case_id = %s
ORDER BY act.sequence, material.code
"""


def correction_limit(version: HandlingVersion) -> Limit:
    """How long the applicant may take to correct: as the item says, else as is usual (补正期限).

    At most one statement.
    """
    return version.correction_limit or usual_correction()


def usual_correction() -> Limit:
    """The period the region has set, or ours. One statement."""
    row = CorrectionPeriod.objects.order_by("-id").values_list("amount", "unit", "basis").first()
    return Limit(row[0], LimitUnit(row[1]), row[2]) if row else rules.USUAL_CORRECTION


def notices_told(case: CaseView) -> tuple[NoticeTold, ...]:
    """The correction notices of a case, the first one first. Two statements."""
    rows = (
        CorrectionNotice.objects.filter(case_id=case.id)
        .order_by("round")
        .values_list("act_id", "round", "act__sequence", "act__at", "correct_by", "document_id")
    )
    keys: dict[object, set[str]] = {}
    listed = CorrectionGap.objects.filter(notice__case_id=case.id)
    for notice_id, *key in listed.values_list("notice_id", "material_code", "material_name", "point_code"):
        keys.setdefault(notice_id, set()).add(Gap(key[0], key[1], point_code=key[2]).key)
    return tuple(
        NoticeTold(place, sequence, at, correct_by, document_id, frozenset(keys[act_id]))
        for act_id, place, sequence, at, correct_by, document_id in rows
    )


def lines_told(case: CaseView, place: int) -> tuple[GapLine, ...]:
    """What the notice of this round told, in its order. One statement."""
    rows = CorrectionGap.objects.filter(notice__case_id=case.id, notice__round=place).order_by("position")
    return tuple(
        GapLine(
            Gap(row.material_code, row.material_name, point_code=row.point_code),
            row.problem,
            row.how_to_fix,
            row.legal_basis,
            row.note or "",
            row.told_before,
        )
        for row in rows
    )


def past_checks(case: CaseView) -> tuple[PastCheck, ...]:
    """Every check of every material of a case, in the order of acts. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PAST_CHECKS, [case.id])
        return tuple(
            PastCheck(code, sequence, CollectionMode(collected) if collected else None, *rest)
            for code, sequence, collected, *rest in cursor.fetchall()
        )


def correct_by(case: CaseView, gaps: Iterable[Gap] | None = None) -> date | None:
    """The last day to correct; None when nothing is waited for: not in correction, or all has come.

    Args:
        gaps: what is missing now, when the caller knows it; two statements less one.
    """
    if case.status is not CaseStatus.CORRECTION:
        return None
    missing = tuple(rules.all_gaps(current_checks(case)) if gaps is None else gaps)
    if not missing:
        return None
    rows = CorrectionNotice.objects.filter(case_id=case.id).order_by("-round")
    return rows.values_list("correct_by", flat=True)[0]


def act_of_time(case: CaseView, at: datetime) -> ActKind | None:
    """What time alone has made of a case until now; no statement unless it is being corrected."""
    return rules.state_by_time(
        case,
        deems=case.status is CaseStatus.RECEIVED and catalogue.version(case.version_id).deems_acceptance,
        correct_by=correct_by(case),
        at=at,
    )


def as_it_stands(case: CaseView, at: datetime) -> CaseView:
    """The case as the law has it at this moment, recorded or not (视为受理、逾期未补正).

    Days that the calendar does not reach yet stay open; nothing else does.
    """
    happened = act_of_time(case, at)
    if happened is ActKind.LAPSE:
        return replace(case, status=CaseStatus.LAPSED)
    if happened is not ActKind.ACCEPT_BY_DEFAULT:
        return case
    terms = catalogue.version(case.version_id).terms(case.answers)
    calendar = calendars.working_calendar()
    accepted = replace(case, status=CaseStatus.ACCEPTED, accepted_at=case.received_at)
    try:
        due = rules.days_to_keep(
            calendar, promised=terms.promised, statutory=terms.statutory, at=case.received_at
        )
    except CalendarNotLoaded:
        return accepted
    return replace(accepted, promised_due_on=due.promised_on, statutory_due_on=due.statutory_on)


def is_accepted_by_silence(row: CaseRow, at: datetime) -> bool:
    """Whether a line of a list counts as accepted though nobody accepted it, recorded or not (视为受理)."""
    if row.status is not CaseStatus.RECEIVED:
        return row.is_accepted_by_default
    return legal_date(at) > row.answer_due_on and catalogue.version(row.version_id).deems_acceptance


def numbers_time_has_changed(at: datetime) -> tuple[str, ...]:
    """The cases whose state time alone has changed and nothing has recorded yet, the longest ago first."""
    today = legal_date(at)
    silent = tuple(
        case.number
        for case in cases.unanswered(before=today)
        if catalogue.version(case.version_id).deems_acceptance
    )
    ended = (
        CorrectionNotice.objects.filter(case__status=CaseStatus.CORRECTION)
        .order_by("case_id", "-round")
        .distinct("case_id")
        .values_list("correct_by", "case__number")
    )
    return silent + tuple(number for day, number in sorted(ended) if day < today)
