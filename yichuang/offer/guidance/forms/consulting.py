"""What askers, guides and experts type: shape and wording only; what is lacking the act says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel.forms import ActForm
from yichuang.offer.guidance.types import (
    AskChannel,
    Asker,
    Expert,
    LimitKind,
    MatterInput,
    QuestionInput,
)

_SELECT = {"class": "form-select"}


class WordsForm(ActForm):
    """A form whose faults the act names. They are put beside their fields.

    Several stand on one page, so each begins the ids of its fields with its own name.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}-%s")
        super().__init__(*args, **kwargs)


def _words(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "class": "form-control"}),
        **more,
    )


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    attrs = {"class": "form-control"} | more.pop("attrs", {})
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.TextInput(attrs=attrs), **more
    )


class QuestionForm(WordsForm):
    """A question from the public site."""

    text = _words(_("您的问题"), 5)
    name = _line(_("称呼"), 100, attrs={"autocomplete": "name"})
    phone = _line(
        _("手机号"),
        40,
        attrs={"autocomplete": "tel", "inputmode": "tel"},
        help_text=_("只用来联系您，不公开。"),
    )
    item = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def to_input(self) -> QuestionInput:
        data = self.cleaned_data
        return QuestionInput(
            data["text"], Asker(data["name"], data["phone"]), AskChannel.WEB, data["item"].strip()
        )


class RecordForm(QuestionForm):
    """A question that staff write down for somebody."""

    text = _words(_("问题"), 5)
    name = _line(_("咨询人"), 100)
    phone = _line(_("回电号码"), 40, attrs={"inputmode": "tel"})
    channel = forms.ChoiceField(
        label=_("怎么问的"), choices=[], widget=forms.Select(attrs=_SELECT), initial=AskChannel.HALL.value
    )
    hotline_number = _line(_("12345 工单编号"), 60, help_text=_("12345 工单要填。"))
    item = _line(_("事项编码"), 80, help_text=_("知道是哪个事项时填。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = (AskChannel.HALL, AskChannel.PHONE, AskChannel.HOTLINE)
        self.fields["channel"].choices = [(one.value, _now(one.label)) for one in taken]  # type: ignore[attr-defined]

    def to_input(self) -> QuestionInput:
        data = self.cleaned_data
        return QuestionInput(
            data["text"],
            Asker(data["name"], data["phone"]),
            AskChannel(data["channel"]),
            data["item"].strip(),
            data["hotline_number"].strip(),
        )


class LookUpForm(forms.Form):
    """Number and code of a question."""

    number = _line(_("咨询编号"), 40, attrs={"autocomplete": "off"})
    code = _line(_("查询码"), 40, attrs={"autocomplete": "off"})


class TextForm(WordsForm):
    """An answer, or a further question."""

    text = _words(_("答复"), 6)


class FurtherForm(TextForm):
    """What somebody still wants to know."""

    text = _words(_("还想问什么"), 4)


class RouteForm(WordsForm):
    """To which department a question goes, and why."""

    organisation = forms.ChoiceField(
        label=_("转给部门"), choices=[], required=False, widget=forms.Select(attrs=_SELECT)
    )
    reason = _words(_("为什么转部门"), 2)

    def __init__(
        self, *args: Any, organisations: Sequence[OrganisationView], bound: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = _now("事项的主管部门") if bound else _now("请选择")
        choices = [("", first), *((str(one.id), one.name) for one in organisations)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]

    @property
    def organisation_id(self) -> UUID | None:
        """The department chosen; None: that of the item."""
        chosen = self.cleaned_data["organisation"]
        return UUID(chosen) if chosen else None


class ColleagueForm(WordsForm):
    """To which colleague a question goes, and why."""

    to = forms.ChoiceField(label=_("转交给"), choices=[], widget=forms.Select(attrs=_SELECT))
    reason = _words(_("转交的原因"), 2)

    def __init__(self, *args: Any, colleagues: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(one.user_id), one.name) for one in colleagues]  # type: ignore[attr-defined]


class ReasonForm(WordsForm):
    """Why a question is sent back."""

    reason = _words(_("为什么退回"), 2)


class ContactForm(WordsForm):
    """Why somebody has to see the asker's phone."""

    reason = _line(_("为什么要看电话"), 200, help_text=_("会写入审计记录，不要写姓名、证件号码和电话。"))


class ImportForm(forms.Form):
    """The table of work orders."""

    file = forms.FileField(
        label=_("工单表格"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )


class WordingForm(WordsForm):
    """The words of a frequent question as they will be read by everybody."""

    question = _words(_("问题"), 3)
    answer = _words(_("答复"), 6)


class MatterForm(WordsForm):
    """A difficult matter with its team."""

    title = _line(_("疑难事项"), 300)
    note = _words(_("说明"), 2)
    item = _line(_("事项编码"), 80, help_text=_("填了以后，窗口在这个事项上呼叫时找这些专家。"))
    experts = forms.MultipleChoiceField(
        label=_("专家"),
        choices=[],
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "form-select", "size": 5}),
    )

    def __init__(self, *args: Any, colleagues: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].choices = [(str(one.user_id), one.name) for one in colleagues]  # type: ignore[attr-defined]

    def to_input(self) -> MatterInput:
        data = self.cleaned_data
        chosen = tuple(UUID(one) for one in data["experts"])
        return MatterInput(data["title"], data["note"], data["item"].strip(), chosen)


class DutyForm(forms.Form):
    """Who is on duty."""

    expert = forms.ChoiceField(
        label=_("值班专家"), choices=[], required=False, widget=forms.Select(attrs=_SELECT)
    )

    def __init__(self, *args: Any, colleagues: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _now("不指定，谁都可以答复")), *((str(one.user_id), one.name) for one in colleagues)]
        self.fields["expert"].choices = choices  # type: ignore[attr-defined]


class LimitForm(WordsForm):
    """A limit and what it rests on."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in LimitKind], widget=forms.HiddenInput)
    working_days = forms.IntegerField(
        label=_("工作日"), widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": 30})
    )
    source = _line(_("依据"), 300)
