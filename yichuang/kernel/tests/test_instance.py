"""The installation's own file: made once, private, never overwritten when it cannot be read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from yichuang.kernel.instance import (
    DATABASE_PORTS,
    FILE,
    InstanceRefusal,
    SampleAccount,
    change_instance,
    open_instance,
    sample_password,
)


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = open_instance(tmp_path / "var")

    assert open_instance(tmp_path / "var") == first
    assert (tmp_path / "var" / FILE).stat().st_mode & 0o777 == 0o600
    assert first.database_port in DATABASE_PORTS
    assert first.live_port == first.web_port + 1


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    one, two = open_instance(tmp_path / "one"), open_instance(tmp_path / "two")

    secrets = [
        {i.identity, i.secret_key, i.passwords.superuser, i.passwords.owner, i.passwords.app}
        for i in (one, two)
    ]
    assert len(secrets[0]) == len(secrets[1]) == 5
    assert not secrets[0] & secrets[1]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: open_instance(tmp_path / "var"), range(8)))

    assert len({instance.identity for instance in seen}) == 1


@pytest.mark.parametrize("content", ["", "{", '{"identity": "x"}', "[]", "null"])
def test_an_unreadable_file_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)

    with pytest.raises(InstanceRefusal, match="restore it from a backup"):
        open_instance(tmp_path)

    assert (tmp_path / FILE).read_text() == content


def test_a_change_is_kept(tmp_path: Path) -> None:
    change_instance(tmp_path, lambda instance: replace(instance, web_port=9000))

    assert open_instance(tmp_path).web_port == 9000
    assert json.loads((tmp_path / FILE).read_text())["web_port"] == 9000


def test_a_sample_password_stays_and_its_label_follows(tmp_path: Path) -> None:
    password = sample_password(tmp_path, "clerk", "综窗受理员")

    assert sample_password(tmp_path, "clerk", "综窗受理员 · 大厅") == password
    assert sample_password(tmp_path, "officer", "审批官") != password
    assert open_instance(tmp_path).accounts["clerk"] == SampleAccount(password, "综窗受理员 · 大厅")
    assert len(password) == 12


def test_a_state_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(InstanceRefusal, match="cannot be written"):
        open_instance(tmp_path / "file" / "var")
