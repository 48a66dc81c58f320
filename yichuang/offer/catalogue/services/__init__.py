"""Acts on the catalogue.

publishing   a draft, its publication from a day on
reviewing    a draft submitted, reviewed twice, published; an earlier version brought back
life         an item suspended, resumed, cancelled, merged, split
drafting     a draft opened, edited, undone and redone, revision by revision
importing    a file of items into published versions
attachments  the samples and blank forms that come with such a file
indexing     what items are found by
bulletins    what windows are told of changes, and that they have read it
marking      the marks of departments, kept day by day
base_catalogue  lists of a level above, edition by edition
drift        differences from them, noted and resolved
"""

from yichuang.offer.catalogue.services.attachments import files_of_folder
from yichuang.offer.catalogue.services.base_catalogue import (
    confirm_base_catalogue,
    import_base_catalogue,
)
from yichuang.offer.catalogue.services.bulletins import (
    acknowledge,
    announce_begun,
    announce_life,
    announce_version,
)
from yichuang.offer.catalogue.services.drafting import edit_draft, open_draft, redo_edit, undo_edit
from yichuang.offer.catalogue.services.drift import note_drift, resolve_drift
from yichuang.offer.catalogue.services.importing import import_catalogue
from yichuang.offer.catalogue.services.indexing import index_items, index_items_of_day, record_demand
from yichuang.offer.catalogue.services.life import (
    cancel_item,
    merge_items,
    resume_item,
    split_item,
    suspend_item,
    withdraw_item,
)
from yichuang.offer.catalogue.services.marking import record_marks
from yichuang.offer.catalogue.services.publishing import (
    create_draft,
    publish_version,
    record_code_scheme,
)
from yichuang.offer.catalogue.services.reviewing import (
    publish_reviewed,
    review_draft,
    roll_back,
    submit_draft,
)

__all__ = [
    "acknowledge",
    "announce_begun",
    "announce_life",
    "announce_version",
    "cancel_item",
    "confirm_base_catalogue",
    "create_draft",
    "edit_draft",
    "files_of_folder",
    "import_base_catalogue",
    "import_catalogue",
    "index_items",
    "index_items_of_day",
    "merge_items",
    "note_drift",
    "open_draft",
    "publish_reviewed",
    "publish_version",
    "record_code_scheme",
    "record_demand",
    "record_marks",
    "redo_edit",
    "resolve_drift",
    "resume_item",
    "review_draft",
    "roll_back",
    "split_item",
    "submit_draft",
    "suspend_item",
    "undo_edit",
    "withdraw_item",
]
