"""No file outgrows its page: above 500 lines it is a package of topics."""

from __future__ import annotations

from tests.architecture.tree import ROOT, source_files

LIMIT = 500


def test_no_file_is_longer_than_the_limit():
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in source_files("yichuang", "config", "bin")
    }

    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LIMIT} == {}
