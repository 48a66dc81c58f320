"""API of guidance: search, one item, its exact list. Public: no token needed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema

from yichuang.foundation.clocks.types import Limit
from yichuang.kernel.api import ONE_LINE, PUBLIC_PROBLEMS, Code, problems
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, Material, Question
from yichuang.offer.catalogue.types.life import LifeEventView
from yichuang.offer.guidance import queries

router = Router(tags=["offer"])
ITEM_PROBLEMS = problems(404, 422)


class FormerlyOut(Schema):
    """A name or code given up, by which an item was found. ``since``: first day of ``current``."""

    kind: str
    text: str
    current: str
    since: date | None


class SuccessorOut(Schema):
    """What took the place of an item that ended. ``ended_on``: it has ended itself."""

    code: str
    name: str
    since: date
    ended_on: date | None


class SuspendedOut(Schema):
    """Why an item is not taken for the time being; ``expected_until``: when it probably will be again."""

    since: date
    expected_until: date | None
    reason: str


class HitOut(Schema):
    """One search result. ``matched``: where what was asked was found.

    ``ended_on``: no longer offered from that date; ``successors`` took its place, if anything did.
    """

    code: str
    name: str
    item_name: str
    organisation: str
    takes_applications: bool
    matched: list[str]
    formerly: list[FormerlyOut]
    ended_on: date | None
    successors: list[SuccessorOut]
    suspended: SuspendedOut | None


class LimitOut(Schema):
    """A time limit; ``amount`` has no meaning for ``immediate``."""

    amount: int
    unit: str
    words: str
    legal_basis: str


class ItemOut(Schema):
    """A handling item as published. Null: the source does not say."""

    code: str
    name: str
    item_code: str
    item_name: str
    version_number: int
    valid_from: date | None
    item_type: str | None
    handling_type: str | None
    organisation: str
    promised: LimitOut | None
    statutory: LimitOut | None
    visits: int | None
    conditions: list[str]
    legal_basis: list[str]
    result: str | None
    takes_applications: bool
    unknown: list[str]


class OptionOut(Schema):
    """One answer to a question."""

    code: str
    label: str


class QuestionOut(Schema):
    """A scenario question that is open."""

    code: str
    text: str
    options: list[OptionOut]


class PointOut(Schema):
    """One thing that is checked on a material."""

    code: str
    text: str
    how: str
    blocking: bool


class MaterialOut(Schema):
    """One material. ``share_source``: the government has it already; do not bring it.

    ``sample_url``, ``blank_url``: paths of a sample to compare with and of a form to fill in; null
    without one.
    """

    code: str
    name: str
    necessity: str | None
    form: str | None
    originals: int | None
    copies: int | None
    share_source: str | None
    legal_basis: str
    note: str
    sample_url: str | None
    blank_url: str | None
    points: list[PointOut]


class ProcedureOut(Schema):
    """A special procedure these answers lead to; its time is not part of the limits."""

    kind: str
    label: str
    working_days: int | None
    legal_basis: str


class GuideOut(Schema):
    """The exact list under the answers given; final when ``unanswered`` is empty."""

    code: str
    name: str
    version_number: int
    answers: dict[str, str]
    unanswered: list[QuestionOut]
    to_bring: list[MaterialOut]
    government_has: list[MaterialOut]
    promised: LimitOut | None
    statutory: LimitOut | None
    visits: int | None
    special_procedures: list[ProcedureOut]
    url: str


SearchText = Annotated[
    str,
    Query(
        min_length=1,
        max_length=80,
        pattern=ONE_LINE,
        description="Any part of a name it has or had, pinyin, initials, department, alias, question, code",
        examples=["sbk"],
    ),
]
Answers = Annotated[
    str,
    Query(
        max_length=2000,
        pattern=ONE_LINE,
        description="``question:option``, several by commas; what is left out comes back as ``unanswered``",
        examples=["subject-kind:individual"],
    ),
]


@router.get("/items", response={200: list[HitOut]} | PUBLIC_PROBLEMS, summary="找事项 Search items")
def items(
    request: HttpRequest, q: SearchText, limit: Annotated[int, Query(ge=1, le=50)] = 20
) -> list[dict[str, Any]]:
    return [
        {
            "code": hit.code,
            "name": hit.name,
            "item_name": hit.item_name,
            "organisation": hit.organisation_name,
            "takes_applications": hit.takes_applications,
            "matched": sorted({match.field.value for match in hit.matches}),
            "formerly": [
                {"kind": word.kind.value, "text": word.text, "current": word.current, "since": word.since}
                for word in hit.formerly
            ],
            "ended_on": hit.ended_on,
            "successors": [
                {"code": next_.code, "name": next_.name, "since": next_.since, "ended_on": next_.ended_on}
                for next_ in hit.successors
            ],
            "suspended": _suspended(hit.suspension),
        }
        for hit in catalogue.with_suspensions(catalogue.search(q, limit), legal_date(now()))
    ]


@router.get("/items/{code}", response={200: ItemOut} | ITEM_PROBLEMS, summary="事项 One handling item")
def item(request: HttpRequest, code: Code) -> dict[str, Any]:
    version = catalogue.published_version(code, legal_date(now()))
    return {
        "code": version.code,
        "name": version.name,
        "item_code": version.item_code,
        "item_name": version.item_name,
        "version_number": version.version_number,
        "valid_from": version.valid_from,
        "item_type": version.item_type and version.item_type.value,
        "handling_type": version.handling_type and version.handling_type.value,
        "organisation": version.organisation_name,
        "promised": _limit(version.promised),
        "statutory": _limit(version.statutory),
        "visits": version.visits,
        "conditions": list(version.conditions),
        "legal_basis": [f"{basis.law}{basis.article}" for basis in version.legal_basis],
        "result": version.result.name if version.result else None,
        "takes_applications": version.takes_applications,
        "unknown": [element.value for element in version.unknown],
    }


@router.get(
    "/items/{code}/guide", response={200: GuideOut} | ITEM_PROBLEMS, summary="一次告知 What exactly to bring"
)
def guide(request: HttpRequest, code: Code, answers: Answers = "") -> dict[str, Any]:
    version: HandlingVersion = catalogue.published_version(code, legal_date(now()))
    exact = queries.exact_list(version, queries.decode_answers(answers))
    return {
        "code": version.code,
        "name": version.name,
        "version_number": version.version_number,
        "answers": dict(exact.answers),
        "unanswered": [_question(question) for question in exact.unanswered],
        "to_bring": [material_out(material) for material in exact.to_bring],
        "government_has": [material_out(material) for material in exact.government_has],
        "promised": _limit(exact.promised),
        "statutory": _limit(exact.statutory),
        "visits": exact.visits,
        "special_procedures": [
            {
                "kind": procedure.kind.value,
                "label": procedure.kind.label,
                "working_days": procedure.working_days,
                "legal_basis": procedure.legal_basis,
            }
            for procedure in exact.procedures
        ],
        "url": queries.personal_list_url(version, exact.answers),
    }


def _suspended(event: LifeEventView | None) -> dict[str, Any] | None:
    if event is None:
        return None
    return {
        "since": event.takes_effect_on,
        "expected_until": event.expected_until,
        "reason": event.reason,
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {
        "amount": limit.amount,
        "unit": limit.unit.value,
        "words": limit.words,
        "legal_basis": limit.legal_basis,
    }


def _question(question: Question) -> dict[str, Any]:
    options = [{"code": option.code, "label": option.label} for option in question.options]
    return {"code": question.code, "text": question.text, "options": options}


def material_out(material: Material) -> dict[str, Any]:
    return {
        "code": material.code,
        "name": material.name,
        "necessity": material.necessity and material.necessity.value,
        "form": material.form and material.form.value,
        "originals": material.originals,
        "copies": material.copies,
        "share_source": material.share_source,
        "legal_basis": material.legal_basis,
        "note": material.note,
        "sample_url": reverse("guidance:sample", args=[material.id]) if material.sample_file_id else None,
        "blank_url": reverse("guidance:blank", args=[material.id]) if material.blank_file_id else None,
        "points": [
            {"code": point.code, "text": point.text, "how": point.how, "blocking": point.blocking}
            for point in material.review_points
        ],
    }
