"""事项清单: a department's items with the state of version and draft; the drafts that wait for somebody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts.types import Act
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries import listing
from yichuang.offer.catalogue.types.life import OfferState
from yichuang.offer.catalogue.types.listing import ItemFilter
from yichuang.offer.catalogue.types.reviewing import DraftState
from yichuang.offer.catalogue.views.keeping import rail, reader

PAGE = 30


@never_cache
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """``/catalogue/``: the items of the reader's departments, narrowed down by what the address says."""
    actor = reader(request)
    bodies = listing.organisations_for(actor, Act.READ_CATALOGUE)
    chosen = request.GET.get("organisation", "")[:64]
    words = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    offer, draft = request.GET.get("state", ""), request.GET.get("draft", "")
    asked = ItemFilter(
        words=words,
        offer=OfferState(offer) if offer in set(OfferState) else None,
        draft=DraftState(draft) if draft in set(DraftState) else None,
    )
    ids = [body.id for body in bodies if chosen in ("", body.code)]
    after = request.GET.get("after", "")[:64].replace("\x00", "")
    found = listing.item_lines(ids, asked, legal_date(now()), after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    kept = {
        "organisation": chosen,
        "q": words,
        "state": asked.offer or "",
        "draft": asked.draft or "",
    }
    here = f"{reverse('catalogue:home')}?{urlencode(kept)}"
    context = rail(actor, "items") | {
        "lines": shown,
        "organisations": [(body.code, body.name) for body in bodies] if len(bodies) > 1 else [],
        "only": bodies[0] if len(bodies) == 1 else None,
        "offers": [(made.value, made.label) for made in OfferState],
        "drafts": [(made.value, made.label) for made in DraftState],
        "asked": kept,
        "is_narrowed": any(kept.values()),
        "first": here if after else "",
        "next": f"{here}&{urlencode({'after': shown[-1].code})}" if len(found) > PAGE else "",
    }
    return render(request, "catalogue/items.html", context)


@never_cache
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """``/catalogue/reviews/``: the drafts whose next step is the reader's to do."""
    actor = reader(request)
    lines = listing.waiting_drafts(actor)
    context = rail(actor, "reviews") | {
        "lines": [line for line in lines if not line.is_own],
        "own": [line for line in lines if line.is_own],
    }
    return render(request, "catalogue/reviews.html", context)
