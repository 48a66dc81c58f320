"""What the hall manager's pages share: whose outlet it is, an act with its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletView
from yichuang.kernel.errors import DomainError
from yichuang.offer.scope.forms import ScopeActForm


@dataclass(frozen=True)
class Manager:
    """Who keeps the scopes here: of which outlets, and of which one this page is."""

    actor: Actor
    outlets: tuple[OutletView, ...]
    outlet: OutletView


def manager_of(request: HttpRequest, outlet_id: UUID | None = None) -> Manager:
    """The hall manager of an outlet: the one named, that of ``?outlet=``, or the first of theirs.

    Raises:
        Unauthenticated; NotYourRole; NotYourPlace: another's outlet; PlaceNotFound.
    """
    actor = accounts.actor_of_request(request)
    reach = accounts.reach(actor, Act.GRANT_SCOPE)
    own = tuple(outlet for outlet in places.outlets() if outlet.id in reach.outlets)
    code = request.GET.get("outlet", "")[:32]
    if outlet_id is not None:
        chosen = places.outlet(outlet_id)
    else:
        chosen = places.outlet_by_code(code) if code or not own else own[0]
    accounts.require(actor, Act.GRANT_SCOPE, outlet_id=chosen.id)
    return Manager(actor, own, chosen)


def act_page(
    request: HttpRequest,
    form: ScopeActForm,
    context: dict[str, Any],
    *,
    act: Callable[[], object],
    done: str,
    back: str,
) -> HttpResponse:
    """A form and its act. What was typed stays when it is refused."""
    refusal: DomainError | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act()
            messages.success(request, done)
            return redirect(back)
        except DomainError as error:
            status = error.status
            refusal = None if form.take_errors(error.errors) else error
    elif form.errors:
        status = 422
    context |= {"form": form, "refusal": refusal, "back": back}
    return render(request, "scope/act.html", context, status=status)
