"""What is written on a correction notice: a note to each gap, a supervisor's reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.intake.types import GapLine
from yichuang.kernel.errors import FieldError

NOTE = "note."


class CorrectionForm(forms.Form):
    """The complete list of gaps, each with room for a note. Gaps are neither added nor left out."""

    reason = forms.CharField(
        label=_("再次告知的理由"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, gaps: tuple[GapLine, ...], *args: Any, **kwargs: Any) -> None:
        self.gaps = gaps
        super().__init__(*args, **kwargs)
        for line in gaps:
            self.fields[NOTE + line.gap.key] = forms.CharField(
                label=_("窗口说明"),
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )

    def lines(self) -> list[tuple[GapLine, forms.BoundField]]:
        """Each gap with its field."""
        return [(line, self[NOTE + line.gap.key]) for line in self.gaps]

    def notes(self) -> dict[str, str]:
        """Key of the gap → what is added to it."""
        written = ((line.gap.key, self.cleaned_data[NOTE + line.gap.key]) for line in self.gaps)
        return {key: note for key, note in written if note}

    @property
    def of(self) -> str:
        """Which gaps the form is about, to notice when they have changed since it was shown."""
        return " ".join(line.gap.key for line in self.gaps)

    def reason_given(self) -> str:
        return str(self.cleaned_data["reason"])

    def kept(self) -> dict[str, str]:
        """What was written, for the confirmation to send again."""
        written = {name: str(self.cleaned_data[name]) for name in self.fields}
        return {name: text for name, text in written.items() if text} | {"of": self.of}

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal's field errors beside their fields; whether any belonged here."""
        taken = False
        for error in errors:
            name = error.pointer.removeprefix("/").replace("notes/", NOTE)
            if name in self.fields:
                self.add_error(name, error.detail)
                taken = True
        return taken


def written(data: Mapping[str, str]) -> tuple[str, ...]:
    """What a sent form says in the clerk's own words, whatever has become of its list."""
    return tuple(text for name, text in data.items() if text and (name == "reason" or name.startswith(NOTE)))
