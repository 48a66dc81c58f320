"""A workbook of any length needs little memory: written, read, looked at and returned row by row."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROWS = 20_000
_MEGABYTES = 200
"""Above what the interpreter has; 100,000 rows took 39 on the machine this was written on."""

_RUN = """
import resource, sys
from pathlib import Path
import django
django.setup()
from yichuang.kernel.spreadsheet_reading import WorkbookReader
from yichuang.offer.catalogue.adapters.item_workbook import Staging, item_workbook
from yichuang.offer.catalogue.rules.sheets import item_of, rows_of
from yichuang.offer.catalogue.tests.factories import content

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

folder, rows = Path(sys.argv[1]), int(sys.argv[2])
made = rows_of(content(), "JTJ", "")
before, items = peak(), 0
with item_workbook(folder / "a.xlsx") as sheets:
    while sheets.rows < rows:
        sheets.add(f"11990101MB2A1056XG49901{items:05}00001", made)
        items += 1
staging = Staging(folder / "rows.sqlite3")
staging.take(WorkbookReader(folder / "a.xlsx"))
assert staging.total == items
for first in range(0, items, 50):
    for item in staging.items(first, 50):
        assert item_of(item.code, item.rows, {}, {}, item.faults).row is not None
staging.write(folder / "b.xlsx")
print(items, peak() - before)
"""


@pytest.mark.slow
def test_a_long_workbook_needs_little_memory(tmp_path: Path) -> None:
    """In a process of its own, whose peak is measured."""
    run = subprocess.run(
        [sys.executable, "-c", _RUN, str(tmp_path), str(_ROWS)],
        capture_output=True,
        text=True,
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", **os.environ},
    )

    assert run.returncode == 0, run.stderr
    items, megabytes = map(int, run.stdout.split())
    assert items > 1000
    assert megabytes < _MEGABYTES
