"""Acts on the base map (底图): upload a drawing, put one up. Who may do so is checked by the caller."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from yichuang.foundation.places.errors import MapNotFound, MapOutOfTurn, PlaceDetailsWrong
from yichuang.foundation.places.models import BaseMap, BaseMapShown
from yichuang.foundation.places.rules.maps import read_map
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act

SOURCE_LENGTH = 200


@act
def upload_map(*, content: bytes, source: str, at: datetime, by: str) -> int:
    """Keep a drawing as the next base map (上传底图), to be looked at before it is shown to anybody.

    Args:
        content: a GeoJSON file.
        source: where the drawing comes from, with its approval number where the law asks for one (审图号).

    Returns:
        Its number. The same drawing again keeps nothing and gives the number it has.

    Raises:
        MapRefused: the file is no drawing of a local area.
        PlaceDetailsWrong: no source, or one too long.

    Concurrency: one upload at a time (advisory lock).
    """
    said = source.strip()
    if not 1 <= len(said) <= SOURCE_LENGTH:
        detail = f"请写明底图的来源（不超过 {SOURCE_LENGTH} 个字），有审图号的写上审图号。"
        raise PlaceDetailsWrong(detail, errors=(FieldError("/source", detail),))
    drawing = read_map(content)
    canonical = json.dumps(drawing.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    _one_at_a_time()
    known = BaseMap.objects.filter(digest=digest, source=said).values_list("number", flat=True).first()
    if known is not None:
        return known
    row = BaseMap.objects.create(
        number=_next(BaseMap),
        source=said,
        content=drawing.content,
        digest=digest,
        features=drawing.features,
        points=drawing.points,
        west=drawing.box.west,
        south=drawing.box.south,
        east=drawing.box.east,
        north=drawing.box.north,
        uploaded_by=by,
        uploaded_at=at,
    )
    _tell("uploaded", row, at, by, {"features": row.features, "points": row.points})
    return row.number


@act
def show_map(*, number: int, instead_of: int, at: datetime, by: str) -> None:
    """Put up a base map (启用底图): from now on everybody sees it. An earlier one can be put up again.

    Args:
        instead_of: the number of the one shown until now, as the person saw it; 0: none yet.

    Raises:
        MapNotFound: no such base map.
        MapOutOfTurn: another one is shown by now, or this one already.

    Concurrency: one at a time (advisory lock); the unique number of the row is the backstop.
    """
    _one_at_a_time()
    row = BaseMap.objects.filter(number=number).defer("content").first()
    if row is None:
        raise MapNotFound
    last = BaseMapShown.objects.order_by("-number").values_list("base_map__number", flat=True).first()
    if (last or 0) != instead_of or last == number:
        raise MapOutOfTurn
    BaseMapShown.objects.create(number=_next(BaseMapShown), base_map=row, shown_by=by, shown_at=at)
    _tell("shown", row, at, by, {"instead_of": instead_of})


def _next(model: type[BaseMap] | type[BaseMapShown]) -> int:
    highest: int | None = model.objects.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('base map', 0))")


def _tell(action: str, row: BaseMap, at: datetime, by: str, details: dict[str, Any]) -> None:
    facts = details | {"number": row.number, "digest": row.digest}
    audit.record(stream="base-map", stream_id="all", action=action, actor=by, at=at, details=facts)
