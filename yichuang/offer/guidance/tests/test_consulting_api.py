"""API of consulting: ask once under a key, read with the code, ask once more (GUI-03)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yichuang.offer.guidance.models import Consultation
from yichuang.offer.guidance.services import asking
from yichuang.offer.guidance.tests.people import ANSWER, TEXT, Place, answer, ask

pytestmark = pytest.mark.usefixtures("on_the_day")


def post(client: Client, path: str, body: dict[str, Any], key: str) -> Any:
    return client.post(
        f"/api/v1{path}", body, content_type="application/json", headers={"Idempotency-Key": key}
    )


def read(client: Client, number: str, code: str) -> Any:
    return client.get(f"/api/v1/consultations/{number}", {"code": code})


def test_a_question_is_taken_once_under_its_key(place: Place, client: Client) -> None:
    body = {"text": TEXT, "phone": "13800001234", "item": place.item.code}

    first = post(client, "/consultations", body, "k1")
    again = post(client, "/consultations", body, "k1")
    other = post(client, "/consultations", body | {"text": TEXT + "急"}, "k1")

    row = Consultation.objects.get()
    assert first.status_code == 201
    assert (
        first.json()
        == again.json()
        == {
            "number": row.number,
            "code": first.json()["code"],
            "due_on": "2026-03-03",
        }
    )
    assert again["Idempotent-Replay"] == "true"
    assert other.status_code == 409


def test_number_and_code_read_the_answer(place: Place, client: Client) -> None:
    asked = ask(place)
    answer(place, asked.number, by="guide")

    found = read(client, asked.number, asked.code)

    assert found.status_code == 200
    told = found.json()
    assert (told["status"], told["item"], told["department"]) == ("answered", place.item.code, None)
    assert [(said["kind"], said["text"]) for said in told["said"]] == [("ask", TEXT), ("answer", ANSWER)]
    assert "name" not in told


def test_a_wrong_code_sounds_as_an_unknown_number(place: Place, client: Client) -> None:
    asked = ask(place)

    wrong, unknown = read(client, asked.number, "WRONG"), read(client, "ZX20260302999999", asked.code)

    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert wrong.json()["code"] == unknown.json()["code"] == "guidance.consultation-unknown"
    assert wrong.json()["detail"] == unknown.json()["detail"]


def test_guesses_are_counted(place: Place, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "GUESSES_PER_NUMBER", 1)
    asked = ask(place)
    read(client, asked.number, "WRONG")

    refused = read(client, asked.number, asked.code)

    assert (refused.status_code, refused.json()["code"]) == (429, "guidance.too-many-questions")


def test_one_further_question_under_a_key(place: Place, client: Client) -> None:
    asked = ask(place)
    path = f"/consultations/{asked.number}/further"
    body = {"code": asked.code, "text": "那在哪里办转移登记？"}

    early = post(client, path, body, "k1")
    answer(place, asked.number, by="guide")
    taken = post(client, path, body, "k2")
    again = post(client, path, body, "k2")
    wrong = post(client, path, body | {"code": "WRONG"}, "k3")

    assert (early.status_code, early.json()["code"]) == (409, "guidance.question-moved")
    assert (taken.status_code, taken.json()["status"]) == (200, "with-guide")
    assert taken.json() == again.json()
    assert wrong.status_code == 404
    assert Consultation.objects.get().rounds == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"text": "短"}, "/text"), ({"text": TEXT, "phone": "12"}, "/phone")],
    ids=["too-short", "no-phone"],
)
def test_what_lacks_something_is_named(
    place: Place, client: Client, body: dict[str, Any], pointer: str
) -> None:
    refused = post(client, "/consultations", body, "k1")

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not Consultation.objects.exists()
