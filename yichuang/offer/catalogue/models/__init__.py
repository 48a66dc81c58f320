"""Tables of the catalogue (事项).

items     items, handling items, the words and codes they are known by
versions  what holds from a day on: elements, questions, materials, review points
reviews   who submitted, approved or sent back which draft
life      suspensions, resumptions, the end of items and what takes their place
search    what items are found by
drafts    what a draft went through: revisions
bulletins what windows are told of changes and who has read it; marks of departments by day
base      lists of a level above, differences found, what was decided about them
workbooks workbooks of items that were brought in
forms     the field library, form lists of others
library   types of documents that items ask for, and what was merged into what

An item has handling items; each has versions. A published version and all that hangs below it can
no longer be changed: triggers (migration 0002) refuse it, whoever asks.
"""

from yichuang.offer.catalogue.models.base import (
    BaseConfirmation,
    BaseEdition,
    BaseItem,
    BaseMapping,
    DriftResolution,
    DriftTask,
)
from yichuang.offer.catalogue.models.bulletins import BulletinAcknowledgement, ChangeBulletin, QualityMark
from yichuang.offer.catalogue.models.columns import DateRange  # migration 0001 names it
from yichuang.offer.catalogue.models.drafts import DraftRevision
from yichuang.offer.catalogue.models.forms import FieldDefinition, ImportedFormList
from yichuang.offer.catalogue.models.items import HandlingItem, Item, ItemCodeScheme, KnownAs
from yichuang.offer.catalogue.models.library import (
    MaterialMerger,
    MaterialMergerUndone,
    MaterialType,
    MaterialTypePoint,
)
from yichuang.offer.catalogue.models.life import LifeEvent, Successor
from yichuang.offer.catalogue.models.reviews import VersionReview
from yichuang.offer.catalogue.models.search import SearchEntry
from yichuang.offer.catalogue.models.versions import (
    HandlingVersion,
    MaterialRequirement,
    ReviewPoint,
    ScenarioQuestion,
)
from yichuang.offer.catalogue.models.workbooks import WorkbookImport, WorkbookLine

__all__ = [
    "BaseConfirmation",
    "BaseEdition",
    "BaseItem",
    "BaseMapping",
    "BulletinAcknowledgement",
    "ChangeBulletin",
    "DateRange",
    "DraftRevision",
    "DriftResolution",
    "DriftTask",
    "FieldDefinition",
    "HandlingItem",
    "HandlingVersion",
    "ImportedFormList",
    "Item",
    "ItemCodeScheme",
    "KnownAs",
    "LifeEvent",
    "MaterialMerger",
    "MaterialMergerUndone",
    "MaterialRequirement",
    "MaterialType",
    "MaterialTypePoint",
    "QualityMark",
    "ReviewPoint",
    "ScenarioQuestion",
    "SearchEntry",
    "Successor",
    "VersionReview",
    "WorkbookImport",
    "WorkbookLine",
]
