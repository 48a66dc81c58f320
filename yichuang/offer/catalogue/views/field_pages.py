"""表单字段库: fields defined once, names other forms use for them, and what is asked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.downloads import workbook_download
from yichuang.kernel.errors import DomainError
from yichuang.kernel.spreadsheets import Column
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import FieldInvalid, FieldRevised
from yichuang.offer.catalogue.forms.form_fields import FieldForm
from yichuang.offer.catalogue.queries import forms as queries
from yichuang.offer.catalogue.rules.form_lists import name_key
from yichuang.offer.catalogue.types.forms import AskedTwice, FieldType, Repetition, Sensitivity
from yichuang.offer.catalogue.views.keeping import reader

PAGE = 30
_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """``/catalogue/fields/``: the library, by name, type and sensitivity, with who uses each field."""
    actor = reader(request)
    sought = request.GET.get("q", "").strip()[:100]
    kind = _one(request, "type", FieldType)
    guarded = _one(request, "sensitivity", Sensitivity)
    found = [
        used
        for used in queries.library_in_use(legal_date(now()))
        if _is_sought(sought, used) and kind in ("", used.field.facts.type.value)
        and guarded in ("", used.field.facts.sensitivity.value)
    ]  # fmt: skip
    query = {"q": sought, "type": kind, "sensitivity": guarded}
    start = _number(request.GET.get("from", ""), len(found))
    context = {
        "shown": found[start : start + PAGE],
        "number": len(found),
        "q": sought,
        "type": kind,
        "sensitivity": guarded,
        "types": [(one.value, _(one.label)) for one in FieldType],
        "sensitivities": [(one.value, _(one.label)) for one in Sensitivity],
        "proposed": len(queries.proposals(queries.form_lists())),
        **_pager(query, start, len(found)),
        **_rail(actor, "fields"),
    }
    return render(request, "catalogue/fields.html", context)


@never_cache
@_page
def field(request: HttpRequest, code: str) -> HttpResponse:
    """One field: its definition, the forms that ask for it; those who keep the library change it here."""
    actor = reader(request)
    known = queries.field_of(code)
    used = next(one for one in queries.library_in_use(legal_date(now())) if one.field.code == code)
    context = {"used": used, "known": known, **_rail(actor, "fields")}
    if request.method != "POST":
        return _form_page(request, FieldForm(field=known), context)
    form = FieldForm(request.POST, field=known)
    if not form.is_valid():
        return _form_page(request, form, context, status=422)
    try:
        services.change_field(
            code=code,
            facts=form.facts(),
            number=form.cleaned_data["seen"] or 0,
            actor=actor,
            at=now(),
        )
    except (FieldInvalid, FieldRevised) as refusal:
        return _refused(request, form, context, refusal)
    messages.success(request, _("已保存。已经发布的表单不变，草稿可以改用新的定义。"))
    return redirect("catalogue:field", code)


@never_cache
@_page
def new_field(request: HttpRequest) -> HttpResponse:
    """Define a field; ``name``: what another form calls it."""
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.KEEP_FIELDS)
    context = _rail(actor, "fields")
    if request.method != "POST":
        return _form_page(request, FieldForm(name=request.GET.get("name", "")[:100]), context)
    form = FieldForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, context, status=422)
    code = form.cleaned_data["code"]
    try:
        services.define_field(code=code, facts=form.facts(), actor=actor, at=now())
    except FieldInvalid as refusal:
        return _refused(request, form, context, refusal)
    messages.success(request, _("已定义，所有表单都可以用了"))
    return redirect("catalogue:field", code)


@never_cache
@require_safe
def field_proposals(request: HttpRequest) -> HttpResponse:
    """Names other forms use that the library does not know, and the lists they come from."""
    actor = reader(request)
    lists = queries.form_lists()
    context = {"proposals": queries.proposals(lists), "lists": lists, **_rail(actor, "proposals")}
    return render(request, "catalogue/field_proposals.html", context)


# — asked twice —


@never_cache
@require_safe
def asked_twice(request: HttpRequest) -> HttpResponse:
    """``/catalogue/fields/repeated/``: fields that are asked although they could be known."""
    actor = reader(request)
    every = queries.asked_twice(legal_date(now()))
    kind, where = _one(request, "kind", AskedTwice), request.GET.get("where", "").strip()[:200]
    kept = _kept(every, kind, where)
    query = {"kind": kind, "where": where}
    start = _number(request.GET.get("from", ""), len(kept))
    counts = Counter(one.kind for one in every)
    context = {
        "shown": kept[start : start + PAGE],
        "number": len(kept),
        "every": len(every),
        "held": counts[AskedTwice.HELD],
        "forms": len(queries.forms_in_force(legal_date(now()))),
        "kind": kind,
        "where": where,
        "kinds": [(one.value, f"{_(one.label)} · {counts[one]}") for one in AskedTwice],
        "file_query": urlencode({name: value for name, value in query.items() if value}),
        **_pager(query, start, len(kept)),
        **_rail(actor, "repeated"),
    }
    return render(request, "catalogue/asked_twice.html", context)


@never_cache
@require_safe
def asked_twice_file(request: HttpRequest) -> HttpResponse:
    """The report the filters leave, as a workbook (导出 Excel)."""
    reader(request)
    today = legal_date(now())
    kept = _kept(
        queries.asked_twice(today), _one(request, "kind", AskedTwice), request.GET.get("where", "").strip()
    )
    heads = ((_("问题"), 24), (_("字段"), 20), (_("在哪里"), 40), (_("次数"), 8), (_("政府已有"), 20),
             (_("事项"), 80))  # fmt: skip
    rows = (
        (_(one.kind.label), one.name, one.where, one.times, one.held_as,
         "、".join(name for _code, name in one.items))
        for one in kept
    )  # fmt: skip
    title = _("重复填报")
    return workbook_download(f"{title}-{today}.xlsx", title, [Column(*head) for head in heads], rows)


def _kept(every: Iterable[Repetition], kind: str, where: str) -> list[Repetition]:
    return [
        one
        for one in every
        if kind in ("", one.kind.value)
        and (where in one.where or where in one.name or any(where in name for _code, name in one.items))
    ]


# — what the pages share —


def _one(request: HttpRequest, name: str, known: Iterable[Any]) -> str:
    said = request.GET.get(name, "")
    return said if said in {member.value for member in known} else ""


def _is_sought(sought: str, used: queries.Used) -> bool:
    facts = used.field.facts
    names = (facts.name, facts.name_en, used.field.code, facts.element, *facts.aliases)
    return any(name_key(sought) in name_key(name) for name in names)


def _number(said: str, longest: int) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 and int(said) < longest else 0


def _pager(query: dict[str, str], start: int, number: int) -> dict[str, str]:
    said = {name: value for name, value in query.items() if value}
    further = {**said, "from": str(start + PAGE)}
    return {
        "first": f"?{urlencode(said)}" if start else "",
        "next": f"?{urlencode(further)}" if start + PAGE < number else "",
    }


def _rail(actor: Actor, here: str) -> dict[str, Any]:
    return {"here": here, "may_keep": accounts.may(actor, Act.KEEP_FIELDS, region_code=settings.REGION)}


def _form_page(
    request: HttpRequest, form: FieldForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, "catalogue/field.html", {**context, "form": form}, status=status)


def _refused(
    request: HttpRequest, form: FieldForm, context: dict[str, Any], refusal: DomainError
) -> HttpResponse:
    errors: Sequence[Any] = getattr(refusal, "errors", ())
    shown = None if form.take_errors(errors) else refusal
    return _form_page(request, form, {**context, "refusal": shown}, status=refusal.status)
