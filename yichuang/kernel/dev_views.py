"""The component gallery: every component with sample content, and the shells filled like the design.

Debug only. What it shows is invented and stands in the templates; nothing here reads the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.kernel.errors import Conflict, FieldError
from yichuang.kernel.time import SHANGHAI

PAGES = ("home", "guide", "counter", "office", "issue", "progress", "paper")
AT = datetime(2026, 11, 27, 10, 42, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Cell:
    """A working day of the clock strip, or a day of the calendar."""

    label: str
    state: str
    number: str = ""


def _samples() -> dict[str, Any]:
    used = [Cell(str(day), "used") for day in (23, 24, 25, 26)]
    ahead = [Cell("今天", "today"), Cell("", "left"), Cell("承诺", "left")]
    law = [Cell("", "law"), Cell("", "law"), Cell("法定", "law")]
    return {
        "at": AT,
        "dates": {
            "late": date(2026, 11, 26),
            "today": date(2026, 11, 27),
            "soon": date(2026, 11, 30),
            "later": date(2026, 12, 3),
            "paused": date(2026, 12, 9),
        },
        "clock": used + ahead + law,
        "stages": ["收件", "受理", "审查", "决定", "出件"],
        "kinds": [("individual", "个体工商户"), ("company", "企业")],
        "calendar": _calendar(),
        "paper": _paper(),
    }


def _paper() -> dict[str, Any]:
    """A document before its issue, in the shape a preview has."""
    rows = [
        ("申请人", ["安澜县河湾面馆"]),
        ("事项名称", ["食品经营许可（新办）"]),
        ("办理情形", ["餐饮店", "个体工商户", "卖热食"]),
        ("承诺办结", ["2026年12月8日（7 个工作日）"]),
    ]
    return {
        "authority": "安澜县市场监督管理局",
        "title": "受理通知书",
        "case_number": "990101202611270003185",
        "addressed_to": "安澜县河湾面馆",
        "opening": "你单位于2026年11月27日向本机关提出“食品经营许可（新办）”申请，本机关决定予以受理。",
        "rows": [{"label": label, "values": values} for label, values in rows],
        "heading": "申请人的权利和义务",
        "clauses": ["申请人对办理过程享有陈述权、申辩权。", "申请人应当如实提交有关材料。"],
        "closing": ["本决定依法公开，公众有权查阅。"],
        "date": "2026年11月27日",
    }


def _calendar() -> list[Cell]:
    """Three weeks from 23 November 2026: accepted on the 27th, seven working days, due on 8 December."""
    days = [date.fromordinal(date(2026, 11, 23).toordinal() + n) for n in range(21)]
    cells, counted = [], 0
    for day in days:
        number = f"{day.month}/{day.day}" if day.day == 1 else str(day.day)
        if day.weekday() >= 5:
            cells.append(Cell("休", "off", number))
        elif day < AT.date() or day > date(2026, 12, 8):
            cells.append(Cell("", "past", number))
        elif day == AT.date():
            cells.append(Cell("受理", "start", number))
        else:
            counted += 1
            last = day == date(2026, 12, 8)
            cells.append(Cell("最迟" if last else f"第{counted}天", "due" if last else "", number))
    return cells


def components(request: HttpRequest) -> HttpResponse:
    """Every component once."""
    return render(request, "dev/components.html", _samples() | {"pages": PAGES})


def failure(request: HttpRequest, name: str) -> HttpResponse:
    """A page about a failure, as the edge renders it."""
    if name == "conflict":
        raise Conflict(
            "这件事刚刚由 A2 窗口受理了，不能再受理一次。", errors=(FieldError("/act", "办件状态：已受理"),)
        )
    if name not in ("403", "404", "500", "locked"):
        raise Http404
    return render(
        request, f"errors/{name}.html", {"failure_limit": 5, "cooloff_timedelta": timedelta(minutes=15)}
    )


def sample_page(request: HttpRequest, name: str) -> HttpResponse:
    """A shell filled like its mock-up."""
    if name not in PAGES:
        raise Http404
    return render(request, f"dev/{name}.html", _samples())
