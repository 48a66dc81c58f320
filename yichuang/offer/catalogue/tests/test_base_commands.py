"""``yichuang catalogue base-import`` and ``yichuang catalogue drift``."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries.drift import current_edition
from yichuang.offer.catalogue.tests.base_lists import as_csv, as_json, entry
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.tests.test_base_feed import serving
from yichuang.offer.catalogue.tests.test_drift import above, item
from yichuang.offer.catalogue.types.base import BaseKind

pytestmark = pytest.mark.django_db
COMMANDS = "yichuang.offer.catalogue.management.commands"


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("catalogue_base_import", "catalogue_drift"):
        monkeypatch.setattr(f"{COMMANDS}.{command}.now", lambda: AT)


def run(*words: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def edition(folder: Path, *codes: str, name: str = "2026 年版") -> Path:
    file = folder / f"{name}.json"
    file.write_bytes(as_json(map(entry, codes), kind="base", name=name, dated_on="2026-01-31"))
    return file


def test_a_file_is_imported_and_what_differs_is_listed(tmp_path: Path) -> None:
    """CAT-20"""
    version = item(OrganisationFactory.create(code="JTJ", name="甲县交通运输局"))
    assert run("catalogue_drift") == "和上级目录没有差异\n"
    file = tmp_path / "base.json"
    file.write_bytes(as_json([above(version, name="货运许可")], name="2026 年版", dated_on="2026-01-31"))

    assert run("catalogue_base_import", str(file)).splitlines() == [
        "与现行版次比较：新增 1，变更 0，减少 0，未变 0",
        "新增差异任务 1 项，见“目录差异”",
    ]
    assert run("catalogue_drift").splitlines() == [
        "名称不同 1",
        "基本目录 名称不同（甲县交通运输局，2026-04-01 前处理）："
        "名称上级是“货运许可”，本地是“道路普通货物运输经营许可”",
    ]
    [line] = json.loads(run("catalogue_drift", "--organisation", "JTJ", "--json"))
    assert line | {"kind": "renamed", "list_kind": "base", "due_on": "2026-04-01"} == line
    assert json.loads(run("catalogue_drift", "--kind", "missing", "--json")) == []
    assert json.loads(run("catalogue_drift", "--list", "power-list", "--json")) == []


def test_a_trial_run_and_the_same_again(tmp_path: Path) -> None:
    file = edition(tmp_path, "A1")

    with unchanged():
        assert run("catalogue_base_import", str(file), "--dry-run").startswith("（试运行，没有写入）")
    run("catalogue_base_import", str(file))
    assert "以前导入过，内容相同" in run("catalogue_base_import", str(file))


def test_wrong_rows_are_listed_and_end_with_1(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(as_csv([("A1", "=1+1", "行政许可", ""), ("A1", "", "处罚", "")]))
    out = StringIO()

    with unchanged(), pytest.raises(SystemExit) as end:
        call_command(
            "catalogue_base_import", str(file), "--name", "甲", "--dated-on", "2026-01-31", stdout=out
        )

    assert end.value.code == 1
    assert out.getvalue().splitlines() == [
        "有 2 处错误，没有导入任何内容",
        "    第 2 行 事项名称：以“=”开头，像公式，不能导入",
        "    第 3 行 事项名称：不能为空",
    ]


def test_a_list_that_shrank_is_held(tmp_path: Path) -> None:
    run("catalogue_base_import", str(edition(tmp_path, "A1", "A2", "A3")))

    said = run("catalogue_base_import", str(edition(tmp_path, "A1", name="缩水版")))

    assert "等待核对：在用事项由 3 项减到 1 项" in said
    current = current_edition(BaseKind.BASE)
    assert current
    assert current.name == "2026 年版"


def test_from_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    token = tmp_path / "token"
    token.write_text("let-me-in\n")
    named = ("--name", "接口", "--dated-on", "2026-02-01", "--kind", "power-list", "--due-on", "2026-05-01")
    with serving(tmp_path) as port:
        address = f"http://127.0.0.1:{port}/members"
        document = json.loads(
            run("catalogue_base_import", address, *named, "--token-file", str(token), "--json")
        )
        errors = StringIO()
        with unchanged(), pytest.raises(SystemExit) as end:
            call_command("catalogue_base_import", address, *named, stderr=errors)

    assert (document["added"], document["opened"], document["edition"]["kind"]) == (500, 500, "power-list")
    row = models.BaseEdition.objects.get()
    assert (row.source, str(row.due_on)) == (address, "2026-05-01")
    assert str(models.DriftTask.objects.values_list("due_on", flat=True)[0]) == "2026-05-01"
    assert (end.value.code, "不准取（401）" in errors.getvalue()) == (1, True)


def test_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as wrong:
        run("catalogue_base_import", str(tmp_path / "nowhere.json"))
    assert wrong.value.returncode == 2
    with pytest.raises(CommandError):
        run("catalogue_base_import", str(edition(tmp_path, "A1")), "--dated-on", "soon")
