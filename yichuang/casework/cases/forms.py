"""What staff type about a case: shape and wording only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PeopleForm(forms.Form):
    """Why somebody wants to see the people of a case in full."""

    reason = forms.CharField(
        label=_("查看完整信息的事由"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("会写入审计记录，不要写姓名、证件号码和电话。"),
        error_messages={"required": _("请写明查看完整信息的事由")},
    )
