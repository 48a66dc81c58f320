"""目录差异: where the local items differ from the lists of a level above, and what is done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel.downloads import workbook_download
from yichuang.kernel.errors import Conflict, DomainError, Invalid
from yichuang.kernel.posts import posted_from
from yichuang.kernel.spreadsheets import Column
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import DriftResolved, DriftUnknown, EditionUnknown
from yichuang.offer.catalogue.queries import drift as queries
from yichuang.offer.catalogue.types.base import BaseKind
from yichuang.offer.catalogue.types.drift import (
    ADOPTABLE,
    DriftFilter,
    DriftKind,
    DriftView,
    ResolutionInput,
    ResolutionKind,
)

PAGE = 20
STATES = ("open", "overdue", "resolved", "all")
_LONGEST = 2000


@dataclass(frozen=True)
class _Filters(DriftFilter):
    """What the address asks for; what it says wrongly counts as not said."""

    @classmethod
    def of(cls, request: HttpRequest) -> _Filters:
        def one(name: str, known: Iterable[str], fallback: str = "") -> str:
            said = request.GET.get(name, "")
            return said if said in set(known) else fallback

        return cls(
            one("list", (kind.value for kind in BaseKind)),
            request.GET.get("organisation", "").strip()[:64],
            one("kind", (kind.value for kind in DriftKind)),
            one("state", STATES, "open"),
        )

    def query(self) -> dict[str, str]:
        said = {"list": self.list_kind, "organisation": self.organisation, "kind": self.kind,
                "state": "" if self.state == "open" else self.state}  # fmt: skip
        return {name: value for name, value in said.items() if value}


@never_cache
@require_safe
def drift(request: HttpRequest) -> HttpResponse:
    """``/catalogue/drift/``: the differences, by list, department, kind and state."""
    actor = _reader(request)
    today, filters = legal_date(now()), _Filters.of(request)
    found = queries.drift_report(today)
    kept = filters.keep(found, today)
    start = _start(request.GET.get("after", ""), kept)
    shown = kept[start : start + PAGE]
    still_open = [view for view in found if view.resolution is None]
    by_kind = Counter(view.kind for view in still_open)
    older = kept[start + PAGE :] and {**filters.query(), "after": shown[-1].key}
    context = {
        "shown": [(view, view.is_overdue(today)) for view in shown],
        "number": len(kept),
        "open": len(still_open),
        "overdue": sum(view.is_overdue(today) for view in found),
        "kinds": [
            (kind.value, f"{_(kind.label)} · {by_kind[kind]}")
            for kind in DriftKind
            if by_kind[kind] or kind.value == filters.kind
        ],
        "lists": [(kind.value, _(kind.label)) for kind in BaseKind],
        "organisations": [(body.code, body.name) for body in places.organisations()],
        "states": [
            ("open", _("待处理")),
            ("overdue", _("已经超期")),
            ("resolved", _("已经处理")),
            ("all", _("全部")),
        ],
        "filters": filters,
        "file_query": urlencode(filters.query()),
        "first": f"?{urlencode(filters.query())}" if start else "",
        "next": f"?{urlencode(older)}" if older else "",
        "editions": queries.editions()[:10],
        "may_confirm": _may(actor, Act.CONFIRM_BASE),
    }
    return render(request, "catalogue/drift.html", context)


def _start(after: str, kept: list[DriftView]) -> int:
    """Where the page begins: behind the difference the address names, if it is still there."""
    places_of = {view.key: place for place, view in enumerate(kept, 1)}
    return places_of.get(after, 0)


@never_cache
@require_safe
def drift_file(request: HttpRequest) -> HttpResponse:
    """The differences the filters leave, as a workbook (导出 Excel)."""
    _reader(request)
    today = legal_date(now())
    kept = _Filters.of(request).keep(queries.drift_report(today), today)
    heads = (
        (_("清单"), 12), (_("差异"), 14), (_("部门"), 24), (_("基本编码"), 18), (_("事项编码"), 36),
        (_("事项名称"), 40), (_("说明"), 80), (_("期限"), 12), (_("状态"), 12), (_("理由"), 40),
    )  # fmt: skip
    rows = (
        (
            _(view.list_kind.label), _(view.kind.label), view.organisation_name, view.base_code,
            view.local_code, view.local_name or view.base_name, view.words, view.due_on,
            _(view.resolution.label) if view.resolution else _("待处理"), view.reason,
        )
        for view in kept
    )  # fmt: skip
    title = _("目录差异")
    return workbook_download(f"{title}-{today}.xlsx", title, [Column(*head) for head in heads], rows)


@never_cache
@require_safe
def drift_task(request: HttpRequest, key: str) -> HttpResponse:
    """One difference: adopt, map or explain it."""
    return _task_page(request, key)


@posted_from("catalogue:drift-task")
def drift_resolution(request: HttpRequest, key: str) -> HttpResponse:
    """Resolve a difference; what was typed stays when something is wrong."""
    actor = accounts.actor_of_request(request)
    try:
        kind = ResolutionKind(request.POST.get("decision", ""))
    except ValueError:
        return _task_page(request, key, refusal=Invalid(_("请选择一种处理方式")), status=422)
    decision = ResolutionInput(
        kind,
        reason=request.POST.get("reason", "")[:_LONGEST],
        code=(request.POST.get("code", "").strip() or request.POST.get("choice", ""))[:64],
    )
    try:
        services.resolve_drift(key=key, decision=decision, actor=actor, at=now())
    except DriftResolved as refusal:
        messages.info(request, refusal.detail)
        return redirect("catalogue:drift")
    except (Conflict, Invalid) as refusal:
        return _task_page(request, key, refusal=refusal, status=refusal.status)
    words = {
        ResolutionKind.ADOPTED: _("已按上级目录起草，发布以后生效"),
        ResolutionKind.MAPPED: _("已记下对应的事项"),
        ResolutionKind.EXPLAINED: _("已记下理由"),
    }
    messages.success(request, words[kind])
    return redirect("catalogue:drift")


def _task_page(
    request: HttpRequest, key: str, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    actor = _reader(request)
    today = legal_date(now())
    view = queries.drift_of(key, today)
    if view is None:
        raise DriftUnknown(_("这项差异已经不存在，可能上级目录或者本地事项刚刚改过"))
    body = places.organisation(view.organisation_id) if view.organisation_id else None
    may_resolve = (
        accounts.may(actor, Act.EDIT_CATALOGUE, organisation_id=body.id, region_code=body.region_code)
        if body
        else _may(actor, Act.EDIT_CATALOGUE)
    )
    context = {
        "view": view,
        "is_overdue": view.is_overdue(today),
        "may_resolve": may_resolve and view.resolution is None,
        "may_adopt": view.kind in ADOPTABLE,
        "is_missing": view.kind is DriftKind.MISSING,
        "choices": queries.mapping_choices(view, today) if may_resolve else (),
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, "catalogue/drift_task.html", context, status=status)


# — editions —


@never_cache
@require_safe
def base_edition(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """One edition of a list above; one that is held can be confirmed here."""
    return _edition_page(request, edition_id)


@posted_from("catalogue:base-edition")
def base_confirmation(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Let a held edition take effect."""
    actor = accounts.actor_of_request(request)
    reason = request.POST.get("reason", "")[:_LONGEST]
    try:
        services.confirm_base_catalogue(edition_id=edition_id, reason=reason, actor=actor, at=now())
    except (Conflict, Invalid) as refusal:
        return _edition_page(request, edition_id, refusal=refusal, status=refusal.status)
    messages.success(request, _("已确认，这一版开始生效"))
    return redirect("catalogue:base-edition", edition_id)


def _edition_page(
    request: HttpRequest, edition_id: UUID, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    actor = _reader(request)
    edition = queries.edition_view(edition_id)
    if edition is None:
        raise EditionUnknown(_("没有这个目录版次"))
    current = queries.current_edition(edition.kind)
    context = {
        "edition": edition,
        "current": current,
        "is_current": current is not None and current.id == edition.id,
        "may_confirm": edition.held and _may(actor, Act.CONFIRM_BASE),
        "typed": request.POST,
        "refusal": refusal,
    }
    return render(request, "catalogue/base_edition.html", context, status=status)


def _reader(request: HttpRequest) -> Actor:
    """Whoever reads the catalogue may see every department's differences: they say nothing of people.

    Raises:
        Unauthenticated; NotYourRole: their work is not with the catalogue.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_CATALOGUE)
    return actor


def _may(actor: Actor, act: Act) -> bool:
    """Whether somebody has a post for this act, wherever it is."""
    return any(accounts.may(actor, act, organisation_id=post.organisation_id, outlet_id=post.outlet_id,
                            region_code=post.region_code) for post in actor.posts)  # fmt: skip
