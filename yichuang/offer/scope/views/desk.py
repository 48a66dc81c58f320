"""``/hall/``: where a hall manager's day begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kernel.time import legal_date, now
from yichuang.offer.scope.queries.coverage import coverage
from yichuang.offer.scope.queries.entrustments import expiring
from yichuang.offer.scope.views.frame import manager_of


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is taken at the outlet, what is about to end, and the way to each page."""
    manager, today = manager_of(request), legal_date(now())
    found = coverage(today, outlet_id=manager.outlet.id)
    context = {
        "manager": manager,
        "page": "home",
        "share": found.total,
        "uncovered": len(found.uncovered),
        "expiring": expiring(today, outlet_ids=[outlet.id for outlet in manager.outlets]),
    }
    return render(request, "scope/home.html", context)
