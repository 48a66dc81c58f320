"""答复咨询: by a guide at once, or by the department's expert in its time (GUI-09, GUI-10, GUI-11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.clocks.types import Light
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    AskedAgainAlready,
    ConsultationUnknown,
    LimitWrong,
    NoDepartment,
    NotAnExpert,
    NotYourQuestion,
    QuestionIncomplete,
    QuestionMoved,
    ReturnTooLate,
)
from yichuang.offer.guidance.models import Consultation, ConsultationStep
from yichuang.offer.guidance.tests.people import ANSWER, AT, Place, answer, ask, record, route
from yichuang.offer.guidance.tests.refusals import refused
from yichuang.offer.guidance.types import ConsultationStatus, HandbookPart, LimitKind, StepKind

DAY = timedelta(days=1)


def named_expert(place: Place, username: str = "officer") -> None:
    services.set_duty_expert(
        organisation_id=place.transport,
        user_id=place.people[username].user_id,
        actor=place.people["head"],
        at=AT,
    )


def test_a_guide_answers_at_once_and_the_asker_reads_it(place: Place) -> None:
    asked = ask(place)

    answer(place, asked.number, by="guide")

    shown = queries.answer_page(asked.number, asked.code, AT)
    assert shown.consultation.status is ConsultationStatus.ANSWERED
    assert [(step.kind, step.text, step.by_name) for step in shown.steps][1:] == [
        (StepKind.ANSWER, ANSWER, "")
    ]
    assert OutboxEvent.objects.get(name="guidance.question-answered").payload["is_late"] is False
    assert [
        entry.action for entry in AuditEntry.objects.filter(stream="consultation").order_by("sequence")
    ] == [
        "asked",
        "answer",
    ]


def test_a_guide_sends_it_to_the_duty_expert_with_three_working_days(place: Place) -> None:
    asked = ask(place)
    named_expert(place)

    route(place, asked.number)

    row = Consultation.objects.get()
    assert (row.status, row.organisation_id) == ("with-department", place.transport)
    assert (row.expert_id, row.expert_name) == (place.people["officer"].user_id, "赵青")
    assert (row.clock_started_on, row.due_on) == (date(2026, 3, 2), date(2026, 3, 5))
    event = OutboxEvent.objects.get(name="guidance.question-routed")
    assert event.payload["due_on"] == "2026-03-05"


def test_the_expert_answers_and_others_of_the_department_do_not(place: Place) -> None:
    asked = ask(place)
    named_expert(place)
    route(place, asked.number)

    with refused(NotYourQuestion, match="赵青") as refusal:
        answer(place, asked.number, by="other-officer")
    answer(place, asked.number, by="officer")

    assert refusal.value.extra == {"expert": "赵青"}
    file = queries.consultation_file(asked.number, place.people["officer"], AT)
    assert (file.consultation.status, file.deadline.light) == (ConsultationStatus.ANSWERED, Light.DONE)
    assert [step.kind.value for step in file.steps] == ["ask", "route", "answer"]


def test_the_head_answers_for_everybody(place: Place) -> None:
    asked = ask(place)
    named_expert(place)
    route(place, asked.number)

    answer(place, asked.number, by="head")

    assert Consultation.objects.get().status == "answered"


def test_without_a_duty_expert_anybody_of_the_department_answers(place: Place) -> None:
    asked = ask(place)
    route(place, asked.number)

    answer(place, asked.number, by="other-officer")

    assert Consultation.objects.get().expert_id is None


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("officer", NotYourRole),
        ("clerk", NotYourRole),
        ("manager", NotYourRole),
        ("near-guide", NotYourPlace),
        ("town-guide", NotYourPlace),
    ],
)
def test_what_is_with_the_guides_is_not_for_others(place: Place, by: str, error: type[DomainError]) -> None:
    asked = ask(place)

    with refused(error):
        answer(place, asked.number, by=by)
    with refused(error):
        route(place, asked.number, by=by)


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("guide", NotYourRole),
        ("clerk", NotYourRole),
        ("social-officer", NotYourPlace),
        ("social-head", NotYourPlace),
    ],
)
def test_what_is_with_a_department_is_not_for_others(place: Place, by: str, error: type[DomainError]) -> None:
    asked = ask(place)
    route(place, asked.number)

    with refused(error):
        answer(place, asked.number, by=by)


def test_a_question_of_a_town_is_for_its_guides_and_the_countys(place: Place) -> None:
    first, second = record(place, by="town-guide"), record(place, by="town-guide")

    answer(place, first.number, by="town-guide")
    answer(place, second.number, by="guide")

    assert Consultation.objects.filter(status="answered").count() == 2


def test_an_answer_says_something_and_is_given_once(place: Place) -> None:
    asked = ask(place)

    with refused(QuestionIncomplete):
        answer(place, asked.number, by="guide", text="  ")
    answer(place, asked.number, by="guide")
    with refused(QuestionMoved, match="已答复"):
        answer(place, asked.number, by="guide")
    with refused(ConsultationUnknown):
        answer(place, "ZX20260302999999", by="guide")


def test_a_question_without_item_needs_a_department(place: Place) -> None:
    asked = ask(place, bound=False)

    with refused(NoDepartment):
        route(place, asked.number)
    services.route_question(
        number=asked.number,
        organisation_id=place.social,
        reason="社保问题",
        actor=place.people["guide"],
        at=AT,
    )

    assert Consultation.objects.get().organisation_id == place.social


def test_an_expert_hands_it_on_to_a_colleague(place: Place) -> None:
    asked = ask(place)
    named_expert(place)
    route(place, asked.number)
    to = {"number": asked.number, "actor": place.people["officer"], "at": AT}

    for wrong in ("social-officer", "officer", "guide"):
        with refused(NotAnExpert):
            services.hand_on_question(to_user_id=place.people[wrong].user_id, reason="出差", **to)
    with refused(QuestionIncomplete):
        services.hand_on_question(to_user_id=place.people["other-officer"].user_id, reason="", **to)
    services.hand_on_question(to_user_id=place.people["other-officer"].user_id, reason="出差", **to)

    row = Consultation.objects.get()
    assert (row.expert_name, row.due_on) == ("孙岩", date(2026, 3, 5))
    answer(place, asked.number, by="other-officer")


def test_a_department_sends_back_what_is_not_its_own_within_a_working_day(place: Place) -> None:
    asked, late = ask(place), ask(place)
    route(place, asked.number)
    route(place, late.number)
    back = {"reason": "属于公安", "actor": place.people["officer"]}

    with refused(ReturnTooLate) as refusal:
        services.return_question(number=late.number, at=AT + 2 * DAY, **back)
    services.return_question(number=asked.number, at=AT + DAY, **back)

    assert refusal.value.extra == {"until": "2026-03-03"}
    row = Consultation.objects.get(number=asked.number)
    assert (row.status, row.organisation_id, row.due_on) == ("with-guide", None, date(2026, 3, 4))
    assert OutboxEvent.objects.filter(name="guidance.question-returned").count() == 1


def test_the_asker_asks_once_more_and_whoever_answered_has_a_new_clock(place: Place) -> None:
    asked = ask(place)
    more = {"number": asked.number, "code": asked.code, "text": "那转移登记在哪里办？"}
    with refused(QuestionMoved):
        services.ask_again(**more, at=AT)
    route(place, asked.number)
    answer(place, asked.number, by="officer", at=AT + DAY)

    with refused(ConsultationUnknown):
        services.ask_again(number=asked.number, code="WRONGWRONG22", text="再问一句", at=AT + DAY)
    services.ask_again(**more, at=AT + DAY)

    row = Consultation.objects.get()
    assert (row.status, row.rounds, row.due_on) == ("with-department", 2, date(2026, 3, 6))
    answer(place, asked.number, by="officer", at=AT + DAY)
    with refused(AskedAgainAlready):
        services.ask_again(**more, at=AT + DAY)
    assert list(ConsultationStep.objects.order_by("at", "id").values_list("kind", flat=True)) == [
        "ask", "route", "answer", "ask-again", "answer",
    ]  # fmt: skip


def test_an_administrator_sets_the_working_days_with_their_source(place: Place) -> None:
    before = {limit.kind: limit for limit in queries.consulting_limits()}
    assert {kind: limit.working_days for kind, limit in before.items()} == {
        LimitKind.GUIDE: 1,
        LimitKind.DEPARTMENT: 3,
        LimitKind.RETURN: 1,
    }
    manager = place.people["manager"]

    with refused(LimitWrong):
        services.set_consulting_limit(
            kind=LimitKind.DEPARTMENT, working_days=0, source="", actor=manager, at=AT
        )
    with refused(NotYourRole):
        services.set_consulting_limit(
            kind=LimitKind.DEPARTMENT, working_days=5, source="x", actor=place.people["head"], at=AT
        )
    with refused(NotYourPlace):
        services.set_consulting_limit(
            kind=LimitKind.DEPARTMENT,
            working_days=5,
            source="x",
            actor=place.people["town-manager"],
            at=AT,
        )
    services.set_consulting_limit(
        kind=LimitKind.DEPARTMENT, working_days=5, source="安政办〔2026〕3号", actor=manager, at=AT
    )

    asked = ask(place)
    route(place, asked.number)
    assert Consultation.objects.get().due_on == date(2026, 3, 9)
    limit = queries.consulting_limit(LimitKind.DEPARTMENT)
    assert (limit.working_days, limit.source, limit.set_by_name) == (5, "安政办〔2026〕3号", "施岭")


def test_who_sees_what_in_the_list_with_its_light(place: Place) -> None:
    first, second = ask(place), record(place, by="town-guide")
    route(place, first.number)

    def seen(by: str, listed: str = "open", days: int = 0) -> list[tuple[str, str]]:
        rows = queries.consultations(place.people[by], queries.Wanted(listed), AT + days * DAY)
        return [(row.consultation.number, row.deadline.light.value) for row in rows]

    both = [(second.number, "yellow"), (first.number, "green")]
    assert seen("guide") == seen("manager") == seen("supervisor") == both
    assert seen("town-guide") == [(second.number, "yellow")]
    assert seen("officer") == [(first.number, "green")]
    assert seen("near-guide") == seen("social-officer") == []
    assert seen("manager", "late", 2) == [(second.number, "red")]
    assert queries.consultation_counts(place.people["manager"], AT + DAY).today == 1
    with pytest.raises(NotYourRole):
        seen("clerk")


def test_ready_answers_come_from_the_handbook_best_first(place: Place) -> None:
    asked = ask(place)

    found = queries.consultation_file(asked.number, place.people["guide"], AT).suggestions

    assert (found[0].source, found[0].title) == (HandbookPart.FAQ, "货车挂靠在公司能不能个人申请？")
    assert all("多少钱" not in one.title for one in found)
