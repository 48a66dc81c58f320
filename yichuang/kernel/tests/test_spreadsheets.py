"""Workbooks: what Excel would read back, and nothing it would work out."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from yichuang.kernel.spreadsheets import Column, safe_text, workbook

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", '=HYPERLINK("http://x","y")')


def written(path: Path, rows: list[list[object]]) -> openpyxl.worksheet.worksheet.Worksheet:
    with workbook(path, "办件", [Column("编号", 24), Column("时间")]) as sheet:
        for row in rows:
            sheet.add(row)  # type: ignore[arg-type]
    return openpyxl.load_workbook(path).active


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    at = datetime(2026, 2, 11, 17, 30, tzinfo=UTC)

    sheet = written(
        tmp_path / "a.xlsx", [["990101202602110000010", at], ["𠮷·甲", None], [3, date(2026, 2, 12)]]
    )

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["编号", "时间"],
        ["990101202602110000010", datetime(2026, 2, 12, 1, 30)],
        ["𠮷·甲", None],
        [3, datetime(2026, 2, 12)],
    ]
    assert sheet.title == "办件"
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].data_type == "s"  # twenty-one digits are no number


@pytest.mark.parametrize("text", EVIL)
def test_no_text_is_a_formula_here_or_as_csv(tmp_path: Path, text: str) -> None:
    """SEC: formula injection."""
    path = tmp_path / "a.xlsx"

    sheet = written(path, [[text, text]])

    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
        names = package.namelist()
    assert "<f>" not in xml
    assert not any("externalLink" in name or "hyperlink" in name for name in names)


def test_innocent_text_stays_as_it_is() -> None:
    assert [safe_text(text) for text in ("张*", "138****3210", "", "a=b", "1-2")] == [
        "张*",
        "138****3210",
        "",
        "a=b",
        "1-2",
    ]
    assert len(safe_text("字" * 40_000)) == 32_767


def test_a_formula_in_a_head_is_none_either(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with workbook(path, "办件", [Column("=1+1")]) as sheet:
        sheet.add(["x"])

    assert openpyxl.load_workbook(path).active["A1"].data_type == "s"
