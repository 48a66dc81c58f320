"""材料库: the same real-world document is one entry; those who ask for it, how it can be had, mergers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import FileKind, PreparedFile
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import Conflict, Invalid
from yichuang.kernel.posts import posted_from
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import MaterialTypeUnknown
from yichuang.offer.catalogue.forms.library import (
    MaterialFileForm,
    MaterialPointForm,
    MaterialTypeForm,
    MergeForm,
    ReasonForm,
)
from yichuang.offer.catalogue.queries import library as queries
from yichuang.offer.catalogue.rules.library import key_of
from yichuang.offer.catalogue.types.library import (
    FACT_LABELS,
    MaterialTypeLine,
    MaterialTypePage,
    MergeInput,
    MergePreview,
    Supply,
)

PAGE = 30
_SHOWN = (FileKind.PDF.content_type, FileKind.PNG.content_type, FileKind.JPEG.content_type)


def reader(request: HttpRequest) -> Actor:
    """Whoever reads the library; it says nothing of people.

    Raises:
        Unauthenticated, NotYourRole.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_MATERIALS)
    return actor


def rail(actor: Actor, here: str) -> dict[str, Any]:
    """What every page of the library shows beside itself.

    Args:
        here: the page: ``materials``, ``duplicates`` or ``shares``.
    """
    whole = queries.region_of_library()
    return {
        "here": here,
        "may_keep": accounts.may(actor, Act.KEEP_MATERIALS, region_code=whole),
        "may_undo": accounts.may(actor, Act.UNDO_MATERIAL_MERGER, region_code=whole),
        "keeps_items": any(
            accounts.may(
                actor, Act.READ_CATALOGUE, organisation_id=post.organisation_id, region_code=post.region_code
            )
            for post in actor.posts
        ),
    }


# — the list —


@never_cache
@require_safe
def materials(request: HttpRequest) -> HttpResponse:
    """``/catalogue/materials/``: the types by how many items ask for them, narrowed by the address."""
    actor, today = reader(request), legal_date(now())
    words = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    said = request.GET.get("supply", "")
    supply = Supply(said) if said in set(Supply) else None
    used = request.GET.get("used", "") == "unused"
    lines = queries.library(today)
    kept = [line for line in lines if _is_asked(line, words, supply, unused=used)]
    places_of = {str(line.id): place for place, line in enumerate(kept, 1)}
    start = places_of.get(request.GET.get("after", ""), 0)
    shown = kept[start : start + PAGE]
    asked = {"q": words, "supply": supply.value if supply else "", "used": "unused" if used else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    further = urlencode({**asked, "after": str(shown[-1].id)}) if kept[start + PAGE :] else ""
    context = rail(actor, "materials") | {
        "lines": [(line, line.facts.supplies or (Supply.NONE,)) for line in shown],
        "number": len(kept),
        "total": len(lines),
        "unlisted": queries.unlisted(today),
        "asked": asked,
        "is_narrowed": bool(query),
        "supplies": [(way.value, _(way.label)) for way in Supply],
        "uses": [("unused", _("没有事项要求的"))],
        "first": f"?{query}" if start else "",
        "next": f"?{further}" if further else "",
    }
    return render(request, "catalogue/materials.html", context)


def _is_asked(line: MaterialTypeLine, words: str, supply: Supply | None, *, unused: bool) -> bool:
    if supply is not None and supply not in (line.facts.supplies or (Supply.NONE,)):
        return False
    if unused and line.demands:
        return False
    sought = key_of(words)
    said = (line.name, line.facts.issuer, *line.facts.aliases, *line.former)
    return not sought or any(sought in key_of(text) for text in said)


@posted_from("catalogue:materials")
def material_collection(request: HttpRequest) -> HttpResponse:
    """Take the names of the lists in force into the library."""
    actor = reader(request)
    _keeper(actor)
    added = services.collect_material_types(at=now(), by=actor.principal)
    messages.success(request, _("收入了 %(n)s 种材料") % {"n": added} if added else _("没有新的材料"))
    return redirect("catalogue:materials")


@never_cache
@require_safe
def material_duplicates(request: HttpRequest) -> HttpResponse:
    """``/catalogue/materials/duplicates/``: types that may be the same, with the reason."""
    actor = reader(request)
    lines = queries.library(legal_date(now()))
    by_id = {line.id: line for line in lines}
    found = queries.duplicates(lines)
    places_of = {str(one.other_id): place for place, one in enumerate(found, 1)}
    start = places_of.get(request.GET.get("after", ""), 0)
    shown = found[start : start + PAGE]
    context = rail(actor, "duplicates") | {
        "pairs": [(by_id[one.other_id], by_id[one.keeper_id], one.likeness) for one in shown],
        "number": len(found),
        "first": "?" if start else "",
        "next": f"?{urlencode({'after': str(shown[-1].other_id)})}" if found[start + PAGE :] else "",
    }
    return render(request, "catalogue/material_duplicates.html", context)


# — one type —


@never_cache
@require_safe
def material_type(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """``/catalogue/materials/<id>/``: all about one type of document."""
    return _type_page(request, type_id)


@posted_from("catalogue:material-type")
def material_facts(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Save what the library says about it."""
    actor, form = reader(request), MaterialTypeForm(request.POST)
    if not form.is_valid():
        return _type_page(request, type_id, status=422, facts=form)
    try:
        services.change_material_type(
            type_id=type_id,
            facts=form.to_facts(),
            revision=form.cleaned_data["revision"],
            at=now(),
            by=actor,
        )
    except (Conflict, Invalid) as refusal:
        form.take_errors(refusal.errors)
        return _type_page(request, type_id, refusal=refusal, status=refusal.status, facts=form)
    messages.success(request, _("已保存"))
    return redirect("catalogue:material-type", type_id)


@posted_from("catalogue:material-type")
def material_file(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Upload the sample or the blank form."""
    actor, form = reader(request), MaterialFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _type_page(request, type_id, status=422, file=form)
    _keeper(actor)
    try:
        services.attach_material_file(
            type_id=type_id,
            use=form.cleaned_data["use"],
            prepared=_prepared(form.cleaned_data["file"]),
            at=now(),
            by=actor,
        )
    except (Conflict, Invalid) as refusal:
        form.add_error("file", refusal.detail)
        return _type_page(request, type_id, status=refusal.status, file=form)
    messages.success(request, _("已上传"))
    return redirect("catalogue:material-type", type_id)


@posted_from("catalogue:material-type")
def material_points(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Add a review point, with a picture or without."""
    actor, form = reader(request), MaterialPointForm(request.POST, request.FILES)
    if not form.is_valid():
        return _type_page(request, type_id, status=422, point=form)
    _keeper(actor)
    given = form.cleaned_data
    try:
        picture = _prepared(given["picture"]) if given["picture"] else None
        services.add_material_point(
            type_id=type_id, text=given["text"], how=given["how"], picture=picture, at=now(), by=actor
        )
    except (Conflict, Invalid) as refusal:
        if not form.take_errors(refusal.errors):
            form.add_error("picture" if given["picture"] else "text", refusal.detail)
        return _type_page(request, type_id, status=refusal.status, point=form)
    messages.success(request, _("已增加一条要点"))
    return redirect("catalogue:material-type", type_id)


@posted_from("catalogue:material-type")
def material_point_removal(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Take a review point away."""
    actor = reader(request)
    point_id = _uuid(request.POST.get("point", ""))
    services.remove_material_point(point_id=point_id, at=now(), by=actor)
    messages.success(request, _("已删除这一条要点"))
    return redirect("catalogue:material-type", type_id)


@never_cache
@require_safe
def material_shown_file(request: HttpRequest, type_id: UUID, file_id: UUID) -> HttpResponse:
    """A sample, a blank form or a picture of the library.

    Raises:
        MaterialTypeUnknown: the type does not show this file.
    """
    reader(request)
    if not queries.has_file(type_id, file_id):
        raise MaterialTypeUnknown(_("这种材料没有这份文件"))
    found = documents.read_file(file_id)
    disposition = content_disposition_header(
        as_attachment=found.content_type not in _SHOWN, filename=found.name
    )
    return HttpResponse(
        found.content,
        content_type=found.content_type,
        headers={"Content-Disposition": disposition or "attachment"},
    )


# — mergers —


@never_cache
@require_safe
def material_merger(request: HttpRequest, type_id: UUID, into_id: UUID) -> HttpResponse:
    """``/catalogue/materials/<id>/merger/<into>/``: what merging would do; nothing is done yet."""
    return _merge_page(request, type_id, into_id)


@never_cache
@require_safe
def material_merger_choice(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """The other type of a merger, by its name; then its preview."""
    reader(request)
    sought = key_of(request.GET.get("name", "")[:1000].replace("\x00", ""))
    lines = queries.library(legal_date(now()))
    found = [line for line in lines if line.key == sought or sought in map(key_of, line.former)]
    if not found or found[0].id == type_id:
        messages.error(request, _("材料库里没有另一种叫这个名称的材料，请写全名"))
        return redirect("catalogue:material-type", type_id)
    return redirect("catalogue:material-merger", type_id, found[0].id)


@posted_from("catalogue:material-merger")
def material_merging(request: HttpRequest, type_id: UUID, into_id: UUID) -> HttpResponse:
    """Merge as decided at the preview."""
    actor, form = reader(request), MergeForm(request.POST)
    if not form.is_valid():
        return _merge_page(request, type_id, into_id, form=form, status=422)
    taken = {name for name in FACT_LABELS if request.POST.get(f"take-{name}") == "merged"}
    decided = MergeInput(
        frozenset(taken),
        form.cleaned_data["merged_revision"],
        form.cleaned_data["into_revision"],
        form.cleaned_data["reason"],
    )
    try:
        services.merge_material_types(merged_id=type_id, into_id=into_id, decided=decided, at=now(), by=actor)
    except (Conflict, Invalid) as refusal:
        form.take_errors(refusal.errors)
        messages.error(request, refusal.detail)
        if isinstance(refusal, Conflict):
            return redirect("catalogue:material-type", type_id)
        return _merge_page(request, type_id, into_id, form=form, status=refusal.status)
    messages.success(request, _("已合并；已经发布的事项和办件一个字也没有变"))
    return redirect("catalogue:material-type", into_id)


@posted_from("catalogue:material-type")
def material_undoing(request: HttpRequest, type_id: UUID) -> HttpResponse:
    """Take a merger back."""
    actor, form = reader(request), ReasonForm(request.POST)
    if not form.is_valid():
        return _type_page(request, type_id, status=422, undoing=form)
    merger_id = _uuid(request.POST.get("merger", ""))
    try:
        services.undo_material_merger(
            merger_id=merger_id, reason=form.cleaned_data["reason"], at=now(), by=actor
        )
    except (Conflict, Invalid) as refusal:
        form.take_errors(refusal.errors)
        return _type_page(request, type_id, refusal=refusal, status=refusal.status, undoing=form)
    messages.success(request, _("已撤销合并"))
    return redirect("catalogue:material-type", type_id)


# — what the pages share —


def _type_page(
    request: HttpRequest,
    type_id: UUID,
    *,
    refusal: Conflict | Invalid | None = None,
    status: int = 200,
    **typed: Any,
) -> HttpResponse:
    actor = reader(request)
    page = queries.type_page(type_id, legal_date(now()))
    context = rail(actor, "materials") | _type_context(page) | {"refusal": refusal, "typed": list(typed)}
    forms = {"facts": _facts_form(page), "file": MaterialFileForm(), "point": MaterialPointForm()}
    context |= {"undoing_form": typed.pop("undoing", None) or ReasonForm(auto_id="undo-%s")}
    context |= {f"{name}_form": typed.get(name) or form for name, form in forms.items()}
    return render(request, "catalogue/material_type.html", context, status=status)


def _type_context(page: MaterialTypePage) -> dict[str, Any]:
    line = page.line
    names: dict[str, int] = {}
    for demand in line.demands:
        names[demand.name] = names.get(demand.name, 0) + 1
    bodies = {body.id: body.short_name for body in places.organisations()}
    shown = [(demand, bodies[demand.organisation_id]) for demand in line.demands]
    last = next((merger for merger in page.mergers if not merger.undone_at), None)
    return {
        "page": page,
        "line": line,
        "facts": line.facts,
        "supplies": line.facts.supplies,
        "names": sorted(names.items(), key=lambda pair: (-pair[1], pair[0])),
        "demands": shown,
        "undoable": last,
    }


def _facts_form(page: MaterialTypePage) -> MaterialTypeForm:
    facts = page.line.facts
    return MaterialTypeForm(
        initial={
            "revision": page.line.revision,
            "issuer": facts.issuer,
            "e_licence": facts.e_licence,
            "register": facts.register,
            "issued_here": facts.issued_here,
            "aliases": "\n".join(facts.aliases),
            "note": facts.note,
        }
    )


def _merge_page(
    request: HttpRequest, type_id: UUID, into_id: UUID, *, form: MergeForm | None = None, status: int = 200
) -> HttpResponse:
    actor = reader(request)
    preview = queries.merge_preview(type_id, into_id, legal_date(now()))
    bodies = {body.id: body.short_name for body in places.organisations()}
    fresh = MergeForm(
        initial={"merged_revision": preview.merged.revision, "into_revision": preview.into.revision}
    )
    context = rail(actor, "materials") | {
        "preview": preview,
        "differences": _told(preview, request),
        "demands": [(demand, bodies[demand.organisation_id]) for demand in preview.merged.demands],
        "form": form or fresh,
    }
    return render(request, "catalogue/material_merger.html", context, status=status)


def _told(preview: MergePreview, request: HttpRequest) -> list[dict[str, Any]]:
    """The differences in words; what only the merged type says is taken unless somebody decides otherwise."""
    return [
        {
            "name": one.name,
            "label": _(one.label),
            "merged": _words(one.name, one.merged),
            "into": _words(one.name, one.into),
            "takes_merged": request.POST.get(f"take-{one.name}", "" if one.into else "merged") == "merged",
        }
        for one in preview.differences
    ]


def _words(name: str, value: Any) -> str:
    if name.endswith("_file_id"):
        return documents.file_info(value).name if value else _("没有")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "、".join(value) if isinstance(value, tuple) else str(value or _("没有"))


def _keeper(actor: Actor) -> None:
    """Whoever keeps the library; asked before a file is stored, and again by the act itself."""
    accounts.require(actor, Act.KEEP_MATERIALS, region_code=queries.region_of_library())


def _prepared(file: Any) -> PreparedFile:
    return storing_files.prepare_file(content=file.read(), name=file.name)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise MaterialTypeUnknown(_("材料库里没有这一项")) from None
