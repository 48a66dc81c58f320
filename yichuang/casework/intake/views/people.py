"""Who stands here: filled in from an identity card, and from what an earlier case knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from yichuang.casework.intake import services
from yichuang.casework.intake.types import Attendance, EarlierParty
from yichuang.casework.intake.views import newcase
from yichuang.casework.intake.views.frame import at_window
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import IdCard, IdType, PartyKind
from yichuang.kernel.errors import Invalid, Unavailable
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue

_TEXT_FIELDS = ("name", "id_number", "phone", "legal_representative")


@posted_from("counter:new")
def people(request: HttpRequest, code: str, who: str) -> HttpResponse:
    """Fill in one person: from a card when one was put to a reader, then from what is known of them.

    htmx swaps the person's fields; without it the page comes back whole, everything typed in place.
    """
    actor, window = at_window(request)
    if window is None:
        return redirect("counter:windows")
    if who not in newcase.PEOPLE:
        raise Http404
    version = catalogue.published_version(code, legal_date(now()))
    filled = fill_from_reader(request, who, actor)
    context = newcase.page(window, version, filled)
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    template = f"intake/new.html#{who}" if is_part else "intake/new.html"
    response = render(request, template, context | {"is_part": is_part})
    patch_vary_headers(response, ["HX-Request"])
    return response


def typed_by_reader(request: HttpRequest) -> str:
    """Into whose fields a keyboard reader has typed its line; empty: nobody's."""
    for who in newcase.PEOPLE:
        if any(parties.is_card_line(request.POST.get(f"{who}-{field}", "")) for field in _TEXT_FIELDS):
            return who
    return ""


def fill_from_reader(request: HttpRequest, who: str, actor: Actor) -> newcase.Filled:
    """The form as it was sent, one person filled in."""
    fields = newcase.typed_fields(request)
    filled = newcase.Filled(fields, newcase.draft_in(request))
    try:
        card = _card(request, who, fields)
        if card is not None:
            _take_over(card, who, fields)
        earlier = _earlier(who, fields, actor)
    except (Invalid, Unavailable) as refusal:
        filled.problems = {who: refusal}
        return filled
    if earlier is not None:
        _complete(earlier, who, fields)
        filled.sources = {who: earlier}
    elif card is None:
        filled.notes = {who: "nobody"}
    return filled


def _card(request: HttpRequest, who: str, fields: dict[str, list[str]]) -> IdCard | None:
    """What lies on a reader: the page's own, the server's, or one that types. None: nobody asked."""
    on = legal_date(now())
    if text := request.POST.get(f"{who}-card", ""):
        return parties.card_of_text(text, on)
    for field in _TEXT_FIELDS:
        typed = fields.get(f"{who}-{field}", [""])[0]
        if parties.is_card_line(typed):
            fields[f"{who}-{field}"] = [""]
            return parties.card_of_text(typed, on)
    if request.POST.get("reader") == who:
        return parties.card_of_attached_reader(on)
    return None


def _take_over(card: IdCard, who: str, fields: dict[str, list[str]]) -> None:
    """The card's two facts. Another person's phone does not stay beside them."""
    if fields.get(f"{who}-id_number", [""])[0] not in ("", card.number):
        fields[f"{who}-phone"] = [""]
    taken = {"id_type": IdType.RESIDENT_ID.value, "id_number": card.number, "name": card.name}
    if who == "applicant":
        taken["kind"] = PartyKind.NATURAL.value
    if who == "representative":
        fields["attendance"] = [Attendance.REPRESENTATIVE.value]
    if who == "agent":
        fields["attendance"] = [Attendance.AGENT.value]
    fields |= {f"{who}-{field}": [value] for field, value in taken.items()}


def _earlier(who: str, fields: dict[str, list[str]], actor: Actor) -> EarlierParty | None:
    chosen = fields.get(f"{who}-id_type", [""])[0]
    number = fields.get(f"{who}-id_number", [""])[0]
    if chosen not in set(IdType) or not number:
        return None
    return services.find_earlier(id_type=IdType(chosen), id_number=number, actor=actor, at=now())


def _complete(earlier: EarlierParty, who: str, fields: dict[str, list[str]]) -> None:
    """What is known fills what is empty; what was typed or read stays."""
    known = {"name": earlier.party.name, "phone": earlier.party.phone}
    if who == "applicant":
        known |= {
            "kind": earlier.party.kind.value,
            "legal_representative": earlier.party.legal_representative,
        }
        fields["applicant-kind"] = [""]
    for field, value in known.items():
        if value and not fields.get(f"{who}-{field}", [""])[0].strip():
            fields[f"{who}-{field}"] = [value]
