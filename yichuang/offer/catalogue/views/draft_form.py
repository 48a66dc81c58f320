"""修改草稿: the item's form, made of fields of the library."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yichuang.kernel.errors import NotFound
from yichuang.offer.catalogue.forms.form_fields import (
    AddFormFieldForm,
    ChangeFormFieldForm,
    PlaceOfFormField,
    TakeFormListForm,
)
from yichuang.offer.catalogue.queries.forms import form_lists, library_by_code
from yichuang.offer.catalogue.types import FormField
from yichuang.offer.catalogue.types.forms import LibraryField
from yichuang.offer.catalogue.views.draft_frame import Frame, Page, answer_edit
from yichuang.offer.catalogue.views.draft_parts import Makers

_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_page
def draft_form(request: HttpRequest, code: str, part: str = "") -> HttpResponse:
    """The fields in their order, another one of the library, or those of a form list.

    A part ``place-2`` moves or removes the second field of the form the editor saw.
    """

    def makers(frame: Frame) -> Makers:
        common: dict[str, Any] = {"revision": frame.revision}
        questions = frame.version.questions
        made: Makers = {
            "new": partial(
                AddFormFieldForm, library=library_by_code(), questions=questions, part="new", **common
            ),
            "list": partial(TakeFormListForm, lists=form_lists(), part="list", **common),
        }
        for place, field in enumerate(frame.version.form, 1):
            name = f"place-{place}"
            made[name] = partial(PlaceOfFormField, field=field, part=name, **common)
        return made

    here = Page("form", "catalogue/draft_form.html", "catalogue:draft-form", (code,))
    return answer_edit(request, code, part, here, makers)


@never_cache
@_page
def draft_form_field(request: HttpRequest, code: str, field: str, part: str = "facts") -> HttpResponse:
    """One field of the form: what is its own here, and whether the library has defined it anew."""

    def makers(frame: Frame) -> Makers:
        found = _field(frame, field)
        return {
            "facts": partial(
                ChangeFormFieldForm,
                field=found,
                newer=_newer(found),
                questions=frame.version.questions,
                part="facts",
                revision=frame.revision,
            )
        }

    here = Page("form", "catalogue/draft_form_field.html", "catalogue:draft-form-field", (code, field))
    return answer_edit(request, code, part if request.method == "POST" else "", here, makers)


def _field(frame: Frame, code: str) -> FormField:
    found = next((field for field in frame.version.form if field.code == code), None)
    if found is None:
        raise NotFound("表单里没有这个字段，可能刚被删掉")
    return found


def _newer(field: FormField) -> LibraryField | None:
    """The library's field when it is defined in another way by now."""
    now = library_by_code().get(field.field)
    return now if now is not None and now.facts != field.facts else None
