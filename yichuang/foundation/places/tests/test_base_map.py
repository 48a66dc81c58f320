"""The base map: what comes in, what is refused, and which one is shown."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from yichuang.foundation.places.errors import MapNotFound, MapOutOfTurn, MapRefused, PlaceDetailsWrong
from yichuang.foundation.places.models import BaseMap, BaseMapShown
from yichuang.foundation.places.queries.maps import base_map, base_maps, is_public_map, map_drawing, shown_map
from yichuang.foundation.places.rules.maps import MOST_BYTES, position_problem, read_map
from yichuang.foundation.places.services.maps import show_map, upload_map
from yichuang.foundation.places.tests.refusals import refused
from yichuang.foundation.places.types.maps import Box
from yichuang.kernel.models import AuditEntry

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
BY = "staff:admin"
SQUARE = [[123.3, 29.7], [123.8, 29.7], [123.8, 30.1], [123.3, 30.1], [123.3, 29.7]]


def drawing(**more: Any) -> dict[str, Any]:
    """A border and a town, of an area that is nowhere."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "安澜县", "kind": "border"},
                "geometry": {"type": "Polygon", "coordinates": [copy.deepcopy(SQUARE)]},
            },
            {
                "type": "Feature",
                "id": 7,
                "properties": {"name": "云栖镇", "kind": "place"},
                "geometry": {"type": "Point", "coordinates": [123.55, 29.95, 12.0]},
            },
        ],
    } | more


def content(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    document = drawing()
    change(document)
    return content(document)


def upload(document: object | None = None, source: str = "样例") -> int:
    return upload_map(content=content(document or drawing()), source=source, at=AT, by=BY)


# — reading —


def test_a_drawing_is_read_with_known_members_only() -> None:
    read = read_map(b"\xef\xbb\xbf" + content(drawing(name="底图", bbox=[0, 0, 1, 1])))

    assert (read.features, read.points, read.box) == (2, 6, Box(123.3, 29.7, 123.8, 30.1))
    assert read.content["features"][1] == {
        "type": "Feature",
        "properties": {"name": "云栖镇", "kind": "place"},
        "geometry": {"type": "Point", "coordinates": [123.55, 29.95]},
    }
    assert set(read.content) == {"type", "features"}


@pytest.mark.parametrize(
    ("geometry", "points"),
    [
        ({"type": "LineString", "coordinates": SQUARE[:2]}, 2),
        ({"type": "MultiLineString", "coordinates": [SQUARE[:2], SQUARE[1:4]]}, 5),
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, 10),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, 10),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else str(value),
)
def test_lines_and_areas_come_in(geometry: dict[str, Any], points: int) -> None:
    read = read_map(changed(lambda one: one["features"][0].update(geometry=geometry)))

    assert read.points == points + 1
    assert read.content["features"][0]["geometry"] == geometry


def _first(one: dict[str, Any]) -> dict[str, Any]:
    feature: dict[str, Any] = one["features"][0]
    return feature


def _geometry(kind: str, coordinates: object) -> bytes:
    return changed(lambda one: _first(one).update(geometry={"type": kind, "coordinates": coordinates}))


REFUSED = {
    "too-large": (b" " * (MOST_BYTES + 1), "超过 2 MB"),
    "not-text": (b"\xff\xfe\x00", "UTF-8"),
    "not-json": (b"<kml/>", "不是 JSON"),
    "nan": (b'{"type": NaN}', "不是 JSON"),
    "deep": (b"[" * 100_000, "嵌套太深"),
    "a-list": (b"[]", "FeatureCollection"),
    "a-feature": (content(drawing()["features"][0]), "FeatureCollection"),
    "no-feature": (content(drawing(features=[])), "没有任何图形"),
    "features-no-list": (content(drawing(features={})), "没有任何图形"),
    "another-system": (content(drawing(crs={"type": "name"})), "不认识“crs”"),
    "not-a-feature": (changed(lambda one: one["features"].append("x")), "/features/2 不是一个图形"),
    "too-many": (content(drawing(features=[{}] * 3001)), "最多 3000 个图形"),
    "unknown-member": (changed(lambda one: _first(one).update(style="red")), "不认识“style”"),
    "no-properties": (changed(lambda one: _first(one).update(properties=None)), "缺少名称和类别"),
    "other-properties": (
        changed(lambda one: _first(one)["properties"].update(owner="张三")),
        "不认识“owner”",
    ),
    "no-kind": (changed(lambda one: _first(one).update(properties={"name": "x"})), "类别应当是"),
    "kind-unheard-of": (changed(lambda one: _first(one)["properties"].update(kind="army")), "类别应当是"),
    "kind-a-list": (changed(lambda one: _first(one)["properties"].update(kind=[])), "类别应当是"),
    "name-a-number": (changed(lambda one: _first(one)["properties"].update(name=1)), "一行文字"),
    "name-long": (changed(lambda one: _first(one)["properties"].update(name="长" * 41)), "一行文字"),
    "name-lines": (changed(lambda one: _first(one)["properties"].update(name="a\nb")), "一行文字"),
    "no-geometry": (changed(lambda one: _first(one).update(geometry=None)), "图形只能是"),
    "collection": (_geometry("GeometryCollection", []), "图形只能是"),
    "circle": (_geometry("Circle", [123.5, 30.0]), "图形只能是"),
    "type-a-list": (changed(lambda one: _first(one).update(geometry={"type": []})), "图形只能是"),
    "one-number": (_geometry("Point", [123.5]), "[经度, 纬度]"),
    "text": (_geometry("Point", ["123.5", "30"]), "[经度, 纬度]"),
    "true": (_geometry("Point", [True, True]), "[经度, 纬度]"),
    "infinite": (content(drawing()).replace(b"123.55", b"1e999"), "[经度, 纬度]"),
    "huge": (content(drawing()).replace(b"123.55", b"9" * 400), "[经度, 纬度]"),
    "swapped": (_geometry("Point", [30.0, 123.5]), "写反了"),
    "abroad": (_geometry("Point", [2.35, 48.85]), "不在国内"),
    "off-the-earth": (_geometry("Point", [500, 100]), "不在国内"),
    "short-line": (_geometry("LineString", SQUARE[:1]), "至少要有 2 个"),
    "short-ring": (_geometry("Polygon", [SQUARE[:3]]), "至少要有 4 个"),
    "open-ring": (_geometry("Polygon", [SQUARE[:4]]), "没有闭合"),
    "no-ring": (_geometry("Polygon", []), "至少要有 1 个"),
    "no-coordinates": (_geometry("Polygon", None), "至少要有 1 个"),
    "a-continent": (_geometry("LineString", [[80.0, 30.0], [120.0, 30.0]]), "12 度以上"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_anything_else_is_refused_with_its_place(case: str) -> None:
    file, words = REFUSED[case]

    with pytest.raises(MapRefused) as refusal:
        read_map(file)

    assert words in refusal.value.detail
    assert len(refusal.value.errors) == 1


def test_too_many_points_are_refused() -> None:
    line = [[123.5, 29.9 + place / 1_000_000] for place in range(60_001)]

    with pytest.raises(MapRefused, match="最多 60000 个点"):
        read_map(_geometry("LineString", line))


def test_a_place_lies_in_the_country_and_the_right_way_round() -> None:
    assert position_problem(30.0, 123.5) == ""
    assert "写反了" in position_problem(123.5, 30.0)
    assert "不在国内" in position_problem(48.85, 2.35)


# — uploading, showing —


@pytest.mark.django_db
def test_an_upload_waits_until_it_is_put_up() -> None:
    number = upload(source=" 县自然资源局 2026 年 ")

    assert number == 1
    waiting = base_map(1)
    assert (waiting.source, waiting.features, waiting.points) == ("县自然资源局 2026 年", 2, 6)
    assert (waiting.uploaded_by, waiting.uploaded_at, waiting.shown_since) == (BY, AT, None)
    assert shown_map() is None
    assert not is_public_map(1)
    assert map_drawing(1) == read_map(content(drawing())).content
    entry = AuditEntry.objects.get(stream="base-map")
    assert (entry.action, entry.actor, entry.details["number"]) == ("uploaded", BY, 1)


@pytest.mark.django_db
def test_the_same_drawing_again_is_the_one_there_is() -> None:
    first = upload()
    entries = AuditEntry.objects.count()

    assert upload() == first
    assert (BaseMap.objects.count(), AuditEntry.objects.count()) == (1, entries)
    assert upload(source="另一来源") == 2


@pytest.mark.django_db
def test_maps_take_turns_and_an_earlier_one_comes_back() -> None:
    first = upload()
    second = upload(drawing(features=drawing()["features"][:1]))
    show_map(number=first, instead_of=0, at=AT, by=BY)
    show_map(number=second, instead_of=first, at=AT, by=BY)
    assert [(view.number, view.shown_since) for view in base_maps()] == [(2, AT), (1, None)]
    assert is_public_map(first)

    show_map(number=first, instead_of=second, at=AT, by=BY)

    shown = shown_map()
    assert shown is not None
    assert shown.number == first
    told = AuditEntry.objects.filter(stream="base-map", action="shown").order_by("id")
    assert [entry.details["instead_of"] for entry in told] == [0, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "instead_of", "error"),
    [(1, 2, MapOutOfTurn), (2, 0, MapOutOfTurn), (1, 1, MapOutOfTurn), (9, 1, MapNotFound)],
)
def test_out_of_turn_nothing_changes(number: int, instead_of: int, error: type[Exception]) -> None:
    upload()
    upload(source="另一来源")
    show_map(number=1, instead_of=0, at=AT, by=BY)
    entries = AuditEntry.objects.count()

    with refused(error):
        show_map(number=number, instead_of=instead_of, at=AT, by=BY)

    assert list(BaseMapShown.objects.values_list("base_map__number", flat=True)) == [1]
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["", "  ", "长" * 201], ids=["empty", "blank", "long"])
def test_a_map_says_where_it_comes_from(source: str) -> None:
    with refused(PlaceDetailsWrong, match="来源"):
        upload(source=source)

    assert not BaseMap.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_what_there_is_not_is_not_found() -> None:
    for ask in (base_map, map_drawing):
        with pytest.raises(MapNotFound):
            ask(1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_up_another_map_at_once_one_is_refused() -> None:
    numbers = [upload(), upload(source="另一来源")]

    def put_up(number: int) -> str:
        try:
            show_map(number=number, instead_of=0, at=AT, by=BY)
        except MapOutOfTurn:
            return "refused"
        finally:
            connection.close()
        return "shown"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(put_up, numbers))

    assert said == ["refused", "shown"]
    assert BaseMapShown.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("base_map_is_an_object", {"content": []}),
        ("base_map_lies_on_the_earth", {"west": 124.0}),
        ("base_map_lies_on_the_earth", {"north": 91.0}),
        ("base_map_draws_something", {"digest": "x"}),
        ("base_map_draws_something", {"points": 0}),
        ("places_basemap_number", {"number": 2}),
    ],
    ids=["content", "west", "north", "digest", "points", "number"],
)
def test_the_tables_hold_only_maps(name: str, values: dict[str, Any]) -> None:
    upload()
    upload(source="另一来源")

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BaseMap.objects.filter(number=1).update(**values)


@pytest.mark.django_db
def test_a_turn_is_taken_once() -> None:
    show_map(number=upload(), instead_of=0, at=AT, by=BY)
    row = BaseMap.objects.get()

    for number, name in ((1, "places_basemapshown_number"), (0, "base_map_shown_in_turn")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            BaseMapShown.objects.create(number=number, base_map=row, shown_by=BY, shown_at=AT)
