"""Which format an import file is, and its rows (导入文件). Pure. Formats are told by content, not by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn
from uuid import UUID

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.errors import FileUnreadable
from yichuang.offer.catalogue.rules import county, guides, product
from yichuang.offer.catalogue.rules.form_lists import read_fields
from yichuang.offer.catalogue.types import CatalogueFile
from yichuang.offer.catalogue.types.forms import LibraryField

FORMAT = "yichuang-catalogue"
FORMAT_VERSION = 1
NO_FILES: Mapping[str, UUID] = MappingProxyType({})
NO_FIELDS: Mapping[str, LibraryField] = MappingProxyType({})


def read_catalogue(
    content: bytes,
    files: Mapping[str, UUID] = NO_FILES,
    library: Mapping[str, LibraryField] = NO_FIELDS,
) -> CatalogueFile:
    """Read an import file of any known format. Wrong rows are kept with their faults.

    Args:
        files: samples and blank forms that came with it, by name; the product's own JSON names them.
        library: the fields its forms may be made of, by code, beside those it defines itself.

    Raises:
        FileUnreadable: broken, cut off, not UTF-8 or of an unknown format. Says which.
    """
    text = _decode(content)
    if not text.strip():
        raise FileUnreadable("文件是空的，没有导入任何内容")
    if text.lstrip()[0] in "{[":
        return _from_json(_parse(text), files, library)
    try:
        lines = county.lines_of(text)
    except county.NotACountyList as problem:
        raise FileUnreadable(
            f"既不是目录 JSON，也不是事项清单 CSV（{problem}），没有导入任何内容"
        ) from problem
    return CatalogueFile("county-list", tuple(county.rows_of(lines)))


def _decode(content: bytes) -> str:
    """UTF-8, or GB 18030 as office programs save CSV files."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            place = broken.start + 1
            raise FileUnreadable(
                f"文件不是 UTF-8 或 GB 18030 文字（第 {place} 字节处），没有导入任何内容"
            ) from broken


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        place = f"（第 {broken.lineno} 行）" if isinstance(broken, json.JSONDecodeError) else ""
        raise FileUnreadable(f"文件不是完整的 JSON{place}，没有导入任何内容") from broken


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _from_json(
    document: Any, files: Mapping[str, UUID], library: Mapping[str, LibraryField]
) -> CatalogueFile:
    if isinstance(document, list):
        if document and all(isinstance(entry, dict) and "materials" in entry for entry in document[:1]):
            return CatalogueFile("guide", tuple(guides.rows_of(document)))
        raise FileUnreadable("这个 JSON 列表不是办事指南（第一项没有 materials），没有导入任何内容")
    if document.get("format") != FORMAT:
        raise FileUnreadable(f"这个 JSON 没有写明 format: {FORMAT}，没有导入任何内容")
    if document.get("version") != FORMAT_VERSION:
        raise FileUnreadable(
            f"不认识目录格式的版本 {document.get('version')}，本系统读版本 {FORMAT_VERSION}，没有导入任何内容"
        )
    if not isinstance(document.get("items"), list):
        raise FileUnreadable("目录 JSON 里没有 items 列表，没有导入任何内容")
    defined = _fields_of(document)
    known = {field.code: field for field in defined} | dict(library)
    return CatalogueFile("product", tuple(product.rows_of(document, files, known)), defined)


def _fields_of(document: dict[str, Any]) -> tuple[LibraryField, ...]:
    """The fields a document defines for its forms; one that is wrong makes the whole file unreadable."""
    faults: list[FieldError] = []
    defined = read_fields(document.get("form_fields"), "/form_fields", faults)
    if faults:
        words = "；".join(f"{fault.pointer}：{fault.detail}" for fault in faults)
        raise FileUnreadable(f"表单字段有误（{words}），没有导入任何内容")
    return defined
