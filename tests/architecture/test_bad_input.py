"""docs/reference/bad-input.md: every case has its test, and the test asserts the sentence beside it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import ROOT

PAGE = "docs/reference/bad-input.md"
_ROW = re.compile(
    r"^\| (?P<case>[^|]+) \| (?:(?P<says>[^|]+) \| )?`(?P<file>[^:`]+)::(?P<test>\w+)` \|$", re.MULTILINE
)
ROWS = [match.groupdict() for match in _ROW.finditer((ROOT / PAGE).read_text(encoding="utf-8"))]


def test_every_line_of_the_tables_is_read() -> None:
    lines = [line for line in (ROOT / PAGE).read_text(encoding="utf-8").splitlines() if "::" in line]

    assert len(ROWS) == len(lines) > 50


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_the_test_named_exists_and_asserts_the_sentence(row: dict[str, str | None]) -> None:
    source = (ROOT / str(row["file"])).read_text(encoding="utf-8")
    tests = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}

    assert row["test"] in tests, row
    if row["says"]:
        node = tests[str(row["test"])]
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        whole = "\n".join(source.splitlines()[first - 1 : node.end_lineno])
        assert row["says"] in whole, row
