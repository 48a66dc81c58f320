"""Handbooks and notices (手册、告知单): what is in them, in words, and their files."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.time import now
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.guidance import rules
from yichuang.offer.guidance.errors import PaperUnknown
from yichuang.offer.guidance.models import PrintedPaper
from yichuang.offer.guidance.queries.dates import worked_dates
from yichuang.offer.guidance.types import PaperFile, PaperKind, PaperOrder, PaperSubject, PaperWords
from yichuang.offer.scope import queries as scope
from yichuang.offer.scope.types import GrantView, Mandate

WAIT_SECONDS = 4.0
_POLL_SECONDS = 0.05


def paper_words(order: PaperOrder) -> PaperWords:
    """What a paper says, as page and PDF have it."""
    answers = (order.answers or {}) if order.kind is PaperKind.NOTICE else None
    if order.window is not None:
        versions = items_of_window(places.window(order.window), order.on)
    else:
        versions = (catalogue.version(version_id) for version_id in order.versions)
    granted = scope.grants(on=order.on) if order.kind is PaperKind.MANUAL else ()
    return rules.paper_words(
        order, ((version, _surroundings(version, order.on, granted, answers)) for version in versions)
    )


def items_of_window(window: WindowView, on: date) -> Iterator[HandlingVersion]:
    """What a window may take on a date, by code (窗口受理事项), each with all that hangs below it."""
    return (catalogue.version(item.version_id) for item in scope.items_taken(window, on) if item.version_id)


def page_of_window(window: WindowView, on: date, *, after: str, limit: int) -> tuple[OfferedItem, ...]:
    """The next items a window may take, for a list of contents. Three statements."""
    return tuple(islice((item for item in scope.items_taken(window, on) if item.code > after), limit))


def order_as_json(order: PaperOrder) -> dict[str, Any]:
    """An order as a row keeps it."""
    of_plan = {"plan": str(order.plan), "revision": order.revision} if order.plan else {}
    return of_plan | {
        "kind": order.kind.value,
        "subject": order.subject.value,
        "subject_name": order.subject_name,
        "versions": [str(version_id) for version_id in order.versions],
        "path": order.path,
        "on": order.on.isoformat(),
        "answers": None if order.answers is None else dict(order.answers),
        "list_code": order.list_code,
        "window": str(order.window) if order.window else None,
        "hour": order.hour,
    }


def order_from_json(kept: Mapping[str, Any]) -> PaperOrder:
    """Read what :func:`order_as_json` wrote."""
    return PaperOrder(
        kind=PaperKind(kept["kind"]),
        subject=PaperSubject(kept["subject"]),
        subject_name=kept["subject_name"],
        versions=tuple(map(UUID, kept["versions"])),
        path=kept["path"],
        on=date.fromisoformat(kept["on"]),
        answers=kept["answers"],
        list_code=kept["list_code"],
        window=UUID(kept["window"]) if kept["window"] else None,
        hour=kept["hour"],
        plan=UUID(kept["plan"]) if kept.get("plan") else None,
        revision=kept.get("revision", 0),
    )


def paper_file(paper_id: UUID) -> PaperFile:
    """A paper's file; without content while it is being made.

    Raises:
        PaperUnknown: nobody asked for it, or it is forgotten.
    """
    row = PrintedPaper.objects.filter(id=paper_id).values("order", "content").first()
    if row is None:
        raise PaperUnknown
    order = row["order"]
    name = f"{PaperKind(order['kind']).label}-{order['subject_name']}.pdf"
    return PaperFile(paper_id, name, bytes(row["content"]) if row["content"] is not None else None)


def wait_for_paper(paper_id: UUID, timeout_seconds: float = WAIT_SECONDS) -> PaperFile:
    """A paper's file as soon as the worker has made it; without content when it takes longer."""
    until = time.monotonic() + timeout_seconds
    while True:
        found = paper_file(paper_id)
        if found.content is not None or time.monotonic() >= until:
            return found
        time.sleep(_POLL_SECONDS)


def _surroundings(
    version: HandlingVersion, on: date, granted: Sequence[GrantView], answers: Mapping[str, str] | None
) -> rules.Surroundings:
    """``answers``: those whose dates the paper works out; None: it has no dates."""
    authority = places.organisation(version.organisation_id)
    windows = scope.windows_taking(version=version, on=on)
    codes: dict[str, list[str]] = {}
    for window in windows:
        codes.setdefault(window.outlet_name, []).append(window.code)
    return rules.Surroundings(
        authority=authority.name,
        phone=authority.phone,
        supervision_phone=authority.supervision_phone,
        places=tuple(f"{outlet}（{'、'.join(found)}）" for outlet, found in codes.items()),
        mandates=_mandates(version, granted),
        dates=None if answers is None else worked_dates(version.terms(answers), now()),
    )


def _mandates(version: HandlingVersion, granted: Sequence[GrantView]) -> tuple[tuple[Mandate, str, str], ...]:
    """In whose name places take it, as it was granted."""
    return tuple(
        (grant.mandate, grant.place_name, grant.basis)
        for grant in granted
        if grant.mandate is not Mandate.OWN
        and (
            grant.subject.handling_item_id == version.handling_item_id
            or grant.subject.item_id == version.item_id
            or grant.subject.organisation_id == version.organisation_id
            or (grant.subject.handling_item_id, grant.subject.item_id, grant.subject.organisation_id)
            == (None, None, None)
        )
    )
