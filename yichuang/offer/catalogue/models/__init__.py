"""Tables of the catalogue (事项).

items     items, handling items, the words and codes they are known by
versions  what holds from a day on: elements, questions, materials, review points
reviews   who submitted, approved or sent back which draft
life      suspensions, resumptions, the end of items and what takes their place
search    what items are found by

An item has handling items; each has versions. A published version and all that hangs below it can
no longer be changed: triggers (migration 0002) refuse it, whoever asks.
"""

from yichuang.offer.catalogue.models.columns import DateRange  # migration 0001 names it
from yichuang.offer.catalogue.models.items import HandlingItem, Item, ItemCodeScheme, KnownAs
from yichuang.offer.catalogue.models.life import LifeEvent, Successor
from yichuang.offer.catalogue.models.reviews import VersionReview
from yichuang.offer.catalogue.models.search import SearchEntry
from yichuang.offer.catalogue.models.versions import (
    HandlingVersion,
    MaterialRequirement,
    ReviewPoint,
    ScenarioQuestion,
)

__all__ = [
    "DateRange",
    "HandlingItem",
    "HandlingVersion",
    "Item",
    "ItemCodeScheme",
    "KnownAs",
    "LifeEvent",
    "MaterialRequirement",
    "ReviewPoint",
    "ScenarioQuestion",
    "SearchEntry",
    "Successor",
    "VersionReview",
]
