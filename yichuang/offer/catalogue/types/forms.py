"""Forms and the field library (申请表单、表单字段库): what an applicant is asked to fill in.

A field is defined once, in the library; a form is made of fields of the library in an order. A version
keeps with its form the definitions it was made with: what was published does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled


class FieldType(Labelled):
    """What can be filled in (字段类型)."""

    TEXT = "text", "单行文字"
    LONG_TEXT = "long-text", "多行文字"
    WHOLE = "whole", "整数"
    DATE = "date", "日期"
    CHOICE = "choice", "单选"
    CHOICES = "choices", "多选"
    YES_NO = "yes-no", "是或者否"
    RESIDENT_ID = "resident-id", "居民身份证号码"
    USCC = "uscc", "统一社会信用代码"
    PHONE = "phone", "电话号码"

    @property
    def has_options(self) -> bool:
        return self in (FieldType.CHOICE, FieldType.CHOICES)

    @property
    def is_text(self) -> bool:
        """Whether a longest length can be set."""
        return self in (FieldType.TEXT, FieldType.LONG_TEXT)


class Sensitivity(Labelled):
    """How far what is filled in has to be protected (敏感程度). Law: 个人信息保护法 §28."""

    ORDINARY = "ordinary", "不是个人信息"
    PERSONAL = "personal", "个人信息"
    SENSITIVE = "sensitive", "敏感个人信息"


@dataclass(frozen=True)
class FieldFacts:
    """What a field is, wherever it is asked (字段定义).

    Attributes:
        element: the standard data element it is (标准数据元); empty: of no standard.
        longest: characters of a text, or the highest whole number; None: as its type has it.
        pattern: what a text has to look like (see ``rules.form_patterns``); empty: anything.
        pattern_words: the same for applicants.
        options: what can be chosen, in words.
        held_by: the register from which government has it already (免填来源); empty: none.
        held_as: how applicants know it (“居民身份证”).
        aliases: what the field is called on other forms (其他叫法).
    """

    name: str
    type: FieldType = FieldType.TEXT
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    name_en: str = ""
    element: str = ""
    longest: int | None = None
    pattern: str = ""
    pattern_words: str = ""
    options: tuple[str, ...] = ()
    held_by: str = ""
    held_as: str = ""
    aliases: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class LibraryField:
    """A field of the library (表单字段) as it is defined now. ``number`` counts its definitions."""

    code: str
    facts: FieldFacts
    number: int = 1


@dataclass(frozen=True)
class FieldFound:
    """What a form's name of a field means: the field of the library, or None (待定义字段)."""

    name: str
    field: LibraryField | None


@dataclass(frozen=True)
class FormList:
    """The fields another form asks for, by their names there (表单字段清单).

    Attributes:
        reference: what the source calls the form's item.
        uploads: the papers it asks to upload; kept, not mapped.
    """

    title: str
    fields: tuple[str, ...]
    uploads: tuple[str, ...] = ()
    reference: str = ""
    source: str = ""


@dataclass(frozen=True)
class FormListView:
    """A list that was imported, and what the library knows of it now."""

    id: UUID
    title: str
    reference: str
    source: str
    found: tuple[FieldFound, ...]
    uploads: tuple[str, ...]
    imported_at: datetime

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names no field of the library has, each once."""
        return tuple(dict.fromkeys(found.name for found in self.found if found.field is None))


@dataclass(frozen=True)
class ListsReport:
    """What an import of form lists did.

    Attributes:
        proposals: names the library does not know, with how many forms ask for them.
        faults: where in the file, and what is wrong there; with any, nothing was written.
    """

    lists: int
    added: int
    names: int
    known: int
    proposals: Mapping[str, int]
    faults: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False


class AskedTwice(Labelled):
    """Why a field should not be asked (重复填报的种类)."""

    WITHIN = "within", "一张表里问两次"
    DEPARTMENT = "department", "一个部门的几张表都问"
    THEME = "theme", "一个主题的几张表都问"
    HELD = "held", "政府已经有，还要填"


@dataclass(frozen=True)
class FormOfItem:
    """A form in force, as the report reads it."""

    code: str
    name: str
    organisation: str
    themes: tuple[str, ...]
    fields: tuple[tuple[str, FieldFacts], ...]


@dataclass(frozen=True)
class Repetition:
    """A field asked although it could be known (重复填报).

    Attributes:
        where: the form, the department or the theme, in words.
        items: code and name of the items whose forms ask.
        times: how often it is asked there.
    """

    kind: AskedTwice
    field: str
    name: str
    where: str
    items: tuple[tuple[str, str], ...]
    times: int
    held_as: str = ""
