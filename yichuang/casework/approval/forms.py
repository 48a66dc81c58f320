"""What an officer types: shape and wording only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.approval.types import (
    Conclusion,
    DecisionInput,
    RefusalInput,
    TerminationGround,
    TerminationInput,
)
from yichuang.foundation.accounts.types import Actor
from yichuang.kernel.errors import Invalid
from yichuang.kernel.forms import ActForm


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

    def refusal(self) -> Invalid:
        """What is wrong with the texts, as one sentence; there is nothing else to get wrong."""
        return Invalid(
            "；".join(f"{self.fields[name].label}：{errors[0]}" for name, errors in self.errors.items())
        )


def _words(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
        **more,
    )


class RefusalForm(ActForm):
    """Facts, reason and legal basis of a refusal."""

    facts = _words(_("查明的事实"), 4)
    reason = _words(_("不予批准的理由"), 3)
    legal_basis = _words(_("法律依据"), 3, help_text=_("每行一条，写明名称和条款。"))

    def to_input(self) -> RefusalInput:
        data = self.cleaned_data
        return RefusalInput(data["facts"], data["reason"], tuple(data["legal_basis"].splitlines()))


class TerminationForm(ActForm):
    """Why a case ends without a decision."""

    ground = forms.ChoiceField(
        label=_("终止原因"),
        choices=[(ground.value, _(ground.label)) for ground in TerminationGround],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选终止原因")},
    )
    reason = _words(_("终止办理的理由"), 3)
    legal_basis = _words(_("依据"), 2, help_text=_("每行一条，写明名称和条款。"))

    def to_input(self) -> TerminationInput:
        data = self.cleaned_data
        return TerminationInput(
            TerminationGround(data["ground"]), data["reason"], tuple(data["legal_basis"].splitlines())
        )


class HandOnForm(ActForm):
    """To whom a case is handed on, and why."""

    to = forms.ChoiceField(
        label=_("移交给"),
        choices=[],
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "required": _("请选一位同事"),
            "invalid_choice": _("请选本部门能审查这个办件的同事"),
        },
    )
    reason = forms.CharField(
        label=_("移交原因"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: Any, colleagues: Sequence[Actor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("请选择"))] + [  # type: ignore[attr-defined]  # a ChoiceField
            (str(one.user_id), one.name) for one in colleagues
        ]

    @property
    def to_user_id(self) -> UUID:
        return UUID(self.cleaned_data["to"])
