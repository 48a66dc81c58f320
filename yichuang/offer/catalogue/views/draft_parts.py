"""修改草稿: its materials with their review points, its questions with their options."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.foundation.documents import queries as documents
from yichuang.kernel.downloads import download
from yichuang.kernel.errors import NotFound
from yichuang.offer.catalogue import forms
from yichuang.offer.catalogue.types import Element, Material, Question
from yichuang.offer.catalogue.types.editing_elements import FileUse
from yichuang.offer.catalogue.views.draft_frame import Frame, Page, answer_edit, frame_of

_page = require_http_methods(["GET", "HEAD", "POST"])
Makers = dict[str, Callable[..., Any]]


@never_cache
@_page
def draft_materials(request: HttpRequest, code: str, part: str = "") -> HttpResponse:
    """The list of materials: their order, a new one, whether the list is whole.

    A part ``place-2`` moves or removes the second material of the list the editor saw.
    """

    def makers(frame: Frame) -> Makers:
        known = Element.MATERIALS not in frame.version.unknown
        common: dict[str, Any] = {"revision": frame.revision}
        made: Makers = {
            "new": partial(forms.MaterialForm, part="new", **common),
            "complete": partial(forms.MaterialsCompleteForm, part="complete", complete=known, **common),
        }
        for place, material in enumerate(frame.version.materials, 1):
            name = f"place-{place}"
            made[name] = partial(forms.PlaceOfMaterial, material=material, part=name, **common)
        return made

    here = Page("materials", "catalogue/draft_materials.html", "catalogue:draft-materials", (code,))
    return answer_edit(request, code, part, here, makers)


@never_cache
@_page
def draft_material(request: HttpRequest, code: str, material: str, part: str = "facts") -> HttpResponse:
    """One material: what it is, when it is needed, what is checked on it."""

    def makers(frame: Frame) -> Makers:
        found = _material(frame, material)
        common: dict[str, Any] = {"material": found, "revision": frame.revision}
        made: Makers = {
            "facts": partial(forms.MaterialForm, part="facts", **common),
            "needed": partial(forms.NeededForm, part="needed", questions=frame.version.questions, **common),
            "point": partial(forms.PointForm, part="point", **common),
            "sample": partial(forms.FileForm, use="sample", part="sample", **common),
            "blank": partial(forms.FileForm, use="blank", part="blank", **common),
        }
        for place, point in enumerate(found.review_points, 1):
            made[f"point-{place}"] = partial(forms.PointForm, point=point, part=f"point-{place}", **common)
            made[f"place-{place}"] = partial(forms.PlaceOfPoint, point=point, part=f"place-{place}", **common)
        return made

    here = Page(
        "materials", "catalogue/draft_material.html", "catalogue:draft-material", (code, material),
        thing=f"materials/{material}",
    )  # fmt: skip
    return answer_edit(request, code, _unless_read(request, part, "facts"), here, makers)


@never_cache
@require_safe
def draft_file(request: HttpRequest, code: str, use: FileUse, material: str) -> HttpResponse:
    """The sample or blank form as the draft has it, for those who keep the item."""
    found = _material(frame_of(request, code), material)
    file_id = found.sample_file_id if use == "sample" else found.blank_file_id
    if file_id is None:
        raise NotFound("这份材料还没有这个文件")
    stored = documents.read_file(file_id)
    return download(stored.name, stored.content, stored.content_type)


@never_cache
@_page
def draft_questions(request: HttpRequest, code: str, part: str = "") -> HttpResponse:
    """The questions in their order, and a new one."""

    def makers(frame: Frame) -> Makers:
        common: dict[str, Any] = {"revision": frame.revision}
        made: Makers = {"new": partial(forms.AddQuestionForm, part="new", **common)}
        for place, question in enumerate(frame.version.questions, 1):
            name = f"place-{place}"
            made[name] = partial(forms.PlaceOfQuestion, question=question, part=name, **common)
        return made

    here = Page("questions", "catalogue/draft_questions.html", "catalogue:draft-questions", (code,))
    return answer_edit(request, code, part, here, makers)


@never_cache
@_page
def draft_question(request: HttpRequest, code: str, question: str, part: str = "words") -> HttpResponse:
    """One question: its words, its options, when it is asked, which materials its answers decide about."""

    def makers(frame: Frame) -> Makers:
        found = _question(frame, question)
        before = frame.version.questions[: frame.version.questions.index(found)]
        common: dict[str, Any] = {"question": found, "revision": frame.revision}
        made: Makers = {
            "words": partial(forms.QuestionForm, part="words", **common),
            "asked": partial(
                forms.AskedForm, part="asked", questions=before, condition=found.asked_when, **common
            ),
            "materials": partial(
                forms.MaterialsOfQuestionForm, part="materials", content=frame.version, **common
            ),
            "option": partial(forms.OptionForm, part="option", **common),
        }
        for place, option in enumerate(found.options, 1):
            made[f"option-{place}"] = partial(
                forms.OptionForm, option=option, part=f"option-{place}", **common
            )
            made[f"terms-{place}"] = partial(forms.TermsForm, option=option, part=f"terms-{place}", **common)
            made[f"place-{place}"] = partial(
                forms.PlaceOfOption, option=option, part=f"place-{place}", **common
            )
        return made

    here = Page(
        "questions", "catalogue/draft_question.html", "catalogue:draft-question", (code, question),
        thing=f"questions/{question}",
    )  # fmt: skip
    return answer_edit(request, code, _unless_read(request, part, "words"), here, makers)


def _unless_read(request: HttpRequest, part: str, first: str) -> str:
    """The page itself has the address of its first form."""
    return "" if request.method != "POST" and part == first else part


def _material(frame: Frame, code: str) -> Material:
    found = frame.version.material(code)
    if found is None:
        raise NotFound("草稿里没有这份材料，可能刚被删掉")
    return found


def _question(frame: Frame, code: str) -> Question:
    found = frame.version.question(code)
    if found is None:
        raise NotFound("草稿里没有这个问题，可能刚被删掉")
    return found
