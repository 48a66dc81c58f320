"""办件查询 for staff: by number, by applicant for a purpose, by everything else in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.casework.cases import queries, services
from yichuang.casework.cases.errors import CaseUnknown, SearchEnded
from yichuang.casework.cases.forms import ApplicantForm, SearchForm
from yichuang.casework.cases.types import CaseFilter, CaseOrder, FoundCase
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace
from yichuang.foundation.accounts.types import Act, Actor, Reach
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.errors import SearchIncomplete, TooManyNamesakes
from yichuang.foundation.parties.types import PartyKey
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView, OutletView
from yichuang.kernel.htmx import render_page_or_partial
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import now
from yichuang.offer.catalogue import queries as catalogue

MOST_ITEMS = 200
"""Of so many items that contain a text the cases are found; of more, those of the best hits."""

_LESS_USED = (
    *("organisation", "outlet", "window"),
    *(f"{act}_{end}" for act in ("received", "accepted", "completed") for end in ("from", "until")),
)
_KEPT_OUT = ("after", "number", "value", "purpose")


@dataclass(frozen=True)
class Line:
    """One row of the list, with the names it is read by and where it leads."""

    case: FoundCase
    applicant: str
    outlet: str
    organisation: str
    href: str


@dataclass(frozen=True)
class Asked:
    """What a request asks for, as page and export both understand it. ``notes``: what to know of it."""

    form: SearchForm
    wanted: CaseFilter | None
    applicant: queries.ApplicantSearch | None
    notes: tuple[str, ...]
    outlets: dict[UUID, OutletView]
    organisations: dict[UUID, OrganisationView]

    @property
    def words(self) -> str:
        """The conditions in words, for lists and records: nobody's name, a mask at most."""
        codes = self.wanted.handling_codes if self.wanted else None
        parts = [f"{label} {value}" for name, label, value in self.form.chosen() if name != "item"]
        if codes is not None:  # how many, not what was typed: people type names anywhere
            parts.append(f"事项 {len(codes)} 个")
        if self.applicant:
            parts.append(f"{self.applicant.whom.by.label} {self.applicant.whom.mask}")
        return "；".join(parts) or "全部办件"


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The list: filters in the address, pages by key."""
    return _page(request, _actor(request))


@posted_from("cases:search")
def numbers(request: HttpRequest) -> HttpResponse:
    """A whole number or a scanned QR code leads straight to its case."""
    actor = _actor(request)
    try:
        found = queries.scanned_case(request.POST.get("number", "")[:300])
        case = queries.case_for(actor, Act.READ_CASE, found.number)
    except (CaseUnknown, NotYourPlace):  # of another place sounds like unknown
        return _page(request, actor, not_found=True, status=404)
    return redirect(queries.page_of(actor, case))


@posted_from("cases:search")
def applicants(request: HttpRequest) -> HttpResponse:
    """Look for somebody's cases: the address of the answer says nothing of the person."""
    actor = _actor(request)
    form = ApplicantForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, applicant_form=form, status=422)
    given = form.cleaned_data
    try:
        reference = services.search_applicant(
            by=PartyKey(given["by"]), value=given["value"], purpose=given["purpose"], actor=actor, at=now()
        )
    except SearchIncomplete as refusal:
        for error in refusal.errors:
            form.add_error(error.pointer.removeprefix("/"), error.detail)
        return _page(request, actor, applicant_form=form, status=refusal.status)
    except TooManyNamesakes as refusal:
        form.add_error("value", refusal.detail)
        return _page(request, actor, applicant_form=form, status=refusal.status)
    return redirect(f"{reverse('cases:search')}?{urlencode({'who': reference})}")


@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case for those who have no desk for it: where it is, what happened, its documents."""
    actor = accounts.actor_of_request(request)
    found = queries.case_for(actor, Act.READ_CASE, number)
    applicant, agent = queries.masked_people_of(found)
    context = {
        "progress": queries.progress_of(found, now()),
        "case": found,
        "timeline": queries.timeline(found.id),
        "applicant": applicant,
        "agent": agent,
        "light": queries.light_for(found, now()),
        "may_export": may_export(actor),
        "cancellations": queries.cancellations_of(found, actor),
        "may_unmask": accounts.may(
            actor,
            Act.UNMASK,
            outlet_id=found.outlet_id,
            organisation_id=found.organisation_id,
            region_code=found.region_code,
        ),
    }
    return render(request, "cases/case.html", context)


def asked_of(data: Any, actor: Actor, reach: Reach) -> Asked:
    """Read the filters of an address, or of the form that asks for an export."""
    outlets, organisations = places.outlets(), places.organisations()
    near = [outlet for outlet in outlets if _is_near(outlet, reach)]
    form = SearchForm(
        {name: value for name, value in data.items() if name not in _KEPT_OUT},
        organisations=organisations,
        outlets=near,
        windows=places.windows_of_outlets([outlet.id for outlet in near]),
    )
    by_id = {outlet.id: outlet for outlet in outlets}, {body.id: body for body in organisations}
    notes: list[str] = []
    applicant, reference = None, data.get("who", "")
    if reference:
        try:
            applicant = queries.read_reference(reference, actor.user_id, now())
        except SearchEnded as ended:
            return Asked(form, None, None, (ended.detail,), *by_id)
    if not form.is_valid():
        return Asked(form, None, applicant, (), *by_id)
    wanted = form.to_filter(
        handling_codes=_items(form.cleaned_data["item"], notes),
        applicants=parties.parties_sought(applicant.whom) if applicant else None,
    )
    return Asked(form, wanted, applicant, tuple(notes), *by_id)


def _actor(request: HttpRequest) -> Actor:
    """Who is here.

    Raises:
        Unauthenticated; NotYourRole: their work is not with cases.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_CASE)
    return actor


def _is_near(outlet: OutletView, reach: Reach) -> bool:
    """Whether cases of this outlet can be within reach."""
    regions = [*reach.regions, *(region for _department, region in reach.departments)]
    return outlet.id in reach.outlets or any(places.covers(region, outlet.region_code) for region in regions)


def _items(text: str, notes: list[str]) -> tuple[str, ...] | None:
    """The handling items a text means, as the catalogue finds them; None: any."""
    text = text.strip()
    if not text:
        return None
    hits = catalogue.search(text, MOST_ITEMS)
    if len(hits) == MOST_ITEMS:
        notes.append(
            _("含有“%(text)s”的事项超过 %(n)s 个，只查了最相近的；请把事项写得更具体")
            % {"text": text, "n": MOST_ITEMS}
        )
    return tuple(hit.code for hit in hits)


def _page(
    request: HttpRequest,
    actor: Actor,
    *,
    applicant_form: ApplicantForm | None = None,
    not_found: bool = False,
    status: int = 200,
) -> HttpResponse:
    at, reach = now(), accounts.reach(actor, Act.READ_CASE)
    data = request.GET.dict() if request.method in ("GET", "HEAD") else {}
    asked = asked_of(data, actor, reach)
    order = asked.form.order_chosen if asked.form.is_valid() else CaseOrder.NEWEST
    rows: tuple[FoundCase, ...] = ()
    if asked.wanted and not not_found and not applicant_form:
        after = queries.read_cursor(data.get("after", ""), order)
        rows = queries.search(wanted=asked.wanted, reach=reach, at=at, order=order, after=after)
    page = rows[: queries.PAGE]
    people = parties.masked([row.applicant_id for row in page]) if page else {}
    kept = {name: value for name, value in data.items() if value and name not in _KEPT_OUT}
    status = 422 if asked.form.errors and status == 200 else status
    context = {
        "actor": actor,
        "now": at,
        "asked": asked,
        "form": asked.form,
        "applicant_form": applicant_form or ApplicantForm(initial={"by": PartyKey.ID_NUMBER.value}),
        "is_seeking": applicant_form is not None,
        "not_found": not_found,
        "lines": [
            Line(
                row,
                people[row.applicant_id].name,
                asked.outlets[row.outlet_id].name,
                asked.organisations[row.organisation_id].short_name,
                queries.page_of(actor, row),
            )
            for row in page
        ],
        "has_more": len(rows) > queries.PAGE,
        "is_narrowed": asked.form.errors or any(data.get(name) for name in _LESS_USED),
        "is_first": not data.get("after"),
        "chips": [(label, words, _without(kept, name)) for name, label, words in asked.form.chosen()]
        if asked.form.is_valid()
        else [],
        "without_applicant": _without(kept, "who"),
        "kept": kept,
        "first": f"?{urlencode(kept)}" if kept else reverse("cases:search"),
        "older": _older(rows, page, order, kept),
        "may_export": may_export(actor),
    }
    return render_page_or_partial(request, "cases/search.html", "found", context, status=status)


def may_export(actor: Actor) -> bool:
    """Whether any post of theirs may take lists away."""
    return any(
        accounts.may(
            actor,
            Act.EXPORT_CASES,
            outlet_id=post.outlet_id,
            organisation_id=post.organisation_id,
            region_code=post.region_code,
        )
        for post in actor.posts
    )


def _without(kept: dict[str, str], name: str) -> str:
    """The address with one filter taken off."""
    rest = {other: value for other, value in kept.items() if other != name}
    return f"{reverse('cases:search')}?{urlencode(rest)}" if rest else reverse("cases:search")


def _older(
    rows: tuple[FoundCase, ...], page: tuple[FoundCase, ...], order: CaseOrder, kept: dict[str, str]
) -> str:
    """Address of the next page, or nothing."""
    if len(rows) <= queries.PAGE:
        return ""
    return "?" + urlencode(kept | {"after": queries.cursor_of(page[-1], order)})
