"""网点与底图: where outlets lie, when they are open, the map under them; for who keeps the places."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places import services
from yichuang.foundation.places.queries.maps import base_map, base_maps, map_drawing, shown_map
from yichuang.foundation.places.services.maps import show_map, upload_map
from yichuang.kernel.errors import BadRequest, DomainError
from yichuang.kernel.time import now
from yichuang.offer.scope.forms import MapForm, OutletForm

# a film does not come into memory; what is longer than the rule allows is refused by the rule
MOST_BYTES = 3 * 1024 * 1024


def keeper_of(request: HttpRequest, region_code: str | None = None) -> Actor:
    """Who keeps the places of a region, or of the whole installation.

    Raises:
        Unauthenticated; NotYourRole; NotYourPlace: of another region.
    """
    actor = accounts.actor_of_request(request)
    accounts.require(actor, Act.MANAGE_PLACES, region_code=region_code or settings.REGION)
    return actor


@never_cache
@require_safe
def kept_outlets(request: HttpRequest) -> HttpResponse:
    """The outlets in the region of the reader, those without position or hours named."""
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.MANAGE_PLACES)
    own = [
        outlet
        for outlet in places.outlets()
        if accounts.may(actor, Act.MANAGE_PLACES, region_code=outlet.region_code)
    ]
    context = {
        "outlets": own,
        "unplaced": sum(outlet.lat is None for outlet in own),
        "without_hours": sum(not outlet.hours for outlet in own),
        "map": shown_map(),
        "keeps_map": accounts.may(actor, Act.MANAGE_PLACES, region_code=settings.REGION),
    }
    return render(request, "scope/kept_outlets.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def kept_outlet(request: HttpRequest, outlet_code: str) -> HttpResponse:
    """One outlet, to be changed."""
    outlet = places.outlet_by_code(outlet_code)
    actor = keeper_of(request, outlet.region_code)
    form = OutletForm(request.POST or None, outlet=outlet)
    back = reverse("scope:kept-outlets")
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            services.change_outlet(
                outlet=form.to_input(), seen=form.cleaned_data["seen"], at=now(), by=actor.principal
            )
            messages.success(request, _("已保存，地图和网点页面已经更新"))
            return redirect(back)
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.errors:
        status = 422
    context = {"form": form, "outlet": outlet, "refusal": refusal, "back": back}
    return render(request, "scope/kept_outlet.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def kept_maps(request: HttpRequest) -> HttpResponse:
    """The base maps, and the form to upload one: it is looked at before anybody else sees it."""
    actor = keeper_of(request)
    form = MapForm(request.POST or None, request.FILES or None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            number = upload_map(
                content=form.cleaned_data["file"].read(MOST_BYTES),
                source=form.cleaned_data["source"],
                at=now(),
                by=actor.principal,
            )
            return redirect("scope:kept-map", number)
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.errors:
        status = 422
    context = {"form": form, "maps": base_maps(), "refusal": refusal}
    return render(request, "scope/kept_maps.html", context, status=status)


@never_cache
@require_safe
def kept_map(request: HttpRequest, number: int) -> HttpResponse:
    """One base map as everybody would see it, with the outlets that would lie outside it."""
    keeper_of(request)
    return render(request, "scope/kept_map.html", _preview(number))


@never_cache
@require_safe
def kept_drawing(request: HttpRequest, number: int) -> HttpResponse:
    """The drawing of one that still waits."""
    keeper_of(request)
    return JsonResponse(map_drawing(number), content_type="application/geo+json")


@never_cache
@require_POST
def map_showing(request: HttpRequest, number: int) -> HttpResponse:
    """Put a base map up (启用)."""
    actor = keeper_of(request)
    instead_of = request.POST.get("instead_of", "")
    if not (instead_of.isascii() and instead_of.isdigit() and len(instead_of) < 10):
        raise BadRequest
    try:
        show_map(number=number, instead_of=int(instead_of), at=now(), by=actor.principal)
    except DomainError as error:
        context = _preview(number) | {"refusal": error}
        return render(request, "scope/kept_map.html", context, status=error.status)
    messages.success(request, _("已启用，大家看到的就是这一版底图"))
    return redirect("scope:kept-maps")


def _preview(number: int) -> dict[str, Any]:
    found, shown = base_map(number), shown_map()
    outlets = places.outlets()
    outside = [
        outlet
        for outlet in outlets
        if outlet.lat is not None and outlet.lng is not None and not found.box.holds(outlet.lat, outlet.lng)
    ]
    return {"map": found, "shown": shown, "outlets": outlets, "outside": outside}
