"""办事网点地图: outlets on a map with an equal list, one outlet with its week, the drawing under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, groupby

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.calendars.queries import working_calendar
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.errors import MapNotFound
from yichuang.foundation.places.queries.maps import is_public_map, map_drawing, shown_map
from yichuang.foundation.places.types import OutletKind
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.scope.queries.local import LOCAL_KINDS
from yichuang.offer.scope.queries.nearby import OutletCard, items_taken, outlet_card, outlet_cards
from yichuang.offer.scope.views.opening import day_line, opening_words, today_words

WEEK = 7
# a drawing never changes: another one has another number
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Line:
    """An outlet of the list. ``number``: its mark on the map; 0 where its position is not known."""

    number: int
    card: OutletCard
    opening: str
    today: str
    codes: str


@never_cache
@require_safe
def nearby(request: HttpRequest) -> HttpResponse:
    """Where to go (去哪里办): ``item``, ``town``, ``kind`` and ``open`` narrow the list down."""
    at = now()
    code = request.GET.get("item", "")[:80]
    version = catalogue.published_version(code, legal_date(at)) if code else None
    kind = next((one for one in OutletKind if one.value == request.GET.get("kind")), None)
    town = next((one for one in places.towns() if one.code == request.GET.get("town")), None)
    is_open = "open" in request.GET
    cards = outlet_cards(at, version=version, kind=kind, town=town.code if town else "", is_open=is_open)
    drawn = shown_map()
    context = {
        "lines": _lines(cards, at),
        "version": version,
        "towns": [(one.code, one.name) for one in places.towns()],
        "kinds": [(one.value, _(one.label)) for one in OutletKind],
        "town": town,
        "kind": kind,
        "is_open": is_open,
        "is_narrowed": bool(version or town or kind or is_open),
        "map": drawn,
    }
    return render(request, "scope/nearby.html", context)


def _lines(cards: tuple[OutletCard, ...], at: datetime) -> list[Line]:
    placed = count(1)
    return [
        Line(
            number=next(placed) if card.outlet.lat is not None else 0,
            card=card,
            opening=opening_words(card.opening, at),
            today=today_words(card.outlet.hours, card.today),
            codes=_("、").join(window.code for window in card.windows),
        )
        for card in cards
    ]


@never_cache
@require_safe
def outlet(request: HttpRequest, outlet_code: str) -> HttpResponse:
    """One outlet: whether it is open, its week, how to get there, what can be handed in."""
    at = now()
    card = outlet_card(outlet_code, at)
    days = (legal_date(at) + timedelta(days=ahead) for ahead in range(WEEK))
    week = [places.day_hours(card.outlet.hours, day, working_calendar()) for day in days]
    items = items_taken(card.outlet.id, legal_date(at))
    context = {
        "card": card,
        "lines": _lines((card,), at),
        "opening": opening_words(card.opening, at),
        "week": [day_line(day, at) for day in week] if card.outlet.hours else [],
        "total": len(items),
        "groups": [
            (name, list(taken)) for name, taken in groupby(items, lambda item: item.organisation_name)
        ],
        "has_papers": card.outlet.kind in LOCAL_KINDS,
        "map": shown_map(),
    }
    return render(request, "scope/outlet.html", context)


@require_safe
def drawing(request: HttpRequest, number: int) -> HttpResponse:
    """A base map that is or was shown, as GeoJSON; one that still waits is for those who keep the places."""
    if not is_public_map(number):
        raise MapNotFound
    answer = JsonResponse(map_drawing(number), content_type="application/geo+json")
    answer["Cache-Control"] = FOREVER
    return answer
