"""Workbooks of items for tests: written from contents, changed cell by cell, brought in and run."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import openpyxl

from yichuang.foundation.accounts.types import Actor
from yichuang.kernel import long_tasks
from yichuang.kernel.spreadsheet_reading import WorkbookReader
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.adapters.item_workbook import StagedItem, Staging, item_workbook
from yichuang.offer.catalogue.rules.sheets import rows_of
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.types import VersionContent
from yichuang.offer.catalogue.types.sheets import ExportContents, ExportWanted, ImportStep

Cells = dict[str, list[tuple[Any, ...]]]


class AnyFile(dict[str, UUID]):
    """A catalogue that has every sample a workbook may name."""

    def __contains__(self, name: object) -> bool:
        return True

    def get(self, name: str, default: Any = None) -> UUID:
        try:
            return UUID(name)
        except ValueError:
            return uuid5(NAMESPACE_URL, name)


def workbook_of_contents(contents: Iterable[VersionContent], organisation: str, name: str = "") -> bytes:
    """A workbook of these contents, all of one department."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        with item_workbook(path) as sheets:
            for content in contents:
                sheets.add(content.code, rows_of(content, organisation, name))
        return path.read_bytes()


def staged(content: bytes) -> list[StagedItem]:
    """The items of a workbook, as a worker has them.

    Raises: what :meth:`Staging.take` does.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        path.write_bytes(content)
        staging = Staging(Path(folder) / "rows.sqlite3")
        try:
            staging.take(WorkbookReader(path))
            return staging.items(0, staging.total)
        finally:
            staging.close()


def cells(content: bytes) -> Cells:
    """Every cell of a workbook by sheet, as Excel would show them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def with_cells(content: bytes, changes: Mapping[tuple[str, str], Any]) -> bytes:
    """The workbook with other values in some cells, by sheet and place ("B2")."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (sheet, place), value in changes.items():
        book[sheet][place] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def column_of(content: bytes, sheet: str, head: str) -> str:
    """The letter of a column."""
    heads = cells(content)[sheet][0]
    return openpyxl.utils.get_column_letter(heads.index(head) + 1)


def brought(content: bytes, actor: Actor, *, at: datetime = AT, run: bool = True) -> UUID:
    """Bring a workbook in, and let the worker check it."""
    import_id = services.bring_workbook(content=content, name="事项.xlsx", actor=actor, at=at)
    if run:
        run_task(import_id, ImportStep.CHECK)
    return import_id


def written(import_id: UUID, actor: Actor, *, at: datetime = AT) -> None:
    """Let it be written, and the worker write it."""
    services.apply_import(import_id=import_id, actor=actor, at=at)
    run_task(import_id, ImportStep.APPLY)


def run_task(import_id: UUID, step: ImportStep) -> None:
    row = models.WorkbookImport.objects.get(id=import_id)
    task = row.check_task if step is ImportStep.CHECK else row.apply_task
    if task is None:
        raise AssertionError(f"no task for {step}")
    long_tasks.run(task, is_last_attempt=True)


def returned(import_id: UUID, actor: Actor, step: ImportStep = ImportStep.CHECK) -> bytes:
    """The workbook that comes back."""
    found = services.fetch_import(import_id=import_id, step=step, actor=actor, at=AT)
    return b"".join(found)


def exported(actor: Actor, organisation: str = "", contents: ExportContents = ExportContents.NEWEST) -> bytes:
    """An export, run and fetched."""
    wanted = ExportWanted(organisation, contents)
    task_id = services.request_item_export(wanted=wanted, actor=actor, at=AT)
    long_tasks.run(task_id, is_last_attempt=True)
    return b"".join(services.fetch_item_export(task_id=task_id, actor=actor, at=AT))
