"""What the catalogue does when something happened. Idempotent: an entry is built anew each time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.events import VersionPublished


def on_version_published(event: VersionPublished, *, event_id: UUID, at: datetime) -> None:
    """Give the search entry the pinyin of new words; publishing itself writes the words only."""
    services.index_items(handling_item_ids=[event.handling_item_id], at=at)
