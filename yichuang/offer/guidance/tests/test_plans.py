"""办事方案: written, handed over, revised; what it says later; what is refused (GUI-17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.tests.factories import material, publish
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    NotATracker,
    PlanIncomplete,
    PlanMoved,
    PlanUnknown,
    QuestionIncomplete,
)
from yichuang.offer.guidance.models import Plan, PlanEntry, PlanRevision
from yichuang.offer.guidance.models import PlanStep as StepRow
from yichuang.offer.guidance.tests.people import AT, TODAY, Place
from yichuang.offer.guidance.tests.plans import (
    APPLICANT,
    NAME,
    PHONE,
    SERVICE,
    TITLE,
    Items,
    draft_of,
    handed_over,
    permit_content,
    publish_items,
    row,
    start,
    steps_of,
    written,
)
from yichuang.offer.guidance.tests.refusals import refused
from yichuang.offer.guidance.types import PlanApplicant, PlanDraft, PlanStatus, PlanStep

TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def items(place: Place) -> Items:
    return publish_items(place)


# written


def test_a_guide_starts_a_plan(place: Place) -> None:
    plan_id = start(place)

    plan = row(plan_id)
    assert (plan.status, plan.edit, plan.revision, plan.code) == ("draft", 1, 0, None)
    assert plan.applicant == {"name": NAME, "phone": PHONE}
    assert (plan.outlet_id, plan.region_code, plan.author_name) == (place.hall, "990101", "姚琴")
    view = queries.plan_for(place.people["guide"], Act.READ_PLAN, plan_id)
    assert (view.applicant.name, view.applicant.phone) == ("王*", "138****1234")
    assert [entry.action for entry in AuditEntry.objects.filter(stream_id=str(plan_id))] == ["start"]


@pytest.mark.parametrize(
    ("applicant", "title", "pointer"),
    [
        (replace(APPLICANT, name="  "), TITLE, "/name"),
        (replace(APPLICANT, phone=""), TITLE, "/phone"),
        (replace(APPLICANT, phone="123"), TITLE, "/phone"),
        (APPLICANT, " ", "/title"),
        (APPLICANT, "长" * 201, "/title"),
    ],
    ids=["no name", "no phone", "no such phone", "no title", "long title"],
)
def test_a_plan_is_for_somebody(place: Place, applicant: PlanApplicant, title: str, pointer: str) -> None:
    with refused(PlanIncomplete) as refusal:
        services.start_plan(applicant=applicant, title=title, actor=place.people["guide"], at=AT)

    assert pointer in [error.pointer for error in refusal.value.errors]


def test_a_draft_shows_dates_and_papers_at_once(place: Place, items: Items) -> None:
    plan_id = written(place, draft_of(items))

    _view, draft, body = queries.plan_draft(plan_id, place.people["guide"], AT)

    assert draft == draft_of(items)
    assert body.faults == ()
    assert [(step.place, step.name, step.after_places) for step in body.steps] == [
        (1, "营业执照设立登记", ()),
        (2, "水质检测", ()),
        (3, items.permit.name, (1, 2)),
        (4, "证挂在店里看得见的地方", (3,)),
    ]
    # Monday; the test takes to the next Monday, the permit begins on Tuesday and takes 8 working days
    assert [(step.dates.begins_on, step.dates.due_on) for step in body.steps] == [
        (TODAY, TODAY),
        (TODAY, date(2026, 3, 9)),
        (date(2026, 3, 10), date(2026, 3, 20)),
        (date(2026, 3, 23), date(2026, 3, 23)),
    ]
    assert body.latest_on == date(2026, 4, 9)
    assert [step.place for step in body.steps if step.dates.is_critical] == [2, 3, 4]


def test_new_steps_get_keys_nobody_had(place: Place, items: Items) -> None:
    plan_id = handed_over(place, draft_of(items))
    fewer = replace(draft_of(items), steps=steps_of(items)[:3])
    services.save_plan(plan_id=plan_id, edit=3, draft=fewer, actor=place.people["guide"], at=AT)
    more = replace(fewer, steps=(*fewer.steps, PlanStep(0, SERVICE, title="验收", not_required=True)))

    services.save_plan(plan_id=plan_id, edit=4, draft=more, actor=place.people["guide"], at=AT)

    kept = queries.plan_draft(plan_id, place.people["guide"], AT)[1]
    assert [step.key for step in kept.steps] == [1, 2, 3, 5]


def test_who_saves_second_writes_over_nothing(place: Place, items: Items) -> None:
    plan_id = written(place, draft_of(items))

    with refused(PlanMoved, "刚才被同事改过") as refusal:
        services.save_plan(
            plan_id=plan_id, edit=1, draft=PlanDraft("别的", TODAY), actor=place.people["other-guide"], at=AT
        )

    assert refusal.value.extra["edit"] == 2


def test_a_circle_is_refused(place: Place, items: Items) -> None:
    plan_id = start(place)
    first, second, *rest = steps_of(items)
    circle = replace(draft_of(items), steps=(replace(first, after=(3,)), second, *rest))

    with refused(PlanIncomplete, "绕成了圈"):
        services.save_plan(plan_id=plan_id, edit=1, draft=circle, actor=place.people["guide"], at=AT)


# handed over


def test_handing_over_pins_the_versions_and_gives_a_code(place: Place, items: Items) -> None:
    plan_id = written(place, draft_of(items))

    code = services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)

    plan = row(plan_id)
    assert (plan.status, plan.revision, plan.code, plan.next_due_on) == ("handed-over", 1, code, TODAY)
    steps = StepRow.objects.filter(revision__plan_id=plan_id).order_by("place")
    assert [(step.key, step.version_id, step.after) for step in steps] == [
        (1, items.licence.id, []),
        (2, None, []),
        (3, items.permit.id, [1, 2]),
        (4, None, [3]),
    ]
    assert steps[2].due_on == date(2026, 3, 20)
    assert OutboxEvent.objects.filter(name="guidance.plan-changed").count() == 1
    assert PHONE not in str(OutboxEvent.objects.get(name="guidance.plan-changed").payload)


def test_the_page_names_each_paper_once(place: Place, items: Items) -> None:
    plan_id = handed_over(place, draft_of(items))

    file = queries.plan_page(row(plan_id).code, AT)

    assert [(paper.name, paper.places, paper.originals, paper.copies) for paper in file.body.to_bring] == [
        ("居民身份证", (1, 3), 1, 3),
        ("设立登记申请书", (1,), 1, 0),
        ("食品经营许可申请书", (3,), 1, 0),
        ("检测报告", (3,), 2, 0),
    ]
    assert [(paper.name, paper.made_by) for paper in file.body.government_has] == [("营业执照", (1,))]
    assert file.entries == ()
    assert file.body.outdated == ()


def test_later_it_says_what_has_changed(place: Place, items: Items) -> None:
    plan_id = handed_over(place, draft_of(items))
    newer = permit_content(
        code=items.permit.code,
        name=items.permit.name,
        item_code=items.permit.item_code,
        materials=(*items.permit.materials, material("m05", name="健康证明")),
    )
    publish(newer, organisation_id=place.transport, valid_from=date(2026, 3, 3), at=AT)

    file = queries.plan_page(row(plan_id).code, TOMORROW)

    (changed,) = file.body.outdated
    assert changed.place == 3
    assert changed.today is not None
    assert "“健康证明”" in "；".join(change.words for change in changed.today.changes)
    assert "健康证明" not in [paper.name for paper in file.body.papers], "what it said stays what it said"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answers": {}}, "还没有回答"),
        ({"answers": {"subject-kind": "ghost"}}, "不能回答"),
        ({"item": "nothing"}, "现在不办理"),
    ],
    ids=["open question", "no such answer", "no such item"],
)
def test_an_open_item_is_not_handed_over(
    place: Place, items: Items, changes: dict[str, object], words: str
) -> None:
    broken = replace(steps_of(items)[2], after=(), **changes)
    plan_id = written(place, replace(draft_of(items), steps=(broken,)))

    with refused(PlanIncomplete, words) as refusal:
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)

    assert refusal.value.errors[0].pointer == "/steps/3"


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (PlanStep(1, SERVICE, title="环境影响评价"), "请写明法律依据"),
        (PlanStep(1, SERVICE, basis="环境影响评价法第十六条"), "请写明中介服务的名称"),
        (PlanStep(1, SERVICE, title="代办", basis="某法", not_required=True), "不能说法律不要求"),
    ],
    ids=["neither", "no name", "both"],
)
def test_an_intermediary_says_what_asks_for_it(place: Place, service: PlanStep, words: str) -> None:
    """优化营商环境条例 §43: nobody is sent to an intermediary without saying by what law."""
    plan_id = written(place, PlanDraft(TITLE, TODAY, steps=(service,)))

    with refused(PlanIncomplete, words):
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)


def test_an_empty_plan_is_not_handed_over(place: Place) -> None:
    plan_id = start(place)

    with refused(PlanIncomplete, "还没有步骤"):
        services.hand_over_plan(plan_id=plan_id, edit=1, reason="", actor=place.people["guide"], at=AT)


def test_a_major_project_has_a_named_tracker(place: Place, items: Items) -> None:
    """GUI-18."""
    plan_id = written(place, draft_of(items, is_major=True))
    with refused(PlanIncomplete, "重大项目要指定跟踪人"):
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)
    named = draft_of(items, is_major=True, tracker=place.people["other-guide"].user_id)
    services.save_plan(plan_id=plan_id, edit=2, draft=named, actor=place.people["guide"], at=AT)

    services.hand_over_plan(plan_id=plan_id, edit=3, reason="", actor=place.people["guide"], at=AT)

    assert (row(plan_id).tracker_name, row(plan_id).is_major) == ("洪梅", True)
    assert PlanEntry.objects.get(kind="assign").to_name == "洪梅"


@pytest.mark.parametrize("who", ["officer", "near-guide", "clerk", "town-guide"])
def test_only_who_may_follow_it_is_a_tracker(place: Place, items: Items, who: str) -> None:
    plan_id = start(place)
    draft = draft_of(items, tracker=place.people[who].user_id)

    with refused(NotATracker):
        services.save_plan(plan_id=plan_id, edit=1, draft=draft, actor=place.people["guide"], at=AT)


def test_a_revision_keeps_the_one_before(place: Place, items: Items) -> None:
    plan_id = handed_over(place, draft_of(items))
    code = row(plan_id).code
    shorter = replace(draft_of(items), steps=steps_of(items)[:1])
    services.save_plan(plan_id=plan_id, edit=3, draft=shorter, actor=place.people["guide"], at=AT)
    assert len(queries.plan_page(code, AT).body.steps) == 4, "what is being written is not in force"
    with refused(QuestionIncomplete, "请写明这一版改了什么"):
        services.hand_over_plan(plan_id=plan_id, edit=4, reason=" ", actor=place.people["guide"], at=AT)

    again = services.hand_over_plan(
        plan_id=plan_id, edit=4, reason="不做餐饮，只开店", actor=place.people["guide"], at=TOMORROW
    )

    assert again == code
    assert [(kept.number, kept.reason) for kept in PlanRevision.objects.order_by("number")] == [
        (1, ""),
        (2, "不做餐饮，只开店"),
    ]
    assert len(queries.plan_page(code, TOMORROW).body.steps) == 1
    before = queries.plan_file(plan_id, place.people["guide"], TOMORROW, revision=1)
    assert (before.body.revision, len(before.body.steps)) == (1, 4)
    with pytest.raises(PlanUnknown):
        queries.plan_file(plan_id, place.people["guide"], TOMORROW, revision=3)


def test_a_second_press_hands_nothing_over(place: Place, items: Items) -> None:
    plan_id = handed_over(place, draft_of(items))

    with refused(PlanMoved):
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)


# who


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "manager", "supervisor", "system-admin"])
def test_only_guides_write_plans(place: Place, items: Items, who: str) -> None:
    plan_id = written(place, draft_of(items))

    with refused(NotYourRole):
        services.start_plan(applicant=APPLICANT, title=TITLE, actor=place.people[who], at=AT)
    with refused(NotYourRole):
        services.save_plan(plan_id=plan_id, edit=2, draft=draft_of(items), actor=place.people[who], at=AT)
    with refused(NotYourRole):
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people[who], at=AT)


@pytest.mark.parametrize("who", ["town-guide", "near-guide"])
def test_guides_of_other_places_do_not_touch_it(place: Place, items: Items, who: str) -> None:
    plan_id = written(place, draft_of(items))

    with refused(NotYourPlace):
        services.save_plan(plan_id=plan_id, edit=2, draft=draft_of(items), actor=place.people[who], at=AT)
    with refused(NotYourPlace):
        services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people[who], at=AT)
    with pytest.raises(NotYourPlace):
        queries.plan_file(plan_id, place.people[who], AT)
    assert queries.plan_list(place.people[who], queries.PlansWanted(), AT) == ()


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "system-admin"])
def test_who_has_nothing_to_do_with_plans_reads_none(place: Place, items: Items, who: str) -> None:
    plan_id = written(place, draft_of(items))

    with pytest.raises(NotYourRole):
        queries.plan_file(plan_id, place.people[who], AT)
    with pytest.raises(NotYourRole):
        queries.plan_list(place.people[who], queries.PlansWanted(), AT)


def test_a_guide_of_the_county_sees_the_towns_plans(place: Place, items: Items) -> None:
    plan_id = written(place, draft_of(items), by="town-guide")

    assert queries.plan_file(plan_id, place.people["guide"], AT).plan.status is PlanStatus.DRAFT
    assert Plan.objects.get().outlet_id == place.town


def test_nobody_is_named_outside_the_encrypted_columns(place: Place, items: Items) -> None:
    handed_over(place, draft_of(items))

    told = [str(entry.details) for entry in AuditEntry.objects.filter(stream="plan")]
    assert not any(NAME in text or PHONE in text for text in told)
