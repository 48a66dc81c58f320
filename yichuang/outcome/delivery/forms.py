"""What an issuing clerk types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.foundation.parties.types import PartyKind
from yichuang.kernel.errors import FieldError
from yichuang.outcome.delivery.types import DeliveryMethod, ReceiverInput, Relation

_WHO_COMES = {
    PartyKind.NATURAL: (Relation.SELF, Relation.AGENT),
    PartyKind.LEGAL: (Relation.LEGAL_REPRESENTATIVE, Relation.AGENT),
}
_FIELDS = {
    "name": "receiver",
    "relation": "relation",
    "id_checked": "id_checked",
    "id_number": "id_number",
    "valid_until": "paper_until",
    "witness": "witness",
}


class HandOverForm(forms.Form):
    """Who takes the result."""

    receiver = forms.CharField(
        label=_("领取人姓名"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=_("与申请人的关系"), choices=[])
    id_checked = forms.BooleanField(label=_("已核对领取人身份证件"), required=False)
    id_number = forms.CharField(
        label=_("代理人身份证号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    paper_until = forms.DateField(
        label=_("委托书到期日"),
        required=False,
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请写成 2026-03-01 这样的日期")},
    )
    method = forms.ChoiceField(
        label=_("送达方式"),
        choices=[(method.value, _(method.label)) for method in DeliveryMethod],
        initial=DeliveryMethod.SIGNED.value,
        required=False,
    )
    witness = forms.CharField(
        label=_("见证人姓名"),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, applicant_kind: PartyKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (relation.value, _(relation.label)) for relation in _WHO_COMES[applicant_kind]
        ]

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal's field errors beside their fields; whether any belonged here."""
        found = [(_FIELDS.get(error.pointer.rsplit("/", 1)[-1]), error.detail) for error in errors]
        for field, detail in found:
            if field:
                self.add_error(field, detail)
        return any(field for field, _detail in found)

    def to_input(self) -> ReceiverInput:
        data = self.cleaned_data
        return ReceiverInput(
            data["receiver"],
            Relation(data["relation"]),
            data["id_checked"],
            DeliveryMethod(data["method"] or DeliveryMethod.SIGNED),
            data["witness"],
            id_number=data["id_number"],
            paper_until=data["paper_until"],
        )
