"""Who takes what in the sample county: scopes, exceptions, entrustments, levels; each once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.foundation.documents import services as documents
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import Invalid
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.scope import queries as scopes
from yichuang.offer.scope import services as granting
from yichuang.offer.scope.queries import entrustments as papers
from yichuang.offer.scope.queries import levels
from yichuang.offer.scope.types import (
    EntrustmentInput,
    ExceptionInput,
    GrantInput,
    Level,
    LevelInput,
    Mandate,
    Place,
    Subject,
)

Document = Mapping[str, Any]


class SampleRefused(Invalid):
    """A file of the sample county is wrong."""

    code = "sample.refused"
    title = "样例县的数据有误"


def load_scopes(county: Document, folder: Path, at: datetime) -> None:
    """Give what the files give, unless it was given before; ``entrustment.pdf`` is every paper's original."""
    _load_grants(county, at)
    _load_entrustments(county, folder / "entrustment.pdf", at)
    _load_levels(county, at)


@dataclass(frozen=True)
class _Ids:
    """What the codes of the files stand for."""

    organisations: Mapping[str, UUID]
    outlets: Mapping[str, UUID]
    windows: Mapping[tuple[str, str], UUID]
    items: Mapping[str, UUID]

    def scopes_of(self, entry: Document) -> Iterator[tuple[Place, Subject]]:
        """Each place with each subject. No windows: the whole outlet; no subject: every item."""
        outlet = entry["outlet"]
        if entry["windows"] is None:
            where = [Place(outlet_id=self.outlets[outlet])]
        else:
            where = [Place(window_id=self.windows[outlet, code]) for code in entry["windows"]]
        what = [Subject(organisation_id=self.organisations[code]) for code in entry["organisations"] or ()]
        what += [Subject(item_id=self.items[code]) for code in entry["items"] or ()]
        yield from product(where, what or [Subject()])


def _ids(county: Document, at: datetime) -> _Ids:
    entries = [*county["scope_grants"], *county["scope_exceptions"], *county["entrustments"]]
    items = {}
    for code in dict.fromkeys(code for entry in entries for code in entry["items"] or ()):
        versions = catalogue.versions_of_item(code, legal_date(at))
        if not versions:
            raise SampleRefused(f"受理范围里的事项 {code} 没有导入。")
        items[code] = versions[0].item_id
    outlets = places.outlets()
    return _Ids(
        organisations={view.code: view.id for view in places.organisations()},
        outlets={view.code: view.id for view in outlets},
        windows={
            (view.code, window.code): window.id
            for view in outlets
            for window in places.windows_of_outlet(view.id)
        },
        items=items,
    )


def _load_grants(county: Document, at: datetime) -> None:
    ids = _ids(county, at)
    granted = {(view.place, view.subject) for view in scopes.grants()}
    excepted = {(view.place, view.subject) for view in scopes.exceptions()}
    for entry in county["scope_grants"]:
        for place, subject in ids.scopes_of(entry):
            if (place, subject) not in granted:
                grant = GrantInput(
                    place=place,
                    subject=subject,
                    basis=entry["basis"],
                    valid_from=date.fromisoformat(entry["valid_from"]),
                    mandate=Mandate(entry["mandate"]),
                )
                granting.grant_scope(grant=grant, at=at, by="system")
    for entry in county["scope_exceptions"]:
        for place, subject in ids.scopes_of(entry):
            if (place, subject) not in excepted:
                exception = ExceptionInput(
                    place=place,
                    subject=subject,
                    reason=entry["reason"],
                    basis=entry["basis"],
                    valid_from=date.fromisoformat(entry["valid_from"]),
                )
                granting.except_item(exception=exception, at=at, by="system")


def _load_entrustments(county: Document, original: Path, at: datetime) -> None:
    """The papers of the town centres, each once, and the scopes that rest on them.

    An installation that took these items before papers were kept goes on as it did.
    """
    ids, today = _ids(county, at), legal_date(at)
    known = {view.number for view in papers.entrustments(today)}
    granted = {(view.place, view.subject) for view in scopes.grants()}
    for entry in county["entrustments"]:
        if entry["number"] in known:
            continue
        place = Place(outlet_id=ids.outlets[entry["outlet"]])
        entrustment = EntrustmentInput(
            number=entry["number"],
            principal_id=ids.organisations[entry["organisation"]],
            outlet_id=ids.outlets[entry["outlet"]],
            agent=entry["agent"],
            mandate=Mandate.ENTRUSTED,
            valid_from=date.fromisoformat(entry["valid_from"]),
            valid_until=today + timedelta(days=entry["valid_days"]),
            item_ids=tuple(ids.items[code] for code in entry["items"]),
            training=entry["training"],
            gives_scope=all(
                (place, Subject(item_id=ids.items[code])) not in granted for code in entry["items"]
            ),
        )
        prepared = documents.prepare_file(content=original.read_bytes(), name="受理委托书（样例）.pdf")
        granting.register_entrustment(entrustment=entrustment, original=prepared, at=at, by="system")


def _load_levels(county: Document, at: datetime) -> None:
    """The steps of levels that are to come, each once."""
    ids = _ids(county, at)
    for entry in county["level_steps"]:
        place = Place(window_id=ids.windows[entry["outlet"], entry["window"]])
        if any(step.place == place for step in levels.level_steps(ids.outlets[entry["outlet"]])):
            continue
        step = LevelInput(
            place=place,
            level=Level(entry["level"]),
            valid_from=legal_date(at) + timedelta(days=entry["in_days"]),
            reason=entry["reason"],
            basis=entry["basis"],
            organisation_ids=tuple(ids.organisations[code] for code in entry["organisations"]),
        )
        granting.set_level(step=step, at=at, by="system")
