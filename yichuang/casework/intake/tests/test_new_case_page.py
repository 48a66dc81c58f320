"""The page of a new case: who stands here, cards and earlier cases that fill it, difficult names."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.tests.applications import agent, company, person, representative
from yichuang.casework.intake.tests.counter_pages import SignIn, text
from yichuang.casework.intake.tests.new_case_forms import (
    APPLICANT,
    COMPANY,
    EMPTY,
    FORM,
    LINE,
    NEW,
    WHOLE,
    fill,
    save,
    value,
)
from yichuang.casework.intake.tests.states import receive
from yichuang.foundation.parties import queries as parties
from yichuang.kernel.models import AuditEntry

# who stands here


def test_the_page_asks_who_stands_here(desk: Client) -> None:
    page = text(desk.get(NEW, {"answer.subject": "person"}))

    assert "今天谁来办" in page
    for who in ("oneself", "representative", "agent"):
        assert f'name="attendance" value="{who}"' in page
    assert '<input type="radio" name="attendance" value="oneself" checked' in page


def test_an_organisation_comes_by_its_representative(desk: Client) -> None:
    shown = {
        "attendance": "representative",
        "representative-id_type": "resident-id",
        "representative-id_number": representative().id_number,
    }

    answer = desk.post(f"{NEW}receipts/", FORM | COMPANY | shown)

    assert answer.status_code == 302, text(answer)
    details = Act.objects.get(sequence=1).details
    who = parties.for_documents(UUID(details["representative"]))
    assert (details["attendance"], who.name) == ("representative", "田大禾")


def test_an_organisation_is_not_received_from_nobody(desk: Client) -> None:
    desk.get(NEW)

    with unchanged():
        answer = desk.post(f"{NEW}receipts/", FORM | COMPANY | {"attendance": "oneself"})

    page = text(answer)
    assert answer.status_code == 422
    assert "请登记到场的法定代表人的证件，或者登记代理人和授权委托书。" in page
    assert value(page, "applicant-name") == company().name


def test_what_was_typed_of_somebody_who_does_not_stand_here_is_not_asked(desk: Client) -> None:
    typed = {"attendance": "oneself", "agent-name": "陆青禾", "agent-id_number": "1"}

    assert desk.post(f"{NEW}receipts/", WHOLE | typed).status_code == 302
    assert Case.objects.get().agent_id is None


# cards


def test_a_card_fills_name_and_number(desk: Client) -> None:
    answer = fill(desk, "applicant", EMPTY | {"applicant-card": LINE, "applicant-phone": ""})

    page = text(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert (value(page, "applicant-name"), value(page, "applicant-id_number")) == (
        "王小满",
        person().id_number,
    )
    assert "安澜县公安局" not in page
    assert not Case.objects.exists()


def test_the_answer_of_a_local_service_fills_the_agent_and_says_who_stands_here(desk: Client) -> None:
    card = {"name": "陆青禾", "number": agent().id_number, "valid_until": "长期", "portrait": "/9j/"}
    sent = EMPTY | {"agent-card": json.dumps({"status": "ok", "card": card})}

    page = text(fill(desk, "agent", sent, part=False))

    assert value(page, "agent-name") == "陆青禾"
    assert '<input type="radio" name="attendance" value="agent" checked' in page
    assert "/9j/" not in page


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ('{"status": "no-card"}', "读卡器上没有身份证，请把身份证放好再读。"),
        ('{"status": "no-reader"}', "没有找到读卡器"),
        ("{}", "读卡器的答复看不懂"),
        (LINE.replace("20400101", "20260210"), "这张身份证已于 2026年2月10日 到期"),
        (LINE.replace(person().id_number, person().id_number[:17]), "没有身份证号码"),
    ],
)
def test_a_card_that_cannot_be_read_is_said_and_nothing_is_taken(desk: Client, card: str, says: str) -> None:
    page = text(fill(desk, "applicant", EMPTY | {"applicant-name": "王", "applicant-card": card}))

    assert says in page
    assert value(page, "applicant-name") == "王"


@pytest.mark.parametrize("field", ["name", "id_number", "phone"])
def test_a_reader_that_types_is_understood_in_any_field_without_scripts(desk: Client, field: str) -> None:
    """Its Enter presses the form's first button, which keeps drafts."""
    page = text(desk.post(f"{NEW}drafts/", EMPTY | {f"applicant-{field}": LINE}))

    assert (value(page, "applicant-name"), value(page, "applicant-id_number")) == (
        "王小满",
        person().id_number,
    )
    assert "|" not in value(page, "applicant-phone")
    assert not CounterDraft.objects.exists()


def test_the_servers_own_reader_is_offered_only_where_there_is_one(desk: Client, settings: Any) -> None:
    assert "读身份证</" not in text(desk.get(NEW, {"answer.subject": "person"})).replace(" <kbd", "</kbd")

    settings.ID_READER_URL = "http://127.0.0.1:9"
    page = text(desk.get(NEW, {"answer.subject": "person"}))
    assert 'name="reader" value="applicant"' in page
    assert "身份证读卡器没有响应" in text(fill(desk, "applicant", EMPTY | {"reader": "applicant"}))


# who came before


def test_an_earlier_case_fills_the_form_masked_and_says_so(desk: Client, county: County) -> None:
    receive(county)

    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": person().id_number}))

    assert (value(page, "applicant-name"), value(page, "applicant-phone")) == ("王*", "138****3210")
    assert "来自 2026年2月11日 的办件" in page
    assert "王小满" not in page
    assert AuditEntry.objects.filter(stream="party", action="looked-up").count() == 1


def test_masks_are_received_as_what_is_known(desk: Client, county: County) -> None:
    receive(county)
    masked = {"applicant-name": "王*", "applicant-phone": "138****3210"}

    assert desk.post(f"{NEW}receipts/", WHOLE | masked).status_code == 302

    ids = set(Case.objects.values_list("applicant_id", flat=True))
    assert len(ids) == 1
    view = parties.for_documents(ids.pop())
    assert (view.name, view.phone) == ("王小满", "13800003210")


def test_a_new_phone_replaces_the_known_one(desk: Client, county: County) -> None:
    receive(county)

    desk.post(f"{NEW}receipts/", WHOLE | {"applicant-name": "王*", "applicant-phone": "13900001111"})

    applicant_id = Case.objects.values_list("applicant_id", flat=True)[0]
    assert parties.for_documents(applicant_id).phone == "13900001111"


def test_what_is_typed_is_not_overwritten_by_what_is_known(desk: Client, county: County) -> None:
    receive(county)
    typed = {"applicant-id_number": person().id_number, "applicant-phone": "13900001111"}

    page = text(fill(desk, "applicant", EMPTY | typed))

    assert (value(page, "applicant-name"), value(page, "applicant-phone")) == ("王*", "13900001111")


def test_somebody_new_is_said_to_be_new(desk: Client) -> None:
    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": person().id_number}))

    assert "没有查到这个证件以前的登记" in page


@pytest.mark.parametrize("number", ["", "990101", person().id_number[:17], "王小满"])
def test_part_of_a_number_or_a_name_finds_nobody(desk: Client, county: County, number: str) -> None:
    receive(county)

    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": number}))

    assert "王*" not in page
    assert not AuditEntry.objects.filter(action__in=["looked-up", "not-found"]).exists()


def test_nobody_else_is_asked_about(desk: Client, signed_in: SignIn) -> None:
    assert fill(desk, "neighbour", EMPTY).status_code == 404
    answer = fill(signed_in("officer"), "applicant", EMPTY | {"applicant-id_number": person().id_number})
    assert answer.status_code == 403


# difficult names


@pytest.mark.parametrize(
    "name", ["𠮷野·㛃", "阿依古丽·买买提", "<script>alert(1)</script>王", '王" onfocus="x', "{{ 7|add:7 }}王"]
)
def test_every_name_comes_back_as_it_was_typed(desk: Client, name: str) -> None:
    draft_id = save(desk, WHOLE | {"applicant-name": name}).json()["id"]

    for page in (
        text(desk.get(f"/counter/drafts/{draft_id}/")),
        text(desk.post(f"{NEW}receipts/", WHOLE | {"applicant-name": name, "applicant-phone": "1"})),
    ):
        assert value(page, "applicant-name") == name
        assert "<script>alert" not in page
    assert "<script>alert" not in text(desk.get("/counter/"))


@pytest.mark.parametrize("field", [*APPLICANT, "agent-name", "authority-valid_until", "m1.note", "m1.copies"])
def test_markup_is_text_in_every_field(desk: Client, field: str) -> None:
    typed = WHOLE | {"attendance": "agent", field: "<img src=x onerror=alert(1)>"}

    for answer in (desk.post(f"{NEW}receipts/", typed), fill(desk, "applicant", typed, part=False)):
        assert answer.status_code in (200, 422)
        assert "<img src=x" not in text(answer)
