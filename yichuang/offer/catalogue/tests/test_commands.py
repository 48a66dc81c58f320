"""``yichuang catalogue import``, ``catalogue index`` and ``search``."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.factories import published_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def county_file(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    rows = county.made_rows()[:5]
    rows[0]["name"] = "食品经营许可（新办）"
    rows[4]["name"] = ""
    file.write_bytes(county.as_csv(rows))
    return file


def run(*words: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_an_import_in_words(county_file: Path) -> None:
    said = run("catalogue_import", str(county_file)).splitlines()

    assert said[0] == "新增 4，变更 0，未变 0，拒绝 1"
    assert said[1] == "其中 4 项要素不全：可以搜到，补全之前不能受理"
    assert said[2].startswith("拒绝 第 6 行")
    assert said[3] == "    /name：不能为空"
    assert run("catalogue_import", str(county_file)).startswith("新增 0，变更 0，未变 4，拒绝 1")


def test_an_import_as_a_document(county_file: Path) -> None:
    document = json.loads(run("catalogue_import", str(county_file), "--json"))

    assert {key: document[key] for key in ("format", "added", "changed", "unchanged", "refused")} == {
        "format": "county-list", "added": 4, "changed": 0, "unchanged": 0, "refused": 1,
    }  # fmt: skip
    assert document["rows"][4]["reasons"] == [{"pointer": "/name", "detail": "不能为空"}]
    assert document["rows"][0]["missing"] == ["handling-type", "limit", "materials", "result"]


def test_a_trial_run(county_file: Path) -> None:
    assert "没有写入" in run("catalogue_import", str(county_file), "--dry-run")
    assert not models.Item.objects.exists()


def test_a_refused_file_and_a_missing_one(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": ')
    errors = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("catalogue_import", str(broken), stderr=errors)
    assert end.value.code == 1
    assert "没有导入任何内容" in errors.getvalue()

    with pytest.raises(CommandError) as wrong:
        run("catalogue_import", str(tmp_path / "nowhere.json"))
    assert wrong.value.returncode == 2


def test_a_file_of_refused_rows_only_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    [row] = county.made_rows()[:1]
    file.write_bytes(county.as_csv([row | {"name": ""}]))

    with pytest.raises(SystemExit) as end:
        run("catalogue_import", str(file))

    assert end.value.code == 1


def test_a_search_in_words_and_as_a_document(county_file: Path) -> None:
    run("catalogue_import", str(county_file))

    assert run("search", "spjy").startswith("食品经营许可（新办）  区")
    assert "（拼音首字母 食品经营）" in run("search", "spjy")
    [hit] = json.loads(run("search", "spjy", "--limit", "1", "--json"))
    assert hit["name"] == "食品经营许可（新办）"
    assert (
        hit["matches"][0] | {"asked": "spjy", "field": "initials", "start": 0, "end": 4} == hit["matches"][0]
    )
    assert run("search", "火星").strip() == "没有找到"
    assert json.loads(run("search", "火星", "--json")) == []
    with pytest.raises(CommandError):
        run("search", "食品", "--limit", "0")


def test_the_index_can_be_built_anew() -> None:
    published_item(name="食品经营许可")
    models.SearchEntry.objects.all().delete()

    assert run("catalogue_index") == "已为 1 个业务办理项重建搜索条目\n"
    assert "食品经营许可" in run("search", "shipin")
