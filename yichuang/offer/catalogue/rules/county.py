"""Format (c): a county's service list as CSV, one item a line, with codes and departments. Pure.

Such a list says what exists and who is in charge, nothing about materials or limits. Columns:
``department, main_item, name, item_code, area_code, task_type, task_type_name, dept_code, impl_uscc,
guide_url`` (others are passed over). Facts of a department are taken from all its lines:

- its code is its most frequent ``dept_code`` (a part behind ``_`` names a branch and is left out);
- its USCC is the one it has in all its lines, unless another department has the same: else open.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.fields import Fields
from yichuang.offer.catalogue.types import (
    FileRow,
    Guide,
    ItemType,
    OrganisationFacts,
    Reason,
    Source,
    VersionContent,
)

NEEDED = ("name", "item_code", "department", "task_type")

_TYPES = {str(int(item_type.value)): item_type for item_type in ItemType}
# codes of the table that are no types people apply for at a window (GB/T 39046 A.1)
_NOT_APPLIED_FOR = {"2": "行政处罚", "3": "行政强制", "6": "行政检查"}


class NotACountyList(Exception):
    """The text is no such list; the message says why."""


def lines_of(text: str) -> list[dict[str, str]]:
    """The lines of the list by column name.

    Raises:
        NotACountyList: no heading with the needed columns, or not CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        table = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as broken:
        raise NotACountyList(f"第 {reader.line_num} 行起不是完整的 CSV") from broken
    heading = [name.strip() for name in table[0]] if table else []
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        raise NotACountyList(f"表头缺少 {'、'.join(missing)}")
    width = len(heading)
    return [
        dict(zip(heading, row, strict=True))
        if len(row) == width
        else {"": f"应有 {width} 列，实有 {len(row)} 列：这一行不完整"}
        for row in table[1:]
    ]


def rows_of(lines: Sequence[dict[str, str]]) -> Iterator[FileRow]:
    """The lines as rows, in order. ``place`` counts the heading as line 1."""
    departments = _departments(lines)
    for number, line in enumerate(lines, 2):
        place = f"第 {number} 行"
        if "" in line:
            yield FileRow(place, "", "", None, OrganisationFacts(), (), (Reason("/", line[""]),))
            continue
        faults: list[FieldError] = []
        fields = Fields({key: value for key, value in line.items() if value.strip()}, "", faults, line)
        code = fields.text("item_code", needed=True, longest=64) or ""
        name = fields.text("name", needed=True, longest=1000) or ""
        department = fields.text("department", needed=True, longest=200) or ""
        content = _content(fields, code, name)
        if faults:
            reasons = tuple(Reason(fault.pointer, fault.detail) for fault in faults)
            yield FileRow(place, code, name, None, OrganisationFacts(), (), reasons)
            continue
        content = replace(content, unknown=unknown_elements(content, materials_known=False))
        yield FileRow(place, code, name, content, departments[department, _region(line)])


def _content(fields: Fields, code: str, name: str) -> VersionContent:
    source: Source = {"file_format": "county-list"}
    guide: Guide = {}
    if url := fields.text("guide_url"):
        source["url"] = url
        guide["online_url"] = url
    return VersionContent(
        code=code,
        name=name,
        item_code=code,
        item_name=fields.text("main_item", longest=1000) or name,
        item_type=_item_type(fields),
        handling_type=None,
        guide=guide,
        source=source,
    )


def _item_type(fields: Fields) -> ItemType | None:
    number, label = fields.text("task_type", needed=True), fields.text("task_type_name")
    if number is None:
        return None
    key = number.lstrip("0") or "0"
    if key in _NOT_APPLIED_FOR:
        fields.fault("task_type", f"{_NOT_APPLIED_FOR[key]}不是依申请办理的事项")
        return None
    item_type = _TYPES.get(key)
    if item_type is None or (label is not None and label != item_type.label):
        fields.fault("task_type", f"事项类型“{number} {label or ''}”不认识")
        return None
    return item_type


def _region(line: dict[str, str]) -> str:
    return line.get("area_code", "").strip()


def _departments(lines: Sequence[dict[str, str]]) -> dict[tuple[str, str], OrganisationFacts]:
    """What the list says about each department, by name and region."""
    codes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    usccs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if "" in line:
            continue
        key = line["department"].strip(), _region(line)
        codes[key].update(filter(None, [line.get("dept_code", "").strip().partition("_")[0]]))
        usccs[key] |= set(filter(None, [line.get("impl_uscc", "").strip()]))
    owners = Counter(uscc for found in usccs.values() for uscc in found)
    facts = {}
    for (name, region), counted in codes.items():
        # the most frequent; of two as frequent, the smaller: the same whatever the order of lines
        code = min(counted, key=lambda one: (-counted[one], one), default="")
        own = usccs[name, region]
        uscc = next(iter(own)) if len(own) == 1 and owners[next(iter(own))] == 1 else None
        facts[name, region] = OrganisationFacts(code=code, name=name, uscc=uscc, region_code=region)
    return facts
