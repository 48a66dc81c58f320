"""受理范围, 受理层级, 受理例外: what holds, what held, and the acts that change it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletView
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.forms import EndForm, ExceptionForm, GrantForm, LevelForm
from yichuang.offer.scope.queries.entrustments import entrustments
from yichuang.offer.scope.queries.levels import level_steps, window_levels
from yichuang.offer.scope.queries.taking import exception_place, grant_place
from yichuang.offer.scope.views.frame import act_page, manager_of


@never_cache
@require_safe
def scopes(request: HttpRequest) -> HttpResponse:
    """The windows with their levels; the scopes in force and to come, with ``past`` those that ended."""
    manager, today = manager_of(request), legal_date(now())
    outlet = manager.outlet
    every = queries.grants(outlet_id=outlet.id)
    ended = [one for one in every if one.valid_until is not None and one.valid_until <= today]
    past = "past" in request.GET
    context = {
        "manager": manager,
        "page": "scopes",
        "levels": window_levels(outlet.id, today),
        "steps": level_steps(outlet.id),
        "grants": ended if past else [one for one in every if one not in ended],
        "past": past,
        "ended": len(ended),
        "today": today,
    }
    return render(request, "scope/scopes.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_scope(request: HttpRequest) -> HttpResponse:
    """Give a scope."""
    manager, at = manager_of(request), now()
    outlet, today = manager.outlet, legal_date(at)
    form = GrantForm(
        request.POST or None,
        initial={"valid_from": today},
        papers=[one for one in entrustments(today, outlet_ids=[outlet.id]) if one.days_left],
        **_choices(outlet),
    )
    return act_page(
        request,
        form,
        {"manager": manager, "title": _("授予受理范围"), "button": _("授予")},
        act=lambda: services.grant_scope(grant=form.to_input(), at=at, by=manager.actor.principal),
        done=_("已授予，从生效日期起窗口就可以受理"),
        back=at_outlet("scope:scopes", outlet),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def scope_withdrawal(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End a scope."""
    manager, at = manager_of(request, grant_place(grant_id)), now()
    outlet = manager.outlet
    view = next(one for one in queries.grants(outlet_id=outlet.id) if one.id == grant_id)
    form = EndForm(request.POST or None, initial={"ended_on": legal_date(at)})
    return act_page(
        request,
        form,
        {
            "manager": manager,
            "title": _("撤回受理范围"),
            "button": _("撤回"),
            "about": f"{view.place_name}：{view.subject_name}",
            "warning": _("已经收下的办件照常办理。"),
        },
        act=lambda: services.withdraw_scope(
            grant_id=grant_id, **form.cleaned_data, at=at, by=manager.actor.principal
        ),
        done=_("已撤回"),
        back=at_outlet("scope:scopes", outlet),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def new_level(request: HttpRequest) -> HttpResponse:
    """Set a level."""
    manager, at = manager_of(request), now()
    outlet = manager.outlet
    form = LevelForm(request.POST or None, initial={"valid_from": legal_date(at)}, **_choices(outlet))
    return act_page(
        request,
        form,
        {
            "manager": manager,
            "title": _("调整受理层级"),
            "button": _("调整"),
            "warning": _("这个地点本级受理的范围从生效日期起按新的层级重新授予；委托、授权和帮办的不变。"),
        },
        act=lambda: services.set_level(step=form.to_input(), at=at, by=manager.actor.principal),
        done=_("受理层级已调整"),
        back=at_outlet("scope:scopes", outlet),
    )


@never_cache
@require_safe
def kept_exceptions(request: HttpRequest) -> HttpResponse:
    """The exceptions of an outlet, and those that hold everywhere."""
    manager, today = manager_of(request), legal_date(now())
    here = queries.exceptions(outlet_id=manager.outlet.id)
    context = {
        "manager": manager,
        "page": "exceptions",
        "exceptions": [one for one in here if one.valid_until is None or one.valid_until > today],
        "ended": [one for one in here if one.valid_until is not None and one.valid_until <= today],
        "everywhere": [one for one in queries.exceptions(on=today) if one.place is None],
    }
    return render(request, "scope/kept_exceptions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new_exception(request: HttpRequest) -> HttpResponse:
    """Make an exception."""
    manager, at = manager_of(request), now()
    outlet = manager.outlet
    form = ExceptionForm(request.POST or None, initial={"valid_from": legal_date(at)}, **_choices(outlet))
    return act_page(
        request,
        form,
        {"manager": manager, "title": _("登记受理例外"), "button": _("登记")},
        act=lambda: services.except_item(exception=form.to_input(), at=at, by=manager.actor.principal),
        done=_("已登记，窗口和办事指南都会说明原因"),
        back=at_outlet("scope:kept-exceptions", outlet),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def exception_withdrawal(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """End an exception; one that holds everywhere is not an outlet's to end."""
    outlet_id = exception_place(exception_id)
    manager, at = manager_of(request, outlet_id), now()
    if outlet_id is None:
        raise PermissionDenied
    outlet = manager.outlet
    view = next(one for one in queries.exceptions(outlet_id=outlet.id) if one.id == exception_id)
    form = EndForm(request.POST or None, initial={"ended_on": legal_date(at)})
    return act_page(
        request,
        form,
        {
            "manager": manager,
            "title": _("撤销受理例外"),
            "button": _("撤销"),
            "about": f"{view.place_name}：{view.subject_name}",
        },
        act=lambda: services.withdraw_exception(
            exception_id=exception_id, **form.cleaned_data, at=at, by=manager.actor.principal
        ),
        done=_("已撤销"),
        back=at_outlet("scope:kept-exceptions", outlet),
    )


def at_outlet(name: str, outlet: OutletView) -> str:
    """A list of this outlet."""
    return f"{reverse(name)}?{urlencode({'outlet': outlet.code})}"


def _choices(outlet: OutletView) -> dict[str, Any]:
    return {
        "outlet": outlet,
        "zones": places.zones_of_outlet(outlet.id),
        "windows": places.windows_of_outlet(outlet.id),
        "organisations": places.organisations(),
        "offered": offered_items(legal_date(now())),
    }
