"""The locks: each way to be wrong is seen, and what cannot be known is not claimed."""

from __future__ import annotations

import json
from email.message import Message
from pathlib import Path
from typing import Any, cast

import pytest

from config import locks
from config.env import ROOT

DIGEST = "ab" * 32
GOOD = f"alpha==1.2 \\\n    --hash=sha256:{DIGEST} \\\n    --hash=sha256:{DIGEST}\n    # via beta\n"


def faults(text: str) -> list[str]:
    return locks.read_lock(text)[1]


def test_a_pinned_package_with_digests_is_well() -> None:
    packages, wrong = locks.read_lock(GOOD)

    assert wrong == []
    assert {name: package.version for name, package in packages.items()} == {"alpha": "1.2"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"alpha>=1.2 --hash=sha256:{DIGEST}", "没有固定到一个版本"),
        (f"alpha==1.* --hash=sha256:{DIGEST}", "没有固定到一个版本"),
        (f"alpha --hash=sha256:{DIGEST}", "没有固定到一个版本"),
        ("alpha==1.2", "没有摘要"),
        (f"alpha==1.2 --hash=sha256:{DIGEST[:-1]}", "摘要不完整"),
        (f"alpha==1.2 --hash=md5:{DIGEST[:32]}", "摘要不完整"),
        (f"alpha @ https://example.org/alpha.whl --hash=sha256:{DIGEST}", "来自一个网址"),
        ("git+https://example.org/alpha", "不是“包==版本”"),
        ("--index-url https://example.org/simple", "不是“包==版本”"),
    ],
)
def test_each_fault_of_a_line_is_named(text: str, words: str) -> None:
    (fault,) = faults(text)

    assert words in fault


def repository(folder: Path, **changed: str) -> Path:
    """A repository whose locks are well, but for what is changed."""
    npm = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"integrity": "sha512-xyz"}}}
    files = {
        "requirements/base.in": "alpha~=1.0  # why\n",
        "requirements/base.txt": GOOD,
        "requirements/dev.in": "-r base.in\n",
        "requirements/dev.txt": GOOD,
        "package-lock.json": json.dumps(npm),
    }
    for name, content in (files | changed).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    return folder


def npm(**package: Any) -> str:
    return json.dumps({"lockfileVersion": 3, "packages": {"node_modules/a": package}})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, None),
        ({"requirements/base.in": "alpha~=1.0\nbeta\n"}, "beta 没有锁定"),
        ({"requirements/base.in": "alpha~=2.0\n"}, "alpha 锁定在 1.2，不合要求的 ~=2.0"),
        ({"requirements/dev.txt": GOOD.replace("1.2", "1.3")}, "base.txt 里是 1.2，dev.txt 里是 1.3"),
        ({"package-lock.json": npm()}, "没有摘要"),
        ({"package-lock.json": npm(integrity="sha512-x", resolved="https://e.org/a")}, "写着下载地址"),
        ({"package-lock.json": "{}"}, "不是第 3 版"),
    ],
)
def test_the_locks_agree_with_what_was_asked_for(
    tmp_path: Path, changed: dict[str, str], words: str | None
) -> None:
    found = locks.check_locks(repository(tmp_path, **changed))

    assert len(found) == (words is not None), found
    assert words is None or words in found[0]


def test_ours_are_well_and_installed() -> None:
    lock, _ = locks.read_lock((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"))

    assert locks.check_locks() == []
    assert locks.check_installed(lock) == []


def test_what_is_installed_otherwise_is_named() -> None:
    lock, _ = locks.read_lock(
        f"django==1.0 --hash=sha256:{DIGEST}\nno-such-package==1.0 --hash=sha256:{DIGEST}\n"
        f"pywin32==1 ; sys_platform == 'win32' --hash=sha256:{DIGEST}\n"
    )

    other, absent = locks.check_installed(lock)

    assert other.endswith("锁定的是 1.0")
    assert absent == "no-such-package 1.0 没有安装"


class _Package:
    def __init__(self, **fields: str) -> None:
        self.metadata = Message()
        for name, value in fields.items():
            self.metadata[name.replace("_", "-")] = value


@pytest.mark.parametrize(
    ("fields", "licence", "is_permissive"),
    [
        ({"License_Expression": "MIT"}, "MIT", True),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD License", True),
        ({"License": "Apache 2.0\nand its whole text"}, "Apache 2.0", True),
        ({"License_Expression": "AGPL-3.0-only"}, "AGPL-3.0-only", False),
        ({"License": "GNU General Public License v3"}, "GNU General Public License v3", False),
        ({"License_Expression": "LGPL-3.0-only"}, "LGPL-3.0-only", True),
        ({}, "", False),
    ],
)
def test_a_licence_is_read_as_the_package_says_it(
    fields: dict[str, str], licence: str, is_permissive: bool
) -> None:
    found = locks.licence_of(cast(Any, _Package(**fields)))

    assert (found, locks.is_permissive(found)) == (licence, is_permissive)


def test_what_needs_a_network_is_said_and_not_claimed() -> None:
    assert "漏洞" in locks.NOT_KNOWN
    assert "pip-audit" in locks.NOT_KNOWN
