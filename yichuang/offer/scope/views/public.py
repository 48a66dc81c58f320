"""What anybody may read: exceptions with their reasons, items without a visit, what is taken near home."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yichuang.foundation.places import queries as places
from yichuang.kernel.downloads import workbook_download
from yichuang.kernel.spreadsheets import Column, Value
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.scope import queries
from yichuang.offer.scope.queries.coverage import zero_visit_items
from yichuang.offer.scope.queries.entrustments import entrustments
from yichuang.offer.scope.queries.local import local_items, local_outlets
from yichuang.offer.scope.types import LocalField, LocalLine

_ZERO_COLUMNS = (Column("部门", 30), Column("事项", 40), Column("编码", 36), Column("民生事项"))
_LOCAL_COLUMNS = (
    Column("网点", 24),
    Column("事项", 40),
    Column("编码", 36),
    Column("主管部门", 30),
    Column("领域", 20),
    Column("受理方式"),
    Column("依据", 40),
    Column("由谁决定", 36),
    Column("培训要求", 30),
    Column("生效日期"),
    Column("最后一天"),
)


@require_safe
def public_exceptions(request: HttpRequest) -> HttpResponse:
    """受理例外事项目录: what cannot be handed in at any window, and why."""
    found = queries.exceptions(on=legal_date(now()))
    return render(request, "scope/exceptions.html", {"exceptions": found})


@require_safe
def zero_visit(request: HttpRequest) -> HttpResponse:
    """零跑腿事项: by department, those of livelihood marked."""
    found = zero_visit_items(legal_date(now()))
    context = {
        "items": found,
        "departments": len({line.organisation_name for line in found}),
        "livelihood": sum(line.is_livelihood for line in found),
        "groups": [
            (name, list(lines)) for name, lines in groupby(found, lambda line: line.organisation_name)
        ],
    }
    return render(request, "scope/zero_visit.html", context)


@require_safe
def zero_visit_workbook(request: HttpRequest) -> HttpResponse:
    """The same list in Excel."""
    today = legal_date(now())
    rows = [
        (line.organisation_name, line.name, line.code, "是" if line.is_livelihood else "否")
        for line in zero_visit_items(today)
    ]
    return workbook_download(f"zero-visit-{today:%Y%m%d}.xlsx", "零跑腿事项", _ZERO_COLUMNS, rows)


@require_safe
def local(request: HttpRequest) -> HttpResponse:
    """就近办: towns, villages and partners, and what they take; with ``field`` what is of one field."""
    chosen = next((one for one in LocalField if one.value == request.GET.get("field")), None)
    lines = [one for one in local_items(legal_date(now())) if chosen is None or chosen in one.fields]
    taken = {code: len(list(group)) for code, group in groupby(lines, lambda line: line.outlet_code)}
    items = {line.code: line for line in sorted(lines, key=lambda line: line.code)}
    context = {
        "outlets": [(outlet, taken.get(outlet.code, 0)) for outlet in local_outlets()],
        "items": list(items.values()),
        "fields": [(one.value, _(one.label)) for one in LocalField],
        "chosen": chosen,
    }
    return render(request, "scope/local.html", context)


@require_safe
def local_outlet(request: HttpRequest, outlet_code: str) -> HttpResponse:
    """What one town, village or partner takes, on what, and who decides; with its papers (委托公告).

    Law: 行政许可法 §24: who is entrusted with what is made public.
    """
    today, outlet = legal_date(now()), places.outlet_by_code(outlet_code)
    papers = [paper for paper in entrustments(today, outlet_ids=[outlet.id]) if paper.days_left]
    context = {"outlet": outlet, "lines": local_items(today, outlet_code=outlet.code), "papers": papers}
    return render(request, "scope/local_outlet.html", context)


@require_safe
def local_item(request: HttpRequest, code: str) -> HttpResponse:
    """Where near home one item is taken."""
    today = legal_date(now())
    version = catalogue.published_version(code, today)
    lines = local_items(today, code=version.code)
    return render(request, "scope/local_item.html", {"version": version, "lines": lines})


@require_safe
def local_workbook(request: HttpRequest) -> HttpResponse:
    """下沉事项清单 in Excel: every outlet with every item."""
    today = legal_date(now())
    rows = [_local_row(line) for line in local_items(today)]
    return workbook_download(f"local-{today:%Y%m%d}.xlsx", "下沉事项清单", _LOCAL_COLUMNS, rows)


def _local_row(line: LocalLine) -> tuple[Value, ...]:
    return (
        line.outlet_name,
        line.name,
        line.code,
        line.organisation_name,
        "、".join(field.label for field in line.fields),
        line.mandate.label,
        line.basis,
        line.decided_by.label,
        line.training,
        line.valid_from,
        line.last_day,
    )
