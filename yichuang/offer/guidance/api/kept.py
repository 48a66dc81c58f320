"""API of personal lists: keep one, open it by its code. Public: no token needed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema

from yichuang.kernel.api import Code, Input, Key, idempotent, problems
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import now
from yichuang.offer.guidance import services
from yichuang.offer.guidance.api.guides import MaterialOut, material_out
from yichuang.offer.guidance.types import ListToday

router = Router(tags=["offer"])


class ListIn(Input):
    """What to keep: an item, and the answers to all of its questions."""

    code: Annotated[Code, Field(description="Of the handling item, or of its item when it has just one")]
    answers: Annotated[
        dict[Code, Code], Field(max_length=100, description="Code of the question → code of the answer")
    ] = {}


class KeptOut(Schema):
    """A list that was kept. ``url`` opens it, for everybody who has it, until ``expires_on`` has passed."""

    list_code: str
    url: str
    expires_on: date
    version_number: int


class ListOut(KeptOut):
    """A kept list as it stands today.

    ``is_valid``: it was made from the version in force, and the window asks for just this. Otherwise
    ``changes`` says in words what is different, and ``same_answers_fit`` whether the answers still make a
    whole list: keep them again to get it.
    """

    code: str
    name: str
    answers: dict[str, str]
    to_bring: list[MaterialOut]
    government_has: list[MaterialOut]
    is_valid: bool
    changes: list[str]
    same_answers_fit: bool
    ended: str


@router.post(
    "/lists",
    response={201: KeptOut} | problems(404, 409, 422, 429),
    summary="带走清单 Keep a personal list",
)
def keep_list(request: HttpRequest, data: ListIn, idempotency_key: Key) -> HttpResponse:
    def write() -> tuple[int, dict[str, Any]]:
        kept = services.keep_list(item=data.code, answers=data.answers, source=_source(request), at=now())
        return 201, {
            "list_code": kept.printed_code,
            "url": _address(kept.code),
            "expires_on": kept.expires_on.isoformat(),
            "version_number": kept.version.version_number,
        }

    return idempotent(request, "lists", services.public_principal(_source(request)), write)


@router.get(
    "/lists/{list_code}",
    response={200: ListOut} | problems(404, 422, 429),
    summary="打开清单 Open a personal list",
)
def kept_list(request: HttpRequest, list_code: Code) -> dict[str, Any]:
    today: ListToday = services.open_list(code=list_code, source=_source(request), at=now())
    kept = today.kept
    return {
        "list_code": kept.printed_code,
        "url": _address(kept.code),
        "expires_on": kept.expires_on,
        "version_number": kept.version.version_number,
        "code": kept.version.code,
        "name": kept.version.name,
        "answers": dict(kept.answers),
        "to_bring": [material_out(material) for material in today.exact.to_bring],
        "government_has": [material_out(material) for material in today.exact.government_has],
        "is_valid": today.is_valid,
        "changes": [change.words for change in today.changes],
        "same_answers_fit": today.is_valid or today.renewed is not None,
        "ended": today.ended,
    }


def _source(request: HttpRequest) -> str:
    return source_of(str(request.META.get("REMOTE_ADDR", "")))


def _address(code: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("guidance:kept-list", args=[code])
