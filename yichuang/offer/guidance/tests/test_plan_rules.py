"""Order, dates and papers of a plan, by the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.calendars.types import WorkingCalendar, YearSchedule
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import DomainError
from yichuang.offer.catalogue.tests.factories import content, material
from yichuang.offer.catalogue.types import HandlingVersion, MaterialSource, VersionContent, VersionStatus
from yichuang.offer.guidance import rules
from yichuang.offer.guidance.errors import PlanIncomplete
from yichuang.offer.guidance.rules.plans import MOST_STEP_DAYS, MOST_STEPS
from yichuang.offer.guidance.types import (
    PlanDraft,
    PlannedStep,
    PlanPaper,
    PlanStep,
    PlanStepKind,
    StepDates,
)

# a year of weekdays only: the dates can be counted on a wall calendar
CALENDAR = WorkingCalendar.of([YearSchedule(2026, "", ())])
MONDAY = date(2026, 3, 2)
ITEM, SERVICE, NOTE = PlanStepKind.ITEM, PlanStepKind.INTERMEDIARY, PlanStepKind.NOTE
NOWHERE = StepDates(None, None, None)


def service(key: int, days: int | None, *after: int) -> PlanStep:
    return PlanStep(key, SERVICE, after, title=f"服务{key}", basis="某法第一条", working_days=days)


def version(**changes: object) -> HandlingVersion:
    made: VersionContent = content(questions=(), **changes)
    names = VersionContent.__dataclass_fields__
    return HandlingVersion(
        **{name: getattr(made, name) for name in names},
        id=UUID(int=1),
        handling_item_id=UUID(int=2),
        item_id=UUID(int=3),
        version_number=1,
        status=VersionStatus.PUBLISHED,
        valid_from=date(2026, 1, 5),
        organisation_id=UUID(int=5),
        organisation_code="JTJ",
        organisation_name="安澜县交通运输局",
    )


def schedule(
    *steps: PlanStep, on: date = MONDAY, done: dict[int, date] | None = None
) -> dict[int, StepDates]:
    return rules.schedule(CALENDAR, on, steps, {step.key: None for step in steps}, done or {})


def days(found: dict[int, StepDates]) -> list[tuple[date | None, date | None]]:
    return [(one.begins_on, one.due_on) for one in found.values()]


# order


def test_steps_come_after_what_they_wait_for() -> None:
    steps = (service(1, 1, 3), service(2, 1), service(3, 1, 2))

    assert [step.key for step in rules.ordered(steps)] == [2, 3, 1]


@pytest.mark.parametrize(
    ("steps", "words", "named"),
    [
        (
            (service(1, 1, 2), service(2, 1, 1), service(3, 1)),
            "绕成了圈",
            ["/steps/1/after", "/steps/2/after"],
        ),
        ((service(1, 1, 1),), "绕成了圈", ["/steps/1/after"]),
        ((service(1, 1, 7),), "已经去掉", ["/steps/1/after"]),
    ],
    ids=["two", "itself", "gone"],
)
def test_no_circles(steps: tuple[PlanStep, ...], words: str, named: list[str]) -> None:
    with pytest.raises(PlanIncomplete, match=words) as refusal:
        rules.ordered(steps)

    assert [error.pointer for error in refusal.value.errors] == named


@given(
    st.lists(st.sets(st.integers(1, 8), max_size=3), min_size=1, max_size=8).map(
        lambda sets: tuple(
            service(key, key % 4, *sorted(one for one in before if one < key))
            for key, before in enumerate(sets, start=1)
        )
    )
)
def test_every_order_without_a_circle_is_kept(steps: tuple[PlanStep, ...]) -> None:
    placed = rules.ordered(tuple(reversed(steps)))

    places = {step.key: place for place, step in enumerate(placed)}
    assert all(places[before] < places[step.key] for step in steps for before in step.after)
    found = rules.schedule(CALENDAR, MONDAY, placed, {step.key: None for step in steps}, {})
    for step in steps:
        begins, due = found[step.key].begins_on, found[step.key].due_on
        assert begins is not None
        assert due is not None
        assert MONDAY <= begins <= due
        assert all(begins >= (found[before].due_on or begins) for before in step.after)
    ends = [one.due_on for one in found.values() if one.due_on]
    assert any(one.is_critical for one in found.values() if one.due_on == max(ends))


# dates


def test_two_steps_in_a_row_and_one_beside_them() -> None:
    found = schedule(service(1, 3), service(2, 2, 1), service(3, 4))

    assert days(found) == [
        (MONDAY, date(2026, 3, 5)),
        (date(2026, 3, 6), date(2026, 3, 10)),
        (MONDAY, date(2026, 3, 6)),
    ]
    assert [key for key, one in found.items() if one.is_critical] == [1, 2]


def test_a_weekend_is_waited_for() -> None:
    assert days(schedule(service(1, 1), on=date(2026, 3, 7))) == [(date(2026, 3, 9), date(2026, 3, 10))]


def test_what_is_done_on_the_spot_holds_nothing_up() -> None:
    assert days(schedule(PlanStep(1, NOTE, title="先看"), service(2, 2, 1))) == [
        (MONDAY, MONDAY),
        (MONDAY, date(2026, 3, 4)),
    ]


def test_a_step_without_a_limit_has_no_end_nor_has_what_waits_for_it() -> None:
    found = schedule(service(1, None), service(2, 2, 1), service(3, 1))

    assert days(found) == [(MONDAY, None), (None, None), (MONDAY, date(2026, 3, 3))]
    assert not any(one.is_critical for one in found.values())


def test_beyond_the_loaded_calendar_no_date_is_guessed() -> None:
    assert days(schedule(service(1, 5), on=date(2026, 12, 30))) == [(None, None)]


def test_what_was_done_late_moves_the_rest() -> None:
    found = schedule(service(1, 1), service(2, 2, 1), done={1: date(2026, 3, 12)})

    assert days(found) == [(MONDAY, date(2026, 3, 12)), (date(2026, 3, 13), date(2026, 3, 17))]


def test_an_item_has_a_promised_and_a_latest_day() -> None:
    step = PlanStep(1, ITEM, item="x")
    promised, statutory = Limit(5, LimitUnit.WORKING_DAY), Limit(20, LimitUnit.WORKING_DAY)

    def dates(**limits: Limit | None) -> tuple[date | None, date | None]:
        found = rules.schedule(CALENDAR, MONDAY, [step], {1: version(**limits)}, {})[1]
        return found.due_on, found.latest_on

    assert dates(promised=promised, statutory=statutory) == (date(2026, 3, 9), date(2026, 3, 30))
    assert dates(promised=None, statutory=statutory) == (date(2026, 3, 30), date(2026, 3, 30))
    assert dates(promised=Limit(4, LimitUnit.HOUR), statutory=None) == (MONDAY, MONDAY)


# what a step may say


@pytest.mark.parametrize(
    ("step", "pointer"),
    [
        (PlanStep(1, ITEM), "/steps/1/item"),
        (PlanStep(1, NOTE, title="长" * 201), "/steps/1/title"),
        (PlanStep(1, SERVICE, title="甲", basis="长" * 201), "/steps/1/basis"),
        (PlanStep(1, NOTE, title="甲", text="长" * 1001), "/steps/1/text"),
        (service(1, -1), "/steps/1/working_days"),
        (service(1, MOST_STEP_DAYS + 1), "/steps/1/working_days"),
    ],
    ids=["no item", "title", "basis", "text", "too few days", "too many days"],
)
def test_fields_have_their_bounds(step: PlanStep, pointer: str) -> None:
    with pytest.raises(PlanIncomplete) as refusal:
        rules.check_draft(PlanDraft("项目", MONDAY, steps=(step,)))

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_a_plan_has_its_bounds() -> None:
    many = tuple(service(key, 1) for key in range(1, MOST_STEPS + 2))

    with pytest.raises(PlanIncomplete, match="最多 40 步"):
        rules.check_draft(PlanDraft("项目", MONDAY, steps=many))
    with pytest.raises(PlanIncomplete, match="步骤重复"):
        rules.check_draft(PlanDraft("项目", MONDAY, steps=(service(1, 1), service(1, 2))))
    assert len(rules.check_draft(PlanDraft("项目", MONDAY, steps=many[:-1])).steps) == MOST_STEPS


def test_only_what_belongs_to_the_kind_is_kept() -> None:
    odd = PlanStep(1, NOTE, item="x", title=" 看 ", basis="某法", not_required=True, text=" 话 ")

    (kept,) = rules.check_draft(PlanDraft(" 项  目 ", MONDAY, steps=(odd,))).steps

    assert kept == PlanStep(1, NOTE, title="看", text="话")


@pytest.mark.parametrize(
    ("step", "faults"),
    [
        (service(1, 1), 0),
        (PlanStep(1, SERVICE, title="设计", not_required=True), 0),
        (PlanStep(1, SERVICE, title="设计"), 1),
        (PlanStep(1, SERVICE, title="设计", basis="某法", not_required=True), 1),
        (PlanStep(1, SERVICE, basis="某法"), 1),
        (PlanStep(1, NOTE), 1),
        (PlanStep(1, ITEM, item="x"), 1),
    ],
    ids=["basis", "nobody asks", "neither", "both", "no name", "empty note", "no such item"],
)
def test_nobody_is_forced_to_an_intermediary(step: PlanStep, faults: int) -> None:
    """优化营商环境条例 §43: a service is a condition by law, or the plan says that it is none."""
    assert len(rules.step_faults(step, None)) == faults


# papers


def planned(place: int, held: HandlingVersion) -> PlannedStep:
    step = PlanStep(place, ITEM, item=held.code)
    return PlannedStep(step, place, held.name, NOWHERE, (), held, rules.exact_if_fit(held, {}))


def named(papers: tuple[PlanPaper, ...]) -> list[tuple[str, tuple[int, ...]]]:
    return [(paper.name, paper.places) for paper in papers]


def test_each_paper_stands_once() -> None:
    first = version(materials=(material("m1", name="身份证", copies=1), material("m2", name="申请表")))
    second = version(
        materials=(
            material("m1", name="身份证 ", originals=0, copies=2),
            material("m2", name="申请表"),
            material("m3", name="身份证", source=MaterialSource.GOVERNMENT),
        )
    )

    papers = rules.plan_papers([planned(1, first), planned(2, second)])

    assert named(papers) == [("身份证", (1, 2)), ("申请表", (1,)), ("申请表", (2,)), ("身份证", (2,))]
    assert (papers[0].originals, papers[0].copies) == (1, 3)


def test_a_form_of_its_own_is_a_paper_of_its_own() -> None:
    filled = material("m1", name="情况说明", details={"kind": "form"})

    assert named(
        rules.plan_papers(
            [planned(1, version(materials=(filled,))), planned(2, version(materials=(filled,)))]
        )
    ) == [("情况说明", (1,)), ("情况说明", (2,))]


def test_what_government_holds_for_one_step_is_brought_for_the_other() -> None:
    held = material("m1", name="营业执照", share_source="business-licence", originals=1, copies=1)
    asked = replace(held, share_source=None)
    (paper,) = rules.plan_papers(
        [planned(1, version(materials=(held,))), planned(2, version(materials=(asked,)))]
    )

    assert (paper.is_held, paper.originals, paper.copies) == (False, 1, 1)
    (free,) = rules.plan_papers([planned(1, version(materials=(held,)))])
    assert (free.is_held, free.originals) == (True, 0)


def test_numbers_a_guide_does_not_say_are_not_made_up() -> None:
    unsaid = material("m1", name="证明", originals=None, copies=None)

    (paper,) = rules.plan_papers([planned(1, version(materials=(unsaid,)))])

    assert (paper.originals, paper.copies) == (None, None)


# numbers of cases


@pytest.mark.parametrize(
    "text", ["990101202603020000016", " 990101 20260302-0000016 "], ids=["plain", "spaced"]
)
def test_a_case_number_is_read(text: str) -> None:
    assert rules.normal_case_number(text) == "990101202603020000016"


@pytest.mark.parametrize(
    "text",
    ["", "abc", "990101202603020000017", "99010120260302"],
    ids=["nothing", "letters", "digit", "short"],
)
def test_what_is_no_case_number_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="办件编号"):
        rules.normal_case_number(text)
