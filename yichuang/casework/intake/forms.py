"""What a clerk types at the counter: shape and wording only; the rules stand in services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.intake.types import CheckedMaterial, CollectionMode, MaterialInput
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import Material


class PartyForm(forms.Form):
    """One person or organisation, as on the identity document."""

    kind = forms.ChoiceField(label=_("申请人类型"), choices=[(k.value, _(k.label)) for k in PartyKind])
    name = forms.CharField(label=_("姓名或名称"), max_length=200)
    id_type = forms.ChoiceField(label=_("证件类型"), choices=[(t.value, _(t.label)) for t in IdType])
    id_number = forms.CharField(label=_("证件号码"), max_length=50)
    phone = forms.CharField(label=_("手机号码"), max_length=30, required=False)
    legal_representative = forms.CharField(label=_("法定代表人"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"
            if not choice:
                field.widget.attrs["autocomplete"] = "off"
            if name in ("phone", "id_number"):
                field.widget.attrs["inputmode"] = "text" if name == "id_number" else "tel"

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

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """Put a refusal's field errors beside their fields; whether any belonged here."""
        taken = False
        for error in errors:
            field = error.pointer.rsplit("/", 1)[-1]
            if field in self.fields:
                self.add_error(field, error.detail)
                taken = True
        return taken


class AgentForm(PartyForm):
    """The person who comes for the applicant; empty when the applicant comes in person."""

    kind = forms.ChoiceField(
        label=_("代理人类型"), choices=[(PartyKind.NATURAL.value, _(PartyKind.NATURAL.label))], required=False
    )
    legal_representative = None  # type: ignore[assignment]  # an agent is a natural person

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_permitted": True, "use_required_attribute": False} | kwargs)

    def to_input(self) -> PartyInput:
        data = self.cleaned_data
        return PartyInput(
            PartyKind.NATURAL, data["name"], IdType(data["id_type"]), data["id_number"], data["phone"]
        )

    def has_changed(self) -> bool:
        return bool(self.data.get(self.add_prefix("name")) or self.data.get(self.add_prefix("id_number")))


class MaterialsForm(forms.Form):
    """The exact list with its review points, as ticked by the clerk."""

    def __init__(self, materials: tuple[Material, ...], *args: Any, **kwargs: Any) -> None:
        self.materials = materials
        super().__init__(*args, **kwargs)
        for material in materials:
            self.fields[f"{material.code}.collected"] = forms.ChoiceField(
                choices=[("", ""), *[(m.value, m.label) for m in CollectionMode]], required=False
            )
            for part in ("originals", "copies"):
                self.fields[f"{material.code}.{part}"] = forms.IntegerField(
                    min_value=0, max_value=99, required=False
                )
            self.fields[f"{material.code}.file"] = forms.FileField(required=False)
            for point in material.review_points:
                self.fields[f"{material.code}.point.{point.code}"] = forms.BooleanField(required=False)

    def to_inputs(self, files: Mapping[str, tuple[UUID, ...]]) -> tuple[MaterialInput, ...]:
        """The materials that were collected. ``files``: material code → stored file ids."""
        return tuple(
            self._one(material, files.get(material.code, ()))
            for material in self.materials
            if self.cleaned_data.get(f"{material.code}.collected")
        )

    def to_changes(
        self, files: Mapping[str, tuple[UUID, ...]], checked: Iterable[CheckedMaterial]
    ) -> tuple[MaterialInput, ...]:
        """The materials that are not as they were last checked; one taken back has no way of collection."""
        given = {item.code: item for item in self.to_inputs(files)}
        return tuple(
            item
            for before in checked
            if _differs(item := given.get(before.code, MaterialInput(before.code)), before)
        )

    def _one(self, material: Material, file_ids: tuple[UUID, ...]) -> MaterialInput:
        data = self.cleaned_data
        return MaterialInput(
            material.code,
            CollectionMode(data[f"{material.code}.collected"]),
            data[f"{material.code}.originals"] or 0,
            data[f"{material.code}.copies"] or 0,
            {point.code: data[f"{material.code}.point.{point.code}"] for point in material.review_points},
            file_ids,
        )


def _differs(item: MaterialInput, before: CheckedMaterial) -> bool:
    """Whether a material is recorded otherwise than before, or comes with new files."""
    if item.collected is None:
        return before.collected is not None
    counts = (item.collected, item.originals, item.copies)
    if item.file_ids or counts != (before.collected, before.originals, before.copies):
        return True
    return any(met != before.points.get(code, False) for code, met in item.points.items())
