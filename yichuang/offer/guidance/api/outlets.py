"""API of where to go (去哪里办): outlets as GeoJSON with their opening hours, the map under them. Public."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from yichuang.foundation.places.errors import MapNotFound
from yichuang.foundation.places.queries.maps import map_drawing, shown_map
from yichuang.foundation.places.types import OutletKind
from yichuang.foundation.places.types.hours import OpeningDay, OpeningState, Span, clock_words
from yichuang.kernel.api import ONE_LINE, Code, problems
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.scope.queries.nearby import OutletCard, outlet_cards

router = Router(tags=["offer"])


class GeoPointOut(Schema):
    """A GeoJSON point: ``[longitude, latitude]`` in WGS 84 (not GCJ-02)."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class SpanOut(Schema):
    """Hours of a day, Asia/Shanghai: ``9:00`` to ``12:00``; ``24:00`` ends the day."""

    opens: str
    closes: str


class HoursOut(Schema):
    """Hours of a kind of day; a kind that is left out is closed. The working calendar says which it is."""

    day: OpeningDay
    spans: list[SpanOut]


class OutletOut(Schema):
    """An outlet. ``state`` at the moment of asking; ``unknown``: no hours, or a year without a calendar.

    ``until``: open, when it closes. ``next_at``: closed, when it opens. ``windows``: that take the item
    asked for.
    """

    code: str
    name: str
    kind: OutletKind
    region_code: str
    town: str | None
    address: str
    phone: str
    directions: str
    hours_text: str
    hours: list[HoursOut]
    state: OpeningState
    until: datetime | None
    next_at: datetime | None
    windows: list[str]


class FeatureOut(Schema):
    """A GeoJSON feature. ``geometry`` null: nobody has recorded where it lies."""

    type: Literal["Feature"]
    id: str
    geometry: GeoPointOut | None
    properties: OutletOut


class OutletsOut(Schema):
    """A GeoJSON feature collection (RFC 7946)."""

    type: Literal["FeatureCollection"]
    features: list[FeatureOut]


class MapOut(Schema):
    """A base map: GeoJSON features with ``name`` and ``kind``. ``number``: another map, another number."""

    type: Literal["FeatureCollection"]
    number: int
    source: str
    features: list[dict[str, Any]]


Town = Annotated[str, Query(min_length=9, max_length=9, pattern=ONE_LINE, description="Code of a town")]


@router.get(
    "/outlets",
    response={200: OutletsOut} | problems(404, 422),
    summary="办事网点 Outlets and when they are open",
)
def outlets(
    request: HttpRequest,
    item: Annotated[
        Code | None, Query(pattern=ONE_LINE, description="Only where this item is handed in today")
    ] = None,
    town: Town | None = None,
    kind: OutletKind | None = None,
    open: Annotated[bool, Query(description="Only those known to be open now")] = False,
) -> dict[str, Any]:
    at = now()
    version = catalogue.published_version(item, legal_date(at)) if item else None
    cards = outlet_cards(at, version=version, town=town or "", kind=kind, is_open=open)
    return {"type": "FeatureCollection", "features": [_feature(card) for card in cards]}


@router.get("/map", response={200: MapOut} | problems(404, 422), summary="底图 The base map that is shown")
def base_map(request: HttpRequest) -> dict[str, Any]:
    shown = shown_map()
    if shown is None:
        raise MapNotFound
    return map_drawing(shown.number) | {"number": shown.number, "source": shown.source}


def _feature(card: OutletCard) -> dict[str, Any]:
    outlet = card.outlet
    placed = outlet.lat is not None
    return {
        "type": "Feature",
        "id": outlet.code,
        "geometry": {"type": "Point", "coordinates": (outlet.lng, outlet.lat)} if placed else None,
        "properties": {
            "code": outlet.code,
            "name": outlet.name,
            "kind": outlet.kind,
            "region_code": outlet.region_code,
            "town": card.town_name or None,
            "address": outlet.address,
            "phone": outlet.phone,
            "directions": outlet.directions,
            "hours_text": outlet.hours_text,
            "hours": [{"day": day, "spans": list(map(_span, spans))} for day, spans in outlet.hours.days],
            "state": card.opening.state,
            "until": card.opening.until,
            "next_at": card.opening.next_at,
            "windows": [window.code for window in card.windows],
        },
    }


def _span(span: Span) -> dict[str, str]:
    return {"opens": clock_words(span.opens), "closes": clock_words(span.closes)}
