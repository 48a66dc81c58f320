"""Forms of the page 导入导出."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.forms import ActForm


class WorkbookForm(ActForm):
    """A workbook of items that is brought in."""

    file = forms.FileField(
        label=_("事项工作簿"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
        error_messages={"required": _("请选择工作簿"), "empty": _("文件是空的")},
    )
