"""In which order a plan runs, until when, and with which papers (办事方案规则). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

from stdnum.iso7064 import mod_11_10

from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.types import HandlingVersion, Material
from yichuang.offer.guidance.errors import PlanIncomplete, PlanMoved
from yichuang.offer.guidance.rules.lists import answer_faults, exact_list
from yichuang.offer.guidance.types import (
    ExactList,
    PaperUse,
    PlanDraft,
    PlannedStep,
    PlanPaper,
    PlanStatus,
    PlanStep,
    PlanStepKind,
    PlanView,
    StepDates,
)

MOST_STEPS: Final = 40
LONGEST_TITLE: Final = 200
LONGEST_STEP_TEXT: Final = 1000
MOST_STEP_DAYS: Final = 250

# a limit in hours runs from the opening of the hall
_MORNING = time(9, 0, tzinfo=SHANGHAI)
# what the applicant fills in for one item is not the paper of the same name of another
_FILLED_IN = ("申请表", "申请书", "登记表", "备案表", "审批表", "承诺书", "报告表", "申报表")
_CASE_NUMBER = re.compile(r"[0-9]{21,24}")


def ordered(steps: Sequence[PlanStep]) -> tuple[PlanStep, ...]:
    """The steps, each after all it waits for; else as they were written (步骤先后).

    Raises:
        PlanIncomplete: a step waits for one that is not there, or in a circle; ``errors`` name them.
    """
    known = {step.key for step in steps}
    missing = [step for step in steps if not set(step.after) <= known]
    if missing:
        raise PlanIncomplete(
            "有步骤排在已经去掉的步骤后面，请重新选择先后",
            errors=tuple(FieldError(f"/steps/{step.key}/after", "前面的步骤已经去掉") for step in missing),
        )
    placed: list[PlanStep] = []
    waiting = list(steps)
    while waiting:
        done = {step.key for step in placed}
        free = next((step for step in waiting if set(step.after) <= done), None)
        if free is None:
            raise PlanIncomplete(
                "步骤的先后绕成了圈，请改其中一步",
                errors=tuple(FieldError(f"/steps/{step.key}/after", "先后绕成了圈") for step in waiting),
            )
        placed.append(free)
        waiting.remove(free)
    return tuple(placed)


def check_draft(draft: PlanDraft) -> PlanDraft:
    """What can be saved: a title, steps that are told apart, an order without circles.

    Raises:
        PlanIncomplete: ``errors`` point at the fields.
    """
    title = " ".join(draft.title.split())
    faults = [
        FieldError(pointer, words)
        for pointer, is_wrong, words in (
            ("/title", not title, "请写明项目名称"),
            ("/title", len(title) > LONGEST_TITLE, f"项目名称最多 {LONGEST_TITLE} 个字"),
            ("/steps", len(draft.steps) > MOST_STEPS, f"一份方案最多 {MOST_STEPS} 步"),
            ("/steps", len({step.key for step in draft.steps}) < len(draft.steps), "步骤重复"),
        )
        if is_wrong
    ]
    faults += [fault for step in draft.steps for fault in _shape_faults(step)]
    if faults:
        raise PlanIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))
    return replace(draft, title=title, steps=ordered([_trimmed(step) for step in draft.steps]))


def step_faults(step: PlanStep, version: HandlingVersion | None) -> tuple[str, ...]:
    """What a step lacks before the plan can be handed over, in words.

    Law: 优化营商环境条例 §43 (an intermediary service is a condition of an approval only where law,
        regulation or the State Council says so)

    Args:
        version: the item's in force; None: not an item, or not offered.
    """
    if step.kind is PlanStepKind.ITEM:
        return _item_faults(step, version)
    if not step.title:
        return ("请写明中介服务的名称",) if step.kind is PlanStepKind.INTERMEDIARY else ("请写明提示",)
    if step.kind is PlanStepKind.INTERMEDIARY:
        if step.basis and step.not_required:
            return (f"“{step.title}”写了依据，就不能说法律不要求",)
        if not step.basis and not step.not_required:
            return (f"“{step.title}”请写明法律依据；没有依据的，请写明法律不要求",)
    return ()


def schedule(
    calendar: WorkingCalendar,
    starts_on: date,
    steps: Sequence[PlanStep],
    versions: Mapping[int, HandlingVersion | None],
    finished: Mapping[int, date],
) -> dict[int, StepDates]:
    """The earliest dates of every step along what it waits for (方案日期), by key.

    A step begins on the working day after the last of its forerunners ended; what is done on the spot
    ends on the day it begins and holds nothing up. A step that is done counts with the day it was done.

    Law: 行政许可法 §42 (the limit counts from acceptance), §82 (in working days)

    Args:
        steps: as :func:`ordered` put them.
        versions: of the items.
        finished: the days on which steps were done.
    """
    promised = {step.key: _limit(step, versions.get(step.key), is_promise=True) for step in steps}
    statutory = {step.key: _limit(step, versions.get(step.key), is_promise=False) for step in steps}
    hoped = _run(calendar, starts_on, steps, promised, finished)
    feared = _run(calendar, starts_on, steps, statutory, finished)
    critical = _critical(calendar, steps, promised, hoped)
    return {
        step.key: StepDates(hoped[step.key][0], hoped[step.key][1], feared[step.key][1], step.key in critical)
        for step in steps
    }


def last_day_of_all(days: Iterable[date | None]) -> date | None:
    """The last of some days; None when there is none, or one of them cannot be told."""
    found = list(days)
    known = [day for day in found if day is not None]
    return max(known) if known and len(known) == len(found) else None


def plan_papers(steps: Sequence[PlannedStep]) -> tuple[PlanPaper, ...]:
    """Every paper of the plan once, with the steps that use it (材料总清单).

    The same name from the same source is the same paper; what the applicant fills in for one item is not.

    Law: 行政许可法 §30 (the whole list), §31 (nothing unlisted may be asked)
    """
    used: dict[tuple[str, ...], list[PaperUse]] = {}
    names: dict[tuple[str, ...], str] = {}
    for step in steps:
        if step.exact is None or step.version is None:
            continue
        for material in step.exact.materials:
            identity = _identity(material, step.version)
            names.setdefault(identity, material.name)
            is_held = material.share_source is not None
            used.setdefault(identity, []).append(
                PaperUse(step.place, material.originals, material.copies, is_held)
            )
    made = {
        _plain(step.version.result.name): step.place
        for step in reversed(steps)
        if step.version is not None and step.version.result is not None
    }
    return tuple(
        PlanPaper(name, tuple(used[identity]), _made_by(made, name, used[identity]))
        for identity, name in names.items()
    )


def check_plan_status(plan: PlanView, *allowed: PlanStatus) -> None:
    """Refuse an act that does not fit where the plan stands.

    Raises:
        PlanMoved: carries ``status``.
    """
    if plan.status not in allowed:
        raise PlanMoved(f"这份方案{plan.status.label}，不能这样办", status=plan.status.value)


def check_edit(plan: PlanView, edit: int) -> None:
    """Refuse to write over what somebody else saved meanwhile.

    Raises:
        PlanMoved: carries ``edit``, the number of what is saved.
    """
    if plan.edit != edit:
        raise PlanMoved("这份方案刚才被同事改过，您填的内容还在下面；请先看同事改了什么", edit=plan.edit)


def normal_case_number(text: str) -> str:
    """A case number as it was typed, without spaces; it is not looked up, for cases come later than plans.

    Raises:
        PlanIncomplete: it cannot be one.
    """
    number = re.sub(r"[\s\-]", "", text)
    if not _CASE_NUMBER.fullmatch(number) or not mod_11_10.is_valid(number):
        raise PlanIncomplete(
            "请填收件凭证上的办件编号",
            errors=(FieldError("/case_number", "请填收件凭证上的办件编号；只有数字，最后一位是校验码"),),
        )
    return number


def exact_if_fit(version: HandlingVersion | None, answers: Mapping[str, str]) -> ExactList | None:
    """The exact list under these answers; None: there is no version, or an answer does not fit it."""
    if version is None or answer_faults(version, answers):
        return None
    return exact_list(version, answers)


def _item_faults(step: PlanStep, version: HandlingVersion | None) -> tuple[str, ...]:
    if version is None:
        return (f"事项 {step.item} 现在不办理，请去掉或者换一个",)
    if not version.takes_applications:
        return (f"“{version.name}”的指南还不完整，不能写进方案",)
    wrong = answer_faults(version, step.answers)
    if wrong:
        return tuple(f"“{version.name}”：{fault.detail}" for fault in wrong)
    unanswered = exact_list(version, step.answers).unanswered
    return tuple(f"“{version.name}”还没有回答“{question.text}”" for question in unanswered)


def _shape_faults(step: PlanStep) -> list[FieldError]:
    here = f"/steps/{step.key}"
    days = step.working_days
    return [
        FieldError(f"{here}/{name}", words)
        for name, is_wrong, words in (
            ("item", step.kind is PlanStepKind.ITEM and not step.item, "请选择事项"),
            ("title", len(step.title) > LONGEST_TITLE, f"名称最多 {LONGEST_TITLE} 个字"),
            ("basis", len(step.basis) > LONGEST_TITLE, f"依据最多 {LONGEST_TITLE} 个字"),
            ("text", len(step.text) > LONGEST_STEP_TEXT, f"说明最多 {LONGEST_STEP_TEXT} 个字"),
            (
                "working_days",
                days is not None and not 0 <= days <= MOST_STEP_DAYS,
                f"工作日填 0 到 {MOST_STEP_DAYS}",
            ),
        )
        if is_wrong
    ]


def _trimmed(step: PlanStep) -> PlanStep:
    """Only what belongs to the kind of step is kept."""
    is_item, is_service = step.kind is PlanStepKind.ITEM, step.kind is PlanStepKind.INTERMEDIARY
    return replace(
        step,
        after=tuple(sorted(set(step.after))),
        item=step.item.strip() if is_item else "",
        answers=dict(step.answers) if is_item else {},
        title="" if is_item else " ".join(step.title.split()),
        basis=" ".join(step.basis.split()) if is_service else "",
        not_required=step.not_required and is_service,
        working_days=None if is_item else step.working_days,
        text=step.text.strip(),
    )


def _limit(step: PlanStep, version: HandlingVersion | None, *, is_promise: bool) -> Limit | None:
    """How long a step takes; None: nobody says."""
    if step.kind is PlanStepKind.ITEM:
        if version is None:
            return None
        terms = version.terms(step.answers)
        first, second = terms.promised, terms.statutory
        return (first or second) if is_promise else (second or first)
    days = 0 if step.kind is PlanStepKind.NOTE and step.working_days is None else step.working_days
    if days is None or not 0 <= days <= MOST_STEP_DAYS:
        return None
    return Limit(days, LimitUnit.WORKING_DAY) if days else Limit(0, LimitUnit.IMMEDIATE)


def _run(
    calendar: WorkingCalendar,
    starts_on: date,
    steps: Sequence[PlanStep],
    limits: Mapping[int, Limit | None],
    finished: Mapping[int, date],
) -> dict[int, tuple[date | None, date | None]]:
    """First and last day of each step. A date is never guessed: beyond the loaded calendar there is none."""
    days: dict[int, tuple[date | None, date | None]] = {}
    for step in steps:
        before = [_free_on(calendar, limits[key], days[key][1]) for key in step.after]
        free = last_day_of_all(before) if before else starts_on
        if step.key in finished:
            done = finished[step.key]
            days[step.key] = (min(free, done) if free else done, done)
            continue
        limit = limits[step.key]
        try:
            begins = calendar.working_day_from(max(free, starts_on)) if free else None
            ends = _ends(calendar, begins, limit)
        except CalendarNotLoaded:
            begins, ends = None, None
        days[step.key] = (begins, ends)
    return days


def _ends(calendar: WorkingCalendar, begins: date | None, limit: Limit | None) -> date | None:
    if begins is None or limit is None:
        return None
    return clocks.due_on(calendar, datetime.combine(begins, _MORNING), limit)


def _free_on(calendar: WorkingCalendar, limit: Limit | None, ended: date | None) -> date | None:
    """From which day on a step no longer holds up those after it."""
    if ended is None or (limit is not None and limit.unit is LimitUnit.IMMEDIATE):
        return ended
    try:
        return calendar.next_working_day(ended)
    except CalendarNotLoaded:
        return None


def _critical(
    calendar: WorkingCalendar,
    steps: Sequence[PlanStep],
    limits: Mapping[int, Limit | None],
    days: Mapping[int, tuple[date | None, date | None]],
) -> frozenset[int]:
    """The steps that decide when the plan ends (关键步骤), from the last one back."""
    end = last_day_of_all(last for _first, last in days.values())
    by_key = {step.key: step for step in steps}
    waiting = [key for key, (_first, last) in days.items() if end is not None and last == end]
    found: set[int] = set()
    while waiting:
        key = waiting.pop()
        found.add(key)
        free = {before: _free_on(calendar, limits[before], days[before][1]) for before in by_key[key].after}
        latest = last_day_of_all(free.values())
        waiting += [before for before, on in free.items() if on == latest and before not in found]
    return frozenset(found)


def _identity(material: Material, version: HandlingVersion) -> tuple[str, ...]:
    name = _plain(material.name)
    is_form = (material.details or {}).get("kind") == "form" or name.endswith(_FILLED_IN)
    if is_form:
        return (name, version.code)
    return (name, material.source.value if material.source else "")


def _made_by(made: Mapping[str, int], name: str, uses: Sequence[PaperUse]) -> tuple[int, ...]:
    place = made.get(_plain(name))
    return (place,) if place is not None and any(use.place > place for use in uses) else ()


def _plain(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
