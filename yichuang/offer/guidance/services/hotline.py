"""12345 records come in as a table (导入 12345 工单): every row, or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.transactions import act
from yichuang.offer.guidance.errors import HotlineFileWrong
from yichuang.offer.guidance.models import Consultation
from yichuang.offer.guidance.services import asking
from yichuang.offer.guidance.types import AskChannel, Asker, HotlineLine, HotlineReport, QuestionInput

COLUMNS = ("工单编号", "问题", "姓名", "电话", "事项编码")
"""Heads of the table. The first two have to be there."""
ADDED, KNOWN, WRONG = "added", "known", "wrong"
"""What becomes of a row."""
MOST_ROWS = 2000
MOST_BYTES = 5 * 1024 * 1024


@act
def import_work_orders(*, content: bytes, actor: Actor, at: datetime) -> HotlineReport:
    """Import 12345 work orders from a CSV or Excel table (导入 12345 工单).

    A work order that was entered before is left as it is. When a row is wrong nothing is imported, and
    the report names every wrong row.

    Raises:
        NotYourRole, NotYourPlace; HotlineFileWrong: the sentence says why.

    Publishes:
        ``guidance.question-asked`` v1, one a row.
    """
    accounts.outlet_of(actor, Act.RECORD_CONSULTATION)
    lines = _checked(list(_rows(content)), at)
    report = HotlineReport(
        added=sum(question is not None for _line, question in lines),
        known=sum(line.outcome == KNOWN for line, _question in lines),
        lines=tuple(line for line, _question in lines),
    )
    if report.wrong:
        return replace(report, added=0)
    for _line, question in lines:
        if question:
            asking.record_question(question=question, actor=actor, at=at)
    return report


def _checked(
    rows: list[tuple[int, Mapping[str, str]]], at: datetime
) -> list[tuple[HotlineLine, QuestionInput | None]]:
    """Each row with what is wrong with it, and the question it becomes; None: it becomes none."""
    numbers = [values["工单编号"] for _row, values in rows]
    held = Consultation.objects.filter(hotline_number__in=[number for number in numbers if number])
    known = set(held.values_list("hotline_number", flat=True))
    seen: set[str] = set()
    found: list[tuple[HotlineLine, QuestionInput | None]] = []
    for row, values in rows:
        number = values["工单编号"]
        if number in known:
            found.append((HotlineLine(row, number, KNOWN), None))
            continue
        question = _question(values)
        faults = (
            *asking.question_faults(question, at),
            *(["同一个工单在表里出现两次"] if number in seen else []),
        )
        seen.add(number)
        found.append(
            (HotlineLine(row, number, WRONG if faults else ADDED, faults), None if faults else question)
        )
    return found


def _question(values: Mapping[str, str]) -> QuestionInput:
    asker = Asker(values["姓名"], values["电话"])
    return QuestionInput(values["问题"], asker, AskChannel.HOTLINE, values["事项编码"], values["工单编号"])


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Number and cells of each row that holds something; numbers as the spreadsheet counts them."""
    if len(content) > MOST_BYTES:
        raise HotlineFileWrong(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分几次导入")
    table = _workbook(content) if content[:2] == b"PK" else _csv(content)
    head = next(table, [])
    missing = [name for name in COLUMNS[:2] if name not in head]
    if missing:
        raise HotlineFileWrong(f"第一行缺少“{'”“'.join(missing)}”列，列名应为：{'、'.join(COLUMNS)}")
    found = 0
    for row, cells in enumerate(table, start=2):
        values = dict(zip(head, cells, strict=False))
        if not any(values.values()):
            continue
        found += 1
        if found > MOST_ROWS:
            raise HotlineFileWrong(f"超过 {MOST_ROWS} 行，请分几次导入")
        yield row, {name: values.get(name, "") for name in COLUMNS}
    if not found:
        raise HotlineFileWrong("表格里没有工单")


def _csv(content: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        yield from ([cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
        return
    raise HotlineFileWrong("文件不是 UTF-8 或者 GB18030 编码的 CSV，也不是 Excel 工作簿")


def _workbook(content: bytes) -> Iterator[list[str]]:
    import python_calamine  # read on demand: the web process rarely needs it

    try:
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    except python_calamine.CalamineError as error:
        raise HotlineFileWrong("Excel 文件打不开，请另存为 .xlsx 或者 CSV 后再试") from error
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
