"""What the database itself refuses of corrections, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.models import CorrectionGap, CorrectionNotice, CorrectionPeriod
from yichuang.casework.intake.tests.states import faulty_company, tell
from yichuang.kernel.grants import append_only_tables


@pytest.fixture
def told(county: County) -> CorrectionNotice:
    number = faulty_company(county)
    tell(county, number)
    return CorrectionNotice.objects.get(case__number=number)


def broken(rows: Any, constraint: str, **changes: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**changes)


def test_what_a_notice_cannot_be(county: County, told: CorrectionNotice) -> None:
    mine = CorrectionNotice.objects.filter(pk=told.pk)

    broken(mine, "rounds_start_at_one", round=0)
    broken(mine, "only_telling_again_has_a_reason", reason="理由")
    tell(county, told.case.number, by="manager", window=None, reason="理由")
    broken(CorrectionNotice.objects.filter(round=2), "one_notice_per_round", round=1, reason=None)


def test_a_notice_has_a_paper_of_its_own(county: County, told: CorrectionNotice) -> None:
    tell(county, told.case.number, by="manager", window=None, reason="理由")

    broken(
        CorrectionNotice.objects.filter(case=told.case, round=2),
        "intake_correctionnotice_document_id_key",
        document=told.document,
    )


def test_a_gap_stands_once_and_in_its_place(told: CorrectionNotice) -> None:
    second = CorrectionGap.objects.filter(notice=told, position=2)

    broken(second, "one_gap_per_place", position=1)
    broken(second, "one_line_per_gap", material_code="m1", point_code="p1")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"amount": 0}, "period_is_of_days_or_months"),
        ({"unit": "hour"}, "period_is_of_days_or_months"),
        ({"basis": ""}, "period_has_a_basis"),
    ],
)
def test_a_period_has_days_and_a_basis(db: None, changes: dict[str, Any], constraint: str) -> None:
    row = CorrectionPeriod.objects.create(
        amount=15, unit="working-day", basis="条例", set_at=AT, set_by="system"
    )

    broken(CorrectionPeriod.objects.filter(pk=row.pk), constraint, **changes)


def test_what_was_told_is_never_rewritten() -> None:
    """The kernel's grants take UPDATE and DELETE on these tables from the application."""
    tables = {"intake_correctionnotice", "intake_correctiongap", "intake_correctionperiod"}

    assert tables <= set(append_only_tables())
