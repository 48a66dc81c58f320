"""Constraints of plans, and somebody who goes around the services to break them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from yichuang.kernel.grants import append_only_tables
from yichuang.offer.catalogue.tests.breaking import added, refuses, refuses_stranger, updated, without
from yichuang.offer.guidance import models, services
from yichuang.offer.guidance.tests.people import AT, TODAY, Place
from yichuang.offer.guidance.tests.plans import (
    CASE_NUMBER,
    draft_of,
    finish,
    handed_over,
    publish_items,
    row,
    start,
)

Made = Callable[[Place], Any]


def _draft(place: Place) -> models.Plan:
    return row(start(place))


def _handed(place: Place) -> models.Plan:
    return row(handed_over(place, draft_of(publish_items(place))))


def _major(place: Place) -> models.Plan:
    tracker = place.people["other-guide"].user_id
    return row(handed_over(place, draft_of(publish_items(place), is_major=True, tracker=tracker)))


def _revision(place: Place) -> models.PlanRevision:
    return models.PlanRevision.objects.get(plan=_handed(place))


def _item_step(place: Place) -> models.PlanStep:
    return models.PlanStep.objects.get(revision=_revision(place), key=1)


def _service_step(place: Place) -> models.PlanStep:
    return models.PlanStep.objects.get(revision=_revision(place), key=2)


def _note_step(place: Place) -> models.PlanStep:
    return models.PlanStep.objects.get(revision=_revision(place), key=4)


def _contact(place: Place) -> models.PlanEntry:
    plan = _handed(place)
    services.record_plan_contact(plan_id=plan.id, text="打了电话", actor=place.people["guide"], at=AT)
    return models.PlanEntry.objects.get(kind="contact")


def _case(place: Place) -> models.PlanEntry:
    plan = _handed(place)
    services.link_plan_case(
        plan_id=plan.id, step_key=1, case_number=CASE_NUMBER, actor=place.people["guide"], at=AT
    )
    return models.PlanEntry.objects.get(kind="case")


def _finished(place: Place) -> models.PlanEntry:
    finish(place, _handed(place).id, 1)
    return models.PlanEntry.objects.get(kind="finish")


def _assigned(place: Place) -> models.PlanEntry:
    _major(place)
    return models.PlanEntry.objects.get(kind="assign")


@pytest.mark.parametrize(
    ("made", "constraint", "change"),
    [
        (_draft, "plan_applicant_kind_is_known", {"applicant_kind": "ghost"}),
        (_handed, "plan_code_is_eight_characters", {"code": "K7QM3XVI"}),
        (_draft, "plan_code_iff_handed_over", {"code": "K7QM3XV2"}),
        (_handed, "plan_code_iff_handed_over", {"code": None}),
        (_handed, "plan_code_iff_handed_over", {"handed_over_at": None}),
        (_handed, "plan_is_a_draft_until_handed_over", {"status": "draft"}),
        (_draft, "plan_is_a_draft_until_handed_over", {"status": "handed-over"}),
        (_handed, "plan_ended_iff_it_has_its_time", {"status": "completed"}),
        (_handed, "plan_ended_iff_it_has_its_time", {"ended_at": AT}),
        (_major, "plan_tracker_has_a_name", {"tracker_name": ""}),
        (_handed, "plan_tracker_has_a_name", {"tracker_name": "洪梅"}),
        (_major, "major_plan_has_a_tracker", {"tracker_id": None, "tracker_name": ""}),
        (_draft, "plan_edits_count_from_one", {"edit": 0}),
        (_revision, "plan_revisions_count_from_one", {"number": 0}),
        (_item_step, "plan_step_has_a_version_iff_item", {"version_id": None}),
        (_item_step, "plan_step_has_a_version_iff_item", {"kind": "note"}),
        (_service_step, "intermediary_says_what_asks_for_it", {"basis": ""}),
        (_service_step, "intermediary_says_what_asks_for_it", {"not_required": True}),
        (_note_step, "intermediary_says_what_asks_for_it", {"basis": "某法"}),
        (_note_step, "intermediary_says_what_asks_for_it", {"not_required": True}),
        (_service_step, "plan_step_days_are_few", {"working_days": 251}),
        (_contact, "plan_entry_names_its_step", {"step_key": 1}),
        (_finished, "plan_entry_names_its_step", {"step_key": None}),
        (_case, "plan_entry_has_a_case_number_iff_case", {"case_number": ""}),
        (_contact, "plan_entry_has_a_case_number_iff_case", {"case_number": CASE_NUMBER}),
        (_finished, "plan_entry_has_a_day_iff_finished", {"done_on": None}),
        (_contact, "plan_entry_has_a_day_iff_finished", {"done_on": TODAY}),
        (_assigned, "plan_entry_has_a_tracker_iff_assigned", {"to_name": ""}),
        (_assigned, "plan_entry_has_a_tracker_iff_assigned", {"to_user_id": None}),
        (_contact, "plan_entry_has_a_tracker_iff_assigned", {"to_name": "洪梅"}),
        (_contact, "plan_entry_kind_is_known", {"kind": "sigh"}),
    ],
)
def test_columns(place: Place, made: Made, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, updated(made(place), **change))


@pytest.mark.parametrize(
    ("made", "before", "constraint", "change"),
    [
        (_draft, "plan_is_a_draft_until_handed_over", "plan_status_is_known", {"status": "lost"}),
        (_service_step, "intermediary_says_what_asks_for_it", "plan_step_kind_is_known", {"kind": "sigh"}),
    ],
)
def test_columns_that_another_constraint_guards_too(
    place: Place, made: Made, before: str, constraint: str, change: dict[str, Any]
) -> None:
    row = made(place)
    refuses(before, updated(row, **change))
    without(row, before)

    refuses(constraint, updated(row, **change))


@pytest.mark.parametrize(
    ("made", "constraint", "change"),
    [
        (_handed, "guidance_plan_code_key", {}),
        (_revision, "plan_revision_once", {}),
        (_item_step, "plan_step_key_once", {"place": 9}),
        (_item_step, "plan_step_place_once", {"key": 9}),
        (_finished, "plan_step_done_once", {}),
    ],
)
def test_once(place: Place, made: Made, constraint: str, change: dict[str, Any]) -> None:
    refuses(constraint, added(made(place), **change))


@pytest.mark.parametrize(
    ("made", "column"),
    [
        (_draft, "outlet_id"),
        (_draft, "author_id"),
        (_major, "tracker_id"),
        (_revision, "plan_id"),
        (_revision, "by_user_id"),
        (_item_step, "revision_id"),
        (_item_step, "version_id"),
        (_contact, "plan_id"),
        (_contact, "by_user_id"),
        (_assigned, "to_user_id"),
    ],
)
def test_nothing_hangs_in_the_air(place: Place, made: Made, column: str) -> None:
    refuses_stranger(made(place), column)


def test_what_was_handed_over_and_what_happened_is_only_added_to() -> None:
    kept = {"planrevision", "planstep", "planentry"}

    assert {f"guidance_{name}" for name in kept} <= set(append_only_tables())
    assert "guidance_plan" not in append_only_tables()  # what is being written changes
