"""What is in force, one line each (在用事项清单)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class OfferedItem:
    """A handling item in force, with what lists and figures ask of it. ``visits`` None: unknown.

    ``version_id`` None: it is of no version, as in reckoning.
    """

    handling_item_id: UUID
    item_id: UUID
    organisation_id: UUID
    code: str
    item_code: str
    name: str
    item_name: str
    visits: int | None
    themes: tuple[str, ...]
    version_id: UUID | None = None
    version_number: int = 1
    takes_applications: bool = True
