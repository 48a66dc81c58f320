"""The sample county (样例县): the files of ``data/anlan`` through the services of each domain.

Loading again changes nothing: places, items and parties are recorded by what they are known by,
scopes, posts and authorisations only when they were never given. What an administrator has
withdrawn since stays withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

from config.env import ROOT
from config.sample_materials import load_materials
from config.sample_scopes import Document, load_scopes
from config.sample_scopes import SampleRefused as SampleRefused
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts import services as appointing
from yichuang.foundation.accounts.types import AuthorisationInput, Delegated, PostInput, Role
from yichuang.foundation.calendars import services as calendars
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places import services as recording
from yichuang.foundation.places.queries.maps import shown_map
from yichuang.foundation.places.services.maps import show_map, upload_map
from yichuang.foundation.places.types import (
    OrganisationInput,
    OrganisationKind,
    OutletInput,
    OutletKind,
    RegionInput,
    WindowInput,
    WindowKind,
    ZoneKind,
)
from yichuang.foundation.places.types.hours import OpeningDay, WeekHours
from yichuang.kernel.errors import Conflict
from yichuang.kernel.instance import open_instance, sample_password
from yichuang.kernel.time import SHANGHAI, legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue import services as publishing
from yichuang.offer.catalogue.queries import forms as catalogue_forms
from yichuang.offer.catalogue.types import Outcome
from yichuang.offer.catalogue.types.base import EditionInput

COUNTY = ROOT / "data" / "anlan"
CALENDARS = ROOT / "data" / "calendars"

MAP_SOURCE = "本项目自己画的样例底图：安澜县不存在，图上没有一处是真的"

# since when the county offers its items and its people hold their posts
SINCE = date(2024, 1, 1)

# Sample passwords are 12 random characters, 67 bits: nothing is left for stretching to protect.
# Django stretches each to its usual count when its owner first signs in.
ROUNDS = 20_000


class ForeignDatabase(Conflict):
    """Sample data is for the embedded database; another one has to be named twice."""

    code = "sample.foreign-database"
    title = "不是随产品启动的数据库"


@dataclass(frozen=True)
class LoadedAccount:
    """An account of the sample county, with this installation's password."""

    username: str
    name: str
    roles: tuple[str, ...]
    places: tuple[str, ...]
    password: str

    @property
    def label(self) -> str:
        return "，".join((self.name, "、".join(self.roles), *self.places))


@dataclass(frozen=True)
class Loaded:
    """What is there after loading, by kind in words, and who may sign in."""

    counts: Mapping[str, int]
    accounts: tuple[LoadedAccount, ...]


def load_county(*, state: Path, at: datetime, folder: Path = COUNTY) -> Loaded:
    """Load the sample county, or what of it is missing.

    Args:
        state: the installation's state folder; its ``instance.json`` (0600) keeps the passwords.
        folder: ``county.json``, ``people.json``, ``form-fields.json``, ``items/*.json``, the papers in
            ``items/files`` and ``base/*.json``, a list of the level above.

    Raises:
        SampleRefused: an item is refused; what stood before it in the files stays loaded.
    """
    county, people = _read(folder / "county.json"), _read(folder / "people.json")
    years = [
        calendars.load_year_csv(content=file.read_bytes(), actor="system", at=at)
        for file in sorted(CALENDARS.glob("*.csv"))
    ]
    _load_places(county, at)
    _load_map(folder / "map.geojson", at)
    publishing.import_fields(content=(folder / "form-fields.json").read_bytes(), at=at)
    handling_items = _load_items(folder / "items", county, at)
    _load_demand(county, at)
    material_types = load_materials(folder, at)
    base_items = _load_base(folder / "base", at)
    load_scopes(county, folder, at)
    staff = tuple(_load_staff(people["staff"], state, at))
    _load_authorisations(people["authorisations"], at)
    counts = {
        "工作日历（年）": len(years),
        "区划": len(county["regions"]),
        "部门": len(county["organisations"]),
        "网点": len(county["outlets"]),
        "窗口": sum(len(outlet["windows"]) for outlet in county["outlets"]),
        "业务办理项": handling_items,
        "表单字段": len(catalogue_forms.library()),
        "材料库常用材料": material_types,
        "基本目录事项": base_items,
        "账号": len(staff),
        "书面授权": len(people["authorisations"]),
        "办事人": _load_parties(people, at),
    }
    return Loaded(counts, staff)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


# — places —


def _load_places(county: Document, at: datetime) -> None:
    regions = [RegionInput(region["code"], region["name"]) for region in county["regions"]]
    recording.import_regions(regions=regions, at=at)
    for entry in county["organisations"]:
        organisation = OrganisationInput(
            code=entry["code"],
            name=entry["name"],
            short_name=entry["short_name"],
            region_code=entry["region"],
            uscc=entry["uscc"],
            kind=OrganisationKind(entry["kind"]),
            phone=entry["phone"],
            supervision_phone=entry["supervision_phone"],
            address=entry["address"],
            reconsideration_body=entry["reconsideration_body"],
            court=entry["court"],
        )
        recording.record_organisation(organisation=organisation, at=at)
    for entry in county["outlets"]:
        _load_outlet(entry, at)


def _load_outlet(entry: Document, at: datetime) -> None:
    code = entry["code"]
    outlet = OutletInput(
        code=code,
        name=entry["name"],
        kind=OutletKind(entry["kind"]),
        region_code=entry["region"],
        address=entry["address"],
        hours_text=entry["hours"],
        phone=entry["phone"],
        lat=entry["lat"],
        lng=entry["lng"],
        hours=WeekHours(
            tuple((OpeningDay(day), places.read_spans(spans)) for day, spans in entry["opening"].items())
        ),
        directions=entry["directions"],
    )
    recording.record_outlet(outlet=outlet, at=at)
    for zone in entry["zones"]:
        recording.record_zone(
            outlet_code=code, code=zone["code"], name=zone["name"], kind=ZoneKind(zone["kind"]), at=at
        )
    for window in entry["windows"]:
        recording.record_window(
            window=WindowInput(
                outlet_code=code,
                code=window["code"],
                label=window["label"],
                kind=WindowKind(window["kind"]),
                zone_code=window["zone"],
                is_open=window["is_open"],
            ),
            at=at,
        )


def _load_map(file: Path, at: datetime) -> None:
    """The drawn map of the county; one that the office has put up stays."""
    number = upload_map(content=file.read_bytes(), source=MAP_SOURCE, at=at, by="system")
    if shown_map() is None:
        show_map(number=number, instead_of=0, at=at, by="system")


# — items and who takes them —


def _load_items(folder: Path, county: Document, at: datetime) -> int:
    """Import every file with the samples and blank forms they share; the number of handling items.

    Items of a file that is wholly new have been offered since :data:`SINCE`, so that the county has a
    past; what another release of the product adds or changes is offered from today.
    """
    region_code = county["regions"][0]["code"]
    papers = publishing.files_of_folder(folder / "files")
    number = 0
    for file in sorted(folder.glob("*.json")):
        content = file.read_bytes()
        judged = publishing.import_catalogue(
            content=content, region_code=region_code, at=at, dry_run=True, files=papers
        )
        is_new = all(line.outcome in (Outcome.ADDED, Outcome.REFUSED) for line in judged.lines)
        since = datetime.combine(SINCE, clock_time(0), SHANGHAI)
        report = publishing.import_catalogue(
            content=content, region_code=region_code, at=min(at, since) if is_new else at, files=papers
        )
        for line in report.lines:
            if line.outcome is Outcome.REFUSED:
                reasons = "；".join(f"{reason.pointer} {reason.detail}" for reason in line.reasons)
                raise SampleRefused(f"{file.name} 的“{line.name}”没有导入：{reasons}")
        number += len(report.lines)
    return number


def _load_base(folder: Path, at: datetime) -> int:
    """The list of the level above, with some differences to resolve; how many items it has."""
    number = 0
    for file in sorted(folder.glob("*.json")):
        report = publishing.import_base_catalogue(
            content=file.read_bytes(), edition=EditionInput(source=file.name), at=at
        )
        if report.edition is None:
            faults = "；".join(f"{place} {column} {detail}" for place, column, detail in report.faults)
            raise SampleRefused(f"{file.name} 没有导入：{faults}")
        number += report.edition.entries
    return number


def _load_demand(county: Document, at: datetime) -> None:
    """How often the handling items were asked for last year: it orders the home page and the search."""
    today = legal_date(at)
    counts = {
        catalogue.published_version(entry["code"], today).handling_item_id: entry["cases"]
        for entry in county["demand"]
    }
    publishing.record_demand(counts=counts, at=at)


# — people —


def _load_staff(staff: Iterable[Document], state: Path, at: datetime) -> Iterator[LoadedAccount]:
    with _quick_hash():
        for person in staff:
            yield _load_account(person, state, at)


def _load_account(person: Document, state: Path, at: datetime) -> LoadedAccount:
    """One person: an account with this installation's password, and its posts."""
    username, name, posts = person["username"], person["name"], person["posts"]
    account = LoadedAccount(
        username=username,
        name=name,
        roles=tuple(Role(post["role"]).label for post in posts),
        places=tuple(_place_name(post) for post in posts),
        password="",
    )
    is_remembered = username in open_instance(state).accounts
    password = sample_password(state, username, account.label)
    user_id = accounts.user_id_of(username)
    starts_on = None
    if user_id is None:
        user_id = appointing.create_user(username=username, display_name=name, password=password, at=at)
        starts_on = min(SINCE, legal_date(at))
    elif not is_remembered:
        appointing.set_password(user_id=user_id, password=password, at=at)
    for post in posts:
        appointing.assign_post(user_id=user_id, post=_post(post, starts_on), at=at)
    return LoadedAccount(username, name, account.roles, account.places, password)


def _post(entry: Document, starts_on: date | None) -> PostInput:
    organisation, outlet = entry.get("organisation"), entry.get("outlet")
    return PostInput(
        role=Role(entry["role"]),
        region_code=entry["region"],
        organisation_id=places.organisation_by_code(organisation).id if organisation else None,
        outlet_id=places.outlet_by_code(outlet).id if outlet else None,
        starts_on=starts_on,
    )


def _place_name(entry: Document) -> str:
    if organisation := entry.get("organisation"):
        return places.organisation_by_code(organisation).name
    if outlet := entry.get("outlet"):
        return places.outlet_by_code(outlet).name
    return places.region(entry["region"]).name


@contextmanager
def _quick_hash() -> Iterator[None]:
    """Hash passwords of this block with :data:`ROUNDS` rounds, in this process."""
    hasher = get_hasher("default")
    if not isinstance(hasher, PBKDF2PasswordHasher):
        yield
        return
    usual = hasher.iterations
    hasher.iterations = ROUNDS
    try:
        yield
    finally:
        hasher.iterations = usual


def _load_authorisations(papers: Iterable[Document], at: datetime) -> None:
    """Each paper is given by the head of its department, unless one of its number was given before."""
    today = legal_date(at)
    for paper in papers:
        department = places.organisation_by_code(paper["organisation"]).id
        known = accounts.authorisations_of(department)
        if paper["document_number"] in {view.document_number for view in known}:
            continue
        authorisation = AuthorisationInput(
            organisation_id=department,
            user_id=_user_id(paper["representative"]),
            document_number=paper["document_number"],
            valid_from=today,
            valid_until=today + timedelta(days=paper["valid_days"]),
            handling_codes=tuple(paper["handling_codes"]),
            covers=tuple(map(Delegated, paper["covers"])),
        )
        head = accounts.actor_of_user(_user_id(paper["given_by"]), at)
        appointing.authorise_representative(authorisation=authorisation, actor=head, at=at)


def authorise_for_history(*, first: date, last: date, folder: Path = COUNTY) -> None:
    """Give the chief representatives the papers that were in force from ``first`` to ``last``.

    Like those of :func:`load_county`, each once, under a number of its own year.
    """
    at = datetime.combine(first, clock_time(9), SHANGHAI)
    for paper in _read(folder / "people.json")["authorisations"]:
        department = places.organisation_by_code(paper["organisation"])
        number = f"{department.short_name}授〔{first.year}〕{first:%m%d}号"
        if number in {view.document_number for view in accounts.authorisations_of(department.id)}:
            continue
        authorisation = AuthorisationInput(
            organisation_id=department.id,
            user_id=_user_id(paper["representative"]),
            document_number=number,
            valid_from=first,
            valid_until=last,
            handling_codes=tuple(paper["handling_codes"]),
            covers=tuple(map(Delegated, paper["covers"])),
        )
        head = accounts.actor_of_user(_user_id(paper["given_by"]), at)
        appointing.authorise_representative(authorisation=authorisation, actor=head, at=at)


def _user_id(username: str) -> UUID:
    user_id = accounts.user_id_of(username)
    if user_id is None:
        raise SampleRefused(f"授权书里的 {username} 不在工作人员里。")
    return user_id


def _load_parties(people: Document, at: datetime) -> int:
    """Record the applicants and enterprises; their number."""
    entries = [*people["applicants"], *people["enterprises"]]
    for entry in entries:
        id_type = IdType(entry["id_type"])
        party = PartyInput(
            kind=PartyKind.LEGAL if id_type is IdType.USCC else PartyKind.NATURAL,
            name=entry["name"],
            id_type=id_type,
            id_number=entry["id_number"],
            phone=entry["phone"],
            legal_representative=entry.get("legal_representative", ""),
        )
        parties.record_party(party=party, at=at)
    return len(entries)
