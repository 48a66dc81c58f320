"""Edits of what an item costs, what comes out of it, what is often asked, how it goes, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from yichuang.offer.catalogue.types.codes import DeliveryMode
from yichuang.offer.catalogue.types.content import Faq, Fee, ResultDocument

FileUse = Literal["sample", "blank"]


@dataclass(frozen=True)
class Charges:
    """What it costs (收费); None is unknown."""

    fee: Fee | None


@dataclass(frozen=True)
class Outcome:
    """What comes out and how it is handed out (办理结果、送达方式); None is unknown."""

    result: ResultDocument | None
    delivery: tuple[DeliveryMode, ...] = ()


@dataclass(frozen=True)
class FrequentQuestions:
    """The frequent questions with their answers, in their order (常见问题)."""

    faqs: tuple[Faq, ...]


@dataclass(frozen=True)
class Steps:
    """How it goes, step by step (办理流程)."""

    process: tuple[str, ...]


@dataclass(frozen=True)
class FileOfMaterial:
    """The sample or the blank form of a material (示例样表、空白表格); None takes it away."""

    material: str
    use: FileUse
    file_id: UUID | None
