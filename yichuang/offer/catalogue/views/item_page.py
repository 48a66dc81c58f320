"""业务办理项: its versions, what happened to it, what replaced it; and the acts that change its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import DomainError, Forbidden
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.errors import VersionUnknown
from yichuang.offer.catalogue.forms.life import EndingForm, LifeForm, MergerForm, SuspensionForm
from yichuang.offer.catalogue.queries import listing
from yichuang.offer.catalogue.types import HandlingVersion, VersionStatus
from yichuang.offer.catalogue.types.life import OfferState
from yichuang.offer.catalogue.views.keeping import may, rail, reader

FORMS: dict[str, type[LifeForm]] = {
    "suspension": SuspensionForm,
    "resumption": LifeForm,
    "cancellation": EndingForm,
    "merger": MergerForm,
    "division": EndingForm,
}


@never_cache
@require_safe
def item(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """``/catalogue/items/<id>/``: what an item has been and is, and what may happen to it."""
    return _page(request, handling_item_id)


@posted_from("catalogue:item")
def suspension(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """暂停办理."""

    def write(actor: Actor, code: str, form: Any) -> None:
        services.suspend_item(
            code=code,
            change=form.to_input(),
            expected_until=form.cleaned_data["expected_until"],
            at=now(),
            by=actor,
        )

    return _act(request, handling_item_id, "suspension", write, _("已登记暂停办理"))


@posted_from("catalogue:item")
def resumption(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """恢复办理."""

    def write(actor: Actor, code: str, form: Any) -> None:
        services.resume_item(code=code, change=form.to_input(), at=now(), by=actor)

    return _act(request, handling_item_id, "resumption", write, _("已登记恢复办理"))


@posted_from("catalogue:item")
def cancellation(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """取消, with what replaces it."""

    def write(actor: Actor, code: str, form: Any) -> None:
        services.cancel_item(
            code=code, change=form.to_input(), successors=form.codes_given(), at=now(), by=actor
        )

    return _act(request, handling_item_id, "cancellation", write, _("已登记取消"))


@posted_from("catalogue:item")
def merger(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """合并 into another item."""

    def write(actor: Actor, code: str, form: Any) -> None:
        into = form.cleaned_data["codes"].strip()
        services.merge_items(codes=[code], into=into, change=form.to_input(), at=now(), by=actor)

    return _act(request, handling_item_id, "merger", write, _("已登记合并"))


@posted_from("catalogue:item")
def division(request: HttpRequest, handling_item_id: UUID) -> HttpResponse:
    """拆分 into several items."""

    def write(actor: Actor, code: str, form: Any) -> None:
        services.split_item(code=code, into=form.codes_given(), change=form.to_input(), at=now(), by=actor)

    return _act(request, handling_item_id, "division", write, _("已登记拆分"))


def _act(
    request: HttpRequest,
    handling_item_id: UUID,
    name: str,
    write: Callable[[Actor, str, Any], None],
    done: str,
) -> HttpResponse:
    """One act of the page; what was typed stays when it is refused."""
    newest = _versions(handling_item_id)[0]
    actor = reader(request, newest.organisation_id)
    form = FORMS[name](request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, handling_item_id, (name, form), status=422)
    try:
        write(actor, newest.code, form)
    except DomainError as refusal:
        if isinstance(refusal, Forbidden):
            raise
        return _page(request, handling_item_id, (name, form), refusal=refusal, status=refusal.status)
    messages.success(request, done)
    return redirect("catalogue:item", handling_item_id)


def _versions(handling_item_id: UUID) -> tuple[HandlingVersion, ...]:
    found = queries.versions_of(handling_item_id)
    if not found:
        raise VersionUnknown(_("没有这个事项"))
    return found


def _page(
    request: HttpRequest,
    handling_item_id: UUID,
    typed: tuple[str, LifeForm] | None = None,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = _versions(handling_item_id)
    newest = versions[0]
    actor = reader(request, newest.organisation_id)
    today = legal_date(now())
    offer = listing.offer_state(handling_item_id, today)
    context = rail(actor, "items") | {
        "item": next((one for one in versions if one.status is VersionStatus.PUBLISHED), newest),
        "versions": versions,
        "running": _running(versions, handling_item_id, today, offer),
        "offer": offer,
        "suspension": queries.suspension_of(handling_item_id, today),
        "events": queries.life_of(handling_item_id),
        "successors": queries.successors_of(handling_item_id),
        "forms": _forms(offer, typed, today) if may(actor, Act.CHANGE_ITEM, newest.organisation_id) else {},
        "typed": typed[0] if typed else "",
        "refusal": refusal,
        "may_edit": may(actor, Act.EDIT_CATALOGUE, newest.organisation_id),
    }
    return render(request, "catalogue/item.html", context, status=status)


def _running(
    versions: tuple[HandlingVersion, ...], handling_item_id: UUID, today: Any, offer: OfferState
) -> UUID | None:
    """The id of the version in force."""
    if offer not in (OfferState.OFFERED, OfferState.SUSPENDED):
        return None
    begun = [
        one
        for one in versions
        if one.status is VersionStatus.PUBLISHED and one.valid_from is not None and one.valid_from <= today
    ]
    return begun[0].id if begun else None


def _forms(offer: OfferState, typed: tuple[str, LifeForm] | None, today: Any) -> dict[str, LifeForm]:
    """The acts that the state of the item allows, with what was typed into one of them."""
    possible = {
        OfferState.OFFERED: ("suspension", "cancellation", "merger", "division"),
        OfferState.SUSPENDED: ("resumption", "cancellation", "merger", "division"),
    }.get(offer, ())
    made = {name: FORMS[name](prefix=name, initial={"takes_effect_on": today}) for name in possible}
    if typed is not None:
        made[typed[0]] = typed[1]
    return made
