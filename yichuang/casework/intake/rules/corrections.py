"""The complete list of what to correct, and what time makes of silence. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime

from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView
from yichuang.casework.intake.errors import GapUnknown
from yichuang.casework.intake.types import CORRECTION_UNITS, Gap, GapLine, NoticeTold, PastCheck
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.types import HandlingVersion, Material

USUAL_CORRECTION = Limit(15, LimitUnit.WORKING_DAY)
"""How long an applicant may take to correct where neither the item nor the region says it.

Policy: this project. No law sets it; provinces write 5 to 30 working days.
"""

LONGEST_CORRECTION_DAYS = 365
LONGEST_NOTE = 300
"""What a clerk may add to one gap."""


def state_by_time(case: CaseView, *, deems: bool, correct_by: date | None, at: datetime) -> ActKind | None:
    """What time alone has made of a case that nobody answered (视为受理、逾期未补正).

    Whoever asks computes it, so it is so from midnight on whether or not anything recorded it.

    Law:
        行政许可法 §32(1)(四)  not told within five days: accepted from the receipt of the materials
        民法典 §203            the last day ends at 24:00

    Args:
        deems: silence accepts an application for this item.
        correct_by: the last day to correct, inclusive; None: nothing is being waited for, since no
            notice was given or everything it asked for has come.

    Returns:
        The act that is to be recorded; None: time has changed nothing.
    """
    today = legal_date(at)
    if case.status is CaseStatus.RECEIVED and deems and today > case.answer_due_on:
        return ActKind.ACCEPT_BY_DEFAULT
    if case.status is CaseStatus.CORRECTION and correct_by is not None and today > correct_by:
        return ActKind.LAPSE
    return None


def keys_told_before(
    gaps: Iterable[Gap], *, told: Iterable[NoticeTold], checks: Iterable[PastCheck]
) -> frozenset[str]:
    """The gaps an earlier notice listed, or could have listed (第一次告知时就能看出来的).

    What newly arose from what was handed in since the last notice is not among them.

    Law: 行政许可法 §32(1)(四) — once, everything
    """
    notices = sorted(told, key=lambda notice: notice.round)
    if not notices:
        return frozenset()
    listed = frozenset[str]().union(*(notice.keys for notice in notices))
    anew = handed_in_anew(
        checks,
        after=notices[-1].sequence,
        asked={key.split(".", 1)[0] for key in notices[-1].keys},
    )
    return frozenset(gap.key for gap in gaps if gap.key in listed or gap.material_code not in anew)


def handed_in_anew(checks: Iterable[PastCheck], *, after: int, asked: Set[str]) -> frozenset[str]:
    """The materials that are not what they were when the notice was given.

    A material the notice asked for is new whenever it was recorded again. Of any other only other
    counts, another way of collection or new scans show that something else lies on the table; a tick
    taken away from the same paper does not.

    Args:
        after: sequence of the notice's act.
        asked: codes of the materials the notice listed.
    """
    before: dict[str, PastCheck] = {}
    later: list[PastCheck] = []
    for check in sorted(checks, key=lambda check: check.sequence):
        if check.sequence > after:
            later.append(check)
        else:
            before[check.code] = check
    return frozenset(
        check.code
        for check in later
        if check.code in asked or check.has_files or _lies_there(check) != _lies_there(before.get(check.code))
    )


def _lies_there(check: PastCheck | None) -> tuple[object, int, int]:
    return (check.collected, check.originals, check.copies) if check else (None, 0, 0)


def gap_lines(
    gaps: Iterable[Gap],
    *,
    version: HandlingVersion,
    notes: Mapping[str, str],
    told_before: Set[str] = frozenset(),
) -> tuple[GapLine, ...]:
    """The complete list of a correction notice, in the order of the published list.

    Law:
        行政许可法 §31         only what the published list names
        行政许可法 §32(1)(四)  everything, at once

    Args:
        notes: key of the gap → what the clerk adds to it.

    Raises:
        GapUnknown: a note about what is not missing, or what the list does not name; or too long.
    """
    found = tuple(gaps)
    known = {gap.key: gap for gap in found}
    for key, note in notes.items():
        if key not in known:
            _wrong_note(key, f"“{key}”不在需要补正的内容里，不能另外提出要求", "不在需要补正的内容里")
        if len(note) > LONGEST_NOTE:
            too_long = f"超过 {LONGEST_NOTE} 字"
            _wrong_note(key, f"“{known[key].words}”的说明{too_long}", too_long)
    item_basis = "；".join(f"{basis.law}{basis.article}" for basis in version.legal_basis)
    materials = {material.code: material for material in version.materials}
    return tuple(
        GapLine(
            gap,
            f"没有做到：{gap.point}" if gap.point else "没有提交",
            how_to_fix(gap, materials[gap.material_code]),
            materials[gap.material_code].legal_basis or item_basis,
            notes.get(gap.key, "").strip(),
            gap.key in told_before,
        )
        for gap in found
    )


def _wrong_note(key: str, sentence: str, short: str) -> None:
    raise GapUnknown(sentence, errors=(FieldError(f"/notes/{key}", short),))


def how_to_fix(gap: Gap, material: Material) -> str:
    """What the person is to do about one gap, from the published list (如何补正)."""
    if gap.point:
        point = next(point for point in material.review_points if point.code == gap.point_code)
        words = f"改正后重新提交{material.name}，做到“{point.text}”"
        words += f"（查验方法：{point.how}）" if point.how else ""
    else:
        counted = (("原件", material.originals), ("复印件", material.copies))
        counts = "、".join(f"{kind} {count} 份" for kind, count in counted if count)
        words = f"提交{material.name}" + (f"（{counts}）" if counts else "")
        words += f"，由{material.issuer}出具" if material.issuer else ""
        words += f"；{material.note.rstrip('。')}" if material.note else ""
    return f"{words}。"


def period_problem(limit: Limit) -> str:
    """Why nobody can be given this period to correct; empty when they can."""
    longest = 12 if limit.unit is LimitUnit.MONTH else LONGEST_CORRECTION_DAYS
    if limit.unit not in CORRECTION_UNITS or limit.amount > longest:
        return f"补正期限不能是 {limit.words}：要按工作日、自然日或者月计算，不超过一年"
    return ""
