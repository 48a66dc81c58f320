"""A visitor's list at the counter (扫清单): the case starts with its item and its answers.

What the list was made from may have changed since: then the clerk is told before anything is taken over.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from yichuang.casework.intake.views.frame import at_window, frame
from yichuang.casework.intake.views.newcase import answers_query
from yichuang.kernel.time import legal_date, now
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.guidance.errors import ListExpired


@require_GET
def visitors_list(request: HttpRequest, code: str) -> HttpResponse:
    """A list that holds goes on to the new case; any other says first what is different.

    Raises:
        ListUnknown
    """
    _, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    try:
        today = guidance.list_today(code, legal_date(now()))
    except ListExpired as expired:
        start = reverse("counter:new", args=[expired.extra["item"]])
        context = frame(window) | {"refusal": expired.detail, "start_url": start}
        return render(request, "intake/list.html", context, status=expired.status)
    if today.current is None:
        return render(request, "intake/list.html", frame(window) | {"list": today, "refusal": today.ended})
    answers = guidance.relevant_answers(today.current, today.kept.answers)
    start = reverse("counter:new", args=[today.current.code]) + answers_query(answers)
    if today.is_valid:
        return redirect(start)
    return render(request, "intake/list.html", frame(window) | {"list": today, "start_url": start})
