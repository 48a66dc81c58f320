"""Changing what is recorded about an outlet: its position, its hours, the way there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from yichuang.foundation.places import queries, services
from yichuang.foundation.places.errors import OutletChanged, PlaceDetailsWrong, PlaceNotFound
from yichuang.foundation.places.models import Outlet
from yichuang.foundation.places.rules.hours import hours_of
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.foundation.places.tests.refusals import refused
from yichuang.foundation.places.types import OutletInput, OutletKind
from yichuang.foundation.places.types.hours import OpeningDay, Span, WeekHours
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
BY = "staff:admin"
MONDAYS = hours_of({OpeningDay.MONDAY: [Span(540, 720)]})
HALL = OutletInput(
    code="HALL",
    name="安澜县政务服务中心",
    kind=OutletKind.HALL,
    region_code="990101",
    lat=29.95,
    lng=123.55,
    hours=MONDAYS,
    directions="1 路公交到政务中心站。",
)


@pytest.fixture(autouse=True)
def hall() -> None:
    queries.forget()
    OutletFactory.create(code="HALL")


def change(outlet: OutletInput = HALL, seen: str | None = None) -> None:
    mark = queries.mark_of(queries.outlet_by_code("HALL")) if seen is None else seen
    services.change_outlet(outlet=outlet, seen=mark, at=AT, by=BY)


def test_a_change_is_seen_and_told() -> None:
    change()

    found = queries.outlet_by_code("HALL")
    assert (found.lat, found.lng, found.hours, found.directions) == (29.95, 123.55, MONDAYS, HALL.directions)
    entry = AuditEntry.objects.get(stream="outlet")
    assert (entry.action, entry.actor) == ("changed", BY)
    assert {"hours", "lat", "lng", "directions"} <= set(entry.details["fields"])


def test_who_has_seen_an_older_state_is_refused() -> None:
    mark = queries.mark_of(queries.outlet_by_code("HALL"))
    change(seen=mark)
    entries = AuditEntry.objects.count()

    with refused(OutletChanged):
        change(replace(HALL, directions="另一条路"), seen=mark)

    assert queries.outlet_by_code("HALL").directions == HALL.directions
    assert AuditEntry.objects.count() == entries


def test_what_is_not_said_stays() -> None:
    change()

    change(replace(HALL, hours=None, directions=None, phone="0990-1"))

    found = queries.outlet_by_code("HALL")
    assert (found.hours, found.directions, found.phone) == (MONDAYS, HALL.directions, "0990-1")


def test_hours_can_be_taken_away() -> None:
    change()

    change(replace(HALL, hours=WeekHours()))

    assert not queries.outlet_by_code("HALL").hours


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"lat": None}, "/lat"),
        ({"lat": 123.55, "lng": 29.95}, "/lat"),
        ({"lat": 48.85, "lng": 2.35}, "/lat"),
        ({"hours": WeekHours(((OpeningDay.SUNDAY, (Span(600, 540),)),))}, "/hours/sunday"),
        ({"directions": "长" * 501}, "/directions"),
        ({"name": ""}, "/name"),
    ],
    ids=["half", "swapped", "abroad", "hours", "directions", "name"],
)
def test_what_cannot_be_changes_nothing(wrong: dict[str, Any], pointer: str) -> None:
    before = queries.outlet_by_code("HALL")

    with refused(PlaceDetailsWrong) as refusal:
        change(replace(HALL, **wrong))

    assert [error.pointer for error in refusal.value.errors] == [pointer]  # type: ignore[attr-defined]
    assert queries.outlet_by_code("HALL") == before
    assert not AuditEntry.objects.exists()


def test_what_there_is_not_cannot_be_changed() -> None:
    with refused(PlaceNotFound):
        services.change_outlet(outlet=replace(HALL, code="NOWHERE"), seen="", at=AT, by=BY)


def test_hours_in_the_table_are_by_day() -> None:
    with pytest.raises(IntegrityError, match="outlet_hours_are_by_day"), transaction.atomic():
        Outlet.objects.update(hours=[])


def test_the_release_before_can_still_add_an_outlet() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_outlet (id, code, name, kind, region_id, address, hours_text, phone) "
            "SELECT gen_random_uuid(), 'OLD', name, kind, region_id, '', '', '' FROM places_outlet"
        )

    found = queries.outlet_by_code("OLD")
    assert (found.hours, found.directions) == (WeekHours(), "")
