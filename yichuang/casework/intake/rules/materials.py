"""What makes an application complete, where it is taken, which days acceptance sets. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yichuang.casework.intake.errors import (
    MaterialNamedTwice,
    MaterialNotListed,
    ReviewPointUnknown,
    WindowTakesNothing,
)
from yichuang.casework.intake.types import CheckedMaterial, Gap, MaterialInput, Verdict
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import DueDates, Limit
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import Material, Necessity
from yichuang.offer.scope.types import RECEIVING_KINDS

ANSWER_WORKING_DAYS = 5
"""Days to answer whether an application is accepted. Law: 行政许可法 §32"""


def check_materials(
    *, needed: tuple[Material, ...], handed_in: Iterable[MaterialInput]
) -> tuple[CheckedMaterial, ...]:
    """Check what was handed in against the exact list (对照审查要点核对材料).

    Law:
        行政许可法 §31      nothing the published list does not name may be asked for
        国务院令第716号 §7  what the government already has is not asked for again

    Args:
        needed: the materials of the exact list, in its order.

    Returns:
        One entry per needed material, in the list's order, with its verdict and gaps.

    Raises:
        MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown: with a pointer to the entry.
    """
    by_code = {material.code: material for material in needed}
    given: dict[str, MaterialInput] = {}
    for place, item in enumerate(handed_in):
        if item.code not in by_code:
            raise MaterialNotListed(
                f"公布的材料清单里没有“{item.code}”，不能要求申请人提交",
                errors=(FieldError(f"/materials/{place}/code", "不在清单里"),),
            )
        if item.code in given:
            raise MaterialNamedTwice(
                f"“{by_code[item.code].name}”登记了两次",
                errors=(FieldError(f"/materials/{place}/code", "重复"),),
            )
        known = {point.code for point in by_code[item.code].review_points}
        strange = sorted(set(item.points) - known)
        if strange:
            raise ReviewPointUnknown(
                f"“{by_code[item.code].name}”没有审查要点“{strange[0]}”",
                errors=(FieldError(f"/materials/{place}/points/{strange[0]}", "没有这一条"),),
            )
        given[item.code] = item
    return tuple(check_material(material, given.get(material.code)) for material in needed)


def check_material(material: Material, given: MaterialInput | None) -> CheckedMaterial:
    """The verdict on one material. What need not be there never stops acceptance, however it looks."""
    may_lack = material.share_source is not None or material.necessity is Necessity.OPTIONAL
    gaps: tuple[Gap, ...] = ()
    if given is None or given.collected is None:
        if material.share_source is not None:
            verdict = Verdict.EXEMPT
        elif may_lack:
            verdict = Verdict.NOT_NEEDED
        else:
            verdict, gaps = Verdict.MISSING, (Gap(material.code, material.name),)
    else:
        unmet = tuple(
            Gap(material.code, material.name, point.text, point.code)
            for point in material.review_points
            if point.blocking and not given.points.get(point.code, False)
        )
        verdict, gaps = (Verdict.FAULTY if unmet else Verdict.PASSED), (() if may_lack else unmet)
    return CheckedMaterial(
        material.code,
        material.name,
        verdict,
        given.collected if given else None,
        given.originals if given else 0,
        given.copies if given else 0,
        dict(given.points) if given else {},
        gaps,
        given.note if given else "",
        given.file_ids if given else (),
    )


def all_gaps(checked: Iterable[CheckedMaterial]) -> tuple[Gap, ...]:
    """Everything still missing, in the list's order. Empty: complete and in legal form."""
    return tuple(gap for material in checked for gap in material.gaps)


def missing_words(gaps: Iterable[Gap]) -> list[str]:
    """The gaps as sentences to read aloud."""
    return [gap.words for gap in gaps]


def check_window(window: WindowView) -> None:
    """Whether applications are taken, fixed and accepted at a window of this kind.

    Raises:
        WindowTakesNothing.
    """
    if window.kind not in RECEIVING_KINDS:
        raise WindowTakesNothing(f"{window.code} 是{window.kind.label}，不办理收件和受理，请到受理窗口办理")


def days_to_keep(
    calendar: WorkingCalendar, *, promised: Limit | None, statutory: Limit | None, at: datetime
) -> DueDates:
    """The days an acceptance at this moment sets (承诺、法定办结日期).

    Without a promise the authority answers for the law's day. A promise in one unit may end later
    than the law's limit in another; then the law's day is kept.

    Law: 行政许可法 §42 — the limit of the law binds whatever was promised

    Args:
        at: the moment of acceptance, from which a limit in hours runs; days run from its Shanghai date.

    Raises:
        CalendarNotLoaded: a limit ends beyond the loaded calendar.
    """
    due = clocks.due_dates(calendar, start_on=at, promised=promised, statutory=statutory)
    ends = [day for day in (due.promised_on, due.statutory_on) if day is not None]
    return DueDates(min(ends, default=None), due.statutory_on)
