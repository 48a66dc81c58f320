"""What the history needs to know of the loaded county: who sits where, and what is taken there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from functools import cached_property
from pathlib import Path
from random import Random
from uuid import UUID

from config.history.schedule import NotYet
from config.sample import COUNTY, SampleRefused
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OutletKind, WindowKind, WindowView
from yichuang.kernel.time import SHANGHAI, legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingType, HandlingVersion
from yichuang.offer.scope import queries as scopes

# how often an item is asked for that the county's own demand does not count
_UNCOUNTED = {HandlingType.IMMEDIATE: 260, HandlingType.COMMITTED: 130}
ANSWER_WORKING_DAYS = 5
# of a hundred visits: where people go when several places take their item
_VISITS = {OutletKind.HALL: 76, OutletKind.TOWN: 17, OutletKind.VILLAGE: 7}


@dataclass(frozen=True)
class Offer:
    """A handling item, the windows that take it, and how often it is asked for."""

    version: HandlingVersion
    windows: tuple[WindowView, ...]
    demand: int

    @property
    def is_immediate(self) -> bool:
        return self.version.handling_type is HandlingType.IMMEDIATE


@dataclass(frozen=True)
class Staff:
    """Who works where: actors by role and place."""

    at_outlet: Mapping[tuple[Role, UUID], tuple[Actor, ...]]
    in_organisation: Mapping[tuple[Role, UUID], tuple[Actor, ...]]

    def clerks(self, outlet_id: UUID) -> tuple[Actor, ...]:
        return self.at_outlet.get((Role.CLERK, outlet_id), ())

    def issuers(self, outlet_id: UUID) -> tuple[Actor, ...]:
        return self.at_outlet.get((Role.ISSUING_CLERK, outlet_id), ())

    def managers(self, outlet_id: UUID) -> tuple[Actor, ...]:
        return self.at_outlet.get((Role.HALL_MANAGER, outlet_id), ())

    def officers(self, organisation_id: UUID) -> tuple[Actor, ...]:
        return self.in_organisation.get((Role.DEPARTMENT_OFFICER, organisation_id), ())

    def heads(self, organisation_id: UUID) -> tuple[Actor, ...]:
        return self.in_organisation.get((Role.DEPARTMENT_HEAD, organisation_id), ())

    def representative(self, organisation_id: UUID, outlet_id: UUID) -> Actor | None:
        """The chief representative of a department at an outlet."""
        there = self.at_outlet.get((Role.CHIEF_REPRESENTATIVE, outlet_id), ())
        return next(
            (
                actor
                for actor in there
                if any(
                    post.role is Role.CHIEF_REPRESENTATIVE and post.organisation_id == organisation_id
                    for post in actor.posts
                )
            ),
            None,
        )


@dataclass
class County:
    """The county as the history finds it."""

    calendar: WorkingCalendar
    offers: tuple[Offer, ...]
    staff: Staff
    until: datetime
    _issue_windows: dict[UUID, WindowView] = field(default_factory=dict)

    def offer_on(self, day: date, rng: Random, *, is_saturday: bool) -> Offer:
        """An item somebody asks for on this day. On Saturdays only what is done on the spot.

        Nothing whose limit would end in a year whose calendar is not published: nobody could accept it.

        Raises:
            NotYet: nothing at all can be taken on this day.
        """
        offers = [
            offer
            for offer in self.offers
            if (offer.version.valid_from is None or offer.version.valid_from <= day)
            and self.is_countable(offer.version, day)
            and (not is_saturday or (offer.is_immediate and self._in_hall(offer)))
        ]
        if not offers:
            raise NotYet
        return rng.choices(offers, [offer.demand for offer in offers])[0]

    def is_countable(self, version: HandlingVersion, day: date) -> bool:
        """Whether the calendar is long enough to answer and to decide an item received on this day."""
        noon = datetime.combine(day, clock_time(12), SHANGHAI)
        try:
            self.calendar.add_working_days(day, ANSWER_WORKING_DAYS)
            clocks.due_dates(
                self.calendar, start_on=noon, promised=version.promised, statutory=version.statutory
            )
        except CalendarNotLoaded:
            return False
        return True

    def window_for(self, offer: Offer, rng: Random, *, is_saturday: bool) -> WindowView:
        """The window somebody goes to."""
        windows = self._in_hall(offer) if is_saturday else offer.windows
        return rng.choices(windows, [_VISITS[self._kind(window)] for window in windows])[0]

    def issue_window(self, window: WindowView) -> WindowView:
        """Where results of an outlet are handed out: its issue window, else the one that received."""
        return self._issue_windows.get(window.outlet_id, window)

    def _in_hall(self, offer: Offer) -> tuple[WindowView, ...]:
        return tuple(window for window in offer.windows if self._kind(window) is OutletKind.HALL)

    def _kind(self, window: WindowView) -> OutletKind:
        return self._kinds[window.outlet_id]

    @cached_property
    def _kinds(self) -> dict[UUID, OutletKind]:
        return {outlet.id: outlet.kind for outlet in places.outlets()}


def read_county(*, until: datetime, folder: Path = COUNTY) -> County:
    """Read the loaded county.

    Args:
        until: the end of the history; who works and what is offered is asked for this moment.

    Raises:
        SampleRefused: the sample county is not loaded here.
    """
    county = json.loads((folder / "county.json").read_text(encoding="utf-8"))
    people = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    staff = _staff([person["username"] for person in people["staff"]], until)
    windows = [window for outlet in places.outlets() for window in places.windows_of_outlet(outlet.id)]
    issuing = {window.outlet_id: window for window in windows if window.kind is WindowKind.ISSUE}
    demand = {entry["code"]: int(entry["cases"]) for entry in county["demand"]}
    codes = [
        handling["code"]
        for file in sorted((folder / "items").glob("*.json"))
        for item in json.loads(file.read_text(encoding="utf-8"))["items"]
        for handling in item["handling_items"]
    ]
    return County(
        calendar=calendars.working_calendar(),
        offers=tuple(_offers(codes, demand, staff, legal_date(until))),
        staff=staff,
        until=until,
        _issue_windows=issuing,
    )


def _offers(codes: Sequence[str], demand: Mapping[str, int], staff: Staff, on: date) -> list[Offer]:
    found = []
    for code in codes:
        version = catalogue.published_version(code, on)
        windows = tuple(
            window
            for window in scopes.windows_taking(version=version, on=on)
            if staff.clerks(window.outlet_id) and window.kind is not WindowKind.CROSS_REGION
        )
        competent = version.organisation_id
        if windows and staff.officers(competent) and staff.heads(competent) and version.takes_applications:
            usual = _UNCOUNTED.get(version.handling_type or HandlingType.COMMITTED, 100)
            found.append(Offer(version, windows, demand.get(code, usual)))
    if not found:
        raise SampleRefused("样例县还没有装入，先运行 yichuang sample load。")
    return found


def _staff(usernames: Sequence[str], at: datetime) -> Staff:
    at_outlet: dict[tuple[Role, UUID], list[Actor]] = {}
    in_organisation: dict[tuple[Role, UUID], list[Actor]] = {}
    for username in usernames:
        user_id = accounts.user_id_of(username)
        if user_id is None:
            raise SampleRefused(f"样例县的 {username} 没有账号，先运行 yichuang sample load。")
        actor = accounts.actor_of_user(user_id, at)
        for post in actor.posts:
            if post.outlet_id:
                at_outlet.setdefault((post.role, post.outlet_id), []).append(actor)
            if post.organisation_id:
                in_organisation.setdefault((post.role, post.organisation_id), []).append(actor)
    return Staff(
        {key: tuple(found) for key, found in at_outlet.items()},
        {key: tuple(found) for key, found in in_organisation.items()},
    )
