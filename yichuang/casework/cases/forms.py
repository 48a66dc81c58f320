"""What staff type about cases: shape and wording only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.casework.cases.types import CaseFilter, CaseOrder, CaseStatus, Days
from yichuang.foundation.clocks.types import Light
from yichuang.foundation.parties.types import PartyKey
from yichuang.foundation.places.types import OrganisationView, OutletView, WindowView

OPEN = "open"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_DAYS = (("received", _("收件")), ("accepted", _("受理")), ("completed", _("办结")))


class PeopleForm(forms.Form):
    """Why somebody wants to see the people of a case in full."""

    reason = forms.CharField(
        label=_("查看完整信息的事由"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("会写入审计记录，不要写姓名、证件号码和电话。"),
        error_messages={"required": _("请写明查看完整信息的事由")},
    )


def _select(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("没有这一项，请从列表里选")},
    )


def _choose(field: forms.Field, options: list[tuple[str, Any]]) -> None:
    field.choices = options  # type: ignore[attr-defined]  # all of them are choices


class ApplicantForm(forms.Form):
    """Whose cases somebody looks for, and what for. Posted, so that no address holds it."""

    by = _select(_("查找依据"))
    value = forms.CharField(
        label=_("完整的号码、姓名或者名称"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("请填写要查的人")},
    )
    purpose = forms.CharField(
        label=_("查询事由"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("会写入审计记录，不要写姓名、证件号码和电话。"),
        error_messages={"required": _("请写明查询的事由")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["by"], [(key.value, gettext(key.label)) for key in PartyKey])
        self.fields["by"].required = True


class SearchForm(forms.Form):
    """The filters of the list of cases. All of them stand in the address; none is personal.

    ``places``: what the reader's posts reach, by code.
    """

    item = forms.CharField(
        label=_("事项"),
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "placeholder": _("名称、拼音首字母或者编码"),
            }
        ),
    )
    state = _select(_("状态"))
    light = _select(_("时限灯"))
    organisation = _select(_("部门"))
    outlet = _select(_("网点"))
    window = _select(_("窗口"))
    order = _select(_("排序"))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        organisations: Sequence[OrganisationView],
        outlets: Sequence[OutletView],
        windows: Sequence[WindowView],
    ) -> None:
        super().__init__(data)
        self._organisations = {body.code: body.id for body in organisations}
        self._outlets = {outlet.code: outlet.id for outlet in outlets}
        self._windows = {_window_key(window): window.id for window in windows}
        every = ("", gettext("全部"))
        self._options: dict[str, list[tuple[str, Any]]] = {
            "state": [
                every,
                (OPEN, gettext("没有办结的")),
                *(
                    (status.value, gettext(status.label))
                    for status in CaseStatus
                    if status is not CaseStatus.DRAFT
                ),
            ],
            "light": [every, *((light.value, gettext(light.label)) for light in Light)],
            "organisation": [every, *((body.code, body.short_name) for body in organisations)],
            "outlet": [every, *((outlet.code, outlet.name) for outlet in outlets)],
            "window": [every, *((_window_key(w), f"{w.code} {w.outlet_name}") for w in windows)],
            "order": [(order.value, gettext(order.label)) for order in CaseOrder],
        }
        for name, options in self._options.items():
            _choose(self.fields[name], options)
        for name, label in _DAYS:
            self.fields[f"{name}_from"] = _day_field(gettext("%(act)s从") % {"act": label})
            self.fields[f"{name}_until"] = _day_field(gettext("%(act)s到") % {"act": label})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, _label in _DAYS:
            first, last = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_until")
            for field, day in ((f"{name}_from", first), (f"{name}_until", last)):
                if day and not _EARLIEST <= day <= _LATEST:
                    self.add_error(field, _("请填写 2000 年到 2099 年之间的日期"))
            if first and last and last < first:
                self.add_error(f"{name}_until", _("结束日期不能早于开始日期"))
        return cleaned

    @property
    def order_chosen(self) -> CaseOrder:
        return CaseOrder(self.cleaned_data["order"] or CaseOrder.NEWEST)

    def to_filter(
        self, *, handling_codes: tuple[str, ...] | None = None, applicants: tuple[UUID, ...] | None = None
    ) -> CaseFilter:
        """The conditions. What is typed of items and people has been looked up before."""
        given = self.cleaned_data
        state = given["state"]
        days = {name: Days(given[f"{name}_from"], given[f"{name}_until"]) for name, _label in _DAYS}
        return CaseFilter(
            applicants=applicants,
            handling_codes=handling_codes,
            statuses=(CaseStatus(state),) if state and state != OPEN else (),
            light=Light(given["light"]) if given["light"] else None,
            outlet_id=self._outlets.get(given["outlet"]),
            window_id=self._windows.get(given["window"]),
            organisation_id=self._organisations.get(given["organisation"]),
            received=days["received"],
            accepted=days["accepted"],
            completed=days["completed"],
            open_only=state == OPEN,
        )

    def chosen(self) -> list[tuple[str, str, str]]:
        """Each filter in force: field, label, value in words. Without the order, which filters nothing."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value or name == "order":
                continue
            if name in self._options:
                words = str(dict(self._options[name])[value])
            else:
                words = value.isoformat() if isinstance(value, date) else str(value)
            found.append((name, str(field.label), words))
        return found


def _window_key(window: WindowView) -> str:
    return f"{window.outlet_code}.{window.code}"


def _day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(
            format="%Y-%m-%d",
            attrs={
                "class": "form-control",
                "type": "date",
                "min": _EARLIEST.isoformat(),
                "max": _LATEST.isoformat(),
            },
        ),
        error_messages={"invalid": _("请填写日期，如 2026-02-11")},
    )
