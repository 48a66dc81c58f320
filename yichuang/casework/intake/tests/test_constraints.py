"""Each constraint of intake meets an attempt to break it behind the services' back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, models, transaction

from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.models import SubmittedFile, SubmittedMaterial
from yichuang.casework.intake.tests.applications import handed_in, licence_application
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.types import CollectionMode, Verdict
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.ids import new_id

pytestmark = pytest.mark.smoke


@pytest.fixture
def number(county: County) -> str:
    file_id = documents.store_file(content=PDF, name="a.pdf", at=AT)
    scan = handed_in("m1", collected=CollectionMode.SCAN, file_ids=(file_id,))
    return receive(county, licence_application(materials=(scan,))).number


def refused_by(name: str, rows: models.QuerySet[models.Model], **changes: object) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**changes)


def test_what_was_checked_was_collected_and_what_was_not_was_not(number: str) -> None:
    given = SubmittedMaterial.objects.filter(case__number=number, code="m1")
    exempt = SubmittedMaterial.objects.filter(case__number=number, code="m2")
    assert (given.count(), exempt.count()) == (1, 1)

    for verdict in (Verdict.EXEMPT, Verdict.MISSING, Verdict.NOT_NEEDED):
        refused_by("checked_iff_collected", given, verdict=verdict.value)
    for verdict in (Verdict.PASSED, Verdict.FAULTY):
        refused_by("checked_iff_collected", exempt, verdict=verdict.value)
    refused_by("checked_iff_collected", given, collected=None)
    refused_by("checked_iff_collected", exempt, collected="paper")
    refused_by("checked_iff_collected", given, verdict="perfect")


def test_an_act_checks_a_material_once(number: str) -> None:
    refused_by(
        "one_check_per_material_and_act",
        SubmittedMaterial.objects.filter(case__number=number, code="m2"),
        code="m1",
    )


def test_a_place_holds_one_file(number: str) -> None:
    row = SubmittedFile.objects.get(material__case__number=number)

    with pytest.raises(IntegrityError, match="one_file_per_place"), transaction.atomic():
        SubmittedFile.objects.create(
            id=new_id(), material_id=row.material_id, file_id=row.file_id, position=row.position
        )


def test_what_was_handed_in_is_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    assert {"intake_submittedmaterial", "intake_submittedfile"} <= set(append_only_tables())
