"""免交测算: how many demands could be met without the applicant, by item and department, as a file too."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.places import queries as places
from yichuang.kernel.downloads import download, workbook_download
from yichuang.kernel.spreadsheets import Column, safe_text
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue.queries.shares import share_report
from yichuang.offer.catalogue.rules.shares import TARGET_PERCENT, reaches
from yichuang.offer.catalogue.types.library import ShareReport, Tally
from yichuang.offer.catalogue.views.library_pages import rail, reader

PAGE = 30
MISSING_SHOWN = 15


@never_cache
@require_safe
def material_shares(request: HttpRequest) -> HttpResponse:
    """``/catalogue/materials/shares/``: the departments, or with ``organisation`` the items of one."""
    actor, today = reader(request), legal_date(now())
    found = share_report(today)
    code = request.GET.get("organisation", "").strip()[:64]
    context = rail(actor, "shares") | {
        "report": found,
        "reaches": reaches(found.all),
        "target": TARGET_PERCENT,
        "missing": [(one, _without(found.all, one.demands)) for one in found.missing[:MISSING_SHOWN]],
        "organisations": [(line.code, line.name) for line in found.departments],
        "chosen": code,
    }
    if code:
        context |= _items(found, code, request.GET.get("after", "")[:64])
    return render(request, "catalogue/material_shares.html", context)


def _without(all_: Tally, demands: int) -> int:
    """The share of all demands once these fall away too, in percent, rounded down."""
    return (all_.met + demands) * 100 // all_.demands


def _items(found: ShareReport, code: str, after: str) -> dict[str, Any]:
    """A page of a department's items, the lowest share first.

    Raises:
        PlaceNotFound: no such department.
    """
    body = places.organisation_by_code(code)
    mine = [item for item in found.items if item.organisation_id == body.id]
    start = {item.code: place for place, item in enumerate(mine, 1)}.get(after, 0)
    shown = mine[start : start + PAGE]
    further = mine[start + PAGE :]
    return {
        "organisation": body,
        "items": [(item, reaches(item.all)) for item in shown],
        "first": f"?{urlencode({'organisation': code})}" if start else "",
        "next": f"?{urlencode({'organisation': code, 'after': shown[-1].code})}" if further else "",
    }


@never_cache
@require_safe
def material_shares_file(request: HttpRequest) -> HttpResponse:
    """The items with their shares, as Excel or with ``format=csv`` as CSV."""
    reader(request)
    today = legal_date(now())
    heads, rows = _table(share_report(today))
    title = _("免交测算")
    if request.GET.get("format") == "csv":
        return download(f"{title}-{today}.csv", _csv(heads, rows), "text/csv; charset=utf-8")
    return workbook_download(f"{title}-{today}.xlsx", title, [Column(*head) for head in heads], rows)


Row = list[str | int | date | None]


def _table(found: ShareReport) -> tuple[tuple[tuple[str, int], ...], list[Row]]:
    heads = (
        (_("部门"), 24), (_("事项编码"), 36), (_("事项名称"), 40), (_("要求的材料"), 12),
        (_("清单已经免交"), 14), (_("还可以免交"), 12), (_("要申请人提交"), 14),
        (_("可以免交的比例（%）"), 20), (_("最差情形的比例（%）"), 20), (_("达到目标"), 12),
    )  # fmt: skip
    names = {line.organisation_id: line.name for line in found.departments}
    rows: list[Row] = [
        [
            names[item.organisation_id], item.code, item.name, item.all.demands, item.all.spared,
            item.all.could, item.all.demands - item.all.met, item.all.percent,
            item.worst.percent if item.worst else None, _("是") if reaches(item.all) else _("否"),
        ]
        for item in found.items
    ]  # fmt: skip
    return heads, rows


def _csv(heads: tuple[tuple[str, int], ...], rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([head for head, _width in heads])
    for row in rows:
        writer.writerow([safe_text(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")
