"""Frozen views of guidance (导办): from answers to what exactly to bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from yichuang.foundation.clocks.types import Limit
from yichuang.offer.catalogue.types import Material, Question, SpecialProcedure


@dataclass(frozen=True)
class ExactList:
    """What exactly is needed (一次告知清单) under the answers given.

    Attributes:
        answers: the answers taken into account, by question code.
        unanswered: questions to be answered now, in order; empty when the list is final.
        materials: what is needed for certain under these answers.
        open_materials: what further answers decide about.
        promised, statutory: limits of the decision in this scenario; None is unknown.
        visits: times the applicant has to come; None is unknown.
        procedures: special procedures this scenario leads to; their time is not part of the limits.
    """

    version_id: UUID
    answers: Mapping[str, str]
    unanswered: tuple[Question, ...]
    materials: tuple[Material, ...]
    open_materials: tuple[Material, ...]
    promised: Limit | None
    statutory: Limit | None
    visits: int | None
    procedures: tuple[SpecialProcedure, ...] = ()

    @property
    def is_final(self) -> bool:
        """No question is open: this is the whole list."""
        return not self.unanswered

    @property
    def to_bring(self) -> tuple[Material, ...]:
        """Materials the applicant has to bring."""
        return tuple(material for material in self.materials if material.share_source is None)

    @property
    def government_has(self) -> tuple[Material, ...]:
        """Materials the government already has (政府已掌握，免提交)."""
        return tuple(material for material in self.materials if material.share_source is not None)
