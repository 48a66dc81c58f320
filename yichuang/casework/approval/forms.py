"""What an officer types: shape and wording only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.approval.types import Conclusion, DecisionInput


class OpinionForm(forms.Form):
    """An opinion: what it proposes, and why."""

    conclusion = forms.ChoiceField(
        label=_("审查结论"), choices=[(c.value, c.label) for c in Conclusion], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("审查意见"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("请写明审查意见")},
    )


class DecisionForm(forms.Form):
    """What goes into the decision's document beside what is known."""

    content = forms.CharField(label=_("决定内容"), max_length=2000, required=False)
    conditions = forms.CharField(
        label=_("条件和义务"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def to_input(self) -> DecisionInput:
        return DecisionInput(self.cleaned_data["content"], self.cleaned_data["conditions"])
