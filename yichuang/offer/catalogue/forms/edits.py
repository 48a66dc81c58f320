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
