"""咨询: a question comes in from the web, the hall, the telephone (GUI-02, GUI-03, GUI-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.errors import ItemUnknown
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    ConsultationUnknown,
    QuestionIncomplete,
    TooManyQuestions,
    WorkOrderKnown,
)
from yichuang.offer.guidance.models import Consultation, ConsultationStep
from yichuang.offer.guidance.services import asking
from yichuang.offer.guidance.tests.people import AT, TEXT, TODAY, Place, ask, record
from yichuang.offer.guidance.tests.refusals import refused
from yichuang.offer.guidance.types import AskChannel, Asker, ConsultationStatus, QuestionInput


def test_a_question_from_the_web_waits_for_a_guide_until_the_next_working_day(place: Place) -> None:
    asked = ask(place)

    row = Consultation.objects.get()
    assert (asked.number, asked.due_on) == (row.number, date(2026, 3, 3))
    assert row.number.startswith("ZX20260302")
    assert (row.channel, row.status, row.outlet_id) == ("web", "with-guide", None)
    assert (row.region_code, row.handling_code, row.item_name) == ("990101", place.item.code, place.item.name)
    assert (row.clock_started_on, row.rounds, row.organisation_id) == (TODAY, 1, None)
    step = ConsultationStep.objects.get()
    assert (step.kind, step.text, step.by_user_id, step.at) == ("ask", TEXT, None, AT)


def test_words_and_asker_are_encrypted_and_in_no_event(place: Place) -> None:
    ask(place)

    with connection.cursor() as cursor:
        cursor.execute("SELECT question, asker FROM guidance_consultation")
        kept = [bytes(value) for value in cursor.fetchone()]
        cursor.execute("SELECT text FROM guidance_consultationstep")
        kept.append(bytes(cursor.fetchone()[0]))
    assert not any(secret.encode() in value for value in kept for secret in (TEXT, "王小满", "13800001234"))
    event = OutboxEvent.objects.get(name="guidance.question-asked")
    assert sorted(event.payload) == ["channel", "consultation_id", "due_on"]
    assert (event.actor, event.topic) == ("citizen", "consulting")
    entry = AuditEntry.objects.get(stream="consultation")
    assert entry.details == {"channel": "web", "due_on": "2026-03-03"}


def test_the_answer_page_opens_with_number_and_code_only(place: Place) -> None:
    asked = ask(place)
    other = ask(place, "另外一个问题怎么办")

    shown = queries.answer_page(asked.number, f" {asked.code[:6].lower()}-{asked.code[6:]} ", AT)

    assert (shown.question, shown.consultation.status) == (TEXT, ConsultationStatus.WITH_GUIDE)
    assert (shown.asker.name, shown.asker.phone) == ("王*", "138****1234")
    for number, code in ((asked.number, other.code), (asked.number, ""), ("ZX20260302999999", asked.code)):
        with pytest.raises(ConsultationUnknown):
            queries.answer_page(number, code, AT)
    assert asked.code not in repr(asked)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"text": "怎么？"}, "/text"),
        ({"text": "问" * 2001}, "/text"),
        ({"asker": Asker("王", "123")}, "/phone"),
        ({"asker": Asker("王" * 51, "")}, "/name"),
    ],
    ids=["too-short", "too-long", "no-phone", "long-name"],
)
def test_what_lacks_something_is_refused_with_its_field(
    place: Place, change: dict[str, object], pointer: str
) -> None:
    question = replace(QuestionInput(TEXT), **change)  # type: ignore[arg-type]

    with refused(QuestionIncomplete) as refusal:
        services.ask_question(question=question, source="203.0.113.5", at=AT)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_a_question_about_an_unknown_item_is_refused(place: Place) -> None:
    with refused(ItemUnknown):
        services.ask_question(question=QuestionInput(TEXT, handling_code="no-such"), source="x", at=AT)


def test_a_question_without_item_goes_to_the_guides_of_the_whole_place(place: Place) -> None:
    ask(place, bound=False)

    row = Consultation.objects.get()
    assert (row.region_code, row.handling_code, row.item_name) == ("990101", "", "")


def test_one_source_asks_so_often_and_no_more(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ASKED_PER_SOURCE", 2)
    ask(place), ask(place)

    with refused(TooManyQuestions) as refusal:
        ask(place)

    assert refusal.value.extra["retry_after_seconds"] == 1800
    assert Consultation.objects.count() == 2
    ask(place, at=AT + timedelta(hours=1))


def test_codes_are_guessed_so_often_and_no_more(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "GUESSES_PER_NUMBER", 1)
    asked = ask(place)
    services.book_code_guess(number=asked.number, source="a", at=AT)
    services.return_code_guess(number=asked.number, source="a", at=AT)
    services.book_code_guess(number=asked.number, source="a", at=AT)

    with refused(TooManyQuestions):
        services.book_code_guess(number=asked.number, source="b", at=AT)


def test_counts_are_forgotten_when_their_hour_is_over(place: Place) -> None:
    ask(place)

    assert services.forget_consultation_counts(at=AT) == 0
    assert services.forget_consultation_counts(at=AT + timedelta(hours=1)) == 2


@pytest.mark.parametrize("by", ["guide", "clerk", "town-guide"])
def test_staff_write_a_question_down_at_their_outlet(place: Place, by: str) -> None:
    record(place, by=by, channel=AskChannel.PHONE)

    row = Consultation.objects.get()
    at_town = by == "town-guide"
    assert row.outlet_id == (place.town if at_town else place.hall)
    assert row.region_code == ("990101001" if at_town else "990101")
    assert (row.channel, ConsultationStep.objects.get().by_name) == ("phone", place.people[by].name)


@pytest.mark.parametrize("by", ["officer", "head", "manager", "supervisor", "system-admin"])
def test_others_do_not(place: Place, by: str) -> None:
    with refused(NotYourRole):
        record(place, by=by)


def test_who_asks_by_telephone_leaves_a_number(place: Place) -> None:
    question = QuestionInput(TEXT, Asker("王小满", ""), AskChannel.PHONE)

    with refused(QuestionIncomplete, match="回电号码"):
        services.record_question(question=question, actor=place.people["guide"], at=AT)


def test_a_work_order_is_entered_once(place: Place) -> None:
    first = record(place, channel=AskChannel.HOTLINE, number="DH2026030200017")

    with refused(WorkOrderKnown, match=first.number) as refusal:
        record(place, channel=AskChannel.HOTLINE, number="DH2026030200017")

    assert refusal.value.extra == {"number": first.number}
    with refused(QuestionIncomplete, match="工单编号"):
        record(place, channel=AskChannel.HOTLINE)
