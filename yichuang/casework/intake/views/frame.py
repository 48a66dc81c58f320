"""What every page of the counter needs: who sits where, what surrounds the page, what was uploaded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import queries
from yichuang.casework.intake.forms import MaterialsForm
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.errors import FileTooLarge, FileTypeRefused
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.time import now
from yichuang.offer.catalogue.types import Material

WINDOW = "counter-window"
WINDOW_SECONDS = 12 * 3600


def at_window(request: HttpRequest) -> tuple[Actor, WindowView | None]:
    """Who is here and at which window; None while no window is chosen.

    Raises:
        Unauthenticated; NotYourRole, NotYourPlace: this person may not receive there.
    """
    actor = accounts.actor_of_request(request)
    window = chosen_window(request)
    if window and accounts.may(
        actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code
    ):
        return actor, window
    accounts.outlet_of(actor, Act.RECEIVE)
    return actor, None


def chosen_window(request: HttpRequest) -> WindowView | None:
    chosen = request.session.get(WINDOW) or request.get_signed_cookie(WINDOW, "", max_age=WINDOW_SECONDS)
    try:
        return places.window(UUID(chosen)) if chosen else None
    except PlaceNotFound:
        return None


def frame(window: WindowView) -> dict[str, Any]:
    """What surrounds every page of the counter: the window and what it received last."""
    at = now()
    recent = cases.recent_of_window(window.id)
    names = parties.masked([row.applicant_id for row in recent])
    calendar = calendars.working_calendar()
    return {
        "window": window,
        "now": at,
        "recent": [
            (
                row,
                names[row.applicant_id].name,
                queries.is_accepted_by_silence(row, at),
                cases.light_of(row, calendar, at),
            )
            for row in recent
        ],
    }


def store_files(request: HttpRequest, form: MaterialsForm) -> dict[str, tuple[UUID, ...]]:
    """Store scans before the transaction; a refused file refuses all of them and names the material.

    Raises:
        FileTooLarge, FileTypeRefused, StorageUnavailable
    """
    prepared = {material.code: _prepared(request, material) for material in form.materials}
    return {
        code: tuple(documents.keep_file(prepared=file, at=now()) for file in files)
        for code, files in prepared.items()
        if files
    }


def _prepared(request: HttpRequest, material: Material) -> list[PreparedFile]:
    uploads = request.FILES.getlist(f"{material.code}.file")
    try:
        return [
            documents.prepare_file(content=upload.read(), name=upload.name or material.name)
            for upload in uploads
        ]
    except (FileTooLarge, FileTypeRefused) as refusal:
        raise type(refusal)(f"{material.name}：{refusal.detail}", **refusal.extra) from None
