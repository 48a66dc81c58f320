"""Writing checked materials: rows of one act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from yichuang.casework.intake.models import SubmittedFile
from yichuang.casework.intake.services.scans import check_scan
from yichuang.casework.intake.types import CheckedMaterial, MaterialInput
from yichuang.kernel.ids import new_id

# as many rows as the list has materials: one text of the statement, which the database prepares once
_WRITE_CHECKS = """
INSERT INTO intake_submittedmaterial
    (id, case_id, act_id, code, name, verdict, collected, originals, copies, points, note)
SELECT id, %s, %s, code, name, verdict, collected, originals, copies, points, note
FROM jsonb_to_recordset(%s::jsonb) AS row (
    id uuid, code text, name text, verdict text, collected text, originals smallint, copies smallint,
    points jsonb, note text)
"""


def check_files(materials: Sequence[MaterialInput]) -> None:
    """Refuse a scan that is not stored. One statement a scan, none without.

    Raises:
        FileNotStored: with a pointer to the entry.
    """
    for place, material in enumerate(materials):
        for number, file_id in enumerate(material.file_ids):
            check_scan(file_id, pointer=f"/materials/{place}/file_ids/{number}")


def write_checks(case_id: UUID, act_id: UUID, checked: Sequence[CheckedMaterial]) -> None:
    """One row per checked material; one more statement only when files came with them."""
    ids = [new_id() for _ in checked]
    rows = [
        {
            "id": str(row_id),
            "code": material.code,
            "name": material.name,
            "verdict": material.verdict.value,
            "collected": material.collected.value if material.collected else None,
            "originals": material.originals,
            "copies": material.copies,
            "points": dict(material.points),
            "note": material.note,
        }
        for row_id, material in zip(ids, checked, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_CHECKS, [case_id, act_id, json.dumps(rows, ensure_ascii=False)])
    files = [
        SubmittedFile(material_id=row_id, file_id=file_id, position=place)
        for row_id, material in zip(ids, checked, strict=True)
        for place, file_id in enumerate(material.file_ids)
    ]
    if files:
        SubmittedFile.objects.bulk_create(files)
