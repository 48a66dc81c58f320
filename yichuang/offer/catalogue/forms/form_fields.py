"""What keepers of the field library and editors of forms type: shape and wording only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.forms import ActForm
from yichuang.offer.catalogue.forms.edits import (
    ConditionForm,
    EditForm,
    StepForm,
    choice,
    flag,
    line,
    lines,
    number,
    words,
)
from yichuang.offer.catalogue.types import ALWAYS, FormField
from yichuang.offer.catalogue.types.editing_form import (
    AddFormField,
    ChangeFormField,
    FormFieldFacts,
    MoveFormField,
    RemoveFormField,
    TakeFormList,
)
from yichuang.offer.catalogue.types.forms import (
    FieldFacts,
    FieldType,
    FormListView,
    LibraryField,
    Sensitivity,
)

_SELECT = {"class": "form-select"}
_BLANK = ("", _("请选择"))


class FieldForm(ActForm):
    """A field of the library: what it is, wherever it is asked."""

    field_of: ClassVar[Mapping[str, str]] = {}

    name = line(_("字段名称"), 100, needed=_("请写明字段名称"))
    code = line(_("字段代码"), 63, help_text=_("小写字母、数字和连字符，如 resident-id；定义以后不再变。"))
    name_en = line(_("英文名称"), 100)
    type = choice(_("字段类型"), FieldType)
    sensitivity = choice(_("敏感程度"), Sensitivity)
    element = line(_("标准数据元"), 100, help_text=_("标准和数据元名称，如 GB/T 2261.1 性别。"))
    options = words(_("选项"), 12_000, 3, help_text=_("每行一个；只有单选、多选的字段有。"))
    longest = number(_("最长字数或者最大的数"), 999_999_999)
    pattern = line(_("填写格式"), 200, help_text=_("字符、方括号和次数，如 [A-Z]{2}[0-9]{6}。"))
    pattern_words = line(_("给群众看的格式说明"), 200)
    held_by = line(_("免填来源"), 100, help_text=_("政府已经有的，写登记簿的名称，如 resident-id。"))
    held_as = line(_("群众知道的名称"), 100, help_text=_("如：居民身份证。"))
    aliases = words(_("其他叫法"), 12_000, 2, help_text=_("别的表上怎么叫，每行一个。"))
    hint = words(_("填写提示"), 500)
    seen = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, field: LibraryField | None = None, name: str = "") -> None:
        said: dict[str, Any] = {"name": name, "type": FieldType.TEXT.value}
        if field:
            facts = field.facts
            said = {
                key: getattr(facts, key)
                for key in ("name", "name_en", "element", "longest", "pattern", "pattern_words",
                            "held_by", "held_as", "hint")
            }  # fmt: skip
            said |= {"type": facts.type.value, "sensitivity": facts.sensitivity.value, "seen": field.number}
            said |= {"options": "\n".join(facts.options), "aliases": "\n".join(facts.aliases)}
        super().__init__(data, initial=said, auto_id="field-%s")
        self.fields["type"].required = self.fields["sensitivity"].required = True
        for key in ("type", "sensitivity"):
            self.fields[key].error_messages["required"] = gettext("请选择一项")
        if field:
            del self.fields["code"]
        else:
            self.fields["code"].required = True
            self.fields["code"].error_messages["required"] = gettext("请写明字段代码")

    def facts(self) -> FieldFacts:
        data = self.cleaned_data
        return FieldFacts(
            name=data["name"],
            type=FieldType(data["type"]),
            sensitivity=Sensitivity(data["sensitivity"]),
            name_en=data["name_en"],
            element=data["element"],
            longest=data["longest"],
            pattern=data["pattern"],
            pattern_words=data["pattern_words"],
            options=lines(data["options"]),
            held_by=data["held_by"],
            held_as=data["held_as"],
            aliases=lines(data["aliases"]),
            hint=data["hint"],
        )


class _OwnForm(ConditionForm):
    """What is a field's own in a form."""

    section = line(_("所在的部分"), 100, help_text=_("如：申请人信息。同一部分的字段排在一起。"))
    label = line(_("在这张表上叫什么"), 100, help_text=_("不写就按字段库的名称。"))
    required = flag(_("必填"))
    hint = words(_("填写提示"), 500)

    def own(self) -> FormFieldFacts:
        data = self.cleaned_data
        return FormFieldFacts(
            data["section"], data["label"], data["required"], data["hint"], self.condition()
        )


class AddFormFieldForm(_OwnForm):
    """A field of the library for this form."""

    field = forms.ChoiceField(
        label=_("字段"),
        widget=forms.Select(attrs=_SELECT),
        error_messages={"required": _("请选择字段"), "invalid_choice": _("请选择字段")},
    )

    def __init__(self, data: Any = None, *, library: Mapping[str, LibraryField], **more: Any) -> None:
        self.library = library
        super().__init__(data, condition=ALWAYS, required=True, **more)
        known = [(code, field.facts.name) for code, field in library.items()]
        self.fields["field"].choices = [_BLANK, *known]  # type: ignore[attr-defined]

    def to_edit(self) -> AddFormField:
        return AddFormField(self.library[self.cleaned_data["field"]], self.own())


class ChangeFormFieldForm(_OwnForm):
    """A field of this form; ``newer``: the library defines it anew by now."""

    renew = flag(_("改用字段库里现在的定义"))

    def __init__(
        self, data: Any = None, *, field: FormField, newer: LibraryField | None, **more: Any
    ) -> None:
        self.field, self.newer = field, newer
        own = {name: getattr(field, name) for name in ("section", "label", "required", "hint")}
        super().__init__(data, condition=field.applies_when, **own, **more)
        if newer is None:
            del self.fields["renew"]

    def to_edit(self) -> ChangeFormField:
        renewed = self.newer if self.cleaned_data.get("renew") else None
        return ChangeFormField(self.field.code, self.own(), renewed)


class TakeFormListForm(EditForm):
    """The fields of an imported form list."""

    form_list = forms.ChoiceField(
        label=_("字段清单"),
        widget=forms.Select(attrs=_SELECT),
        error_messages={"required": _("请选择字段清单"), "invalid_choice": _("请选择字段清单")},
    )

    def __init__(self, data: Any = None, *, lists: Sequence[FormListView], **more: Any) -> None:
        self.lists = {str(view.id): view for view in lists}
        super().__init__(data, **more)
        known = [(key, view.title) for key, view in self.lists.items()]
        self.fields["form_list"].choices = [_BLANK, *known]  # type: ignore[attr-defined]

    def to_edit(self) -> TakeFormList:
        view = self.lists[self.cleaned_data["form_list"]]
        return TakeFormList(tuple((found.name, found.field) for found in view.found if found.field))


class PlaceOfFormField(StepForm):
    def __init__(self, data: Any = None, *, field: FormField, **more: Any) -> None:
        self.field = field
        super().__init__(data, **more)

    def to_edit(self) -> MoveFormField | RemoveFormField:
        code = self.field.code
        return RemoveFormField(code) if self.is_removal else MoveFormField(code, self.up)
