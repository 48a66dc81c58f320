"""What guides type into a plan: one form for the plan, one for each step, all sent together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries
from yichuang.offer.guidance.forms.consulting import WordsForm
from yichuang.offer.guidance.types import (
    ApplicantKind,
    Expert,
    PlanApplicant,
    PlanDraft,
    PlanStep,
    PlanStepKind,
)

_LINE = {"class": "form-control"}
_SELECT = {"class": "form-select"}
_DAY = {"class": "form-control", "type": "date"}
_ANSWER = "answer."


def _line(label: Any, length: int, **more: Any) -> forms.CharField:
    attrs = _LINE | more.pop("attrs", {})
    return forms.CharField(
        label=label, max_length=length, required=False, widget=forms.TextInput(attrs=attrs), **more
    )


def _words(label: Any, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs=_LINE | {"rows": 2})
    return forms.CharField(label=label, max_length=4000, required=False, widget=widget, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), **more)


def _people(form: forms.Form, name: str, people: Sequence[Expert], nobody: str) -> None:
    choices = [("", nobody), *((str(one.user_id), one.name) for one in people)]
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class NewPlanForm(WordsForm):
    """For whom, and what for."""

    title = _line(_("项目名称"), 400, help_text=_("例：小满餐馆开业。"))
    kind = forms.ChoiceField(label=_("申请主体"), choices=[], widget=forms.Select(attrs=_SELECT))
    name = _line(_("申请人"), 200)
    phone = _line(
        _("联系电话"), 40, attrs={"inputmode": "tel"}, help_text=_("只用来联系申请人；列表上不显示全号。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, _now(one.label)) for one in ApplicantKind]  # type: ignore[attr-defined]

    def to_applicant(self) -> PlanApplicant:
        data = self.cleaned_data
        return PlanApplicant(ApplicantKind(data["kind"]), data["name"], data["phone"])


class PlanForm(WordsForm):
    """The plan itself. ``edit`` says what the guide saw."""

    edit = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    title = _line(_("项目名称"), 400)
    starts_on = _day(_("从哪天起算"))
    is_major = forms.BooleanField(
        label=_("重大项目，全程代办"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    tracker = forms.ChoiceField(
        label=_("跟踪人"), choices=[], required=False, widget=forms.Select(attrs=_SELECT)
    )
    reason = _line(_("这一版改了什么"), 400, help_text=_("交付新的一版时填，申请人看得到。"))
    q = _line(_("找事项"), 100)

    def __init__(self, *args: Any, trackers: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "tracker", trackers, _now("不指定"))


class StepForm(WordsForm):
    """One step; which fields it has, its kind says."""

    after = forms.MultipleChoiceField(
        label=_("在哪几步以后"),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    title = _line(_("名称"), 400)
    basis = _line(_("法律依据"), 400, help_text=_("写到条。没有依据的，勾选下面一项。"))
    not_required = forms.BooleanField(
        label=_("法律不要求，由申请人决定做不做"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    working_days = forms.IntegerField(
        label=_("大约几个工作日"),
        required=False,
        widget=forms.NumberInput(attrs=_LINE | {"min": 0, "max": 250}),
    )
    text = _words(_("要提醒的"))

    def __init__(
        self,
        *args: Any,
        step: PlanStep,
        version: HandlingVersion | None,
        others: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        kwargs |= {"prefix": f"step-{step.key}", "auto_id": "%s", "initial": _initial(step)}
        super().__init__(*args, **kwargs)
        self.step, self.version = step, version
        self.fields["after"].choices = [(str(key), name) for key, name in others]  # type: ignore[attr-defined]
        for name in _LEFT_OUT[step.kind]:
            del self.fields[name]
        for question in version.questions if version else ():
            choices = [("", _now("还没有回答")), *((one.code, one.label) for one in question.options)]
            self.fields[f"{_ANSWER}{question.code}"] = forms.ChoiceField(
                label=question.text, choices=choices, required=False, widget=forms.Select(attrs=_SELECT)
            )

    def to_step(self) -> PlanStep:
        """The step as it was typed; answers that no longer count are left out."""
        data = self.cleaned_data
        given = {
            name.removeprefix(_ANSWER): value
            for name, value in data.items()
            if name.startswith(_ANSWER) and value
        }
        return PlanStep(
            key=self.step.key,
            kind=self.step.kind,
            after=tuple(int(key) for key in data.get("after", ())),
            item=self.step.item,
            answers=queries.relevant_answers(self.version, given) if self.version else self.step.answers,
            title=data.get("title", ""),
            basis=data.get("basis", ""),
            not_required=data.get("not_required", False),
            working_days=data.get("working_days"),
            text=data.get("text", ""),
        )

    @property
    def answers(self) -> list[forms.BoundField]:
        """The questions that are asked under the answers given."""
        if self.version is None:
            return []
        given = queries.relevant_answers(self.version, self.step.answers)
        asked = {question.code for question in queries.next_questions(self.version, given)} | given.keys()
        return [
            self[f"{_ANSWER}{question.code}"] for question in self.version.questions if question.code in asked
        ]


_LEFT_OUT = {
    PlanStepKind.ITEM: ("title", "basis", "not_required", "working_days"),
    PlanStepKind.INTERMEDIARY: (),
    PlanStepKind.NOTE: ("basis", "not_required"),
}


def _initial(step: PlanStep) -> dict[str, Any]:
    return {
        "after": [str(key) for key in step.after],
        "title": step.title,
        "basis": step.basis,
        "not_required": step.not_required,
        "working_days": step.working_days,
        "text": step.text,
    } | {f"{_ANSWER}{code}": option for code, option in step.answers.items()}


def initial_of(draft: PlanDraft, edit: int) -> dict[str, Any]:
    """What stands in the plan's own fields."""
    return {
        "edit": edit,
        "title": draft.title,
        "starts_on": draft.starts_on,
        "is_major": draft.is_major,
        "tracker": str(draft.tracker_id) if draft.tracker_id else "",
    }


def draft_in(form: PlanForm, steps: Sequence[PlanStep]) -> PlanDraft:
    """The draft that valid forms make."""
    data = form.cleaned_data
    tracker = UUID(data["tracker"]) if data["tracker"] else None
    return PlanDraft(data["title"], data["starts_on"], data["is_major"], tracker, tuple(steps))


class PlanWordsForm(WordsForm):
    """What was said, or why."""

    text = _words(_("联系的情况"))


class PlanCaseForm(WordsForm):
    """Under which number a step was received."""

    case_number = _line(_("办件编号"), 40, attrs={"inputmode": "numeric", "autocomplete": "off"})


class PlanDoneForm(WordsForm):
    """On which day a step was done."""

    done_on = _day(_("完成日期"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"done_on": today}, **kwargs)


class PlanTrackerForm(WordsForm):
    """Who follows the plan from now on, and why."""

    tracker = forms.ChoiceField(label=_("改派给"), choices=[], widget=forms.Select(attrs=_SELECT))
    reason = _line(_("改派的原因"), 400)

    def __init__(self, *args: Any, trackers: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "tracker", trackers, _now("请选择"))


class PlanEndForm(WordsForm):
    """Why a plan is given up."""

    reason = _line(_("为什么终止"), 400)


class PlanShowForm(WordsForm):
    """Why somebody has to see the applicant's phone."""

    reason = _line(_("为什么要看电话"), 200, help_text=_("会写入审计记录，不要写姓名、证件号码和电话。"))
