"""Everybody an application names, as a clerk types them or a reader fills them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.intake.types import Attendance
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, IdType, PartyInput, PartyKind
from yichuang.kernel.errors import FieldError

_PERSONAL = [(t.value, _(t.label)) for t in IdType if t is not IdType.USCC]


class Fields(forms.Form):
    """What our field component and a refusal's pointers expect of a form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"use_required_attribute": False} | kwargs)
        for name, field in self.fields.items():
            attributes = field.widget.attrs
            if isinstance(field, forms.MultipleChoiceField | forms.BooleanField) or name == "attendance":
                continue
            if isinstance(field, forms.ChoiceField):
                attributes["class"] = "form-select"
                continue
            attributes["class"] = "form-control"
            attributes.pop("maxlength", None)  # a reader types its whole line into any field
            attributes["autocomplete"] = "off"
            if name == "phone":
                attributes["inputmode"] = "tel"

    def take(self, error: FieldError) -> bool:
        """Put a refusal's field error beside its field; whether it belonged here."""
        field = error.pointer.rsplit("/", 1)[-1]
        if field not in self.fields:
            return False
        self.add_error(field, error.detail)
        return True


class PartyForm(Fields):
    """One person or organisation, as on the identity document."""

    kind = forms.ChoiceField(label=_("申请人类型"), choices=[(k.value, _(k.label)) for k in PartyKind])
    id_type = forms.ChoiceField(label=_("证件类型"), choices=[(t.value, _(t.label)) for t in IdType])
    id_number = forms.CharField(label=_("证件号码"), max_length=50)
    name = forms.CharField(label=_("姓名或名称"), max_length=200)
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)
    legal_representative = forms.CharField(label=_("法定代表人"), max_length=100, required=False)

    def to_input(self) -> PartyInput:
        data = self.cleaned_data
        return PartyInput(
            PartyKind(data["kind"]),
            data["name"],
            IdType(data["id_type"]),
            data["id_number"],
            data["phone"],
            data["legal_representative"],
        )


class PersonForm(Fields):
    """A natural person who stands at the window for somebody else."""

    id_type = forms.ChoiceField(label=_("证件类型"), choices=_PERSONAL)
    id_number = forms.CharField(label=_("证件号码"), max_length=50)
    name = forms.CharField(label=_("姓名"), max_length=200)
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)

    def to_input(self) -> PartyInput:
        data = self.cleaned_data
        return PartyInput(
            PartyKind.NATURAL,
            data["name"],
            IdType(data["id_type"]),
            data["id_number"],
            data.get("phone", ""),
        )


class RepresentativeForm(PersonForm):
    """The legal representative's document; the name is taken from the organisation when left empty."""

    name = forms.CharField(label=_("法定代表人姓名"), max_length=100, required=False)
    phone = None  # type: ignore[assignment]  # the organisation's phone is asked for


class AttendanceForm(Fields):
    """Who stands here."""

    attendance = forms.ChoiceField(
        label=_("今天谁来办"),
        choices=[(a.value, _(a.label)) for a in Attendance],
        widget=forms.RadioSelect,
        initial=Attendance.ONESELF.value,
    )


class AuthorityForm(Fields):
    """The agent's paper, when it is handed in now; left empty, the one on record counts."""

    valid_until = forms.DateField(
        label=_("授权到哪一天为止"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    powers = forms.MultipleChoiceField(
        label=_("授权代理人办什么"),
        choices=[(p.value, _(p.label)) for p in AgentPower],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[AgentPower.APPLY.value],
    )
    all_items = forms.BooleanField(label=_("委托书写的是全部事项"), required=False)
    file = forms.FileField(label=_("委托书扫描件"), required=False)

    def clean(self) -> None:
        if not self.cleaned_data.get("valid_until") and "valid_until" not in self.errors:
            self.add_error("valid_until", _("请填写委托书上的截止日期。"))

    def to_input(self, *, handling_code: str, on: date, file_id: UUID | None) -> AuthorityInput:
        data = self.cleaned_data
        return AuthorityInput(
            frozenset(map(AgentPower, data["powers"])),
            min(on, data["valid_until"]),
            data["valid_until"],
            () if data["all_items"] else (handling_code,),
            file_id,
        )


class PeopleForms:
    """The applicant, who stands here, and by which right: several forms that are one on the page.

    Forms of people who do not stand here are kept as they were typed, and not asked.
    """

    def __init__(
        self, data: Any = None, files: Any = None, initial: Mapping[str, list[str]] | None = None
    ) -> None:
        typed = dict(data.lists()) if data is not None else dict(initial or {})
        self.attendance = _attendance(typed)
        # what belongs to no single field: "attendance", "authority"
        self.problems: dict[str, str] = {}

        def made(form: type[Fields], prefix: str, asked: bool) -> Any:
            start = _initial(form, prefix, typed)
            bound = (data, files) if asked else (None, None)
            return form(*bound, prefix=prefix or None, initial=start)

        is_agent = self.attendance is Attendance.AGENT
        handed_in = bool(typed.get("authority-valid_until", [""])[0]) or "authority-file" in (files or ())
        self.applicant: PartyForm = made(PartyForm, "applicant", True)
        self.standing: AttendanceForm = made(AttendanceForm, "", asked=False)
        self.representative: RepresentativeForm = made(
            RepresentativeForm, "representative", self.attendance is Attendance.REPRESENTATIVE
        )
        self.agent: PersonForm = made(PersonForm, "agent", is_agent)
        self.authority: AuthorityForm = made(AuthorityForm, "authority", is_agent and handed_in)
        self.asked: tuple[Fields, ...] = tuple(
            form
            for form in (self.applicant, self.representative, self.agent, self.authority)
            if form.is_bound
        )

    def is_valid(self) -> bool:
        return bool(self.asked) and all([form.is_valid() for form in self.asked])

    @property
    def wrong_count(self) -> int:
        """Fields with something to say, for the page's heading."""
        return sum(len(form.errors) for form in self.asked) + len(self.problems)

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal's field errors beside their fields; whether any belonged to a person."""
        return any([self._take(error) for error in errors])

    def _take(self, error: FieldError) -> bool:
        pointer = error.pointer
        for start, form in (
            ("/applicant/", self.applicant),
            ("/representative/", self.representative),
            ("/agent/authority/", self.authority),
            ("/agent/", self.agent),
        ):
            if form.is_bound and pointer.startswith(start) and form.take(error):
                return True
        if pointer in ("/attendance", "/representative"):
            self.problems["attendance"] = error.detail
        elif pointer.startswith("/agent/authority"):
            self.problems["authority"] = error.detail
        else:
            return False
        return True


def _attendance(typed: Mapping[str, list[str]]) -> Attendance:
    """Who stands here: as chosen; not chosen, as typed."""
    chosen = typed.get("attendance", [""])[0]
    if chosen in set(Attendance):
        return Attendance(chosen)
    if any(typed.get(f"agent-{name}", [""])[0] for name in ("name", "id_number")):
        return Attendance.AGENT
    if typed.get("representative-id_number", [""])[0]:
        return Attendance.REPRESENTATIVE
    return Attendance.ONESELF


def _initial(form: type[Fields], prefix: str, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a draft or a reader filled in, as a form starts with it."""
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        values = fields.get(f"{prefix}-{name}" if prefix else name)
        if values is not None:
            found[name] = values if isinstance(field, forms.MultipleChoiceField) else values[0]
    return found
