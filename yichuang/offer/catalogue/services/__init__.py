"""Acts on the catalogue.

publishing   a draft, its publication from a day on, the end of an item
drafting     a draft opened, edited, undone and redone, revision by revision
importing    a file of items into published versions
attachments  the samples and blank forms that come with such a file
indexing     what items are found by
"""

from yichuang.offer.catalogue.services.attachments import files_of_folder
from yichuang.offer.catalogue.services.drafting import edit_draft, open_draft, redo_edit, undo_edit
from yichuang.offer.catalogue.services.importing import import_catalogue
from yichuang.offer.catalogue.services.indexing import index_items, index_items_of_day, record_demand
from yichuang.offer.catalogue.services.publishing import (
    create_draft,
    publish_version,
    record_code_scheme,
    withdraw_item,
)

__all__ = [
    "create_draft",
    "edit_draft",
    "files_of_folder",
    "import_catalogue",
    "index_items",
    "index_items_of_day",
    "open_draft",
    "publish_version",
    "record_code_scheme",
    "record_demand",
    "redo_edit",
    "undo_edit",
    "withdraw_item",
]
