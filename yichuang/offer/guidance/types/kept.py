"""Frozen views of personal lists (个人清单): what somebody was told to bring, kept for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yichuang.offer.catalogue.types import Difference, HandlingVersion
from yichuang.offer.guidance.types.lists import ExactList


@dataclass(frozen=True)
class KeptList:
    """A personal list as it was kept (个人清单). It names nobody.

    Attributes:
        code: unguessable; eight characters, printed in two groups.
        version: the version it was made from.
        expires_on: the last day on which it opens.
    """

    code: str
    version: HandlingVersion
    answers: Mapping[str, str]
    kept_on: date
    expires_on: date

    @property
    def printed_code(self) -> str:
        """As a person reads it out: ``K7QM-3XVT``."""
        return f"{self.code[:4]}-{self.code[4:]}"


@dataclass(frozen=True)
class ListToday:
    """A personal list as it stands on a day.

    Attributes:
        exact: what it said when it was kept.
        current: the version in force now; None: the item is not offered any more.
        changes: what the version in force says otherwise, in words.
        renewed: the list for the same answers under the version in force, final; None when they no
            longer fit it, or nothing has changed.
        ended: why the item is not offered any more; empty: it is.
    """

    kept: KeptList
    exact: ExactList
    current: HandlingVersion | None
    changes: tuple[Difference, ...] = ()
    renewed: ExactList | None = None
    ended: str = ""

    @property
    def is_valid(self) -> bool:
        """The version it was made from is the one in force: what it says is what the window asks for."""
        return self.current is not None and self.current.id == self.kept.version.id

    @property
    def same_materials(self) -> bool:
        """Something has changed, but not what the person has to bring."""
        if self.renewed is None:
            return False
        before = [(m.code, m.name, m.originals, m.copies, m.share_source) for m in self.exact.materials]
        return before == [
            (m.code, m.name, m.originals, m.copies, m.share_source) for m in self.renewed.materials
        ]
