"""Acts on the catalogue.

publishing   a draft, its publication from a day on, the end of an item
importing    a file of items into published versions
indexing     what items are found by
"""

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
    "import_catalogue",
    "index_items",
    "index_items_of_day",
    "publish_version",
    "record_code_scheme",
    "record_demand",
    "withdraw_item",
]
