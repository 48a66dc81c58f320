"""``yichuang sample history`` and ``yichuang sample accounts``: what they tell, and when they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.history.making import Progress
from config.management.commands import sample_history, sample_load
from yichuang.kernel.instance import sample_password

Run = Callable[..., tuple[int, str, str]]

BEGUN = Progress(date(2025, 11, 22), date(2026, 11, 21), planned=1200, next_index=51, made=50, passed_over=1)
DONE = replace(BEGUN, made=1199, next_index=1200, is_done=True)


@pytest.fixture
def run(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("YICHUANG_EMBEDDED", "1")
    monkeypatch.setattr(sample_history.os, "nice", lambda more: more)

    def run_command(*words: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        try:
            call_command(*words, stdout=out, stderr=err)
        except SystemExit as end:
            return int(str(end.code)), out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return run_command


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Progress(), "样例历史还没有开始。yichuang sample history --make 开始生成。\n"),
        (BEGUN, "样例历史生成中：2025-11-22 至 2026-11-21，50 / 1200 件，跳过 1 件。\n"),
        (DONE, "样例历史已经完整：2025-11-22 至 2026-11-21，1199 件，跳过 1 件。\n"),
    ],
)
def test_it_says_how_far_it_is(run: Run, monkeypatch: pytest.MonkeyPatch, found: Progress, said: str) -> None:
    monkeypatch.setattr(sample_history, "progress", lambda: found)

    assert run("sample_history") == (0, said, "")
    assert json.loads(run("sample_history", "--json")[1])["made"] == found.made


def test_it_tells_while_it_makes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def make_history(**given: Any) -> Progress:
        asked.update(given)
        given["tell"](BEGUN)
        return DONE

    monkeypatch.setattr(sample_history, "make_history", make_history)

    code, out, err = run("sample_history", "--make", "--cases", "1200")

    assert (code, err) == (0, "")
    assert [line.partition("：")[0] for line in out.splitlines()] == ["样例历史生成中", "样例历史已经完整"]
    assert (asked["cases"], asked["in_haste"]) == (1200, False)


def test_a_second_one_is_told_that_another_makes_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1: whoever started it must not believe that the history is complete."""
    monkeypatch.setattr(sample_history, "make_history", lambda **given: BEGUN)

    assert run("sample_history", "--make") == (1, "", "另一个进程正在生成样例历史，已有 50 / 1200 件。\n")


def test_a_foreign_database_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YICHUANG_EMBEDDED", "0")
    monkeypatch.delenv(sample_load.VARIABLE, raising=False)
    monkeypatch.setattr(sample_history, "make_history", lambda **given: pytest.fail("made"))

    code, out, err = run("sample_history", "--make")

    assert (code, out) == (1, "")
    assert "样例数据只装入随产品启动的数据库" in err


def test_accounts_are_listed_with_their_passwords(run: Run, tmp_path: Path) -> None:
    password = sample_password(tmp_path, "lixiaolan", "李晓岚，窗口受理员，安澜县政务服务中心")

    assert run("sample_accounts") == (
        0,
        f"lixiaolan  {password}  李晓岚，窗口受理员，安澜县政务服务中心\n",
        "",
    )


def test_without_a_county_there_are_no_accounts(run: Run) -> None:
    assert run("sample_accounts") == (0, "这里没有装入样例县。\n", "")
