"""A suspended item is found and says so: to citizens, over the API, with the day and the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.types.life import LifeInput
from yichuang.offer.guidance.tests.people import AT, TODAY, Place

pytestmark = pytest.mark.usefixtures("on_the_day")


def suspend(place: Place, until: date | None = None) -> None:
    services.suspend_item(
        code=place.item.code,
        change=LifeInput("系统改造", TODAY),
        expected_until=until,
        at=AT,
        by=place.people["head"],
    )


def test_a_citizen_reads_until_when_and_why(place: Place, client: Client) -> None:
    before = client.get("/search/", {"q": place.item.name}).content.decode()
    suspend(place, date(2026, 4, 1))

    found = client.get("/search/", {"q": place.item.name}).content.decode()

    assert place.item.name in before
    assert "暂停办理" not in before
    assert "暂停办理，预计 " in found
    assert "恢复：系统改造" in found
    assert f'href="/guide/{place.item.code}/"' in found


def test_a_suspension_without_a_day_says_the_reason(place: Place, client: Client) -> None:
    suspend(place)

    assert "暂停办理：系统改造" in client.get("/search/", {"q": place.item.name}).content.decode()


def test_the_api_says_it_and_a_resumption_takes_it_back(place: Place, client: Client) -> None:
    suspend(place, date(2026, 4, 1))
    [hit] = client.get("/api/v1/items", {"q": place.item.name}).json()
    services.resume_item(
        code=place.item.code, change=LifeInput("改造完成", TODAY), at=AT, by=place.people["head"]
    )
    [after] = client.get("/api/v1/items", {"q": place.item.name}).json()

    assert hit["suspended"] == {
        "since": "2026-03-02",
        "expected_until": "2026-04-01",
        "reason": "系统改造",
    }
    assert after["suspended"] is None


def test_one_statement_however_many_hits(place: Place) -> None:
    suspend(place)
    [hit] = catalogue.search(place.item.name)
    hits = (hit, replace(hit), replace(hit))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        told = catalogue.with_suspensions(hits, TODAY)

    assert len(asked) == 1
    assert [one.suspension is not None for one in told] == [True] * 3
    assert catalogue.with_suspensions((), TODAY) == ()
    assert catalogue.with_suspensions(hits, date(2026, 3, 1)) == hits
