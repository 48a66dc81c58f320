"""变更公告: what changed, acknowledged by those at windows, counted for those who answer for them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Act, Actor, Reach
from yichuang.kernel.errors import Unauthenticated
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.queries import bulletins as queries

PAGE = 20
_UNREAD = "unread"
_DIGITS = 15


@never_cache
@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """``/catalogue/bulletins/``: the newest first; ``show=unread`` leaves out what one has acknowledged."""
    actor, reads, counted = _here(request)
    at = now()
    only_unread = reads and request.GET.get("show") == _UNREAD
    before = _serial(request.GET.get("before", ""))
    found = queries.bulletins(actor, at, only_owed=only_unread, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    counts = queries.acknowledgement_counts(shown, counted, at) if counted else {}
    here = {"show": _UNREAD} if only_unread else {}
    context = {
        "reads": reads,
        "lines": [(one, counts.get(one.id)) for one in shown],
        "unread": queries.owed_count(actor, at) if reads else 0,
        "waiting": sum(bool(count.missing) for count in counts.values()),
        "only_unread": only_unread,
        "newest": shown[0].serial if shown else 0,
        "newer": f"?{urlencode(here)}" if before else "",
        "older": f"?{urlencode({**here, 'before': shown[-1].serial})}" if len(found) > PAGE else "",
        "keeps_items": _may(actor, Act.EDIT_CATALOGUE),
    }
    return render(request, "catalogue/bulletins.html", context)


@never_cache
@require_safe
def bulletin(request: HttpRequest, serial: int) -> HttpResponse:
    """One bulletin; outlet by outlet, who has read it, for those who answer for it."""
    actor, reads, counted = _here(request)
    at = now()
    one = queries.bulletin(serial, actor, at)
    context = {
        "reads": reads,
        "one": one,
        "count": queries.acknowledgement_counts([one], counted, at)[one.id] if counted else None,
        "outlets": queries.readers_by_outlet(one, counted, at) if counted else (),
        "keeps_items": _may(actor, Act.EDIT_CATALOGUE),
    }
    return render(request, "catalogue/bulletin.html", context)


@posted_from("catalogue:bulletins")
def acknowledgements(request: HttpRequest) -> HttpResponse:
    """已阅: one bulletin, or every one up to the newest on the page."""
    actor = accounts.actor_of_request(request)
    serial = _serial(request.POST.get("serial", ""))
    number = services.acknowledge(
        actor=actor, at=now(), serial=serial or 0, and_before=request.POST.get("which") == "all"
    )
    if request.htmx:  # type: ignore[attr-defined]
        answer = render(request, "catalogue/_acknowledged.html")
        # the count above the page follows
        answer["HX-Trigger"] = json.dumps({"live-change": {"target": "#changes"}})
        return answer
    if number:
        words = ngettext("已阅 %(number)d 条变更公告", "已阅 %(number)d 条变更公告", number)
        messages.success(request, words % {"number": number})
    else:
        messages.info(request, _("这些变更公告您已经阅过了"))
    query = f"?{urlencode({'show': _UNREAD})}" if request.POST.get("show") == _UNREAD else ""
    return redirect(reverse("catalogue:bulletins") + query)


@never_cache
@require_safe
def unread_bulletins(request: HttpRequest) -> HttpResponse:
    """``/catalogue/bulletins/unread/``: how many, for the line above the pages of a window.

    It leads nobody to sign in: who types on a page whose session ended keeps what was typed.
    """
    try:
        number = queries.owed_count(accounts.actor_of_request(request), now())
    except Unauthenticated:
        number = 0
    return render(request, "catalogue/_unread_bulletins.html", {"unread_changes": number})


def _here(request: HttpRequest) -> tuple[Actor, bool, Reach | None]:
    """Who is here; whether they have to read bulletins; where they see who has, if anywhere.

    Raises:
        Unauthenticated; NotYourRole: neither.
    """
    actor = accounts.actor_of_request(request)
    reads = _may(actor, Act.ACKNOWLEDGE_CHANGE)
    counted = _reach(actor, Act.COUNT_ACKNOWLEDGEMENTS)
    if not reads and counted is None:
        accounts.reach(actor, Act.ACKNOWLEDGE_CHANGE)
    return actor, reads, counted


def _may(actor: Actor, act: Act) -> bool:
    return _reach(actor, act) is not None


def _reach(actor: Actor, act: Act) -> Reach | None:
    try:
        return accounts.reach(actor, act)
    except NotYourRole:
        return None


def _serial(text: Any) -> int | None:
    """A bulletin's number; nonsense is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
