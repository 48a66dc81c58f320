"""Base maps (底图): the one that is shown, all that were uploaded, the drawing of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yichuang.foundation.places.errors import MapNotFound
from yichuang.foundation.places.models import BaseMap, BaseMapShown
from yichuang.foundation.places.types.maps import BaseMapView, Box


def shown_map() -> BaseMapView | None:
    """The base map that is shown, or None before the first. One statement."""
    shown = _shown()
    return _view(shown.base_map, shown.shown_at) if shown is not None else None


def base_maps() -> tuple[BaseMapView, ...]:
    """Every base map, the newest first. Two statements."""
    shown = _shown()
    rows = BaseMap.objects.defer("content").order_by("-number")
    return tuple(
        _view(row, shown.shown_at if shown is not None and shown.base_map_id == row.id else None)
        for row in rows
    )


def base_map(number: int) -> BaseMapView:
    """One base map.

    Raises:
        MapNotFound
    """
    found = next((view for view in base_maps() if view.number == number), None)
    if found is None:
        raise MapNotFound
    return found


def map_drawing(number: int) -> dict[str, Any]:
    """The drawing of one base map as GeoJSON.

    Raises:
        MapNotFound
    """
    content = BaseMap.objects.filter(number=number).values_list("content", flat=True).first()
    if content is None:
        raise MapNotFound
    drawing: dict[str, Any] = content
    return drawing


def is_public_map(number: int) -> bool:
    """Whether a base map is or was shown; one that only waits to be looked at is nobody else's yet."""
    return BaseMapShown.objects.filter(base_map__number=number).exists()


def _shown() -> BaseMapShown | None:
    rows = BaseMapShown.objects.select_related("base_map").defer("base_map__content")
    return rows.order_by("-number").first()


def _view(row: BaseMap, shown_since: datetime | None) -> BaseMapView:
    return BaseMapView(
        id=row.id,
        number=row.number,
        source=row.source,
        digest=row.digest,
        features=row.features,
        points=row.points,
        box=Box(row.west, row.south, row.east, row.north),
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        shown_since=shown_since,
    )
