"""What an office may upload as its base map, and where a place may lie. Pure.

Positions are WGS 84 (the national CGCS 2000 differs by less than a metre). What is copied from Chinese
map apps is GCJ-02 or BD-09, some hundred metres off, and has to be converted first.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from yichuang.foundation.places.errors import MapRefused
from yichuang.foundation.places.types.maps import Box, MapDrawing, MapFeature
from yichuang.kernel.errors import FieldError

MOST_BYTES = 2 * 1024 * 1024
MOST_FEATURES = 3_000
MOST_POINTS = 60_000
NAME_LENGTH = 40
# a drawing wider than a province is not of the area an office serves
MOST_DEGREES = 12.0
DECIMALS = 6

CHINA = Box(west=73.0, south=3.0, east=136.0, north=54.0)

_MEMBERS = {"type", "features", "name", "bbox"}
_FEATURE_MEMBERS = {"type", "properties", "geometry", "id", "bbox"}
_PROPERTIES = {"name", "kind"}
_KINDS = {kind.value: kind for kind in MapFeature}

Position = list[float]


def position_problem(lat: float, lng: float) -> str:
    """Why a place cannot lie there, as a sentence; empty when it can."""
    if CHINA.holds(lat, lng):
        return ""
    if CHINA.holds(lng, lat):
        return "经度和纬度好像写反了：经度在 73 到 136 之间，纬度在 3 到 54 之间。"
    return "这个位置不在国内：经度应在 73 到 136 之间，纬度应在 3 到 54 之间。"


def read_map(content: bytes) -> MapDrawing:
    """A base map file (底图, GeoJSON) read whole, or refused whole with where it is wrong.

    Only a FeatureCollection of points, lines and areas with a name and a kind comes in; heights are left
    out, positions are rounded to a decimetre. The format is RFC 7946.

    Raises:
        MapRefused: the pointer of the problem leads into the file (``/features/3/geometry``).
    """
    document = _document(content)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        _refuse("", "应当是一个 GeoJSON 要素集合（FeatureCollection）")
    _only(document, _MEMBERS, "")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        _refuse("/features", "没有任何图形")
    if len(features) > MOST_FEATURES:
        _refuse("/features", f"最多 {MOST_FEATURES} 个图形，现在有 {len(features)} 个，请先简化")
    read = [_feature(feature, f"/features/{place}") for place, feature in enumerate(features)]
    positions = [position for one in read for position in _positions(one["geometry"]["coordinates"])]
    if len(positions) > MOST_POINTS:
        _refuse("/features", f"最多 {MOST_POINTS} 个点，现在有 {len(positions)} 个，请先简化")
    box = _box(positions)
    return MapDrawing({"type": "FeatureCollection", "features": read}, len(read), len(positions), box)


def _document(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        _refuse("", f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请先简化")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        _refuse("", "不是 UTF-8 编码的文本")
    except RecursionError:
        _refuse("", "嵌套太深，不是地图")
    except ValueError:
        _refuse("", "不是 JSON 文件")


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _feature(feature: object, where: str) -> dict[str, Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        _refuse(where, "不是一个图形（Feature）")
    _only(feature, _FEATURE_MEMBERS, where)
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        _refuse(f"{where}/properties", "缺少名称和类别")
    _only(properties, _PROPERTIES, f"{where}/properties")
    kind = properties.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        _refuse(f"{where}/properties/kind", f"类别应当是 {'、'.join(_KINDS)} 之一")
    name = properties.get("name", "")
    if not isinstance(name, str) or len(name) > NAME_LENGTH or not name.isprintable():
        _refuse(f"{where}/properties/name", f"名称应当是不超过 {NAME_LENGTH} 个字的一行文字")
    return {
        "type": "Feature",
        "properties": {"name": name.strip(), "kind": kind},
        "geometry": _geometry(feature.get("geometry"), f"{where}/geometry"),
    }


def _geometry(geometry: object, where: str) -> dict[str, Any]:
    known = isinstance(geometry, dict) and isinstance(geometry.get("type"), str)
    read = _GEOMETRIES.get(geometry["type"]) if isinstance(geometry, dict) and known else None
    if not isinstance(geometry, dict) or read is None:
        _refuse(where, f"图形只能是 {'、'.join(_GEOMETRIES)}")
    _only(geometry, {"type", "coordinates", "bbox"}, where)
    return {
        "type": geometry["type"],
        "coordinates": read(geometry.get("coordinates"), f"{where}/coordinates"),
    }


def _position(value: object, where: str) -> Position:
    if not isinstance(value, list) or not 2 <= len(value) <= 3 or not all(map(_is_number, value)):
        _refuse(where, "一个点应当写成 [经度, 纬度]")
    lng, lat = float(value[0]), float(value[1])
    if problem := position_problem(lat, lng):
        _refuse(where, problem)
    return [round(lng, DECIMALS), round(lat, DECIMALS)]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e6 and math.isfinite(value)


def _several(value: object, where: str, at_least: int) -> Iterator[tuple[object, str]]:
    if not isinstance(value, list) or len(value) < at_least:
        _refuse(where, f"至少要有 {at_least} 个")
    return ((one, f"{where}/{place}") for place, one in enumerate(value))


def _line(value: object, where: str) -> list[Position]:
    return [_position(one, place) for one, place in _several(value, where, 2)]


def _ring(value: object, where: str) -> list[Position]:
    ring = [_position(one, place) for one, place in _several(value, where, 4)]
    if ring[0] != ring[-1]:
        _refuse(where, "边界没有闭合，最后一个点要和第一个点相同")
    return ring


def _area(value: object, where: str) -> list[list[Position]]:
    return [_ring(one, place) for one, place in _several(value, where, 1)]


def _lines(value: object, where: str) -> list[list[Position]]:
    return [_line(one, place) for one, place in _several(value, where, 1)]


def _areas(value: object, where: str) -> list[list[list[Position]]]:
    return [_area(one, place) for one, place in _several(value, where, 1)]


_GEOMETRIES: dict[str, Callable[[object, str], list[Any]]] = {
    "Point": _position,
    "LineString": _line,
    "MultiLineString": _lines,
    "Polygon": _area,
    "MultiPolygon": _areas,
}


def _positions(coordinates: list[Any]) -> Iterator[Position]:
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates
        return
    for one in coordinates:
        yield from _positions(one)


def _box(positions: list[Position]) -> Box:
    east_west = [position[0] for position in positions]
    south_north = [position[1] for position in positions]
    box = Box(min(east_west), min(south_north), max(east_west), max(south_north))
    if box.east - box.west > MOST_DEGREES or box.north - box.south > MOST_DEGREES:
        _refuse("/features", f"范围跨了 {MOST_DEGREES:.0f} 度以上，不像是本地的地图")
    return box


def _only(members: dict[str, Any], known: set[str], where: str) -> None:
    """Nothing else comes in: whatever an office's drawing program adds does not become public."""
    for name in members:
        if name not in known:
            _refuse(where, f"不认识“{name[:NAME_LENGTH]}”，只能有 {'、'.join(sorted(known))}")


def _refuse(where: str, detail: str) -> NoReturn:
    said = f"{where} {detail}" if where else detail
    raise MapRefused(f"没有导入：{said}。", errors=(FieldError(where or "/file", f"{said}。"),))
