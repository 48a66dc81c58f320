"""Which organisation a row of an import file means, and the ones to be recorded for it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from yichuang.foundation.places import queries as places
from yichuang.foundation.places import services as recording
from yichuang.foundation.places.errors import PlaceError, PlaceNotFound
from yichuang.foundation.places.types import OrganisationInput, OrganisationView, RegionInput
from yichuang.offer.catalogue.types import OrganisationFacts, Reason

CODE_LENGTH = 32
COUNTY_LENGTH = 6


class Departments:
    """The organisations an import may name: recorded ones, and new ones taken from the file's facts.

    A row names a department by code, or by name within a region. Recorded organisations are never
    changed by an import of items.
    """

    def __init__(self, region_code: str) -> None:
        self._region_code = region_code
        known = places.organisations()
        self._by_code = {view.code: view.code for view in known}
        self._by_name: dict[tuple[str, str], str] = {}
        for view in known:
            self._by_name.setdefault((view.region_code, view.short_name), view.code)
        for view in known:
            self._by_name[view.region_code, view.name] = view.code
        self._usccs = {view.uscc for view in known if view.uscc}
        self._new: dict[str, OrganisationInput] = {}

    def code_of(self, facts: OrganisationFacts) -> str | Reason:
        """The code of the organisation these facts mean; a new one is noted down. A reason when nobody."""
        if not facts.name:
            if facts.code in self._by_code:
                return facts.code
            return Reason("/organisation", f"没有登记部门 {facts.code}")
        try:
            region = places.normal_region_code(facts.region_code or self._region_code)
        except PlaceError as wrong:
            return Reason("/organisation", wrong.detail)
        found = self._by_name.get((region, facts.name)) or self._by_code.get(facts.code)
        return found or self._note(facts, region)

    def record_new(self, *, needed: set[str], at: datetime, by: str) -> dict[str, OrganisationView]:
        """Record the new organisations that rows need; the views of all needed ones by code."""
        for code, organisation in self._new.items():
            if code in needed:
                _record_region(organisation.region_code, at, by)
                recording.record_organisation(organisation=organisation, at=at, by=by)
        return {view.code: view for view in places.organisations() if view.code in needed}

    def _note(self, facts: OrganisationFacts, region: str) -> str | Reason:
        if len(facts.name) > 200:
            return Reason("/organisation", "部门名称超过 200 字")
        if len(region) > COUNTY_LENGTH and not _is_recorded(region):
            return Reason("/organisation", f"没有登记行政区划 {region}")
        code = facts.code if 0 < len(facts.code) <= CODE_LENGTH else _made_up_code(region, facts.name)
        uscc = places.normal_code(facts.uscc) if facts.uscc else None
        if uscc is not None and (places.uscc_problem(uscc) or uscc in self._usccs):
            uscc = None
        if uscc:
            self._usccs.add(uscc)
        self._new[code] = OrganisationInput(code=code, name=facts.name, region_code=region, uscc=uscc)
        self._by_code[code] = code
        self._by_name[region, facts.name] = code
        return code


def _made_up_code(region: str, name: str) -> str:
    """A code for a department whose file gives none: the same for the same name and region."""
    return f"D{region}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _is_recorded(region: str) -> bool:
    try:
        places.region(region)
    except PlaceNotFound:
        return False
    return True


def _record_region(code: str, at: datetime, by: str) -> None:
    """A file that names a region only by code leaves its name open: the code stands in."""
    if not _is_recorded(code):
        recording.record_region(region=RegionInput(code=code, name=code), at=at, by=by)
