"""Where to go: the map page with its list, one outlet, the drawing under them, the same as GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.foundation.calendars.queries import forget_working_calendar
from yichuang.foundation.calendars.services import load_year_csv
from yichuang.foundation.calendars.tests.factories import shipped_file
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.models import Outlet
from yichuang.foundation.places.services.maps import show_map
from yichuang.foundation.places.tests.factories import OutletFactory, RegionFactory, opening_hours
from yichuang.foundation.places.tests.test_base_map import drawing, upload
from yichuang.foundation.places.types import OutletKind
from yichuang.foundation.places.types.hours import WEEKDAYS, OpeningState, Span
from yichuang.kernel import time
from yichuang.offer.scope.queries.nearby import items_taken, outlet_cards
from yichuang.offer.scope.tests.factories import exception, grant
from yichuang.offer.scope.tests.halls import Halls
from yichuang.offer.scope.types import Place, Subject

# a Monday, 10:30 in the morning
AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
BY = "staff:admin"
OFFICE = opening_hours({day: [Span(540, 720), Span(810, 1050)] for day in WEEKDAYS[:5]})
AFTERNOONS = opening_hours({day: [Span(840, 1020)] for day in WEEKDAYS[:5]})


@pytest.fixture
def county(halls: Halls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Halls]:
    """The hall is open now, the town in the afternoon; of the other county's hall nothing is recorded."""
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    load_year_csv(content=shipped_file(2026), actor=BY, at=AT)
    town = RegionFactory.create(code="990101100", name="云栖镇", parent_id="990101")
    Outlet.objects.filter(code="HALL").update(
        lat=29.9062, lng=123.5455, hours=OFFICE, directions="1 路公交到政务中心站。"
    )
    Outlet.objects.filter(code="T1").update(lat=29.92, lng=123.538, hours=AFTERNOONS, region=town)
    places.forget()
    forget_working_calendar()
    yield halls
    places.forget()
    forget_working_calendar()


def page(address: str, status: int = 200, **headers: Any) -> str:
    answer = Client().get(address, headers=headers)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def listed(address: str) -> list[str]:
    """The outlets of the list, in its order."""
    return re.findall(r'<li class="yc-card" id="outlet-(\w+)"', page(address))


def answer_of(found: str) -> str:
    words = re.search(r'<h1 class="yc-answer"[^>]*>(.*?)</h1>', found, re.DOTALL)
    assert words is not None
    return re.sub(r"<[^>]+>", "", words[1]).strip()


# — the list —


def test_every_outlet_is_listed_halls_first(county: Halls) -> None:
    found = page("/places/")

    assert answer_of(found) == "3 个网点可以办事"
    assert listed("/places/") == ["HALL", "NEAR", "T1"]
    assert "现在开着，12:00 关" in found
    assert "今天 9:00–12:00、13:30–17:30" in found
    assert "现在关着，14:00 开" in found
    assert "开放时间请先打电话问" in found
    assert "地图上还没有它的位置。" in found


def test_an_item_names_the_outlets_and_windows_that_take_it(county: Halls) -> None:
    grant(Place(window_id=county.a1.id), Subject(item_id=county.aid.item_id))
    grant(Place(window_id=county.t1.id), Subject(item_id=county.aid.item_id))

    found = page(f"/places/?item={county.aid.code}")

    assert answer_of(found) == "2 个网点受理“临时救助”"
    assert listed(f"/places/?item={county.aid.code}") == ["HALL", "T1"]
    assert "A1 窗口" in found
    assert "A2 窗口" not in found


def test_what_is_excepted_is_no_answer(county: Halls) -> None:
    grant(Place(county.hall), Subject(item_id=county.aid.item_id))
    grant(Place(county.town), Subject(item_id=county.aid.item_id))
    exception(Subject(item_id=county.aid.item_id), Place(county.hall))

    assert listed(f"/places/?item={county.aid.code}") == ["T1"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("open=on", ["HALL"]),
        ("kind=town", ["T1"]),
        ("kind=hall", ["HALL", "NEAR"]),
        ("kind=village", []),
        ("town=990101100", ["T1"]),
        ("town=990101100&open=on", []),
        ("kind=palace", ["HALL", "NEAR", "T1"]),
        ("town=990101999", ["HALL", "NEAR", "T1"]),
    ],
)
def test_the_list_is_narrowed(county: Halls, query: str, codes: list[str]) -> None:
    assert listed(f"/places/?{query}") == codes


def test_nothing_found_says_what_to_do(county: Halls) -> None:
    assert "放宽条件再看" in page("/places/?kind=village")
    nobody = page(f"/places/?item={county.freight.code}")
    assert answer_of(nobody) == "0 个网点受理“货运许可”"
    assert "请打电话问主管部门" in nobody


def test_an_item_there_is_not_is_not_found(county: Halls) -> None:
    page("/places/?item=nothing", 404)


def test_the_page_asks_a_fixed_number_of_questions(county: Halls, django_assert_num_queries: Any) -> None:
    grant(Place(county.hall), Subject(item_id=county.aid.item_id))
    for number in range(5):
        OutletFactory.create(code=f"V{number}", kind=OutletKind.VILLAGE.value)
    outlet_cards(AT)

    with django_assert_num_queries(4):
        assert len(outlet_cards(AT, version=county.aid)) == 1
    with django_assert_num_queries(2):
        assert len(outlet_cards(AT)) == 8


@pytest.mark.parametrize(
    ("clock", "open_codes"),
    [("08:59", set()), ("09:00", {"HALL"}), ("12:00", set()), ("14:00", {"HALL", "T1"}), ("17:30", set())],
)
def test_open_now_follows_the_clock(county: Halls, clock: str, open_codes: set[str]) -> None:
    hour, minute = map(int, clock.split(":"))
    at = AT.astimezone(time.SHANGHAI).replace(hour=hour, minute=minute)

    assert {card.outlet.code for card in outlet_cards(at, is_open=True)} == open_codes


def test_a_holiday_is_kept(county: Halls) -> None:
    national_day = datetime(2026, 10, 1, 10, 0, tzinfo=time.SHANGHAI)
    states = {card.outlet.code: card.opening.state for card in outlet_cards(national_day)}

    assert states == {
        "HALL": OpeningState.CLOSED,
        "T1": OpeningState.CLOSED,
        "NEAR": OpeningState.UNKNOWN,
    }


def test_a_year_without_a_calendar_is_not_guessed(county: Halls) -> None:
    states = {card.opening.state for card in outlet_cards(AT + timedelta(days=2 * 365))}

    assert states == {OpeningState.UNKNOWN}


def test_it_reads_in_english(county: Halls) -> None:
    found = page("/places/", **{"accept-language": "en"})

    assert answer_of(found) == "3 places can help you"
    assert "Open now, closes 12:00" in found
    assert "Closed now, opens 14:00" in found
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"<head>.*?</head>", "", answer_of(found)))


# — the map —


def test_without_a_map_there_is_the_list(county: Halls) -> None:
    assert 'data-behaviour="map"' not in page("/places/")


def test_the_map_has_a_mark_for_each_position(county: Halls) -> None:
    show_map(number=upload(), instead_of=0, at=AT, by=BY)

    found = page("/places/")

    assert 'data-drawing="/places/maps/1.geojson"' in found
    marks = re.findall(
        r'data-outlet="(\w+)"[^>]*data-number="(\d+)" data-lat="([\d.]+)" data-lng="([\d.]+)"', found
    )
    assert marks == [("HALL", "1", "29.906200", "123.545500"), ("T1", "2", "29.920000", "123.538000")]
    assert "底图来源：样例（第 1 版）" in found


def test_the_drawing_is_public_once_it_was_shown(county: Halls) -> None:
    first, second = upload(), upload(source="另一来源")
    show_map(number=first, instead_of=0, at=AT, by=BY)

    answer = Client().get(f"/places/maps/{first}.geojson")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/geo+json")
    assert "immutable" in answer["Cache-Control"]
    assert answer.json()["features"][0] == drawing()["features"][0]
    for number in (second, 9):
        assert Client().get(f"/places/maps/{number}.geojson").status_code == 404


# — one outlet —


def test_an_outlet_says_when_where_and_what(county: Halls) -> None:
    grant(Place(window_id=county.a1.id), Subject(item_id=county.aid.item_id))
    grant(Place(window_id=county.a2.id))

    found = page("/places/HALL/")

    assert answer_of(found) == "安澜县政务服务中心：现在开着，12:00 关"
    assert "1 路公交到政务中心站。" in found
    assert "北纬 29.90620，东经 123.54550（WGS-84）" in found
    assert "3月2日 周一（今天）" in found
    assert "3月7日 周六" in found
    assert "不开" in found
    assert "这里可以办 2 项" in found
    assert items_taken(county.hall, AT.date()) == tuple(
        sorted(items_taken(county.hall, AT.date()), key=lambda item: (item.organisation_name, item.code))
    )
    assert {item.name: item.windows for item in items_taken(county.hall, AT.date())} == {
        "临时救助": ("A1", "A2"),
        "货运许可": ("A2",),
    }


def test_an_outlet_of_which_nothing_is_known(county: Halls) -> None:
    found = page("/places/NEAR/")

    assert answer_of(found) == "邻县政务服务中心：开放时间请先打电话问"
    assert "还没有登记开放时间，请先打电话问。" in found
    assert "这里现在不受理事项" in found


def test_an_outlet_there_is_not(county: Halls) -> None:
    page("/places/NOWHERE/", 404)


def test_the_guide_leads_to_the_map(county: Halls) -> None:
    grant(Place(county.hall), Subject(item_id=county.aid.item_id))

    found = page(reverse("guidance:guide", args=[county.aid.code]))

    assert f'href="/places/?item={county.aid.code}"' in found
    assert 'href="/places/HALL/"' in found


# — the API —


def test_outlets_as_geojson(county: Halls) -> None:
    grant(Place(window_id=county.a1.id), Subject(item_id=county.aid.item_id))

    found = Client().get(f"/api/v1/outlets?item={county.aid.code}").json()

    assert found["type"] == "FeatureCollection"
    [hall] = found["features"]
    assert hall["geometry"] == {"type": "Point", "coordinates": [123.5455, 29.9062]}
    assert hall["properties"] | {"hours": []} == {
        "code": "HALL",
        "name": "安澜县政务服务中心",
        "kind": "hall",
        "region_code": "990101",
        "town": None,
        "address": "安澜县澄江路 1 号",
        "phone": "0990-8001234",
        "directions": "1 路公交到政务中心站。",
        "hours_text": "",
        "hours": [],
        "state": "open",
        "until": "2026-03-02T12:00:00+08:00",
        "next_at": None,
        "windows": ["A1"],
    }
    assert hall["properties"]["hours"][0] == {
        "day": "monday",
        "spans": [{"opens": "9:00", "closes": "12:00"}, {"opens": "13:30", "closes": "17:30"}],
    }


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["HALL", "NEAR", "T1"]),
        ("open=true", ["HALL"]),
        ("kind=town", ["T1"]),
        ("town=990101100", ["T1"]),
    ],
)
def test_the_api_narrows_like_the_page(county: Halls, query: str, codes: list[str]) -> None:
    found = Client().get(f"/api/v1/outlets?{query}").json()

    assert [feature["id"] for feature in found["features"]] == codes
    places_without = [one["id"] for one in found["features"] if one["geometry"] is None]
    assert places_without == [code for code in codes if code == "NEAR"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("kind=palace", 422), ("town=" + "9" * 13, 422), ("open=perhaps", 422), ("item=nothing", 404)],
)
def test_the_api_refuses_what_it_does_not_know(county: Halls, query: str, status: int) -> None:
    assert Client().get(f"/api/v1/outlets?{query}").status_code == status


def test_the_map_by_api(county: Halls) -> None:
    assert Client().get("/api/v1/map").json()["code"] == "places.map-not-found"
    show_map(number=upload(), instead_of=0, at=AT, by=BY)

    found = Client().get("/api/v1/map").json()

    assert (found["number"], found["source"], len(found["features"])) == (1, "样例", 2)
