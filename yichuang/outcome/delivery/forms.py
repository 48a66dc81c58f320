"""What an issuing clerk types."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.outcome.delivery.types import ReceiverInput, Relation


class HandOverForm(forms.Form):
    """Who takes the result."""

    receiver = forms.CharField(
        label=_("领取人姓名"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=_("与申请人的关系"), choices=[(r.value, r.label) for r in Relation])
    id_checked = forms.BooleanField(label=_("已核对领取人身份证件"), required=False)

    def to_input(self) -> ReceiverInput:
        data = self.cleaned_data
        return ReceiverInput(data["receiver"], Relation(data["relation"]), data["id_checked"])
