"""What the catalogue does when something happened.

Idempotent: an entry is built anew each time, and an event makes one bulletin.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.events import (
    ItemMerged,
    ItemResumed,
    ItemSplit,
    ItemSuspended,
    ItemWithdrawn,
    VersionPublished,
)
from yichuang.offer.catalogue.types.bulletins import BulletinKind


def on_version_published(event: VersionPublished, *, event_id: UUID, at: datetime) -> None:
    """Give the search entry the pinyin of new words; publishing itself writes the words only."""
    services.index_items(handling_item_ids=[event.handling_item_id], at=at)


def collect_materials(event: VersionPublished, *, event_id: UUID, at: datetime) -> None:
    """Take the names of a new version's materials into the library."""
    services.collect_material_types(version_id=event.version_id, at=at)


def announce_version(event: VersionPublished, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows what a new version changes."""
    services.announce_version(
        event_id=event_id, version_id=event.version_id, handling_item_id=event.handling_item_id, at=at
    )


def announce_withdrawal(event: ItemWithdrawn, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows that an item ends."""
    services.announce_life(
        event_id=event_id,
        kind=BulletinKind.WITHDRAWN,
        handling_item_id=event.handling_item_id,
        holds_from=event.ended_on,
        at=at,
        successor_ids=event.successor_ids,
    )


def announce_suspension(event: ItemSuspended, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows that an item is not taken for a while."""
    services.announce_life(
        event_id=event_id,
        kind=BulletinKind.SUSPENDED,
        handling_item_id=event.handling_item_id,
        holds_from=event.takes_effect_on,
        at=at,
    )


def announce_resumption(event: ItemResumed, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows that a suspended item is taken again."""
    services.announce_life(
        event_id=event_id,
        kind=BulletinKind.RESUMED,
        handling_item_id=event.handling_item_id,
        holds_from=event.takes_effect_on,
        at=at,
    )


def announce_merger(event: ItemMerged, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows that an item goes into another."""
    services.announce_life(
        event_id=event_id,
        kind=BulletinKind.MERGED,
        handling_item_id=event.handling_item_id,
        holds_from=event.takes_effect_on,
        at=at,
        successor_ids=[event.successor_id],
    )


def announce_split(event: ItemSplit, *, event_id: UUID, at: datetime) -> None:
    """Tell the windows that several items take the place of one."""
    services.announce_life(
        event_id=event_id,
        kind=BulletinKind.SPLIT,
        handling_item_id=event.handling_item_id,
        holds_from=event.takes_effect_on,
        at=at,
        successor_ids=event.successor_ids,
    )
