"""Forms filled in on the public site (填写申请表). Nothing of what is typed is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from yichuang.offer.catalogue.types import FormField


@dataclass(frozen=True)
class FormSection:
    """A part of a form: its title, empty when it has none, and its fields."""

    title: str
    fields: tuple[FormField, ...]


class FormWords(TypedDict):
    """A filled form in words, as it is printed."""

    title: str
    subject: str
    authority: str
    version: str
    scenario: list[str]
    sections: list[dict[str, Any]]
