"""An item's form as a Django form: shape only; what is wrong with it the rules of the catalogue say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from yichuang.offer.catalogue.queries.forms import NO, YES, judge_form, longest_of
from yichuang.offer.catalogue.types import FormField
from yichuang.offer.catalogue.types.forms import FieldFacts, FieldType

PREFIX = "field"
# more than this nobody types into one field; it is not even shown again
_LONGEST_TYPED = 5000
_CONTROL = {"class": "form-control", "autocomplete": "off"}


class FilledForm(forms.Form):
    """What an applicant fills in under some answers. ``values``: of the form's schema, once it is valid."""

    def __init__(self, data: QueryDict | None, *, asked: Sequence[FormField], on: date) -> None:
        super().__init__(data, prefix=PREFIX)
        self.asked, self.on = tuple(asked), on
        self.values: dict[str, Any] = {}
        for field in self.asked:
            self.fields[field.code] = _Typed(field)

    def clean(self) -> dict[str, Any]:
        typed = {field.code: self.cleaned_data.get(field.code, []) for field in self.asked}
        self.values, wrong = judge_form(self.asked, typed, self.on)
        for code, words in wrong.items():
            self.add_error(code, words)
        return self.cleaned_data


class _Typed(forms.Field):
    """Whatever was typed or ticked, as a list of texts."""

    def __init__(self, field: FormField) -> None:
        widget = _widget(field)
        if field.required:
            widget.attrs["aria-required"] = "true"
        super().__init__(
            required=False,
            label=field.title,
            help_text=field.hint or field.facts.hint or field.facts.pattern_words,
            widget=widget,
        )
        self.is_needed = field.required

    def clean(self, value: Any) -> list[str]:
        said = value if isinstance(value, list) else [value]
        return [str(text)[:_LONGEST_TYPED] for text in said if text is not None]


def _widget(field: FormField) -> forms.Widget:
    facts = field.facts
    match facts.type:
        case FieldType.LONG_TEXT:
            return forms.Textarea(attrs={**_CONTROL, "rows": 3, "maxlength": longest_of(facts)})
        case FieldType.DATE:
            return forms.DateInput(attrs={**_CONTROL, "type": "date"})
        case FieldType.CHOICE:
            return _select([(option, option) for option in facts.options])
        case FieldType.YES_NO:
            return _select([(YES, _("是")), (NO, _("否"))])
        case FieldType.CHOICES:
            return forms.CheckboxSelectMultiple(
                attrs={"class": "form-check-input"}, choices=[(option, option) for option in facts.options]
            )
        case _:
            return forms.TextInput(attrs={**_CONTROL, **_keyboard(facts)})


def _select(options: Sequence[tuple[str, str]]) -> forms.Select:
    return forms.Select(attrs={"class": "form-select"}, choices=[("", _("请选择")), *options])


def _keyboard(facts: FieldFacts) -> Mapping[str, Any]:
    """What the phone's keyboard shows, and how much can be typed."""
    match facts.type:
        case FieldType.WHOLE:
            return {"inputmode": "numeric"}
        case FieldType.PHONE:
            return {"inputmode": "tel"}
        case FieldType.TEXT:
            return {"maxlength": longest_of(facts)}
        case _:
            return {}
