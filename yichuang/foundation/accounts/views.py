"""Where a person lands after signing in."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.types import Act, Actor, Desk


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Send the person to their place of work (工作台); let those with several choose."""
    actor = queries.actor_of_request(request)
    desks = queries.desks_of(actor)
    open_desks = [found for found in desks if _is_open(found)]
    if len(desks) == 1 and open_desks:
        return redirect(open_desks[0].path)
    return render(
        request,
        "accounts/desk.html",
        {
            "desks": open_desks,
            "closed_desks": [found for found in desks if found not in open_desks],
            "may_find_cases": _is_work_of(actor, Act.READ_CASE),
            "may_read_consultations": _is_work_of(actor, Act.READ_CONSULTATION)
            and all(found.path != "/consulting/" for found in desks),
            "may_keep_places": _is_work_of(actor, Act.MANAGE_PLACES),
            "may_count_acknowledgements": _is_work_of(actor, Act.COUNT_ACKNOWLEDGEMENTS),
            "may_undo_mergers": _is_work_of(actor, Act.UNDO_MATERIAL_MERGER),
            "has_second_factor": is_mfa_enabled(request.user),
        },
    )


def _is_work_of(actor: Actor, act: Act) -> bool:
    """Whether this is part of their work, whatever desk they have."""
    try:
        queries.reach(actor, act)
    except NotYourRole:
        return False
    return True


def _is_open(found: Desk) -> bool:
    """Whether this installation serves the desk's address."""
    try:
        resolve(found.path)
    except Resolver404:
        return False
    return True
