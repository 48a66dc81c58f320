"""What a clerk types at the counter: shape and wording only; the rules stand in services."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.casework.intake.forms.corrections import CorrectionForm as CorrectionForm
from yichuang.casework.intake.forms.corrections import written as written
from yichuang.casework.intake.forms.people import PeopleForms as PeopleForms
from yichuang.casework.intake.types import (
    CheckedMaterial,
    CollectionMode,
    MaterialInput,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.kernel.forms import ActForm
from yichuang.offer.catalogue.types import Material


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
        self,
        files: Mapping[str, tuple[UUID, ...]],
        checked: Iterable[CheckedMaterial],
        again: Collection[str] = (),
    ) -> tuple[MaterialInput, ...]:
        """The materials that are not as they were last checked; one taken back has no way of collection.

        ``again``: codes of those that were handed in once more, however they look.
        """
        given = {item.code: item for item in self.to_inputs(files)}
        return tuple(
            item
            for before in checked
            if _differs(item := given.get(before.code, MaterialInput(before.code)), before)
            or (before.code in again and item.collected)
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


def _words(label: Any, rows: int, max_length: int = 1000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    return forms.CharField(label=label, max_length=max_length, required=False, widget=widget)


class NonAcceptanceForm(ActForm):
    """Why an application is not accepted."""

    ground = forms.ChoiceField(
        label=_("不予受理的情形"),
        choices=[(ground.value, ground.label) for ground in NonAcceptanceGround],
        error_messages={"required": _("请选一种情形"), "invalid_choice": _("请选一种情形")},
    )
    reason = _words(_("理由"), 4)
    legal_basis = _words(_("法律依据"), 3)
    apply_to = forms.CharField(
        label=_("应当向哪个机关申请"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "list": "authorities"}),
    )

    def to_input(self) -> NonAcceptanceInput:
        data = self.cleaned_data
        return NonAcceptanceInput(
            NonAcceptanceGround(data["ground"]),
            data["reason"],
            tuple(data["legal_basis"].splitlines()),
            data["apply_to"],
        )


class WithdrawalForm(ActForm):
    """Who came to take an application back, and with what."""

    by_agent = forms.ChoiceField(
        label=_("谁来撤回"),
        choices=[("no", _("申请人")), ("yes", _("代理人"))],
        error_messages={"required": _("请选谁来撤回"), "invalid_choice": _("请选谁来撤回")},
    )
    has_signed_paper = forms.BooleanField(label=_("收到签名的书面撤回申请"), required=False)
    identity_checked = forms.BooleanField(label=_("核对过来人的身份证件"), required=False)
    reason = _words(_("撤回的原因"), 3, 500)
    file = forms.FileField(
        label=_("书面撤回申请的扫描件"),
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control"}),
    )
    file_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def to_input(self, file_id: UUID | None) -> WithdrawalInput:
        data = self.cleaned_data
        return WithdrawalInput(
            data["by_agent"] == "yes",
            data["has_signed_paper"],
            data["identity_checked"],
            data["reason"],
            file_id or data["file_id"],
        )


class CancellationForm(ActForm):
    """Why a case is declared void or deleted."""

    reason = _words(_("原因"), 4)
