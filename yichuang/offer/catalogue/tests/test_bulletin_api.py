"""The API of change bulletins: read by those at windows and those who count, acknowledged once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.kernel import time
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.tests.factories import AT, published_item
from yichuang.offer.catalogue.tests.test_bulletins import TODAY
from yichuang.offer.catalogue.types.bulletins import BulletinKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three bulletins; the names of the items."""
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    names = ["甲事项", "乙事项", "丙事项"]
    for name in names:
        services.announce_life(
            event_id=new_id(),
            kind=BulletinKind.SUSPENDED,
            handling_item_id=published_item(name=name).handling_item_id,
            holds_from=TODAY,
            at=AT,
        )
    return names


def held(role: Role, **values: Any) -> dict[str, str]:
    """The headers of somebody with this post."""
    post = PostFactory.create(role=role.value, starts_on=TODAY, **values)
    token = accounts.create_token(post_id=post.id, days=30, at=AT).token
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}


def at_window() -> dict[str, str]:
    return held(Role.CLERK, outlet=OutletFactory.create())


def read(by: dict[str, str], **query: Any) -> Any:
    return Client().get("/api/v1/bulletins", query, headers=by)


def acknowledge(serial: int, by: dict[str, str], key: str = "k1", **body: Any) -> Any:
    path = f"/api/v1/bulletins/{serial}/acknowledgement"
    return Client().post(path, body, content_type="application/json", headers=by | {"Idempotency-Key": key})


def test_they_come_newest_first_page_by_page(told: list[str]) -> None:
    clerk = at_window()

    first = read(clerk, limit=2).json()
    rest = read(clerk, limit=2, before=first["before"]).json()

    assert [one["name"] for one in first["bulletins"]] == ["丙事项", "乙事项"]
    assert [one["name"] for one in rest["bulletins"]] == ["甲事项"]
    assert (first["owed"], first["before"], rest["before"]) == (3, 2, None)
    assert all(one["is_owed"] and one["lines"] for one in first["bulletins"])


def test_one_is_acknowledged_once_and_the_others_with_it(told: list[str]) -> None:
    """CAT-18"""
    clerk = at_window()

    one = acknowledge(2, clerk)
    again = acknowledge(2, clerk)
    rest = acknowledge(3, clerk, "k2", and_before=True)

    assert one.json() == again.json() == {"acknowledged": 1, "owed": 2}
    assert again["Idempotent-Replay"] == "true"
    assert rest.json() == {"acknowledged": 2, "owed": 0}
    assert read(clerk, only_owed="true").json()["bulletins"] == []
    shown = Client().get("/api/v1/bulletins/2", headers=clerk).json()
    assert (shown["name"], shown["is_owed"]) == ("乙事项", False)
    assert shown["acknowledged_at"] is not None


def test_who_counts_reads_and_does_not_acknowledge(told: list[str]) -> None:
    manager = held(Role.HALL_MANAGER, outlet=OutletFactory.create())

    assert [one["is_owed"] for one in read(manager).json()["bulletins"]] == [False] * 3
    assert acknowledge(1, manager).status_code == 403
    assert not models.BulletinAcknowledgement.objects.exists()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SYSTEM_ADMINISTRATOR, Role.GUIDE])
def test_other_roles_see_none(told: list[str], role: Role) -> None:
    values = {"outlet": OutletFactory.create()} if role is Role.GUIDE else {}
    stranger = held(role, **values)

    assert [read(stranger).status_code, acknowledge(1, stranger).status_code] == [403, 403]


def test_a_number_there_is_not(told: list[str]) -> None:
    clerk = at_window()

    assert Client().get("/api/v1/bulletins/9", headers=clerk).status_code == 404
    assert acknowledge(9, clerk).status_code == 404
    assert read({}).status_code == 401
