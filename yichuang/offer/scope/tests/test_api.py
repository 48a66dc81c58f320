"""The API of scopes and levels: the same acts as the hall manager's pages, once under a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts import services
from yichuang.kernel import time
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope import queries
from yichuang.offer.scope.models import LevelStep, ScopeGrant
from yichuang.offer.scope.tests.factories import entrust, grant
from yichuang.offer.scope.tests.halls import Halls
from yichuang.offer.scope.tests.unchanged import unchanged
from yichuang.offer.scope.types import Mandate, Place

TODAY = legal_date(AT)
DAY = timedelta(days=1)
BASIS = "安政办发〔2026〕3号"


@pytest.fixture
def on_the_day(halls: Halls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))


pytestmark = pytest.mark.usefixtures("on_the_day")


def headers(halls: Halls, who: str, key: str = "k1") -> dict[str, str]:
    post = accounts.actor_of_user(halls.people[who].id, AT).posts[0]
    token = services.create_token(post_id=post.id, days=30, at=AT).token
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key}


def post(path: str, body: dict[str, Any], held: dict[str, str], key: str = "") -> Any:
    held = held | ({"Idempotency-Key": key} if key else {})
    return Client().post(f"/api/v1{path}", body, content_type="application/json", headers=held)


def scope(**changes: Any) -> dict[str, Any]:
    return {"outlet": "HALL", "basis": BASIS, "valid_from": TODAY.isoformat()} | changes


def test_a_scope_is_given_listed_and_ended_once(halls: Halls) -> None:
    """CAT-05"""
    held = headers(halls, "manager")
    body = scope(window="A1", item=halls.freight.item_code, last_day=(TODAY + 9 * DAY).isoformat())

    given = post("/scopes", body, held)
    again = post("/scopes", body, held)
    twice = post("/scopes", body, held, "k2")
    listed = Client().get("/api/v1/scopes", {"outlet": "HALL"}, headers=held)

    assert given.status_code == 201
    assert again.json() == given.json()
    assert (twice.status_code, twice.json()["code"]) == (409, "scope.overlaps")
    [view] = queries.grants(outlet_id=halls.hall)
    assert (view.place, view.subject.item_id, view.valid_until) == (
        Place(window_id=halls.a1.id),
        halls.freight.item_id,
        TODAY + 10 * DAY,
    )
    assert [(one["scope"], one["mandate"], one["last_day"]) for one in listed.json()] == [
        (given.json()["scope"], "own", (TODAY + 9 * DAY).isoformat())
    ]

    end = {"ended_on": TODAY.isoformat(), "reason": "窗口改作取证"}
    ended = post(f"/scopes/{given.json()['scope']}/withdrawal", end, held, "k3")
    over = post(f"/scopes/{given.json()['scope']}/withdrawal", end, held, "k4")

    assert ended.json() == {"scope": given.json()["scope"], "ended_on": TODAY.isoformat()}
    assert (over.status_code, over.json()["code"]) == (409, "scope.ended")
    assert Client().get("/api/v1/scopes", {"outlet": "HALL"}, headers=held).json() == []
    past = Client().get("/api/v1/scopes", {"outlet": "HALL", "past": "true"}, headers=held).json()
    assert [one["withdrawal_reason"] for one in past] == ["窗口改作取证"]


def test_what_is_entrusted_rests_on_its_paper(halls: Halls) -> None:
    """CAT-25"""
    held = headers(halls, "town-manager")
    body = scope(outlet="T1", item=halls.aid.code, mandate="entrusted")
    paper = entrust(halls.civil, halls.town, halls.aid.item_id, gives_scope=False)

    bare = post("/scopes", body, held)
    on_paper = post("/scopes", body | {"entrustment": str(paper)}, held, "k2")

    assert (bare.status_code, bare.json()["code"]) == (409, "scope.entrustment-needed")
    assert on_paper.status_code == 201
    assert ScopeGrant.objects.get().mandate == Mandate.ENTRUSTED.value


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"item": "NOTHING"}, "/item"),
        ({"zone": "Z"}, "/zone"),
        ({"zone": "A", "window": "A1"}, "/zone"),
        ({"basis": ""}, "/basis"),
        ({"valid_from": "2026-13-01"}, "/valid_from"),
    ],
)
def test_what_does_not_fit_is_named(halls: Halls, change: dict[str, Any], pointer: str) -> None:
    held = headers(halls, "manager")
    with unchanged():
        refused = post("/scopes", scope(**change), held)

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


def test_a_level_is_set_and_told(halls: Halls) -> None:
    """CAT-04"""
    held = headers(halls, "manager")
    step = scope(window="A1", level="one-department", organisations=["JTJ"], reason="先做一个部门")

    made = post("/levels", step, held)
    same = post("/levels", step, held, "k2")
    told = Client().get("/api/v1/levels", {"outlet": "HALL"}, headers=held).json()

    assert made.status_code == 201
    assert same.status_code == 409
    assert str(LevelStep.objects.get().id) == made.json()["step"]
    assert [(one["level"], one["previous"], one["reason"]) for one in told["steps"]] == [
        ("one-department", None, "先做一个部门")
    ]
    assert {one["window"]: one["level"] for one in told["windows"]} == {"A1": "one-department", "A2": None}


@pytest.mark.parametrize("who", ["clerk", "head", "town-manager", "near-manager", "system-admin"])
def test_another_role_or_place_changes_and_sees_nothing(halls: Halls, who: str) -> None:
    given = grant(Place(window_id=halls.a1.id))
    held = headers(halls, who)
    step = scope(level="everything", reason="-")

    with unchanged():
        answers = [
            post("/scopes", scope(), held),
            post("/levels", step, held),
            post(f"/scopes/{given}/withdrawal", {"ended_on": TODAY.isoformat(), "reason": "-"}, held),
            Client().get("/api/v1/scopes", {"outlet": "HALL"}, headers=held),
            Client().get("/api/v1/levels", {"outlet": "HALL"}, headers=held),
        ]

    assert [answer.status_code for answer in answers] == [403] * 5


def test_without_a_token_nothing_is_said(halls: Halls) -> None:
    assert Client().get("/api/v1/scopes", {"outlet": "HALL"}).status_code == 401
    assert Client().get("/api/v1/levels", {"outlet": "HALL"}).status_code == 401
