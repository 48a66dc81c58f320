"""Words and frozen views of the scope of acceptance (受理范围)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.labels import Labelled


class Mandate(Labelled):
    """In whose name a place takes an item (受理方式)."""

    OWN = "own", "本级受理"
    ENTRUSTED = "entrusted", "委托受理"
    AUTHORISED = "authorised", "授权办理"
    ASSISTED = "assisted", "帮办代办"


@dataclass(frozen=True)
class Place:
    """Where a grant or an exception holds (适用地点): exactly one of outlet, zone, window."""

    outlet_id: UUID | None = None
    zone_id: UUID | None = None
    window_id: UUID | None = None


@dataclass(frozen=True)
class Subject:
    """What a grant or an exception is about (适用事项): at most one of the three; none: every item."""

    organisation_id: UUID | None = None
    item_id: UUID | None = None
    handling_item_id: UUID | None = None


@dataclass(frozen=True)
class GrantInput:
    """A scope to be granted (授予受理范围). ``valid_until`` is exclusive; None: open-ended."""

    place: Place
    subject: Subject
    basis: str
    valid_from: date
    valid_until: date | None = None
    mandate: Mandate = Mandate.OWN


@dataclass(frozen=True)
class ExceptionInput:
    """An exception to be made (受理例外). ``place`` None: everywhere. ``reason`` is shown to people."""

    subject: Subject
    reason: str
    basis: str
    valid_from: date
    valid_until: date | None = None
    place: Place | None = None


@dataclass(frozen=True)
class GrantView:
    """A granted scope as a list shows it (受理范围)."""

    id: UUID
    place: Place
    place_name: str
    subject: Subject
    subject_name: str
    mandate: Mandate
    basis: str
    valid_from: date
    valid_until: date | None
    granted_by: str


@dataclass(frozen=True)
class ExceptionView:
    """An exception as a list shows it (受理例外). ``place`` None: everywhere."""

    id: UUID
    place: Place | None
    place_name: str
    subject: Subject
    subject_name: str
    reason: str
    basis: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class ScopeAnswer:
    """Whether a window may take an item (能否受理).

    Attributes:
        reason: empty when allowed; otherwise a sentence to read to the visitor.
        windows: open windows that may take it, nearest first (same zone, same outlet, others);
            only looked up when this one may not.
        mandate: in whose name, when allowed.
        grant_id: the grant it rests on, when allowed.
    """

    allowed: bool
    reason: str = ""
    windows: tuple[WindowView, ...] = ()
    mandate: Mandate | None = None
    grant_id: UUID | None = None


# Windows where people hand in applications. The others give out results, listen or sell.
RECEIVING_KINDS = frozenset(
    {
        WindowKind.INTEGRATED,
        WindowKind.SECTOR,
        WindowKind.BUNDLE,
        WindowKind.CROSS_REGION,
        WindowKind.ASSISTANCE,
        WindowKind.PROJECT,
        WindowKind.PUBLIC_SECURITY,
        WindowKind.LIVELIHOOD,
        WindowKind.SPECIALIST,
    }
)
