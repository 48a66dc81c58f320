"""What all pages of a draft share: who may see it, what stands around a form, how an edit is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.errors import FileTooLarge, FileTypeRefused
from yichuang.kernel.errors import DomainError, NotFound
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.errors import ContentInvalid
from yichuang.offer.catalogue.forms import EditForm, FileForm
from yichuang.offer.catalogue.queries import drafting as queries
from yichuang.offer.catalogue.rules.wording import condition_words
from yichuang.offer.catalogue.types import HandlingVersion, Material, Question
from yichuang.offer.catalogue.types.editing import DraftView, Remark
from yichuang.offer.catalogue.types.editing_elements import FileOfMaterial

FormOf = Callable[..., EditForm]
FormsOf = Callable[["Frame"], Mapping[str, FormOf]]


@dataclass(frozen=True)
class Frame:
    """An open draft before an editor of its department."""

    actor: Actor
    draft: DraftView

    @property
    def version(self) -> HandlingVersion:
        return self.draft.version

    @property
    def revision(self) -> int:
        return self.draft.revision


@dataclass(frozen=True)
class Page:
    """A page with forms: its tab, its template, its address, and what its remarks are about."""

    tab: str
    template: str
    name: str
    args: tuple[str, ...]
    thing: str = ""


@dataclass(frozen=True)
class Line:
    """A material or a question in its list: when it applies, in words, and what is wrong with it."""

    thing: Material | Question
    condition: str
    remarks: tuple[Remark, ...]


def frame_of(request: HttpRequest, code: str) -> Frame:
    """The open draft of an item, for those who keep it.

    Raises:
        DraftNotOpen: nobody has begun to change it.
        Unauthenticated, NotYourRole, NotYourPlace.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.EDIT_CATALOGUE)
    draft = queries.open_draft_of(code)
    accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=draft.version.organisation_id)
    return Frame(actor, draft)


def page_context(frame: Frame, tab: str) -> dict[str, Any]:
    """What stands on every page of a draft."""
    version, judged = frame.version, queries.judgement_of(frame.draft)
    return {
        "draft": frame.draft,
        "version": version,
        "judged": judged,
        "tab": tab,
        "remarks": judged.remarks.get("", ()),
        "materials": [
            Line(thing, condition_words(thing.applies_when, version.questions), remarks)
            for thing in version.materials
            for remarks in [judged.remarks.get(f"materials/{thing.code}", ())]
        ],
        "questions": [
            Line(thing, condition_words(thing.asked_when, version.questions), remarks)
            for thing in version.questions
            for remarks in [judged.remarks.get(f"questions/{thing.code}", ())]
        ],
    }


def answer_edit(request: HttpRequest, code: str, part: str, page: Page, forms_of: FormsOf) -> HttpResponse:
    """The page with its forms; or one of them taken: saved, or refused with what was typed kept.

    A refusal shows the draft as it is by now, and the form carries the newest revision: who saves once
    more has seen what somebody else did.
    """
    frame = frame_of(request, code)
    makers = forms_of(frame)
    refusal: DomainError | None = None
    status, bound = 200, None
    if request.method == "POST" and part in makers:
        bound = makers[part](request.POST)
        if isinstance(bound, FileForm):
            bound.files = request.FILES
        try:
            if bound.is_valid():
                return _save(request, code, bound, frame.actor, page)
            status = 422
        except DomainError as error:
            status, refusal = error.status, error
            if isinstance(error, ContentInvalid) and bound.take_errors(error.errors):
                refusal = None
            if isinstance(error, FileTooLarge | FileTypeRefused):
                bound.add_error("file", error.detail)
                refusal = None
            frame = frame_of(request, code)
            makers = forms_of(frame)
            _carry_on(bound, frame.revision)
    elif request.method == "POST":
        raise NotFound(_("这一项刚被别人改过位置或者删掉了，请回到草稿重新选"))
    elif part:
        return redirect(page.name, *page.args)
    forms = {name: bound if bound is not None and name == part else make() for name, make in makers.items()}
    context = page_context(frame, page.tab) | {"forms": forms, "refusal": refusal, "args": page.args}
    context["remarks"] = context["judged"].remarks.get(page.thing, ())
    context["each"] = [form for name, form in forms.items() if name.startswith(("point-", "option-"))]
    context["terms"] = [form for name, form in forms.items() if name.startswith("terms-")]
    return render(request, page.template, context, status=status)


def _save(request: HttpRequest, code: str, form: EditForm, actor: Actor, page: Page) -> HttpResponse:
    revision = form.cleaned_data["revision"]
    edit = form.to_edit()
    if isinstance(form, FileForm) and isinstance(edit, FileOfMaterial) and form.upload:
        upload = form.upload
        prepared = documents.prepare_file(content=upload.read(), name=upload.name or form.material.name)
        number = services.attach_file(
            code=code, edit=edit, prepared=prepared, revision=revision, actor=actor, at=now()
        )
    else:
        number = services.edit_draft(code=code, edit=edit, revision=revision, actor=actor, at=now())
    if number == revision:
        messages.info(request, _("没有改动，不用保存"))
    else:
        words = queries.open_draft_of(code).revisions[0].words
        messages.success(request, _("已保存：%(words)s") % {"words": words})
    return redirect(page.name, *page.args)


def _carry_on(form: EditForm, revision: int) -> None:
    """The same words, to be saved upon the newest revision."""
    typed = cast("QueryDict", form.data).copy()
    typed["revision"] = str(revision)
    form.data = typed
