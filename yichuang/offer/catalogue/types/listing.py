"""Lists of those who keep the catalogue: items with their state, drafts that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.offer.catalogue.types.life import OfferState
from yichuang.offer.catalogue.types.reviewing import DraftState


@dataclass(frozen=True)
class ItemLine:
    """A handling item in a department's list (事项清单), by its newest version, a draft included.

    ``version_number`` and ``valid_from`` are of the version in force, else of the one that begins next
    or ended last; None: it was never published.
    """

    handling_item_id: UUID
    code: str
    name: str
    organisation_name: str
    offer: OfferState
    version_number: int | None
    valid_from: date | None
    draft: DraftState | None
    draft_id: UUID | None


@dataclass(frozen=True)
class ItemFilter:
    """What a list of items is narrowed down to; ``words`` are part of a name or the beginning of a code."""

    words: str = ""
    offer: OfferState | None = None
    draft: DraftState | None = None


@dataclass(frozen=True)
class WaitingDraft:
    """A draft that waits for somebody (待办草稿). ``is_own``: the reader wrote or submitted it."""

    version_id: UUID
    code: str
    name: str
    organisation_name: str
    version_number: int
    state: DraftState
    since: datetime
    last_person: str
    is_own: bool
