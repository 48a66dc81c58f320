"""Lists of a level above for tests: entries, editions, and files as offices write them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.tests.factories import AT, BY
from yichuang.offer.catalogue.types import ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import BaseEntry, BaseKind, BaseReport, EditionInput

DATED_ON = date(2026, 1, 31)
HEADING = ("基本编码", "事项名称", "事项类型", "设定依据")
ROAD = LegalBasis("道路运输条例", "第二十四条")


def entry(code: str, name: str = "", **overrides: Any) -> BaseEntry:
    """A licence in use under the road transport regulation."""
    values: dict[str, Any] = {"item_type": ItemType.LICENCE, "legal_basis": (ROAD,)} | overrides
    return BaseEntry(code, name or f"事项{code}", **values)


def as_row(made: BaseEntry) -> dict[str, Any]:
    """The entry as JSON has it; what it does not say is left out."""
    row = {
        "code": made.code,
        "name": made.name,
        "type": made.item_type.value,
        "basis": [f"《{basis.law}》{basis.article}" for basis in made.legal_basis],
        "status": made.status.value,
        "former_codes": list(made.former_codes),
        "department": made.department,
        "levels": list(made.levels),
        "working_days": made.working_days,
        "materials": made.materials,
        "visits": made.visits,
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def as_json(entries: Iterable[BaseEntry], **head: Any) -> bytes:
    document = {"format": "yichuang-base-catalogue", "version": 1, **head}
    return json.dumps(document | {"items": list(map(as_row, entries))}, ensure_ascii=False).encode()


def as_csv(rows: Sequence[Sequence[Any]], heading: Sequence[str] = HEADING) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heading, *rows])
    return text.getvalue().encode()


def as_workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "目录", merge: str = "") -> bytes:
    """Rows of one sheet, the heading among them."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if merge:
        page.merge_cells(merge)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def bring_in(
    entries: Iterable[BaseEntry],
    *,
    name: str = "2026 年版",
    kind: BaseKind = BaseKind.BASE,
    dated_on: date = DATED_ON,
    at: datetime = AT,
    **options: Any,
) -> BaseReport:
    """Import these entries as an edition."""
    edition = EditionInput(kind=kind, name=name, dated_on=dated_on)
    return services.import_base_catalogue(content=as_json(entries), edition=edition, at=at, by=BY, **options)
