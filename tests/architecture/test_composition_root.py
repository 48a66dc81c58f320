"""``config`` puts the product together: it knows everything, and nothing of the platform knows it."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.architecture.tree import ROOT, module_name, source_files


def imported(source: str) -> set[str]:
    """The first names of all modules a source imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def test_nothing_of_the_platform_imports_config() -> None:
    files = list(source_files("yichuang"))

    assert len(files) > 100
    assert [module_name(f) for f in files if "config" in imported(f.read_text(encoding="utf-8"))] == []


def test_an_import_of_config_would_be_seen() -> None:
    assert "config" in imported("def late():\n    from config.env import ROOT")


def test_the_launcher_works_before_django() -> None:
    program = "import sys, config.cli, config.supervisor; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
