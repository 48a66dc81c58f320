"""Workbooks that come in: what is read of them, and what is refused in a sentence."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from yichuang.kernel import spreadsheet_reading
from yichuang.kernel.spreadsheet_reading import WorkbookReader, WorkbookRefused
from yichuang.kernel.spreadsheets import Column, workbook_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook whose rows begin at C3."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "甲"
    for place, value in {"C3": " 字 ", "D3": 7.0, "C5": True, "E5": 1.5, "D6": "_x0000_a"}.items():
        sheet[place] = value
    book.create_sheet("乙")["A1"] = "=1+1"
    book["乙"].merge_cells("A2:B3")
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_rows_are_read_where_they_stand(path: Path) -> None:
    reader = WorkbookReader(path)

    assert reader.names == ("甲", "乙")
    assert list(reader.rows("甲")) == [
        (3, ["", "", "字", 7, ""]),
        (5, ["", "", "是", "", "1.5"]),
        (6, ["", "", "", "\ufffda", ""]),
    ]
    reader.refuse_merged(("甲",))
    reader.refuse_formulas(("甲",))


def test_formulas_and_merged_cells_are_found_where_they_are(path: Path) -> None:
    reader = WorkbookReader(path)

    with pytest.raises(WorkbookRefused, match="工作表“乙”的 A1 格是公式"):
        reader.refuse_formulas(("甲", "乙"))
    with pytest.raises(WorkbookRefused, match="工作表“乙”第 2 行有合并单元格"):
        reader.refuse_merged(("甲", "乙"))


def _text(path: Path) -> None:
    path.write_bytes(b"not a workbook")


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _other_package(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "a")


@pytest.mark.parametrize("spoil", [_text, _cut_off, _other_package], ids=["text", "cut-off", "package"])
def test_what_is_no_workbook_is_refused(path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)

    with pytest.raises(WorkbookRefused, match="没有导入任何内容"):
        WorkbookReader(path)


def test_what_would_fill_the_memory_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_reading, "MOST_CELLS", 10)
    with pytest.raises(WorkbookRefused, match="工作表“甲”太大"):
        list(WorkbookReader(path).rows("甲"))

    monkeypatch.setattr(spreadsheet_reading, "MOST_BYTES", 1000)
    with pytest.raises(WorkbookRefused, match="展开以后超过"):
        WorkbookReader(path)


def test_entities_are_not_read(path: Path, tmp_path: Path) -> None:
    """SEC: entities that grow without end."""
    made = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "a">]>' + content
            new.writestr(name, content)

    with pytest.raises(WorkbookRefused, match="没有导入任何内容"):
        WorkbookReader(made).refuse_formulas(("甲",))


def test_rows_come_to_several_sheets_in_any_order(tmp_path: Path) -> None:
    """And each text comes back as it was."""
    columns = (Column("一"), Column("二"))
    with workbook_of(tmp_path / "a.xlsx", {"甲": columns, "乙": columns}) as [first, second]:
        first.add_exact(("=1", 2))
        second.add_exact(("'x", None), {1})
        first.add_exact((None, "末"))

    reader = WorkbookReader(tmp_path / "a.xlsx")

    assert list(reader.rows("甲")) == [(1, ["一", "二"]), (2, ["'=1", 2]), (3, ["", "末"])]
    assert list(reader.rows("乙")) == [(1, ["一", "二"]), (2, ["'x", ""])]
