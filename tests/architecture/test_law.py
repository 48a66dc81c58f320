"""Every citation of the law in the code resolves to a row of docs/law.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "law.md"
COLUMNS = ["key", "title", "article", "says", "version"]

_HEAD = re.compile(r"^(?P<indent>\s*#?\s*).*?\bLaws?:(?P<rest>.*)$")
_SECTION = re.compile(
    r"^\s*(#\s*)?(Args|Returns|Raises|Publishes|Concurrency|Policy|Source|Shape|Yields)\b[^:]*:"
)
_NAME = r"[\u4e00-\u9fff][\u4e00-\u9fff0-9〔〕（）·]*"
_STANDARD = r"(?:GB(?:/T)?|DB\d*(?:/T)?|ISO(?:/IEC)?|RFC) ?\d+(?:\.\d+)*(?:[-—–]\d{4})?"
_CITATION = re.compile(
    rf"(?:(?P<name>{_STANDARD}|{_NAME})\s*)?§\s?(?P<article>\d+(?:\.\d+)*(?:\([^()]+\))*)(?:[-–—](?P<last>\d+))?"
    rf"|(?P<whole>{_STANDARD})"
)


def sources() -> Iterator[Path]:
    for path in sorted((ROOT / "yichuang").rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path


def law_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Line number and text of every ``Law:`` section: its line and the lines that belong to it."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        head = _HEAD.match(line)
        if head is None or "Law" not in line.replace("``Law:``", ""):
            continue
        block = [head["rest"]]
        indent = len(line) - len(line.lstrip())
        for later in lines[number + 1 :]:
            deeper = len(later) - len(later.lstrip()) > indent
            inline = bool(head["rest"].strip())
            if not later.strip() or _SECTION.match(later) or _HEAD.match(later) or '"""' in block[-1]:
                break
            if not deeper and not (inline and _goes_on(line, later)):
                break
            block.append(later)
        yield number + 1, "\n".join(block)


def _goes_on(head: str, later: str) -> bool:
    """Whether a line at the same depth still belongs to an inline ``Law:`` sentence."""
    return later.lstrip().startswith("#") == head.lstrip().startswith("#") and not later.lstrip().startswith(
        ("def ", "class ", "@", "return ", '"""')
    )


def citations(block: str) -> list[str]:
    """The keys a block cites.

    ``行政许可法 §42(1), §82`` is two, ``§46–48`` is three; a standard may stand without a section.
    """
    keys, name = [], ""
    for match in _CITATION.finditer(block):
        if match["whole"]:
            name = _key(match["whole"])
            keys.append(name)
            continue
        name = _key(match["name"]) if match["name"] else name
        keys.append(f"{name} §{match['article']}")
        if match["last"]:
            keys += [f"{name} §{n}" for n in range(int(match["article"]) + 1, int(match["last"]) + 1)]
    return keys


def _key(name: str) -> str:
    return re.sub(r"[—–]", "-", name.strip())


def table() -> list[list[str]]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def rows() -> list[list[str]]:
    head, rule, *body = table()
    assert head == COLUMNS
    assert all(set(cell) <= {"-", ":"} for cell in rule)
    return body


def all_citations() -> list[tuple[str, str]]:
    """Where and what, for every citation in the code."""
    found = []
    for path in sources():
        for line, block in law_blocks(path.read_text(encoding="utf-8")):
            where = f"{path.relative_to(ROOT)}:{line}"
            found += [(where, key) for key in citations(block)] or [(where, f"nothing in {block.strip()!r}")]
    return found


def test_every_citation_resolves() -> None:
    known = {row[0] for row in rows()}

    unresolved = sorted({f"{where}: {key}" for where, key in all_citations() if key not in known})

    assert not unresolved, "add a row to docs/law.md, or cite one that is there:\n" + "\n".join(unresolved)


def test_the_code_cites_the_law_at_all() -> None:
    assert ("行政许可法 §82") in {key for _, key in all_citations()}


def test_the_table_is_complete_and_has_each_key_once() -> None:
    body = rows()

    assert [row for row in body if len(row) != len(COLUMNS) or not all(row)] == []
    keys = [row[0] for row in body]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_a_key_is_the_law_and_the_article_its_row_names() -> None:
    wrong = [row[0] for row in rows() if "§" in row[0] and row[0].split("§")[1] != row[2].removeprefix("§")]

    assert wrong == []


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        (
            '    """X.\n\n    Law: 行政许可法 §42(1), §82 in days\n    """',
            ["行政许可法 §42(1)", "行政许可法 §82"],
        ),
        (
            "    Law:\n        行政许可法 §32(1)(五)   whole\n        民法典 §203   next\n\n    Args: §1",
            ["行政许可法 §32(1)(五)", "民法典 §203"],
        ),
        (
            "    Law: 行政许可法 §30 (public),\n    §31 (nothing else).\n    Raises: §9",
            ["行政许可法 §30", "行政许可法 §31"],
        ),
        ('"""Days. Law: 国务院令第716号 §7"""\nA = 1  # §3', ["国务院令第716号 §7"]),
        ("# Law: GB/T 2260 (six digits), GB 32100—2015.\nX = 1", ["GB/T 2260", "GB 32100-2015"]),
        ("    Law: GB/T 22239—2019 §8.1.4 asks", ["GB/T 22239-2019 §8.1.4"]),
        ("    Law: 民法典 §201–203", ["民法典 §201", "民法典 §202", "民法典 §203"]),
    ],
)
def test_citations_are_read_as_they_are_written(source: str, keys: list[str]) -> None:
    assert [key for _, block in law_blocks(source) for key in citations(block)] == keys
