"""``yichuang sample load``: only where it belongs, and what it tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.management.commands import sample_load
from config.sample import Loaded, LoadedAccount

Run = Callable[..., tuple[int, str, str]]

LOADED = Loaded(
    {"部门": 16, "账号": 2},
    (
        LoadedAccount("lixiaolan", "李晓岚", ("窗口受理员",), ("安澜县政务服务中心",), "abcdefghjkmn"),
        LoadedAccount("gaoxue", "高雪", ("首席代表",), ("安澜县市场监督管理局",), "ABCDEFGHJKMN"),
    ),
)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The state folders of the loads that were made."""
    made: list[Path] = []

    def load_county(*, state: Path, at: datetime) -> Loaded:
        made.append(state)
        return LOADED

    monkeypatch.setattr(sample_load, "load_county", load_county)
    return made


@pytest.fixture
def run(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    settings.DATA_DIR = tmp_path
    for name in ("YICHUANG_EMBEDDED", sample_load.VARIABLE):
        monkeypatch.delenv(name, raising=False)

    def run_command(*words: str, **environment: str) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        out, err = StringIO(), StringIO()
        try:
            call_command("sample_load", *words, stdout=out, stderr=err)
        except SystemExit as end:
            return int(str(end.code)), out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run_command


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        ((), {}),
        (("--force-foreign-database",), {}),
        ((), {"YICHUANG_SAMPLE_OK": "1"}),
        (("--force-foreign-database",), {"YICHUANG_SAMPLE_OK": "yes"}),
        ((), {"YICHUANG_EMBEDDED": "0"}),
    ],
)
def test_a_foreign_database_is_refused_unless_told_twice(
    run: Run, loads: list[Path], words: tuple[str, ...], environment: dict[str, str]
) -> None:
    code, out, err = run(*words, **environment)

    assert (code, out, loads) == (1, "", [])
    assert "--force-foreign-database" in err
    assert "YICHUANG_SAMPLE_OK=1" in err


def test_a_refusal_is_json_when_asked_for(run: Run, loads: list[Path]) -> None:
    code, out, _ = run("--json")

    assert (code, loads) == (1, [])
    assert json.loads(out)["code"] == "sample.foreign-database"


@pytest.mark.parametrize(
    ("words", "environment"),
    [((), {"YICHUANG_EMBEDDED": "1"}), (("--force-foreign-database",), {"YICHUANG_SAMPLE_OK": "1"})],
)
def test_it_loads_into_its_own_database_or_the_one_told_twice(
    run: Run, loads: list[Path], words: tuple[str, ...], environment: dict[str, str], tmp_path: Path
) -> None:
    code, out, err = run(*words, **environment)

    assert (code, err, loads) == (0, "", [tmp_path])
    assert out.splitlines() == [
        "部门 16，账号 2",
        "",
        "lixiaolan  abcdefghjkmn  李晓岚，窗口受理员，安澜县政务服务中心",
        "gaoxue     ABCDEFGHJKMN  高雪，首席代表，安澜县市场监督管理局",
    ]


def test_programs_get_one_document(run: Run, loads: list[Path]) -> None:
    code, out, _ = run("--json", YICHUANG_EMBEDDED="1")

    assert code == 0
    assert json.loads(out) == {
        "loaded": {"部门": 16, "账号": 2},
        "accounts": [
            {
                "username": "lixiaolan",
                "password": "abcdefghjkmn",
                "name": "李晓岚",
                "roles": ["窗口受理员"],
                "places": ["安澜县政务服务中心"],
            },
            {
                "username": "gaoxue",
                "password": "ABCDEFGHJKMN",
                "name": "高雪",
                "roles": ["首席代表"],
                "places": ["安澜县市场监督管理局"],
            },
        ],
    }
