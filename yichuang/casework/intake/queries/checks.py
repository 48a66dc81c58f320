"""Reading what was handed in."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.models import SubmittedFile
from yichuang.casework.intake.types import CheckedMaterial, CollectionMode, MaterialInput
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import Material
from yichuang.offer.guidance import queries as guidance

_NEWEST = """
SELECT DISTINCT ON (material.code)
    material.code, collected, originals, copies, points, note
FROM intake_submittedmaterial material JOIN cases_act act ON act.id = material.act_id
WHERE material.case_id = %s
ORDER BY material.code, act.sequence DESC
"""


def needed_materials(case: CaseView) -> tuple[Material, ...]:
    """The exact list of a case: its frozen version under its frozen answers."""
    return guidance.exact_list(catalogue.version(case.version_id), case.answers).materials


def current_checks(case: CaseView) -> tuple[CheckedMaterial, ...]:
    """The newest check of every needed material, in the list's order. One statement."""
    return rules.check_materials(needed=needed_materials(case), handed_in=_newest(case.id, {}))


def current_checks_with_files(case: CaseView) -> tuple[CheckedMaterial, ...]:
    """As :func:`current_checks`, with the stored files of each. Two statements.

    The files are those that came last: a check without new ones looked at the same scans again.
    """
    files: dict[str, tuple[UUID, list[UUID]]] = {}
    rows = (
        SubmittedFile.objects.filter(material__case_id=case.id)
        .order_by("-material__act__sequence", "position")
        .values_list("material__code", "material_id", "file_id")
    )
    for code, material_id, file_id in rows:
        newest, found = files.setdefault(code, (material_id, []))
        if material_id == newest:
            found.append(file_id)
    return rules.check_materials(
        needed=needed_materials(case),
        handed_in=_newest(case.id, {code: found for code, (_, found) in files.items()}),
    )


def is_file_of_case(case_id: UUID, file_id: UUID) -> bool:
    """Whether a stored file was handed in with a case."""
    return SubmittedFile.objects.filter(material__case_id=case_id, file_id=file_id).exists()


def _newest(case_id: UUID, files: dict[str, list[UUID]]) -> tuple[MaterialInput, ...]:
    """By the order of acts: ids made on two machines may not sort as they were written."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [case_id])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(
        MaterialInput(
            code,
            CollectionMode(collected) if collected else None,
            originals,
            copies,
            json.loads(points),
            tuple(files.get(code, ())),
            note,
        )
        for code, collected, originals, copies, points, note in rows
    )
