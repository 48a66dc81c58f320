"""Everything in force on a day (在用事项清单), without what hangs below it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.types.inventory import OfferedItem

_COLUMNS = (
    "handling_item_id",
    "handling_item__item_id",
    "organisation_id",
    "code",
    "item_code",
    "name",
    "item_name",
    "visits",
    "details__themes",
    "id",
    "version_number",
    "takes_applications",
)


def offered_items(on: date, *, organisation_id: UUID | None = None) -> tuple[OfferedItem, ...]:
    """Every handling item in force on a day, of one department or of all, by code. One statement."""
    rows = in_force(on)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    found = rows.order_by("code").values_list(*_COLUMNS)
    return tuple(
        OfferedItem(
            handling, item, owner, code, item_code, name, item_name, visits, tuple(themes or ()), *rest
        )
        for handling, item, owner, code, item_code, name, item_name, visits, themes, *rest in found
    )
