"""Writing checked materials: rows of one act."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from yichuang.casework.intake.errors import FileNotStored
from yichuang.casework.intake.models import SubmittedFile, SubmittedMaterial
from yichuang.casework.intake.types import CheckedMaterial, MaterialInput
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.errors import FileUnknown
from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id


def check_files(materials: Sequence[MaterialInput]) -> None:
    """Refuse a scan that is not stored. One statement a scan, none without.

    Raises:
        FileNotStored: with a pointer to the entry.
    """
    for place, material in enumerate(materials):
        for number, file_id in enumerate(material.file_ids):
            try:
                documents.file_info(file_id)
            except FileUnknown as unknown:
                pointer = f"/materials/{place}/file_ids/{number}"
                raise FileNotStored(errors=(FieldError(pointer, "没有这个文件"),)) from unknown


def write_checks(case_id: UUID, act_id: UUID, checked: Sequence[CheckedMaterial]) -> None:
    """One row per checked material; one more statement only when files came with them."""
    rows = [
        SubmittedMaterial(
            id=new_id(),
            case_id=case_id,
            act_id=act_id,
            code=material.code,
            name=material.name,
            verdict=material.verdict.value,
            collected=material.collected.value if material.collected else None,
            originals=material.originals,
            copies=material.copies,
            points=dict(material.points),
            note=material.note,
        )
        for material in checked
    ]
    SubmittedMaterial.objects.bulk_create(rows)
    files = [
        SubmittedFile(material=row, file_id=file_id, position=place)
        for row, material in zip(rows, checked, strict=True)
        for place, file_id in enumerate(material.file_ids)
    ]
    if files:
        SubmittedFile.objects.bulk_create(files)
