"""跟踪方案: contacts, case numbers, steps done, another tracker, its end; refusals (GUI-15, GUI-18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.clocks.types import Light
from yichuang.kernel.models import AuditEntry
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    NotATracker,
    NotYourPlan,
    PlanIncomplete,
    PlanMoved,
    PlanUnknown,
    QuestionIncomplete,
    TooManyLists,
)
from yichuang.offer.guidance.models import PlanEntry
from yichuang.offer.guidance.queries import plan_lists as plan_queries
from yichuang.offer.guidance.services import keeping
from yichuang.offer.guidance.tests.people import AT, TODAY, Place
from yichuang.offer.guidance.tests.plans import (
    CASE_NUMBER,
    NAME,
    PHONE,
    Items,
    draft_of,
    finish,
    handed_over,
    publish_items,
    row,
    steps_of,
    written,
)
from yichuang.offer.guidance.tests.refusals import refused

SOURCE = "192.0.2.7"
LATER = AT + timedelta(days=7)

Acting = Callable[[UUID, Actor], object]


@pytest.fixture
def items(place: Place) -> Items:
    return publish_items(place)


@pytest.fixture
def followed(place: Place, items: Items) -> UUID:
    """A major project's plan; 洪梅 (other-guide) tracks it."""
    tracker = place.people["other-guide"].user_id
    return handed_over(place, draft_of(items, is_major=True, tracker=tracker))


ACTS: dict[str, Acting] = {
    "contact": lambda plan_id, actor: services.record_plan_contact(
        plan_id=plan_id, text="打了电话", actor=actor, at=AT
    ),
    "case": lambda plan_id, actor: services.link_plan_case(
        plan_id=plan_id, step_key=1, case_number=CASE_NUMBER, actor=actor, at=AT
    ),
    "finish": lambda plan_id, actor: services.finish_plan_step(
        plan_id=plan_id, step_key=1, done_on=TODAY, actor=actor, at=AT
    ),
    "complete": lambda plan_id, actor: services.complete_plan(plan_id=plan_id, actor=actor, at=AT),
    "abandon": lambda plan_id, actor: services.abandon_plan(
        plan_id=plan_id, reason="不办了", actor=actor, at=AT
    ),
    "show": lambda plan_id, actor: services.show_plan_applicant(
        plan_id=plan_id, reason="回电", actor=actor, at=AT
    ),
}


def test_the_tracker_writes_down_what_was_said(place: Place, followed: UUID) -> None:
    """GUI-15: staff contact the applicant, and what was said stays on record."""
    services.record_plan_contact(
        plan_id=followed, text="已电话告知下周送检", actor=place.people["other-guide"], at=AT
    )

    assert row(followed).status == "followed"
    entry = PlanEntry.objects.get(kind="contact")
    assert (entry.text, entry.by_name, entry.revision) == ("已电话告知下周送检", "洪梅", 1)
    audited = AuditEntry.objects.filter(stream="plan", action="contact").get()
    assert "送检" not in str(audited.details)


def test_nothing_said_is_no_contact(place: Place, followed: UUID) -> None:
    with refused(QuestionIncomplete, "请写明联系的情况"):
        services.record_plan_contact(plan_id=followed, text=" ", actor=place.people["other-guide"], at=AT)


def test_a_step_carries_its_case_number(place: Place, followed: UUID) -> None:
    spaced = f" {CASE_NUMBER[:6]} {CASE_NUMBER[6:14]}-{CASE_NUMBER[14:]} "

    services.link_plan_case(
        plan_id=followed, step_key=1, case_number=spaced, actor=place.people["other-guide"], at=AT
    )

    file = queries.plan_file(followed, place.people["other-guide"], AT)
    assert [step.case_number for step in file.body.steps] == [CASE_NUMBER, "", "", ""]


@pytest.mark.parametrize(
    ("key", "number"),
    [(1, "990101202603020000015"), (1, "abc"), (2, CASE_NUMBER), (9, CASE_NUMBER)],
    ids=["check digit", "no number", "a service", "no such step"],
)
def test_what_is_no_case_of_the_plan_is_refused(place: Place, followed: UUID, key: int, number: str) -> None:
    with refused(PlanIncomplete):
        services.link_plan_case(
            plan_id=followed, step_key=key, case_number=number, actor=place.people["other-guide"], at=AT
        )


def test_a_late_step_moves_what_waits_for_it(place: Place, followed: UUID) -> None:
    tracker = place.people["other-guide"]
    assert row(followed).next_due_on == TODAY
    services.finish_plan_step(plan_id=followed, step_key=1, done_on=TODAY, actor=tracker, at=AT)
    assert row(followed).next_due_on == date(2026, 3, 9)

    # the test took two working days longer
    late = AT + timedelta(days=9)
    services.finish_plan_step(plan_id=followed, step_key=2, done_on=date(2026, 3, 11), actor=tracker, at=late)

    file = queries.plan_file(followed, tracker, late)
    assert [step.finished_on for step in file.body.steps] == [TODAY, date(2026, 3, 11), None, None]
    assert (file.body.steps[2].dates.begins_on, file.body.steps[2].dates.due_on) == (
        date(2026, 3, 12),
        date(2026, 3, 24),
    )
    assert [step.place for step in file.next_steps] == [3]
    assert row(followed).next_due_on == date(2026, 3, 24)
    _plan, as_written = queries.plan_as_written(followed, 1)
    assert as_written.steps[2].dates.due_on == date(2026, 3, 20), "the paper stays what it said"


def test_a_step_waits_for_those_before(place: Place, followed: UUID) -> None:
    with refused(PlanIncomplete, "前面的步骤还没有完成"):
        finish(place, followed, 3, by="other-guide")


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)], ids=str)
def test_a_step_is_done_on_a_day_that_was(place: Place, followed: UUID, day: date) -> None:
    with refused(PlanIncomplete, "完成日期"):
        finish(place, followed, 1, on=day, by="other-guide")


def test_a_step_is_done_once(place: Place, followed: UUID) -> None:
    finish(place, followed, 1, by="other-guide")

    with refused(PlanMoved, "这一步已经完成"):
        finish(place, followed, 1, by="other-guide")


def test_what_is_late_stands_in_the_managers_list(place: Place, followed: UUID, items: Items) -> None:
    handed_over(place, replace(draft_of(items), starts_on=date(2026, 3, 9)))
    manager = place.people["manager"]

    late = queries.plan_list(manager, queries.PlansWanted("late"), LATER)

    assert [line.plan.id for line in late] == [followed]
    assert late[0].deadline is not None
    assert late[0].deadline.light is Light.RED
    counts = queries.plan_counts(manager, LATER)
    assert (counts["open"], counts["late"], counts["mine"]) == (2, 1, 0)
    assert queries.plan_counts(place.people["other-guide"], LATER)["mine"] == 1


def test_the_list_goes_on_page_by_page(place: Place, items: Items, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_queries, "PLAN_PAGE", 2)
    made = {written(place, draft_of(items)) for _ in range(2)} | {handed_over(place, draft_of(items))}
    guide = place.people["guide"]

    first = queries.plan_list(guide, queries.PlansWanted(), AT)
    last = first[1].plan
    rest = queries.plan_list(
        guide, queries.PlansWanted(after=(last.next_due_on or date(9999, 12, 31), last.id)), AT
    )

    assert len(first) == 3
    assert {line.plan.id for line in (*first[:2], *rest)} == made
    assert first[0].plan.next_due_on == TODAY


# whose


@pytest.mark.parametrize("name", list(ACTS))
def test_a_colleague_does_not_follow_anothers_plan(place: Place, followed: UUID, name: str) -> None:
    with refused(NotYourPlan, "由洪梅跟踪"):
        ACTS[name](followed, place.people["guide"])


@pytest.mark.parametrize("name", list(ACTS))
@pytest.mark.parametrize("who", ["clerk", "officer", "head", "supervisor", "system-admin"])
def test_other_roles_follow_no_plan(place: Place, followed: UUID, who: str, name: str) -> None:
    with refused(NotYourRole):
        ACTS[name](followed, place.people[who])


@pytest.mark.parametrize("name", list(ACTS))
@pytest.mark.parametrize("who", ["town-guide", "near-guide", "town-manager"])
def test_other_places_follow_no_plan(place: Place, followed: UUID, who: str, name: str) -> None:
    with refused(NotYourPlace):
        ACTS[name](followed, place.people[who])


@pytest.mark.parametrize("name", ["contact", "case", "finish"])
def test_a_manager_steps_in(place: Place, followed: UUID, name: str) -> None:
    ACTS[name](followed, place.people["manager"])

    assert PlanEntry.objects.get(kind=name).by_name == "施岭"


@pytest.mark.parametrize("name", ["contact", "case", "finish", "complete"])
def test_a_draft_is_not_followed(place: Place, items: Items, name: str) -> None:
    plan_id = written(place, draft_of(items))

    with refused(PlanMoved, "编写中"):
        ACTS[name](plan_id, place.people["guide"])


@pytest.mark.parametrize("name", list(ACTS))
def test_what_has_ended_stays(place: Place, followed: UUID, name: str) -> None:
    services.abandon_plan(plan_id=followed, reason="不办了", actor=place.people["other-guide"], at=AT)

    with refused(PlanMoved, "已终止"):
        ACTS[name](followed, place.people["other-guide"])


def test_the_manager_names_another_tracker(place: Place, followed: UUID) -> None:
    to = place.people["guide"].user_id

    services.assign_tracker(
        plan_id=followed, to_user_id=to, reason="洪梅休假", actor=place.people["manager"], at=AT
    )

    assert row(followed).tracker_name == "姚琴"
    assert [
        (entry.to_name, entry.text) for entry in PlanEntry.objects.filter(kind="assign").order_by("id")
    ] == [
        ("洪梅", ""),
        ("姚琴", "洪梅休假"),
    ]
    ACTS["contact"](followed, place.people["guide"])


@pytest.mark.parametrize(
    ("to", "by", "reason", "error"),
    [
        ("guide", "other-guide", "换人", NotYourRole),
        ("guide", "town-manager", "换人", NotYourPlace),
        ("guide", "manager", " ", QuestionIncomplete),
        ("clerk", "manager", "换人", NotATracker),
        ("near-guide", "manager", "换人", NotATracker),
        ("other-guide", "manager", "换人", PlanMoved),
    ],
    ids=["guide", "other place", "no reason", "to a clerk", "to another county", "the same"],
)
def test_not_everybody_reassigns(
    place: Place, followed: UUID, to: str, by: str, reason: str, error: Any
) -> None:
    with refused(error):
        services.assign_tracker(
            plan_id=followed,
            to_user_id=place.people[to].user_id,
            reason=reason,
            actor=place.people[by],
            at=AT,
        )


# the end


def test_a_plan_is_complete_when_every_step_is(place: Place, followed: UUID) -> None:
    tracker = place.people["other-guide"]
    finish(place, followed, 1, 2, 3, by="other-guide")
    with refused(PlanIncomplete, "还有步骤没有完成"):
        services.complete_plan(plan_id=followed, actor=tracker, at=AT)
    finish(place, followed, 4, by="other-guide")

    services.complete_plan(plan_id=followed, actor=tracker, at=AT)

    assert (row(followed).status, row(followed).next_due_on) == ("completed", None)
    assert queries.plan_page(row(followed).code or "", AT).plan.status.value == "completed"


def test_an_abandoned_plan_does_not_open(place: Place, followed: UUID) -> None:
    code = row(followed).code or ""
    with refused(QuestionIncomplete, "请写明为什么终止"):
        services.abandon_plan(plan_id=followed, reason="", actor=place.people["other-guide"], at=AT)

    services.abandon_plan(plan_id=followed, reason="资金没有到位", actor=place.people["other-guide"], at=AT)

    assert PlanEntry.objects.get(kind="abandon").text == "资金没有到位"
    with pytest.raises(PlanUnknown):
        queries.plan_page(code, AT)


def test_the_phone_is_shown_for_a_reason(place: Place, followed: UUID) -> None:
    shown = services.show_plan_applicant(
        plan_id=followed, reason="打 13900001111 问进度", actor=place.people["other-guide"], at=AT
    )

    assert (shown.name, shown.phone) == (NAME, PHONE)
    assert PlanEntry.objects.get(kind="show").text == "打 *** 问进度"
    with refused(QuestionIncomplete, "请写明为什么要看"):
        services.show_plan_applicant(plan_id=followed, reason="", actor=place.people["other-guide"], at=AT)


# codes


def test_a_code_opens_the_plan(place: Place, followed: UUID) -> None:
    code = row(followed).code or ""
    typed = f"{code[:4].lower()}-{code[4:].lower()}"

    assert services.open_plan(code=typed, source=SOURCE, at=AT).plan.id == followed


def test_guesses_are_counted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LOOK_UPS_PER_SOURCE", 1)
    with pytest.raises(PlanUnknown):
        services.open_plan(code="2222AAAA", source=SOURCE, at=AT)

    with pytest.raises(TooManyLists):
        services.open_plan(code="2222AAAB", source=SOURCE, at=AT)


def test_steps_of_a_later_revision_keep_what_was_done(place: Place, followed: UUID, items: Items) -> None:
    finish(place, followed, 1, by="other-guide")
    fewer = replace(draft_of(items), steps=steps_of(items)[:2])
    guide = place.people["guide"]
    services.save_plan(plan_id=followed, edit=3, draft=fewer, actor=guide, at=AT)
    services.hand_over_plan(plan_id=followed, edit=4, reason="分两步走", actor=guide, at=AT)

    file = queries.plan_file(followed, guide, AT)

    assert [step.finished_on for step in file.body.steps] == [TODAY, None]
    assert (file.plan.status.value, file.plan.next_due_on) == ("followed", date(2026, 3, 9))
