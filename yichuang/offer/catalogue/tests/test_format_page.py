"""The page on file formats says what the readers do."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

from yichuang.offer.catalogue.rules import county, guides, product
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.files import read_catalogue
from yichuang.offer.catalogue.types import Guide, MaterialDetails, Source

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "reference" / "catalogue-format.md").read_text(encoding="utf-8")


def example() -> str:
    found = re.search(r"<!-- example: read by a test -->\n```json\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_can_be_imported() -> None:
    [row] = read_catalogue(example().encode()).rows

    assert row.faults == ()
    assert row.content is not None
    assert content_faults(row.content) == ()
    assert row.content.takes_applications
    assert row.organisation.name == "安澜县交通运输局"


def test_the_example_shows_every_field() -> None:
    document = json.loads(example())
    [item] = document["items"]
    [handling_item] = item["handling_items"]

    assert set(item) == set(product.ITEM)
    assert set(handling_item) == set(product.HANDLING_ITEM)
    assert set(handling_item["materials"][0]) == set(product.MATERIAL)
    assert set(document["organisations"][0]) == set(product.ORGANISATION)


def test_the_page_names_every_key() -> None:
    keys = {*get_type_hints(Guide), *get_type_hints(MaterialDetails), *get_type_hints(Source), *county.NEEDED}

    assert sorted(key for key in keys if f"`{key}`" not in PAGE) == []
    assert {"materials_complete", "limit_note"} <= set(guides.ENTRY)


def test_the_web_never_loads_the_pinyin_library() -> None:
    """Searching and publishing words need no pinyin; it costs memory and start-up time."""
    script = (
        "import django, sys; django.setup();"
        "import yichuang.offer.catalogue.queries, yichuang.offer.catalogue.services;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "sys.exit('pypinyin' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
