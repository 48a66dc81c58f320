"""What every form of a draft has: the revision it was made from, and the edit it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types import Condition, Question
from yichuang.offer.catalogue.types.editing import Edit


class EditForm(forms.Form):
    """One edit. ``beside``: how the pointers of a refusal are called in this form."""

    beside: Mapping[str, str] = {}

    revision = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, revision: int, part: str, **initial: Any) -> None:
        super().__init__(data, auto_id=f"{part}-%s", initial={"revision": revision, **initial})

    def to_edit(self) -> Edit:
        raise NotImplementedError

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal beside its fields; whether all of it found a place."""
        everything = True
        for error in errors:
            last = error.pointer.strip("/").split("/")
            named = [
                self.beside.get(key, key) for key in (error.pointer, "-".join(last[-2:]), *reversed(last))
            ]
            field = next((name for name in named if name in self.fields and name != "revision"), None)
            if field:
                self.add_error(field, error.detail)
            everything = everything and field is not None
        return everything


class StepForm(EditForm):
    """A button beside a thing in a list: up, down, away."""

    step = forms.ChoiceField(choices=[("up", "up"), ("down", "down"), ("remove", "remove")])

    @property
    def up(self) -> bool:
        return bool(self.cleaned_data["step"] == "up")

    @property
    def is_removal(self) -> bool:
        return bool(self.cleaned_data["step"] == "remove")


def line(label: Any, longest: int, *, needed: Any = "", **more: Any) -> forms.CharField:
    """One line of text. ``needed``: what to say when nothing is typed."""
    return _text(label, longest, needed, forms.TextInput(attrs={"class": "form-control"}), more)


def words(label: Any, longest: int, rows: int = 2, *, needed: Any = "", **more: Any) -> forms.CharField:
    """Several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return _text(label, longest, needed, widget, more)


def _text(
    label: Any, longest: int, needed: Any, widget: forms.Widget, more: Mapping[str, Any]
) -> forms.CharField:
    field = forms.CharField(label=label, max_length=longest, required=bool(needed), widget=widget, **more)
    if needed:
        field.error_messages["required"] = needed
    return field


def number(label: Any, highest: int, **more: Any) -> forms.IntegerField:
    """A whole number, or nothing: not known."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        **more,
    )


def choice(label: Any, kinds: type[Labelled], **more: Any) -> forms.ChoiceField:
    """A code of a table, or nothing: not known."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", _("没有写明")), *((kind.value, _(kind.label)) for kind in kinds)],
        widget=forms.Select(attrs={"class": "form-select"}),
        **more,
    )


def flag(label: Any, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}), **more
    )


def boxes(label: str, options: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    """Boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(options), widget=forms.CheckboxSelectMultiple
    )


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(stripped for row in text.splitlines() if (stripped := row.strip()))


class RowsForm(EditForm):
    """Things in rows, each row the same fields ``name-0``, ``name-1``; empty rows at the end for more.

    A row that says nothing is no row. ``rows``: how many there are; ``kept``: the rows that say something.
    """

    first = ""
    blank_rows = 2
    most_rows = 50

    def count_rows(self, said: int, data: Any) -> None:
        """As many rows as were said or sent, and empty ones; never more than an edit may carry."""
        self.rows = said + self.blank_rows
        if data is not None:
            sent = [key.removeprefix(f"{self.first}-") for key in data if key.startswith(f"{self.first}-")]
            numbers = [int(n) + 1 for n in sent if n.isascii() and n.isdigit() and len(n) < 4]
            self.rows = max(self.rows, min(max(numbers, default=0), self.most_rows))
        self.kept: tuple[int, ...] = ()

    def fields_of(self, names: Iterable[str]) -> list[dict[str, forms.BoundField]]:
        """The rows for a page: each with its fields by name."""
        listed = tuple(names)
        return [{name: self[f"{name}-{row}"] for name in listed} for row in range(self.rows)]

    def keep_rows(self, names: Iterable[str]) -> None:
        """Find the rows that say something; an empty text and an unchosen code say nothing."""
        listed = tuple(names)
        self.kept = tuple(
            row
            for row in range(self.rows)
            if any(self.cleaned_data.get(f"{name}-{row}") not in ("", None) for name in listed)
        )

    def beside_rows(self, pointer: str, names: Mapping[str, str]) -> dict[str, str]:
        """How pointers like ``/fee/lines/0/name`` are called here: rows that say nothing are not counted."""
        return {
            f"{pointer}/{index}/{key}": f"{name}-{row}"
            for index, row in enumerate(self.kept)
            for key, name in names.items()
        }


class ConditionForm(EditForm):
    """After which answers something applies: boxes for each question; none ticked, it does not matter."""

    prefix_of_questions = "when-"

    def __init__(
        self, data: Any = None, *, questions: Iterable[Question], condition: Condition, **more: Any
    ) -> None:
        self.questions = tuple(questions)
        chosen: dict[str, Any] = {
            f"{self.prefix_of_questions}{code}": list(options) for code, options in condition.requires
        }
        super().__init__(data, **more, **chosen)
        for question in self.questions:
            self.fields[f"{self.prefix_of_questions}{question.code}"] = boxes(
                question.text, [(option.code, option.label) for option in question.options]
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[f"{self.prefix_of_questions}{question.code}"] for question in self.questions]

    def condition(self) -> Condition:
        """What is ticked."""
        ticked = {
            question.code: self.cleaned_data[f"{self.prefix_of_questions}{question.code}"]
            for question in self.questions
        }
        return Condition.of({code: options for code, options in ticked.items() if options})
