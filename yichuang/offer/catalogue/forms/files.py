"""The sample and the blank form of a material."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.offer.catalogue.forms.edits import EditForm, flag
from yichuang.offer.catalogue.types import Material
from yichuang.offer.catalogue.types.editing_elements import FileOfMaterial, FileUse

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.ofd"


class FileForm(EditForm):
    """One file of a material: another one, or none any more. The page sets ``files`` to what was sent."""

    file = forms.FileField(
        label=_("选一个文件"),
        required=False,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
    )
    remove = flag(_("不再提供这个文件"))

    def __init__(self, data: Any = None, *, material: Material, use: FileUse, **more: Any) -> None:
        self.material, self.use = material, use
        super().__init__(data, **more)

    @property
    def upload(self) -> UploadedFile | None:
        """The file that was chosen; None: only words were sent."""
        return cast("UploadedFile | None", self.cleaned_data["file"])

    @property
    def file_id(self) -> Any:
        return self.material.sample_file_id if self.use == "sample" else self.material.blank_file_id

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("file") and not data.get("remove") and "file" not in self.errors:
            self.add_error("file", gettext("请选一个文件"))
        return data

    def to_edit(self) -> FileOfMaterial:
        """The file is named by whoever keeps it; without one it is taken away."""
        return FileOfMaterial(self.material.code, self.use, None)
