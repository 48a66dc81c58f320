"""覆盖情况: how much is taken, by outlet, department and level; items nobody takes; as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kernel.downloads import workbook_download
from yichuang.kernel.spreadsheets import Column, Value
from yichuang.kernel.time import legal_date, now
from yichuang.offer.scope.queries.coverage import coverage
from yichuang.offer.scope.types import Coverage, Share
from yichuang.offer.scope.views.frame import manager_of

_COLUMNS = (
    Column("分类", 12),
    Column("名称", 40),
    Column("部门", 30),
    Column("事项数"),
    Column("受理窗口"),
    Column("有窗口可受理", 16),
    Column("有窗口可受理（%）", 18),
    Column("任一窗口可受理", 16),
    Column("任一窗口可受理（%）", 20),
    Column("单部门窗口"),
)


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the manager's outlet beside those of all."""
    manager = manager_of(request)
    found = coverage(legal_date(now()), outlet_id=manager.outlet.id)
    return render(request, "scope/coverage.html", {"manager": manager, "page": "coverage", "found": found})


@never_cache
@require_safe
def figures_workbook(request: HttpRequest) -> HttpResponse:
    """The same figures in Excel."""
    manager, today = manager_of(request), legal_date(now())
    found = coverage(today, outlet_id=manager.outlet.id)
    return workbook_download(f"coverage-{today:%Y%m%d}.xlsx", "覆盖情况", _COLUMNS, _rows(found))


def _rows(found: Coverage) -> Iterator[tuple[Value, ...]]:
    for outlet in found.outlets:
        yield ("网点", outlet.outlet_name, "", *_figures(outlet.share), outlet.own_counters)
    for department in found.departments:
        yield ("部门", department.name, "", *_figures(department.share))
    for level in found.levels:
        name = level.level.label if level.level else "没有受理范围"
        yield ("层级", name, "", *_figures(level.share))
    for line in found.uncovered:
        yield ("没有窗口受理的事项", line.name, line.organisation_name)


def _figures(share: Share) -> tuple[int, ...]:
    return share.items, share.windows, share.some, share.some_percent, share.each, share.each_percent
