"""What a caller can get wrong, one by one: every answer is a problem a program can act on."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.contract.conftest import Hall
from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import LICENCE_NEW
from yichuang.foundation.accounts.models import ApiToken, User
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.kernel.models import IdempotencyRecord

SOME_DAY = date(1990, 3, 7)
SURROGATE = "\\ud800"
NUL = "\\u0000"


@pytest.fixture
def ask(hall: Hall) -> Any:
    """POST a body as the clerk, or as ``who``; text goes as it is, anything else as JSON."""
    client = Client(raise_request_exception=True)

    def post(path: str, body: Any, *, who: str = "clerk", key: str = "k", **headers: str) -> Any:
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return client.post(
            f"/api/v1{path}", raw, content_type="application/json", headers=hall.headers(who, key) | headers
        )

    return post


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "code": LICENCE_NEW,
        "answers": {"subject": "person"},
        "applicant": {
            "kind": "natural",
            "name": "王小满",
            "id_type": "resident-id",
            "id_number": make_resident_id(SOME_DAY, 21),
            "phone": "13800003210",
        },
        "materials": [
            {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
        ],
        "window": "A1",
    } | changes


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, after its status and code are what they should be."""
    document = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    return document


def pointers(answer: Any) -> list[str]:
    return [wrong["pointer"] for wrong in problem(answer, 422, "malformed-request")["errors"]]


class TestText:
    @pytest.mark.parametrize("character", [NUL, SURROGATE, "\\u001b", "\\n"])
    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"code": "a?"}, "/code"),
            ({"window": "A?"}, "/window"),
            ({"outlet": "?"}, "/outlet"),
            ({"answers": {"subject": "?"}}, "/answers/subject"),
            ({"applicant": receipt()["applicant"] | {"name": "王?"}}, "/applicant/name"),
            ({"materials": [{"code": "m?"}]}, "/materials/0/code"),
        ],
    )
    def test_one_line_holds_no_control_character(self, ask, change, pointer, character):
        body = json.dumps(receipt(**change), ensure_ascii=False).replace("?", character)

        assert pointers(ask("/cases", body)) == [pointer]
        assert IdempotencyRecord.objects.count() == 0

    @pytest.mark.parametrize("character", [NUL, SURROGATE, "\\u001b"])
    def test_a_text_holds_none_either(self, hall, ask, character):
        body = '{"conclusion": "grant", "text": "属实?"}'.replace("?", character)

        assert pointers(ask(f"/cases/{hall.numbers['claimed']}/opinions", body, who="officer")) == ["/text"]

    def test_but_it_has_lines(self, hall, ask):
        body = {"conclusion": "grant", "text": "一、属实；\n二、\t车辆合格。"}

        assert ask(f"/cases/{hall.numbers['claimed']}/opinions", body, who="officer").status_code == 201

    def test_keys_of_a_map_are_texts_too(self, ask):
        body = json.dumps(receipt(answers={"a?": "person"})).replace("?", NUL)

        (pointer,) = pointers(ask("/cases", body))
        assert pointer.startswith("/answers/")

    @pytest.mark.parametrize(
        "path",
        [
            "/items?q=%00",
            "/items?q=a&limit=1%00",
            "/items/%00",
            "/items/a%00b/guide",
            "/cases/%00",
            "/cases/9%00/timeline",
        ],
    )
    def test_an_address_holds_no_nul(self, hall, path):
        answer = Client().get(f"/api/v1{path}", headers=hall.headers("clerk"))

        problem(answer, 400, "bad-request")

    def test_pages_hold_none_either(self, hall):
        answer = Client().get("/search/?q=%00")

        assert answer.status_code == 400
        assert "请求无法读取" in answer.content.decode()

    @pytest.mark.parametrize(
        "text", ["%", "%ff%fe", "'; DROP TABLE cases_case; --", "\u202e反", "🛂", "ａ", "_", "\\", "a" * 80]
    )
    def test_any_text_can_be_searched(self, hall, text):
        answer = Client().get("/api/v1/items", {"q": text})

        assert answer.status_code == 200
        assert isinstance(answer.json(), list)

    @pytest.mark.parametrize(
        "number", ["0", "9" * 400, "办件", "990101202602110000001", "../../healthz", "%25"]
    )
    @pytest.mark.parametrize("end", ["", "/timeline", "/documents"])
    def test_a_number_that_is_none_is_not_found(self, hall, number, end):
        answer = Client().get(f"/api/v1/cases/{quote(number, safe='')}{end}", headers=hall.headers("clerk"))

        # a slash makes another address, which is not there either
        problem(answer, 404, "not-found" if "/" in number else "cases.unknown")


class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"\xff\xfe{}",
            '{"window": "\xe9"}'.encode("latin-1"),
            b'{"window": "A1"} {}',
            b'{"limit": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
        ],
    )
    def test_what_is_no_json_cannot_be_read(self, hall, ask, body):
        problem(ask(f"/cases/{hall.numbers['received']}/acceptance", body), 400, "bad-request")

    @pytest.mark.parametrize("body", ["", "null", "[]", '"A1"', "7", "{}"])
    def test_json_of_another_shape_is_refused(self, hall, ask, body):
        problem(ask(f"/cases/{hall.numbers['received']}/acceptance", body), 422, "malformed-request")

    def test_more_than_a_request_may_hold_is_refused(self, hall, ask):
        body = json.dumps({"window": "A1", "outlet": "x" * 13_000_000})

        problem(ask(f"/cases/{hall.numbers['received']}/acceptance", body), 400, "bad-request")

    def test_a_member_nobody_knows_is_refused(self, hall, ask):
        """A mistyped ``immediate`` must not become a decision of another kind."""
        number = hall.numbers["card accepted"]

        wrong = ask(f"/cases/{number}/decision", {"imediate": True}, who="chief")

        assert pointers(wrong) == ["/imediate"]

    @pytest.mark.parametrize(
        ("member", "value"),
        [
            ("originals", "1"),
            ("originals", 1.0),
            ("originals", True),
            ("originals", 10**30),
            ("copies", 100),
            ("copies", -1),
            ("points", {"p1": "yes"}),
            ("points", {"p1": 1}),
            ("points", {f"p{n}": True for n in range(101)}),
            ("collected", "gift"),
            ("file_ids", ["7"]),
        ],
    )
    def test_a_material_is_read_strictly(self, hall, ask, member, value):
        body = {"window": "A1", "materials": [{"code": "m1", member: value}]}

        (pointer,) = pointers(ask(f"/cases/{hall.numbers['incomplete']}/fixes", body))
        assert pointer.startswith(f"/materials/0/{member}")

    def test_whether_the_identity_was_checked_is_true_or_false(self, hall, ask):
        receiver = {"name": "王小满", "id_checked": "yes"}

        wrong = ask(
            f"/cases/{hall.numbers['issuable']}/delivery",
            {"receiver": receiver, "window": "C1"},
            who="issuer",
        )

        assert pointers(wrong) == ["/receiver/id_checked"]


class TestPlacesAndDays:
    @pytest.mark.parametrize(
        ("window", "outlet"), [("Z9", ""), ("Z9", "HALL"), ("A1", "NOWHERE"), ("T1", "HALL")]
    )
    def test_a_window_nobody_knows_is_not_found(self, hall, ask, window, outlet):
        body = {"window": window, "outlet": outlet}

        problem(ask(f"/cases/{hall.numbers['received']}/acceptance", body), 404, "places.not-found")

    def test_an_item_nobody_knows_is_not_found(self, ask):
        problem(ask("/cases", receipt(code="11990101MB2A1023654999999999999")), 404, "catalogue.item-unknown")

    @pytest.mark.parametrize("day", ["0001-01-01", "2026-02-10", "2027-02-13", "9999-12-31"])
    def test_a_licence_begins_with_its_decision_or_soon_after(self, hall, ask, day):
        answer = ask(f"/cases/{hall.numbers['examined']}/decision", {"valid_from": day}, who="head")

        assert problem(answer, 422, "approval.validity-wrong")["errors"][0]["pointer"] == "/valid_from"

    @pytest.mark.parametrize(
        "day", [0, 1770768000, "2026-02-30", "11.02.2026", "20260211", "+10000-01-01", ""]
    )
    def test_a_day_is_written_as_one(self, hall, ask, day):
        answer = ask(f"/cases/{hall.numbers['examined']}/decision", {"valid_from": day}, who="head")

        assert pointers(answer) == ["/valid_from"]

    def test_a_year_without_calendar_is_named(self, hall, ask, on_the_day):
        on_the_day(datetime(2026, 12, 30, 1, tzinfo=UTC))  # five working days later is another year
        ApiToken.objects.update(expires_at=datetime(2027, 12, 31, tzinfo=UTC))

        answer = ask("/cases", receipt())

        assert "2027" in problem(answer, 422, "calendars.not-loaded")["detail"]
        assert Case.objects.count() == len(hall.numbers)


class TestTokens:
    def test_without_one_nobody_is_told_anything(self, hall):
        answer = Client().get(f"/api/v1/cases/{hall.numbers['received']}")

        problem(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"] == "Bearer"

    @pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic Y2xlcms6eA==", "\xff"])
    def test_what_is_no_token_is_refused(self, hall, header):
        answer = Client().get(f"/api/v1/cases/{hall.numbers['received']}", headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer.json()["code"] in ("unauthenticated", "accounts.token-refused")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_the_scheme_is_read_in_any_case(self, hall):
        answer = Client().get(
            f"/api/v1/cases/{hall.numbers['received']}",
            headers={"Authorization": f"bearer {hall.tokens['clerk']}"},
        )

        assert answer.status_code == 200

    def test_a_session_does_not_replace_a_token(self, hall):
        """The API takes no cookies, so no other site can make a browser write to it."""
        client = Client()
        client.force_login(User.objects.get(username="clerk"), "django.contrib.auth.backends.ModelBackend")

        problem(client.get(f"/api/v1/cases/{hall.numbers['received']}"), 401, "unauthenticated")


class TestKeys:
    def test_a_write_without_key_is_refused(self, hall, ask):
        answer = ask(f"/cases/{hall.numbers['accepted']}/claim", "", who="officer", key="")

        problem(answer, 422, "malformed-request")

    @pytest.mark.parametrize("key", ["k" * 101, "a b", "\xe9", "a\tb"])
    def test_a_key_is_short_and_plain(self, hall, ask, key):
        answer = ask(f"/cases/{hall.numbers['accepted']}/claim", "", who="officer", key=key)

        problem(answer, 422, "malformed-request")

    def test_the_same_request_again_gets_the_first_answer_and_says_so(self, hall, ask):
        path = f"/cases/{hall.numbers['received']}/acceptance"

        first, again = (ask(path, {"window": "A1"}, key="once") for _ in range(2))

        assert first.status_code == again.status_code == 201
        assert again.json() == first.json()
        assert "Idempotent-Replay" not in first
        assert again["Idempotent-Replay"] == "true"

    def test_another_body_under_the_key_is_a_conflict(self, hall, ask):
        path = f"/cases/{hall.numbers['received']}/acceptance"
        ask(path, {"window": "A1"}, key="once")

        problem(ask(path, {"window": "A2"}, key="once"), 409, "kernel.idempotency-key-reused")

    def test_a_key_belongs_to_its_caller_and_address(self, hall, ask):
        first = ask("/cases", receipt(), key="once")
        other = ask("/cases", receipt(), key="once", who="other-clerk")
        accepted = ask(f"/cases/{first.json()['number']}/acceptance", {"window": "A1"}, key="once")

        assert [answer.status_code for answer in (first, other, accepted)] == [201] * 3
        assert first.json()["number"] != other.json()["number"]

    def test_a_refused_write_may_be_tried_again_under_its_key(self, hall, ask):
        path = f"/cases/{hall.numbers['incomplete']}"
        accept = {"window": "A1"}
        refused = ask(f"{path}/acceptance", accept, key="accept")
        material = {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
        ask(f"{path}/fixes", {"window": "A1", "materials": [material]}, key="fix")

        problem(refused, 422, "intake.materials-incomplete")
        assert ask(f"{path}/acceptance", accept, key="accept").status_code == 201


class TestAddresses:
    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
    def test_a_method_that_does_nothing_says_which_do(self, hall, method):
        answer = getattr(Client(), method)("/api/v1/items")

        assert answer.status_code == 405
        assert answer["Allow"] == "GET"
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("path", ["/", "/nothing", "/cases/1/nothing", "/items/"])
    def test_an_address_that_is_none_is_not_found(self, hall, path):
        problem(Client().get(f"/api/v1{path}"), 404, "not-found")
