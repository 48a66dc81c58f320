"""Writing checked materials: rows of one act."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from yichuang.casework.intake.models import SubmittedFile, SubmittedMaterial
from yichuang.casework.intake.types import CheckedMaterial
from yichuang.kernel.ids import new_id


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
