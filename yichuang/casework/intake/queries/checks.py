"""Reading what was handed in."""

from __future__ import annotations

from uuid import UUID

from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.models import SubmittedFile, SubmittedMaterial
from yichuang.casework.intake.types import CheckedMaterial, CollectionMode, MaterialInput
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import Material
from yichuang.offer.guidance import queries as guidance


def needed_materials(case: CaseView) -> tuple[Material, ...]:
    """The exact list of a case: its frozen version under its frozen answers."""
    return guidance.exact_list(catalogue.version(case.version_id), case.answers).materials


def current_checks(case: CaseView) -> tuple[CheckedMaterial, ...]:
    """The newest check of every needed material, in the list's order. One statement."""
    return rules.check_materials(needed=needed_materials(case), handed_in=_newest(case.id, {}))


def current_checks_with_files(case: CaseView) -> tuple[CheckedMaterial, ...]:
    """As :func:`current_checks`, with the stored files of each. Two statements."""
    files: dict[UUID, list[UUID]] = {}
    rows = SubmittedFile.objects.filter(material__case_id=case.id).order_by("material_id", "position")
    for material_id, file_id in rows.values_list("material_id", "file_id"):
        files.setdefault(material_id, []).append(file_id)
    return rules.check_materials(needed=needed_materials(case), handed_in=_newest(case.id, files))


def _newest(case_id: UUID, files: dict[UUID, list[UUID]]) -> tuple[MaterialInput, ...]:
    rows = (
        SubmittedMaterial.objects.filter(case_id=case_id)
        .order_by("code", "-id")
        .distinct("code")
        .values_list("id", "code", "collected", "originals", "copies", "points", "note")
    )
    return tuple(
        MaterialInput(
            code,
            CollectionMode(collected) if collected else None,
            originals,
            copies,
            points,
            tuple(files.get(row_id, ())),
            note,
        )
        for row_id, code, collected, originals, copies, points, note in rows
    )
