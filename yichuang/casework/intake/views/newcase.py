"""The page of a new case: its parts, and what fills them: a request, a draft, a card, an earlier case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, QueryDict

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import queries
from yichuang.casework.intake.forms import MaterialsForm, PeopleForms
from yichuang.casework.intake.types import DraftRef, EarlierParty
from yichuang.casework.intake.views.frame import frame
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import DomainError
from yichuang.kernel.posts import PAGE_KEY, new_page_key
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNotOffered, ItemSuspended
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance
from yichuang.offer.scope import queries as scope

PEOPLE = ("applicant", "representative", "agent")
# never part of a draft: this request's own, and what a reader has just put there
_NOT_TYPED = ("csrfmiddlewaretoken", "draft-id", "draft-revision", "version", PAGE_KEY)


@dataclass
class Filled:
    """What the form starts with. ``sources``: who → where their facts are from."""

    fields: Mapping[str, list[str]] = field(default_factory=dict)
    draft: DraftRef | None = None
    sources: Mapping[str, EarlierParty] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, DomainError] = field(default_factory=dict)


def offered(code: str, at: datetime) -> tuple[HandlingVersion, ItemNotOffered | None]:
    """The version in force; or, when the item ended or was suspended meanwhile, its last one and that.

    Raises:
        ItemUnknown, ItemNeedsChoice; ItemNotOffered: it has never been offered.
    """
    on = legal_date(at)
    try:
        return catalogue.published_version(code, on), None
    except ItemSuspended as refusal:
        return catalogue.version(UUID(refusal.extra["version_id"])), refusal
    except ItemNotOffered as refusal:
        last = catalogue.ended_version(code, on)
        if last is None:
            raise
        return last, refusal


def answers_in(data: Any) -> dict[str, str]:
    """Scenario answers as the page sends them: ``answer.<question>=<option>``."""
    prefix = "answer."
    return {key[len(prefix) :]: value for key, value in data.items() if key.startswith(prefix) and value}


def answers_query(answers: Mapping[str, str]) -> str:
    return "?" + urlencode({f"answer.{code}": option for code, option in answers.items()}) if answers else ""


def typed_fields(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed, as a draft keeps it."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED and not name.endswith("-card")
    }


def draft_in(request: HttpRequest) -> DraftRef | None:
    """The draft the page was typed into; None: there is none, or the form was tampered with."""
    draft_id, revision = request.POST.get("draft-id", ""), request.POST.get("draft-revision", "")
    try:
        return DraftRef(UUID(draft_id), int(revision)) if draft_id else None
    except ValueError:
        return None


def page(
    window: WindowView,
    version: HandlingVersion,
    filled: Filled | None = None,
    *,
    request: HttpRequest | None = None,
    answers: Mapping[str, str] | None = None,
    gone: ItemNotOffered | None = None,
) -> dict[str, Any]:
    """Everything the page shows.

    Args:
        filled: what it starts with, when nobody has sent the form.
        request: the form as it was sent: what is wrong with it is said.
        answers: to the scenario questions, when they do not stand in ``filled`` or ``request``.
        gone: why the item can no longer be received.
    """
    filled = filled or Filled()
    typed = request.POST if request else as_sent(filled.fields)
    given = answers if answers is not None else answers_in(typed)
    exact = guidance.exact_list(version, guidance.relevant_answers(version, given))
    posted = (request.POST, request.FILES) if request else (None, None)
    form = MaterialsForm(exact.materials, *posted)
    return frame(window) | {
        "version": version,
        # a page is received once, however often it is sent
        "page_key": new_page_key(),
        "gone": gone,
        # what was typed is shown whatever has become of the item, the window or the questions
        "is_typed": bool(request or filled.fields),
        "exact": exact,
        "allowed": scope.window_may_take(window=window, version=version, on=legal_date(now())),
        "answers_query": answers_query(exact.answers),
        "scenario": cases.scenario_words(version, exact.answers),
        "due": queries.dates_if_accepted(version, exact.answers, now()),
        "people": PeopleForms(posted[0], posted[1], initial=filled.fields),
        "materials": form,
        "lines": queries.material_lines(exact.materials, typed),
        "draft": filled.draft,
        "sources": filled.sources,
        "notes": filled.notes,
        "problems": filled.problems,
        "local_reader": settings.ID_READER_LOCAL_URL,
        "attached_reader": parties.has_attached_reader(),
        "refusal": gone,
    }


def as_sent(fields: Mapping[str, list[str]]) -> QueryDict:
    """A draft's fields as a form would send them."""
    sent = QueryDict(mutable=True)
    for name, values in fields.items():
        sent.setlist(name, list(values))
    return sent
