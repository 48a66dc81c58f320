"""The morning list (早报): what presses today, mine, nobody's, and who has how much."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yichuang.casework.approval import queries
from yichuang.casework.approval.views.frame import department, list_context, regions_of, shown


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What is late, due today or in the next three working days."""
    context = list_context(request)
    actor, organisation_ids = department(request)
    found = queries.morning_list(
        actor=actor,
        organisation_ids=organisation_ids,
        region_codes=regions_of(actor, organisation_ids),
        today=context["today"],
        soon_until=queries.soon_until(context["today"]),
    )
    context |= {
        "is_today": True,
        "figures": found.figures,
        "mine": shown(found.mine[: queries.PAGE], context["now"]),
        "nobody": shown(found.nobody[: queries.PAGE], context["now"]),
        "more_mine": len(found.mine) > queries.PAGE,
        "more_nobody": len(found.nobody) > queries.PAGE,
    }
    return render(request, "approval/today.html", context)
