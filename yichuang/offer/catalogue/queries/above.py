"""What the base catalogue asks for at most, for the quality rules (不比上级差)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from yichuang.offer.catalogue.models import DriftResolution
from yichuang.offer.catalogue.queries.drift import current_edition, entries_of, mapped_codes
from yichuang.offer.catalogue.rules.drift import base_codes_of, demands_text, key_of
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.base import BaseEntry, BaseKind, BaseStatus
from yichuang.offer.catalogue.types.drift import Drift, DriftKind, ResolutionKind


@dataclass(frozen=True)
class ListAbove:
    """The base catalogue that counts, with what editors decided about it.

    Attributes:
        entries: what it lists, by code.
        mapped: item → the base code an editor said it is.
        explained: keys of differences that a department has explained in writing.
    """

    entries: Mapping[str, BaseEntry]
    mapped: Mapping[UUID, str]
    explained: frozenset[str]

    def binding(self, version: HandlingVersion) -> BaseEntry | None:
        """The entry a version may not be worse than; None: there is none, or why it is was explained."""
        codes = base_codes_of(
            version.item_code,
            local_base_code=version.guide.get("local_base_code", ""),
            mapped=self.mapped.get(version.item_id, ""),
        )
        entry = next((self.entries[code] for code in codes if code in self.entries), None)
        if entry is None or entry.status is BaseStatus.CANCELLED:
            return None
        worse = Drift(DriftKind.WORSE, entry.code, version.item_code, demands_text(entry.demands), "")
        return None if key_of(BaseKind.BASE, worse) in self.explained else entry


def list_above() -> ListAbove:
    """The base catalogue as it counts now. Three statements, one where there is none."""
    edition = current_edition(BaseKind.BASE)
    if edition is None:
        return ListAbove({}, {}, frozenset())
    explained = DriftResolution.objects.filter(
        kind=ResolutionKind.EXPLAINED.value, task__difference=DriftKind.WORSE.value
    )
    return ListAbove(
        {entry.code: entry for entry in entries_of(edition.id)},
        mapped_codes(BaseKind.BASE),
        frozenset(explained.values_list("task__key", flat=True)),
    )
