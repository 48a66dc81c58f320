"""Two at once: two people write their workbooks, two workers take up the same one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from yichuang.kernel import long_tasks, time
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import ImportRunning
from yichuang.offer.catalogue.services import workbook_import
from yichuang.offer.catalogue.tests.desk import Desk, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, content
from yichuang.offer.catalogue.tests.workbooks import brought, workbook_of_contents

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    return make_desk()


def test_of_two_workbooks_one_is_written(desk: Desk, at_once: AtOnce) -> None:
    old = item(desk)
    mine, theirs = (
        brought(workbook_of_contents([replace(queries.content_of(old), visits=visits)], "JTJ"), actor)
        for visits, actor in ((3, desk.editor), (4, desk.second_editor))
    )

    results = at_once(
        [
            lambda: services.apply_import(import_id=mine, actor=desk.editor, at=AT),
            lambda: services.apply_import(import_id=theirs, actor=desk.second_editor, at=AT),
        ]
    )

    assert [type(result) for result in results if result is not None] == [ImportRunning]
    assert models.WorkbookImport.objects.exclude(apply_task=None).count() == 1


def test_two_workers_write_nothing_twice(
    desk: Desk,
    at_once: AtOnce,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when a worker that was believed dead goes on beside the one that took its task over."""
    monkeypatch.setattr(workbook_import, "GROUP", 2)
    import_id = brought(workbook_of_contents([content() for _ in range(8)], "JTJ"), desk.editor)
    services.apply_import(import_id=import_id, actor=desk.editor, at=AT)
    task = models.WorkbookImport.objects.get(id=import_id).apply_task
    assert task is not None

    def work() -> None:
        long_tasks.run(task, is_last_attempt=True)

    assert at_once([work, work]) == [None, None]

    row = models.WorkbookImport.objects.get(id=import_id)
    assert (row.applied, row.total) == (8, 8)
    assert models.HandlingVersion.objects.filter(status="draft").count() == 8
    assert models.DraftRevision.objects.count() == 8
    assert models.WorkbookLine.objects.filter(step="apply").count() == 8
