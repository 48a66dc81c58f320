"""Materials, when they are needed, and their review points."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yichuang.foundation.clocks.types import LONGEST_LIMIT
from yichuang.offer.catalogue.forms.edits import (
    ConditionForm,
    EditForm,
    StepForm,
    choice,
    flag,
    line,
    number,
    words,
)
from yichuang.offer.catalogue.types import Material, MaterialSource, Necessity, ReviewPoint
from yichuang.offer.catalogue.types import MaterialForm as MaterialForms
from yichuang.offer.catalogue.types.editing import (
    AddMaterial,
    AddPoint,
    ChangeMaterial,
    ChangePoint,
    MaterialFacts,
    MaterialNeeded,
    MaterialsComplete,
    MoveMaterial,
    MovePoint,
    PointFacts,
    RemoveMaterial,
    RemovePoint,
)


class MaterialForm(EditForm):
    """What a material is; without one, a new material."""

    name = line(_("材料名称"), 1000, needed=_("请写明材料名称"))
    necessity = choice(_("必要性"), Necessity)
    form = choice(_("材料形式"), MaterialForms)
    originals = number(_("原件份数"), 99)
    copies = number(_("复印件份数"), 99)
    source = choice(_("来源渠道"), MaterialSource)
    issuer = line(_("出具机构"), 300)
    share_source = line(
        _("共享来源"),
        100,
        help_text=_("政府已经有的，写共享目录里的名称，如 business-licence；申请人就不用交。"),
    )
    legal_basis = words(_("要求提供的依据"), 5000, help_text=_("没有依据的材料不得要求提供。"))
    note = words(_("备注"), 5000)
    deferral_working_days = number(
        _("容缺补交期限"), LONGEST_LIMIT, help_text=_("按工作日；只有容缺后补的材料才有，不写按承诺时限。")
    )

    def __init__(self, data: Any = None, *, material: Material | None = None, **more: Any) -> None:
        self.material = material
        facts = ("name", "originals", "copies", "issuer", "share_source", "legal_basis", "note",
                 "deferral_working_days")  # fmt: skip
        codes = ("necessity", "form", "source")
        said: dict[str, Any] = {name: getattr(material, name) for name in facts} if material else {}
        said |= {name: str(getattr(material, name) or "") for name in codes} if material else {}
        super().__init__(data, **said, **more)

    def to_edit(self) -> AddMaterial | ChangeMaterial:
        data = self.cleaned_data
        facts = MaterialFacts(
            name=data["name"],
            necessity=Necessity(data["necessity"]) if data["necessity"] else None,
            form=MaterialForms(data["form"]) if data["form"] else None,
            originals=data["originals"],
            copies=data["copies"],
            source=MaterialSource(data["source"]) if data["source"] else None,
            issuer=data["issuer"] or None,
            share_source=data["share_source"] or None,
            legal_basis=data["legal_basis"],
            note=data["note"],
            deferral_working_days=data["deferral_working_days"],
        )
        return ChangeMaterial(self.material.code, facts) if self.material else AddMaterial(facts)


class MaterialsCompleteForm(EditForm):
    """Whether the list is whole."""

    complete = flag(_("申请材料已经列全"), help_text=_("没有列全的，窗口还不能受理。"))

    def to_edit(self) -> MaterialsComplete:
        return MaterialsComplete(self.cleaned_data["complete"])


class NeededForm(ConditionForm):
    """When a material is needed."""

    def __init__(self, data: Any = None, *, material: Material, **more: Any) -> None:
        self.material = material
        super().__init__(data, condition=material.applies_when, **more)

    def to_edit(self) -> MaterialNeeded:
        return MaterialNeeded(self.material.code, self.condition())


class PlaceOfMaterial(StepForm):
    def __init__(self, data: Any = None, *, material: Material, **more: Any) -> None:
        self.material = material
        super().__init__(data, **more)

    def to_edit(self) -> MoveMaterial | RemoveMaterial:
        code = self.material.code
        return RemoveMaterial(code) if self.is_removal else MoveMaterial(code, self.up)


class PointForm(EditForm):
    """A review point; without one, a new point."""

    text = words(_("要点"), 5000, needed=_("请写明要点"))
    how = words(_("查验方法"), 5000)
    blocking = flag(_("不符合就不算提交"))

    def __init__(
        self, data: Any = None, *, material: Material, point: ReviewPoint | None = None, **more: Any
    ) -> None:
        self.material, self.point = material, point
        said: dict[str, Any] = {"blocking": True}
        if point:
            said = {"text": point.text, "how": point.how, "blocking": point.blocking}
        super().__init__(data, **said, **more)

    def to_edit(self) -> AddPoint | ChangePoint:
        data = self.cleaned_data
        facts = PointFacts(data["text"], data["how"], data["blocking"])
        if self.point:
            return ChangePoint(self.material.code, self.point.code, facts)
        return AddPoint(self.material.code, facts)


class PlaceOfPoint(StepForm):
    def __init__(self, data: Any = None, *, material: Material, point: ReviewPoint, **more: Any) -> None:
        self.material, self.point = material, point
        super().__init__(data, **more)

    def to_edit(self) -> MovePoint | RemovePoint:
        material, point = self.material.code, self.point.code
        return RemovePoint(material, point) if self.is_removal else MovePoint(material, point, self.up)
