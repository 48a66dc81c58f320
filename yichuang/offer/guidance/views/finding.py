"""Find an item: by typing, theme, life event, department, for whom; what one looked at stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, Hit, Narrowing
from yichuang.offer.guidance import queries
from yichuang.offer.guidance.rules.finding import APPLICANTS, themes_of
from yichuang.offer.guidance.types.finding import ApplicantGroup, LifeStage

PAGE = 30
MOST_CHARACTERS = 80

# what was looked at in this browser: codes of items, nobody's data; gone when it is closed
RECENT = "yc_recent"
MOST_RECENT = 5


@dataclass(frozen=True)
class Asked:
    """What is looked for. What is not known of it is left out, as if nobody had chosen it."""

    text: str = ""
    theme: str = ""
    stage: LifeStage | None = None
    department: OrganisationView | None = None
    group: ApplicantGroup | None = None

    @property
    def is_chosen(self) -> bool:
        return bool(self.theme or self.stage or self.department or self.group)

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing(
            themes_of(self.stage, self.theme),
            self.department.id if self.department else None,
            APPLICANTS[self.group] if self.group else (),
        )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results as one types, narrowed by what is chosen; without words what people ask for most."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "text": asked.text, "hits": _found(asked)}
    context["asked_before"] = queries.frequent_questions_found(asked.text)
    if not asked.text and not asked.is_chosen:
        context["recent"] = recent_items(request)
    if not getattr(request, "htmx", False):
        context |= {
            "stages": tuple(LifeStage),
            "groups": tuple(ApplicantGroup),
            "themes": catalogue.themes(60),
            "departments": catalogue.departments(),
        }
    return render_page_or_partial(request, "guidance/search.html", "results", context)


def _asked(request: HttpRequest) -> Asked:
    given = {name: value.strip()[:MOST_CHARACTERS] for name, value in request.GET.dict().items()}
    given = {name: value for name, value in given.items() if value.isprintable() or name == "q"}
    return Asked(
        given.get("q", ""),
        given.get("theme", ""),
        next((known for known in LifeStage if known.value == given.get("event")), None),
        _department(given.get("department", "")),
        next((known for known in ApplicantGroup if known.value == given.get("group")), None),
    )


def _department(code: str) -> OrganisationView | None:
    try:
        return places.organisation_by_code(code) if code else None
    except PlaceNotFound:
        return None


def _found(asked: Asked) -> tuple[Hit, ...]:
    if asked.text:
        found = catalogue.search(asked.text, PAGE, asked.narrowing)
    else:
        found = catalogue.popular(PAGE, asked.narrowing)
    return catalogue.with_suspensions(found, legal_date(now()))


def recent_items(request: HttpRequest) -> tuple[Hit, ...]:
    """What was looked at last in this browser and is still offered, the last first."""
    return catalogue.items_by_code(_recent_codes(request))


def _recent_codes(request: HttpRequest) -> list[str]:
    codes = request.COOKIES.get(RECENT, "").split("!")
    return [code for code in codes if code and len(code) <= 64 and code.isprintable()][:MOST_RECENT]


def remember(request: HttpRequest, response: HttpResponse, version: HandlingVersion) -> HttpResponse:
    """Let what was looked at now stand first next time."""
    codes = [version.code, *(code for code in _recent_codes(request) if code != version.code)]
    response.set_cookie(
        RECENT, "!".join(codes[:MOST_RECENT]), httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def ended(request: HttpRequest, version: HandlingVersion, words: str) -> HttpResponse:
    """What an item that is no longer offered was, until when, and what took its place."""
    context = {
        "version": version,
        "words": words,
        "authority": places.organisation(version.organisation_id),
        "successors": catalogue.successors_of(version.handling_item_id),
    }
    return render(request, "guidance/ended.html", context, status=410)
