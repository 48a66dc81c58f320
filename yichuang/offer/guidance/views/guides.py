"""The public site: find an item, answer a few questions, get the exact list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks.types import LimitUnit
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.types import FileKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletKind
from yichuang.kernel.posts import new_page_key
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNotOffered
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries
from yichuang.offer.guidance.errors import InvalidAnswer
from yichuang.offer.guidance.types.finding import LifeStage
from yichuang.offer.guidance.views import finding
from yichuang.offer.scope import queries as scope

# a published material keeps its files as they are
DAY_SECONDS = 24 * 60 * 60

# types every browser shows; the others are saved
SHOWN = {FileKind.PDF.content_type, FileKind.PNG.content_type, FileKind.JPEG.content_type}


@dataclass(frozen=True)
class DayCell:
    """One day of the weeks from today to the due date. ``state``: past, off, start, due or empty."""

    number: str
    state: str
    label: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """您要办什么事？"""
    outlets = places.outlets()
    hall = next((outlet for outlet in outlets if outlet.kind is OutletKind.HALL), None)
    context = {
        "popular": catalogue.popular(8),
        "recent": finding.recent_items(request),
        "stages": tuple(LifeStage),
        "themes": catalogue.themes(6),
        "hall": hall,
        "zones": _zones(hall.id) if hall else (),
        "others": [outlet for outlet in outlets if outlet is not hall],
    }
    return render(request, "guidance/home.html", context)


def _zones(outlet_id: UUID) -> list[tuple[str, str]]:
    """The zones of an outlet with the codes of their open windows."""
    codes: dict[str, list[str]] = {}
    for window in places.windows_of_outlet(outlet_id):
        if window.is_open and window.zone_name:
            codes.setdefault(window.zone_name, []).append(window.code)
    return [
        (zone, f"{found[0]}–{found[-1]}" if len(found) > 1 else found[0]) for zone, found in codes.items()
    ]


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Questions, and what they lead to: the list grows definite with every answer."""
    today = legal_date(now())
    try:
        version = catalogue.published_version(code, today)
    except ItemNotOffered as refusal:
        last = catalogue.ended_version(code, today)
        if last is None:
            raise
        return finding.ended(request, last, refusal.detail)
    chosen = answers_in(request)
    if not chosen and "answers" in request.GET:
        chosen = queries.decode_answers(request.GET["answers"])
    context = guide_context(version, queries.relevant_answers(version, chosen))
    response = render(request, "guidance/guide.html", context)
    return finding.remember(request, response, version)


def answers_in(request: HttpRequest) -> dict[str, str]:
    """Scenario answers as the query has them: ``answer.<question>=<option>``."""
    prefix = "answer."
    given = {key[len(prefix) :]: request.GET.get(key, "") for key in request.GET if key.startswith(prefix)}
    return {question: option for question, option in given.items() if option}


@require_safe
def personal_list(request: HttpRequest, code: str) -> HttpResponse:
    """The list on paper, with a code the window scans. Says when a newer version holds."""
    version = catalogue.published_version(code, legal_date(now()))
    answers = queries.decode_answers(request.GET.get("answers", ""))
    asked = request.GET.get("v", "")
    try:
        context = guide_context(version, answers)
    except InvalidAnswer:
        # the link is of an older version whose questions have changed: keep what still counts
        context = guide_context(version, queries.relevant_answers(version, answers))
        asked = "0"
    context["is_outdated"] = asked not in ("", str(version.version_number))
    context["now"] = now()
    return render(request, "guidance/list.html", context)


@require_safe
@cache_control(public=True, max_age=DAY_SECONDS)
def material_file(request: HttpRequest, material_id: UUID, use: Literal["sample", "blank"]) -> HttpResponse:
    """The sample or the blank form of a published material, to look at or to print."""
    found = documents.read_file(catalogue.published_file(material_id, use))
    disposition = content_disposition_header(
        as_attachment=found.content_type not in SHOWN, filename=found.name
    )
    return HttpResponse(
        found.content,
        content_type=found.content_type,
        headers={"Content-Disposition": disposition or "attachment"},
    )


def guide_context(version: HandlingVersion, answers: Mapping[str, str]) -> dict[str, Any]:
    today = legal_date(now())
    exact = queries.exact_list(version, answers)
    dates = queries.worked_dates(exact, now())
    due = dates.promised_on
    windows = scope.windows_taking(version=version, on=today)
    path = queries.personal_list_url(version, exact.answers)
    return {
        "version": version,
        "asked_before": queries.frequent_questions(version.code),
        "exact": exact,
        "due": due,
        "statutory_due": dates.statutory_on,
        "fee_lines": queries.fee_lines(version),
        "today": today,
        "is_immediate": bool(exact.promised and exact.promised.unit is LimitUnit.IMMEDIATE),
        "weeks": day_cells(calendars.working_calendar(), today, due) if due else (),
        "authority": places.organisation(version.organisation_id),
        "outlets": _outlets(windows),
        "guide_url": guide_url(version, exact.answers),
        "form_url": form_url(version, exact.answers),
        "keep_url": keep_url(version, exact.answers),
        "page_key": new_page_key(),
        "list_url": path,
        "list_address": settings.SITE_URL.rstrip("/") + path,
        "questions": [
            (question, exact.answers.get(question.code, ""))
            for question in version.questions
            if question.code in exact.answers or question in exact.unanswered
        ],
    }


def keep_url(version: HandlingVersion, answers: Mapping[str, str]) -> str:
    """Where these answers are posted to be kept; who comes there by GET is led to the guide with them."""
    chosen = urlencode({f"answer.{code}": option for code, option in answers.items()})
    return reverse("guidance:lists", args=[version.code]) + (f"?{chosen}" if chosen else "")


def form_url(version: HandlingVersion, answers: Mapping[str, str]) -> str:
    """The item's form under these answers."""
    chosen = urlencode({f"answer.{code}": option for code, option in answers.items()})
    return reverse("guidance:form", args=[version.code]) + (f"?{chosen}" if chosen else "")


def guide_url(version: HandlingVersion, answers: Mapping[str, str]) -> str:
    """The guide with these answers still given."""
    chosen = urlencode({f"answer.{code}": option for code, option in answers.items()})
    return reverse("guidance:guide", args=[version.code]) + (f"?{chosen}" if chosen else "")


def _outlets(windows: tuple[Any, ...]) -> list[tuple[Any, str]]:
    """Outlets where the item can be handed in, each with its windows in words."""
    codes: dict[Any, list[str]] = {}
    for window in windows:
        codes.setdefault(window.outlet_id, []).append(window.code)
    return [(places.outlet(outlet_id), "、".join(found)) for outlet_id, found in codes.items()]


def day_cells(calendar: WorkingCalendar, today: date, due: date) -> tuple[DayCell, ...]:
    """Whole weeks, Monday first, from that of ``today`` to that of ``due``; nothing beyond six weeks."""
    first = today - timedelta(days=today.weekday())
    last = due + timedelta(days=6 - due.weekday())
    if (last - first).days > 41:
        return ()
    counted = 0
    cells = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        working = calendar.is_working_day(day)
        counted += working and today < day <= due
        cells.append(_cell(day, today, due, working, counted))
    return tuple(cells)


def _cell(day: date, today: date, due: date, working: bool, counted: int) -> DayCell:
    number = date_format(day, "n/j") if day.day == 1 else str(day.day)
    if day == today:
        return DayCell(number, "start", _("受理"))
    if day == due:
        return DayCell(number, "due", _("最迟"))
    if day < today or day > due:
        return DayCell(number, "past", "")
    if not working:
        return DayCell(number, "off", _("休"))
    return DayCell(number, "", _("第%(n)s天") % {"n": counted})
