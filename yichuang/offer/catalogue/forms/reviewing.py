"""What a reviewer types and what publication needs: shape and wording only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.offer.catalogue.types.reviewing import ReturnReason, Review, ReviewDecision, ReviewStep


class SubmissionForm(forms.Form):
    """A draft is submitted, with a word to the reviewers."""

    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    remarks = forms.CharField(
        label=_("送审说明"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


class ReviewForm(forms.Form):
    """Approved, or sent back with a reason and remarks."""

    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("审核结论"),
        choices=[(made.value, made.label) for made in ReviewDecision],
        error_messages={"required": _("请选择审核结论")},
    )
    reason = forms.ChoiceField(
        label=_("退回原因"),
        choices=[("", "—"), *((made.value, made.label) for made in ReturnReason)],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    remarks = forms.CharField(
        label=_("审核意见"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def to_review(self, step: ReviewStep) -> Review:
        given: dict[str, Any] = self.cleaned_data
        decision = ReviewDecision(given["decision"])
        is_returned = decision is ReviewDecision.RETURNED
        reason = ReturnReason(given["reason"]) if given["reason"] and is_returned else None
        return Review(step, decision, reason, given["remarks"])


class PublicationForm(forms.Form):
    """From which day a version holds."""

    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    valid_from = forms.DateField(
        label=_("生效日期"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": _("请写明生效日期"), "invalid": _("日期写成 2026-03-02 的样子")},
    )


class RollbackForm(forms.Form):
    """The draft that an earlier version takes the place of; empty: there is none."""

    replacing = forms.UUIDField(required=False, widget=forms.HiddenInput)
