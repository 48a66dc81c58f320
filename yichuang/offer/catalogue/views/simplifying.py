"""可再优化的事项: what could be asked of people less, item by item."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.places import queries as places
from yichuang.kernel.downloads import workbook_download
from yichuang.kernel.spreadsheets import Column
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries.simplifying import simpler_items
from yichuang.offer.catalogue.types.simplifying import SimplerItem, Simplification
from yichuang.offer.catalogue.views.quality_report import require_editor

PAGE = 20


@never_cache
@require_safe
def simplification(request: HttpRequest) -> HttpResponse:
    """可再优化的事项, the most suggestions first; department, direction and page in the address."""
    require_editor(request)
    chosen, items = _chosen(request)
    codes = [item.code for item in items]
    after = request.GET.get("after", "")
    start = codes.index(after) + 1 if after in codes else 0
    shown = items[start : start + PAGE]
    here = reverse("catalogue:simplification")
    context = {
        "items": shown,
        "number": len(items),
        "suggestions": sum(len(item.suggestions) for item in items),
        "kinds": _kinds(items, chosen),
        "organisations": [(body.code, body.name) for body in places.organisations()],
        "chosen": chosen,
        "query": urlencode(chosen),
        "first": f"{here}?{urlencode(chosen)}" if start else "",
        "next": f"{here}?{urlencode(chosen | {'after': shown[-1].code})}"
        if start + PAGE < len(items)
        else "",
    }
    return render(request, "catalogue/simplification.html", context)


@never_cache
@require_safe
def simplification_file(request: HttpRequest) -> HttpResponse:
    """The same, a row for each suggestion, as a workbook (导出 Excel)."""
    require_editor(request)
    columns = [
        Column(_("部门"), 24), Column(_("事项编码"), 36), Column(_("事项名称"), 40),
        Column(_("优化方向"), 22), Column(_("建议"), 80),
    ]  # fmt: skip
    rows = (
        (item.organisation.name, item.code, item.name, _(one.kind.label), one.words)
        for item in _chosen(request)[1]
        for one in item.suggestions
    )
    title = _("可再优化的事项")
    return workbook_download(f"{title}-{legal_date(now())}.xlsx", title, columns, rows)


def _chosen(request: HttpRequest) -> tuple[dict[str, str], tuple[SimplerItem, ...]]:
    """What the address asks for, and the items; a direction nobody knows counts as not said.

    Raises:
        PlaceNotFound: no such department.
    """
    code = request.GET.get("organisation", "").strip()[:64]
    kind = next((one for one in Simplification if one.value == request.GET.get("kind")), None)
    body = places.organisation_by_code(code) if code else None
    chosen = {"organisation": code, "kind": kind.value if kind else ""}
    found = simpler_items(legal_date(now()), organisation_id=body.id if body else None, kind=kind)
    return {name: value for name, value in chosen.items() if value}, found


def _kinds(items: tuple[SimplerItem, ...], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Every direction, how many of the items have it, and where the list of them is."""
    counted = Counter(kind for item in items for kind in {one.kind for one in item.suggestions})
    return [
        {
            "kind": kind,
            "number": counted[kind],
            "query": urlencode(chosen | {"kind": kind.value}),
            "is_chosen": chosen.get("kind") == kind.value,
        }
        for kind in Simplification
        if counted[kind]
    ]
