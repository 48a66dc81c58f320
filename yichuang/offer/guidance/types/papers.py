"""Handbooks and notices generated from published versions (手册、告知单): what they say, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID

from yichuang.kernel.labels import Labelled


class PaperKind(Labelled):
    """What is generated from a published version (文本种类)."""

    GUIDE = "guide", "办事指南"
    MANUAL = "manual", "标准化受理手册"
    NOTICE = "notice", "一次性告知单"
    PLAN = "plan", "办事方案"


class PaperSubject(Labelled):
    """What a handbook covers (手册范围)."""

    ITEM = "item", "事项"
    DEPARTMENT = "department", "部门"
    WINDOW = "window", "窗口"


@dataclass(frozen=True)
class PaperOrder:
    """What is to be printed: the same order gives the same paper.

    Attributes:
        subject_name: of the item, the department or the window, as the title page says it.
        versions: what is in it, in order; of a window it is found out when it is made.
        window: the window; None: not of a window.
        path: address of the page it is the print of, below the site's own.
        on: the day of which it speaks.
        answers: of a notice, whose list is exact; empty for a handbook.
        list_code: of the personal list it is the print of; empty: of none.
        hour: of the day; what a window may take is looked up anew each hour.
        plan, revision: of the plan it is the print of; None: of none.
    """

    kind: PaperKind
    subject: PaperSubject
    subject_name: str
    versions: tuple[UUID, ...]
    path: str
    on: date
    answers: Mapping[str, str] | None = None
    list_code: str = ""
    window: UUID | None = None
    hour: int = 0
    plan: UUID | None = None
    revision: int = 0

    @property
    def is_booklet(self) -> bool:
        """Of a department or a window: many items."""
        return self.subject is not PaperSubject.ITEM


class MaterialWords(TypedDict):
    """A material as a paper has it, all in words."""

    name: str
    originals: str
    copies: str
    state: str
    when: str
    basis: str
    note: str
    points: list[str]


class SectionWords(TypedDict):
    """A part of an item's chapter: a title and its lines."""

    title: str
    lines: list[str]


class ItemWords(TypedDict):
    """An item's chapter."""

    name: str
    version: str
    rows: list[list[str]]
    scenario: list[str]
    materials: list[MaterialWords]
    sections: list[SectionWords]


class PaperWords(TypedDict):
    """A whole paper in words: the page shows just these, and the PDF prints them."""

    title: str
    subject: str
    made: str
    code: str
    items: list[ItemWords]


@dataclass(frozen=True)
class PaperFile:
    """A paper's PDF. ``content`` None: it is still being made."""

    id: UUID
    name: str
    content: bytes | None
