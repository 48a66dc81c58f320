"""The base map (底图): what is drawn, which drawing is shown, and where places may lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.kernel.labels import Labelled


class MapFeature(Labelled):
    """What a shape of the base map is; it decides how it is drawn."""

    BORDER = "border", "县界"
    TOWN = "town", "乡镇"
    WATER = "water", "水面"
    RIVER = "river", "河流"
    GREEN = "green", "绿地"
    ROAD = "road", "公路"
    RAILWAY = "railway", "铁路"
    PLACE = "place", "地名"


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the earth in WGS 84 degrees, edges included."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float, lng: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lng <= self.east


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """A drawing as it was read and found good. ``content`` is GeoJSON of known members only."""

    content: dict[str, Any]
    features: int
    points: int
    box: Box


@dataclass(frozen=True, slots=True)
class BaseMapView:
    """An uploaded base map without its drawing. ``shown_since`` None: it is not the one that is shown."""

    id: UUID
    number: int
    source: str
    digest: str
    features: int
    points: int
    box: Box
    uploaded_by: str
    uploaded_at: datetime
    shown_since: datetime | None
