"""API of drafts: those that wait, one with its revisions, opened, edited, undone and redone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import READ_PROBLEMS, WRITE_PROBLEMS, Code, Input, Key, idempotent, problems
from yichuang.kernel.time import now
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.api.edits import EditIn, edit_of
from yichuang.offer.catalogue.api.keeping import keeper
from yichuang.offer.catalogue.errors import DraftNotOpen
from yichuang.offer.catalogue.queries import listing
from yichuang.offer.catalogue.queries.drafting import judgement_of, newest_published
from yichuang.offer.catalogue.types.editing import DraftView, RevisionView

router = Router(tags=["catalogue"])


class WaitingOut(Schema):
    """A draft whose next step is the caller's to do. ``is_own``: somebody else has to review it."""

    version: UUID
    code: str
    name: str
    organisation: str
    version_number: int
    state: str
    since: datetime
    last_person: str
    is_own: bool


class RevisionOut(Schema):
    """What was done to a draft, in words, and by whom."""

    number: int
    kind: str
    words: str
    by: str
    at: datetime


class RemarkOut(Schema):
    """Something wrong with a draft. ``about``: ``materials/m02``, ``questions/q1``; empty: the item."""

    about: str
    severity: str
    words: str


class DraftOut(Schema):
    """An open draft: what is different from the version before, what is wrong, what was done.

    ``undoes`` and ``redoes`` name the revision that undoing takes back, or redoing brings back.
    """

    version: UUID
    code: str
    name: str
    version_number: int
    digest: str
    revision: int
    score: int
    changes: list[str]
    remarks: list[RemarkOut]
    revisions: list[RevisionOut]
    undoes: int | None
    redoes: int | None


class OpenIn(Input):
    """Nothing is said when a draft is opened: it begins with the newest published version."""


class RevisionIn(Input):
    """The newest revision the caller has seen."""

    revision: Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class SavedOut(Schema):
    """The draft's newest revision; the one before it when the edit changed nothing."""

    code: str
    version: UUID
    revision: int
    words: str


@router.get(
    "/drafts",
    response={200: list[WaitingOut]} | problems(401, 403, 422),
    summary="待我办理的草稿 Drafts that wait",
)
def drafts(request: HttpRequest) -> list[dict[str, Any]]:
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_CATALOGUE)
    return [
        {
            "version": line.version_id,
            "code": line.code,
            "name": line.name,
            "organisation": line.organisation_name,
            "version_number": line.version_number,
            "state": line.state.value,
            "since": line.since,
            "last_person": line.last_person,
            "is_own": line.is_own,
        }
        for line in listing.waiting_drafts(actor)
    ]


@router.get(
    "/items/{code}/draft",
    response={200: DraftOut} | READ_PROBLEMS,
    summary="事项草稿 The open draft of an item",
)
def draft(request: HttpRequest, code: Code) -> dict[str, Any]:
    accounts.reach(accounts.actor_of_request(request), Act.EDIT_CATALOGUE)
    found = queries.open_draft_of(code)
    keeper(request, Act.EDIT_CATALOGUE, found.version.organisation_id)
    judged = judgement_of(found)
    return {
        "version": found.version.id,
        "code": found.version.code,
        "name": found.version.name,
        "version_number": found.version.version_number,
        "digest": queries.review_status(found.version.id).digest,
        "revision": found.revision,
        "score": judged.score,
        "changes": [change.words for change in judged.changes],
        "remarks": [
            {"about": about, "severity": remark.severity, "words": remark.words}
            for about, remarks in judged.remarks.items()
            for remark in remarks
        ],
        "revisions": [
            {
                "number": revision.number,
                "kind": revision.kind.value,
                "words": revision.words,
                "by": revision.by,
                "at": revision.at,
            }
            for revision in found.revisions
        ],
        "undoes": _number(found.undoes),
        "redoes": _number(found.redoes),
    }


@router.post(
    "/items/{code}/draft",
    response={200: SavedOut} | WRITE_PROBLEMS,
    summary="开始修改 Open a draft of an item",
)
def open_draft(request: HttpRequest, code: Code, body: OpenIn, key: Key) -> HttpResponse:
    return _saved(request, code, "open", lambda actor: services.open_draft(code=code, actor=actor, at=now()))


@router.post(
    "/items/{code}/draft/edits", response={200: SavedOut} | WRITE_PROBLEMS, summary="修改草稿 Edit a draft"
)
def edit_draft(request: HttpRequest, code: Code, body: EditIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> int:
        edit = edit_of(body.edit)
        return services.edit_draft(code=code, edit=edit, revision=body.revision, actor=actor, at=now())

    return _saved(request, code, "edit", act)


@router.post(
    "/items/{code}/draft/undo", response={200: SavedOut} | WRITE_PROBLEMS, summary="撤销 Undo the last edit"
)
def undo_edit(request: HttpRequest, code: Code, body: RevisionIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> int:
        return services.undo_edit(code=code, revision=body.revision, actor=actor, at=now())

    return _saved(request, code, "undo", act)


@router.post(
    "/items/{code}/draft/redo", response={200: SavedOut} | WRITE_PROBLEMS, summary="重做 Do it again"
)
def redo_edit(request: HttpRequest, code: Code, body: RevisionIn, key: Key) -> HttpResponse:
    def act(actor: Actor) -> int:
        return services.redo_edit(code=code, revision=body.revision, actor=actor, at=now())

    return _saved(request, code, "redo", act)


def _saved(request: HttpRequest, code: str, name: str, act: Callable[[Actor], int]) -> HttpResponse:
    """One change of a draft, once under its key."""
    accounts.reach(accounts.actor_of_request(request), Act.EDIT_CATALOGUE)
    actor = keeper(request, Act.EDIT_CATALOGUE, _owner(code))

    def write() -> tuple[int, dict[str, Any]]:
        number = act(actor)
        found: DraftView = queries.open_draft_of(code)
        return 200, {
            "code": code,
            "version": str(found.version.id),
            "revision": number,
            "words": found.revisions[0].words,
        }

    return idempotent(request, f"draft-{name}:{code}", actor.principal, write)


def _owner(code: str) -> UUID:
    """The department whose draft it is, or would be.

    Raises:
        ItemUnknown: no such item.
    """
    try:
        return queries.open_draft_of(code).version.organisation_id
    except DraftNotOpen:
        return newest_published(code).organisation_id


def _number(revision: RevisionView | None) -> int | None:
    return revision.number if revision else None
