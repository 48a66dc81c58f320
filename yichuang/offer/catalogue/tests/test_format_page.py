"""The page on file formats says what the readers do."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from yichuang.offer.catalogue.rules import county, product

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "reference" / "catalogue-format.md").read_text(encoding="utf-8")


def test_the_page_names_every_key() -> None:
    keys = {*product.ITEM, *product.HANDLING_ITEM, *product.MATERIAL, *product.ORGANISATION, *county.NEEDED}

    assert sorted(key for key in keys if not re.search(rf"[`\"]{key}[`\"]", PAGE)) == []


def test_the_web_never_loads_the_pinyin_library() -> None:
    """Searching and publishing words need no pinyin; it costs memory and start-up time."""
    script = (
        "import django, sys; django.setup();"
        "import yichuang.offer.catalogue.queries, yichuang.offer.catalogue.services;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit('pypinyin' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
