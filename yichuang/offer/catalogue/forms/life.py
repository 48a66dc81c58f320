"""What happens to an item, as it is typed: shape and wording only."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.offer.catalogue.types.life import LifeInput

_DATE: dict[str, Any] = {"type": "date", "class": "form-control"}


class LifeForm(forms.Form):
    """Why and from when. What is missing is said by the act."""

    takes_effect_on = forms.DateField(
        label=_("自哪一天起"),
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"required": _("请写明日期"), "invalid": _("日期写成 2026-03-02 的样子")},
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": _("请写明原因")},
    )
    basis = forms.CharField(
        label=_("依据文件"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def to_input(self) -> LifeInput:
        given = self.cleaned_data
        return LifeInput(given["reason"], given["takes_effect_on"], given["basis"])


class SuspensionForm(LifeForm):
    """A suspension may say when it will probably end."""

    expected_until = forms.DateField(
        label=_("预计恢复日期"),
        required=False,
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期写成 2026-03-02 的样子")},
    )


class EndingForm(LifeForm):
    """An end names other items by their codes, and is looked at twice."""

    codes = forms.CharField(
        label=_("业务办理项编码"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    consent = forms.BooleanField(error_messages={"required": _("请先核对，再勾选")})

    def codes_given(self) -> tuple[str, ...]:
        """The codes typed, in any way people separate them."""
        return tuple(code for code in re.split(r"[\s,，;；、]+", self.cleaned_data["codes"]) if code)


class MergerForm(EndingForm):
    """Into which item it goes."""

    codes = forms.CharField(
        label=_("并入的业务办理项编码"),
        max_length=64,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("请写明并入哪个事项")},
    )
