"""Forms of acts: what an act refuses stands beside the field it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError


class ActForm(forms.Form):
    """An act with words of its own; what they lack is said by the act itself.

    ``field_of``: where the act's word for something is not the field's.
    """

    field_of: ClassVar[Mapping[str, str]] = {}

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal's field errors beside their fields; whether any belonged here."""
        named = [(error.pointer.rsplit("/", 1)[-1], error.detail) for error in errors]
        found = [(self.field_of.get(name, name), detail) for name, detail in named]
        for field, detail in found:
            if field in self.fields:
                self.add_error(field, detail)
        return any(field in self.fields for field, _detail in found)


class WorkbookForm(ActForm):
    """An Excel workbook that is brought in."""

    file = forms.FileField(
        label=_("Excel 工作簿"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
        error_messages={"required": _("请选择工作簿"), "empty": _("文件是空的")},
    )
