"""Forms of the materials library: an entry, a review point with a picture, a merger, its undoing."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.forms import ActForm
from yichuang.offer.catalogue.rules.library import LONGEST, LONGEST_POINT, LONGEST_REASON
from yichuang.offer.catalogue.types.library import MaterialTypeFacts

_LINE: dict[str, Any] = {"class": "form-control"}


def _text(label: Any, longest: int, *, rows: int = 0, needed: Any = "", hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, **_LINE}) if rows else forms.TextInput(attrs=_LINE)
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(needed),
        widget=widget,
        help_text=hint,
        error_messages={"required": needed} if needed else None,
    )


class MaterialTypeForm(ActForm):
    """What the library says about a document."""

    revision = forms.IntegerField(min_value=1, max_value=1_000_000_000, widget=forms.HiddenInput)
    issuer = _text(_("出具机构"), LONGEST["issuer"])
    e_licence = _text(_("电子证照"), LONGEST["e_licence"], hint=_("哪一类电子证照可以代替；没有的空着"))
    register = _text(_("共享登记"), LONGEST["register"], hint=_("哪个共享登记查得到；没有的空着"))
    issued_here = forms.BooleanField(
        label=_("由本地部门核发，可以内部核验"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    aliases = _text(_("别名"), 4000, rows=2, hint=_("一行一个，例如：户口本"))
    note = _text(_("说明"), LONGEST["note"], rows=2)

    def to_facts(self) -> MaterialTypeFacts:
        given = self.cleaned_data
        aliases = (alias.strip() for alias in re.split(r"[\r\n;；]+", given["aliases"]))
        return MaterialTypeFacts(
            issuer=given["issuer"],
            e_licence=given["e_licence"],
            register=given["register"],
            issued_here=given["issued_here"],
            note=given["note"],
            aliases=tuple(dict.fromkeys(alias for alias in aliases if alias)),
        )


class MaterialFileForm(ActForm):
    """A sample or a blank form."""

    use = forms.ChoiceField(
        label=_("用途"),
        choices=[("sample", _("样本")), ("blank", _("空表"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    file = forms.FileField(
        label=_("文件"),
        widget=forms.FileInput(attrs=_LINE),
        error_messages={"required": _("请选择文件"), "empty": _("文件是空的")},
    )


class MaterialPointForm(ActForm):
    """What makes the document good, and a picture that shows it."""

    text = _text(_("怎样才合格"), LONGEST_POINT, rows=2, needed=_("请写明怎样才合格"))
    how = _text(_("怎样查看"), 1000, rows=2)
    picture = forms.FileField(
        label=_("图片"),
        required=False,
        widget=forms.FileInput(attrs=_LINE | {"accept": "image/png,image/jpeg"}),
        help_text=_("PNG 或者 JPEG，圈出要看的地方"),
        error_messages={"empty": _("文件是空的")},
    )


class ReasonForm(ActForm):
    """Why."""

    reason = _text(_("原因"), LONGEST_REASON, rows=2, needed=_("请写明原因"))


class MergeForm(ReasonForm):
    """The revisions the preview was made from; what is taken is read beside it."""

    merged_revision = forms.IntegerField(min_value=1, max_value=1_000_000_000, widget=forms.HiddenInput)
    into_revision = forms.IntegerField(min_value=1, max_value=1_000_000_000, widget=forms.HiddenInput)
