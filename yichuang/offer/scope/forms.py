"""What a hall manager types: shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.errors import PlaceDetailsWrong
from yichuang.foundation.places.types import (
    OrganisationView,
    OutletInput,
    OutletView,
    WindowView,
    ZoneView,
)
from yichuang.foundation.places.types.hours import OpeningDay, Span, WeekHours
from yichuang.kernel.errors import FieldError
from yichuang.kernel.forms import ActForm
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.rules.scopes import subjects_by_code
from yichuang.offer.scope.types import (
    ON_PAPER,
    EntrustmentInput,
    EntrustmentView,
    ExceptionInput,
    GrantInput,
    Level,
    LevelInput,
    Mandate,
    Place,
    Subject,
)


class ScopeActForm(ActForm):
    """An act with words of its own. What the act says is wrong stands beside its field."""

    field_of: ClassVar = {"subject": "item"}


def _words(label: Any, *, rows: int = 2, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, max_length=2000, required=required, widget=widget, **more)


def _line(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=200, required=required, widget=widget, **more)


def _day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    wrong = {"invalid": _("请写成 2026-03-01 这样的日期")}
    return forms.DateField(label=label, required=required, widget=widget, error_messages=wrong, **more)


def _choice(label: Any, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, required=required, widget=widget, **more)


def _after(day: date | None) -> date | None:
    return day and day + timedelta(days=1)


class PlaceForm(ScopeActForm):
    """An act at a place of one outlet: the outlet, a zone or a window of it."""

    place = _choice(_("适用地点"))

    def __init__(
        self,
        *args: Any,
        outlet: OutletView,
        zones: Sequence[ZoneView],
        windows: Sequence[WindowView],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places = {f"outlet-{outlet.id}": Place(outlet_id=outlet.id)}
        names = {f"outlet-{outlet.id}": outlet.name}
        for zone in zones:
            self._places[f"zone-{zone.id}"] = Place(zone_id=zone.id)
            names[f"zone-{zone.id}"] = f"{zone.code} {zone.name}"
        for window in windows:
            self._places[f"window-{window.id}"] = Place(window_id=window.id)
            names[f"window-{window.id}"] = f"{window.code} {window.label}"
        self.fields["place"].choices = list(names.items())  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen_place(self) -> Place:
        return self._places[self.cleaned_data["place"]]


class SubjectForm(PlaceForm):
    """An act about a department's items, one item, or everything."""

    organisation = _choice(_("部门的全部事项"), required=False)
    item = _line(_("或者一个事项的编码"), required=False, help_text=_("事项编码或者业务办理项编码。"))

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[OrganisationView],
        offered: Sequence[OfferedItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._subjects = subjects_by_code(offered)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("不按部门")),
            *((str(body.id), body.name) for body in organisations),
        ]

    def clean_item(self) -> str:
        code = str(self.cleaned_data["item"]).strip()
        if code and code not in self._subjects:
            raise forms.ValidationError(_("没有在办的事项用这个编码，请从办事指南里抄编码"))
        return code

    @property
    def subject(self) -> Subject:
        code, owner = self.cleaned_data["item"], self.cleaned_data["organisation"]
        named = self._subjects[code] if code else Subject()
        return Subject(UUID(owner) if owner else None, named.item_id, named.handling_item_id)


class GrantForm(SubjectForm):
    """A scope to be given."""

    mandate = _choice(_("受理方式"), choices=[(one.value, _(one.label)) for one in Mandate])
    entrustment = _choice(
        _("受理委托书"), required=False, help_text=_("委托受理和授权办理要选委托书，到期一起结束。")
    )
    training = _line(_("培训要求"), required=False)
    basis = _words(_("依据"))
    valid_from = _day(_("生效日期"))
    valid_until = _day(_("最后一天"), required=False, help_text=_("不填就是长期有效。"))

    def __init__(self, *args: Any, papers: Sequence[EntrustmentView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entrustment"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("不需要")),
            *((str(paper.id), f"{paper.number} {paper.principal_name}") for paper in papers),
        ]

    def to_input(self) -> GrantInput:
        data = self.cleaned_data
        return GrantInput(
            place=self.chosen_place,
            subject=self.subject,
            basis=data["basis"],
            valid_from=data["valid_from"],
            valid_until=_after(data["valid_until"]),
            mandate=Mandate(data["mandate"]),
            entrustment_id=UUID(data["entrustment"]) if data["entrustment"] else None,
            training=data["training"],
        )


class ExceptionForm(SubjectForm):
    """An exception to be made."""

    reason = _words(_("原因"), help_text=_("会读给群众听：为什么、请到哪里办。"))
    basis = _words(_("依据"))
    valid_from = _day(_("生效日期"))
    valid_until = _day(_("最后一天"), required=False, help_text=_("不填就是长期有效。"))

    def to_input(self) -> ExceptionInput:
        data = self.cleaned_data
        return ExceptionInput(
            subject=self.subject,
            reason=data["reason"],
            basis=data["basis"],
            valid_from=data["valid_from"],
            valid_until=_after(data["valid_until"]),
            place=self.chosen_place,
        )


class LevelForm(PlaceForm):
    """A level to be set."""

    level = _choice(_("受理层级"), choices=[(one.value, _(one.label)) for one in Level])
    organisations = forms.MultipleChoiceField(
        label=_("部门"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    theme = _choice(_("领域"), required=False, help_text=_("只有“同部门同领域”才选。"))
    valid_from = _day(_("生效日期"))
    reason = _words(_("调整原因"))
    basis = _words(_("依据"))

    def __init__(
        self,
        *args: Any,
        organisations: Sequence[OrganisationView],
        offered: Sequence[OfferedItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        themes = sorted({theme for item in offered for theme in item.themes})
        self.fields["organisations"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(body.id), body.name) for body in organisations
        ]
        self.fields["theme"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("不按领域")),
            *((theme, theme) for theme in themes),
        ]

    def to_input(self) -> LevelInput:
        data = self.cleaned_data
        return LevelInput(
            place=self.chosen_place,
            level=Level(data["level"]),
            valid_from=data["valid_from"],
            reason=data["reason"],
            basis=data["basis"],
            organisation_ids=tuple(UUID(one) for one in data["organisations"]),
            theme=data["theme"],
        )


class EndForm(ScopeActForm):
    """The end of a scope, an exception or a paper."""

    ended_on = _day(_("从哪一天起不再有效"))
    reason = _words(_("原因"))


class EntrustmentForm(ScopeActForm):
    """A paper to be registered, with its signed original."""

    number = _line(_("委托书文号"))
    principal = _choice(_("委托部门"))
    agent = _line(_("受托方"), help_text=_("例如乡镇人民政府的名称。"))
    mandate = _choice(_("受理方式"), choices=[(one.value, _(one.label)) for one in ON_PAPER])
    items = _words(
        _("委托的事项"), rows=4, required=False, help_text=_("一行一个事项编码；不填就是这个部门的全部事项。")
    )
    training = _line(_("培训要求"), required=False)
    valid_from = _day(_("生效日期"))
    valid_until = _day(_("最后一天"))
    original = forms.FileField(
        label=_("签字盖章的原件"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".pdf,.png,.jpg,.jpeg,.ofd"}),
        help_text=_("PDF、OFD 或者照片，不超过 10 MB。"),
    )

    def __init__(
        self,
        *args: Any,
        outlet: OutletView,
        organisations: Sequence[OrganisationView],
        offered: Sequence[OfferedItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._outlet = outlet
        self._items = {item.code: item.item_id for item in offered}
        self._items |= {item.item_code: item.item_id for item in offered}
        self.fields["principal"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(body.id), body.name) for body in organisations
        ]

    def clean_items(self) -> tuple[UUID, ...]:
        codes = str(self.cleaned_data["items"]).split()
        unknown = [code for code in codes if code not in self._items]
        if unknown:
            raise forms.ValidationError(
                _("没有在办的事项用这些编码：%(codes)s"), params={"codes": "、".join(unknown[:5])}
            )
        return tuple(dict.fromkeys(self._items[code] for code in codes))

    def to_input(self) -> EntrustmentInput:
        data = self.cleaned_data
        return EntrustmentInput(
            number=data["number"],
            principal_id=UUID(data["principal"]),
            outlet_id=self._outlet.id,
            agent=data["agent"],
            mandate=Mandate(data["mandate"]),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"] + timedelta(days=1),
            item_ids=data["items"],
            training=data["training"],
        )


def _degrees(label: Any, **more: Any) -> forms.FloatField:
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal", "autocomplete": "off"})
    wrong = {"invalid": _("请写小数，例如 29.90620")}
    return forms.FloatField(label=label, required=False, widget=widget, error_messages=wrong, **more)


class OutletForm(ActForm):
    """What is recorded about an outlet: its name, how to reach it, when it is open, where it lies."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    name = _line(_("名称"))
    address = _line(_("地址"), required=False)
    phone = _line(_("电话"), required=False)
    directions = _words(_("怎么去"), required=False, help_text=_("公交、停车、无障碍入口。"))
    hours_text = _line(_("办公时间说明"), required=False, help_text=_("时段以外要说明的，例如只办哪些业务。"))
    lat = _degrees(_("纬度"), help_text=_("WGS-84 坐标，例如 29.90620。"))
    lng = _degrees(
        _("经度"),
        help_text=_(
            "高德、腾讯地图给的是 GCJ-02 坐标，百度地图给的是 BD-09 坐标，都偏几百米，要先换算成 WGS-84。"
        ),
    )

    def __init__(self, *args: Any, outlet: OutletView, **kwargs: Any) -> None:
        kwargs["initial"] = _recorded(outlet)
        super().__init__(*args, **kwargs)
        self._outlet = outlet
        for day in OpeningDay:
            self.fields[day.value] = _line(_(day.label), required=False)

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the opening hours, by kind of day."""
        return [self[day.value] for day in OpeningDay]

    @property
    def details(self) -> list[forms.BoundField]:
        """The other fields that are seen."""
        days = {day.value for day in OpeningDay}
        return [field for field in self.visible_fields() if field.name not in days]

    def clean(self) -> None:
        for day in OpeningDay:
            try:
                self.cleaned_data[day.value] = places.read_spans(self.cleaned_data.get(day.value, ""))
            except PlaceDetailsWrong as refusal:
                self.add_error(day.value, refusal.detail)

    def to_input(self) -> OutletInput:
        data = self.cleaned_data
        days: list[tuple[OpeningDay, tuple[Span, ...]]] = [(day, data[day.value]) for day in OpeningDay]
        return OutletInput(
            code=self._outlet.code,
            name=data["name"],
            kind=self._outlet.kind,
            region_code=self._outlet.region_code,
            address=data["address"],
            hours_text=data["hours_text"],
            phone=data["phone"],
            lat=data["lat"],
            lng=data["lng"],
            hours=WeekHours(tuple(days)),
            directions=data["directions"],
        )


def _recorded(outlet: OutletView) -> dict[str, Any]:
    details = ("name", "address", "phone", "directions", "hours_text", "lat", "lng")
    days = {day.value: "、".join(map(str, outlet.hours.on(day))) for day in OpeningDay}
    return days | {name: getattr(outlet, name) for name in details} | {"seen": places.mark_of(outlet)}


class MapForm(ActForm):
    """A drawing to be the base map, and where it comes from."""

    file = forms.FileField(
        label=_("底图文件"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".geojson,.json"}),
        help_text=_("GeoJSON，WGS-84 坐标，不超过 2 MB；每个图形只写名称（name）和类别（kind）。"),
    )
    source = _line(_("来源"), help_text=_("谁画的、哪一年；按规定要审图的，写上审图号。"))

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Wherever in the file something is wrong, it stands beside the file."""
        return super().take_errors(
            FieldError(one.pointer if one.pointer == "/source" else "/file", one.detail) for one in errors
        )
