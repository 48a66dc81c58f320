"""Constraints of workbooks that were brought in, and somebody who goes around the services to break them."""

from __future__ import annotations

from typing import Any

import pytest

from yichuang.kernel.grants import append_only_tables
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.tests.breaking import added, refuses, refuses_stranger, updated
from yichuang.offer.catalogue.tests.desk import make_desk
from yichuang.offer.catalogue.tests.factories import content
from yichuang.offer.catalogue.tests.workbooks import brought, workbook_of_contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> models.WorkbookLine:
    desk = make_desk()
    brought(workbook_of_contents([content()], "JTJ"), desk.editor)
    return models.WorkbookLine.objects.get()


@pytest.mark.parametrize(
    "change", [{"checked": 2}, {"applied": 2, "total": 2}], ids=["more-than-there-are", "unchecked"]
)
def test_nothing_is_written_that_was_not_checked(line: models.WorkbookLine, change: dict[str, int]) -> None:
    refuses("workbook_import_writes_what_was_checked", updated(line.workbook, **change))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("workbook_line_once_a_step", {}),
        ("workbook_line_step_is_known", {"step": "other", "position": 9}),
        ("workbook_line_outcome_is_known", {"outcome": "other", "position": 9}),
        ("workbook_line_faults_are_refused", {"faults": [["事项", 2, 1, "错"]], "position": 9}),
    ],
)
def test_a_line_says_what_is_known_once(
    line: models.WorkbookLine, constraint: str, change: dict[str, Any]
) -> None:
    refuses(constraint, added(line, **change))


def test_a_line_belongs_to_an_import_of_a_stored_file(line: models.WorkbookLine) -> None:
    refuses_stranger(line, "workbook_id")
    refuses_stranger(line.workbook, "file_id")


def test_lines_are_only_added() -> None:
    assert models.WorkbookLine._meta.db_table in append_only_tables()
    assert models.WorkbookLine._meta.db_table == "catalogue_workbookline"
