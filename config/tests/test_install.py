"""What ``bin/setup`` says when something is missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from config.env import ROOT


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer, at work in a folder of its own."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "bin" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
        "MODULES": tmp_path / "node_modules",
        "LOG": tmp_path / "var" / "log" / "setup.log",
    }.items():
        monkeypatch.setattr(module, name, path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    return module


@pytest.mark.parametrize("arguments", [[], ["all"], ["base", "dev"]])
def test_wrong_use(install: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(arguments) == 2
    assert capsys.readouterr().err == "usage: bin/setup base|dev|test\n"


def test_a_python_without_venv_is_told_what_to_install(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real(name))

    assert install.main(["base"]) == 1

    package = f"python3.{sys.version_info.minor}-venv"
    assert capsys.readouterr().err == (
        f"Python has no ensurepip: install it with `sudo apt install {package}` and try again.\n"
    )
    assert not install.VENV.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            "WARNING: Retrying … NewConnectionError(…): /simple/django/\nERROR: No matching distribution",
            "does not answer",
        ),
        ("npm error code ENOTFOUND\nnpm error errno ENOTFOUND", "does not answer"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "not the one that was locked",
        ),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "may not write here"),
        ("Collecting x\nERROR: Could not build wheels for x\n", "ERROR: Could not build wheels for x"),
        ("", "no reason given"),
    ],
)
def test_a_failure_is_one_sentence_with_its_reason(install: ModuleType, words: str, why: str) -> None:
    install.LOG.parent.mkdir(parents=True)
    install.LOG.write_text(words)

    sentence = install._reason("The Python packages could not be installed")

    assert why in sentence
    assert str(install.LOG) in sentence
    assert "\n" not in sentence


def test_what_did_not_change_is_not_installed_again(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders: list[list[str]] = []
    monkeypatch.setattr(install, "_logged", lambda order: orders.append(list(order)) or 0)
    install.VENV.mkdir()
    install.MODULES.mkdir()

    def ensure() -> int:
        orders.clear()
        install._ensure_packages("dev", ("dev.txt",))
        install._ensure_packages("base", ("base.txt",))  # dev brings all of base
        install._ensure_modules()
        return len(orders)

    assert ensure() == 3
    assert orders[0][-3:] == ["--require-hashes", "-r", str(install.ROOT / "requirements" / "dev.txt")]
    assert ensure() == 0
    with (install.ROOT / "requirements" / "dev.txt").open("a") as lock:
        lock.write("# newer\n")
    assert ensure() == 2  # dev anew; the front end did not change


def test_a_browser_is_asked_for_where_apt_may_not_be_used(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_has_browser", lambda: False)
    monkeypatch.setattr(install, "_has_font", lambda: True)
    monkeypatch.setattr(install, "_apt", lambda: None)

    with pytest.raises(install.SetupRefusal) as refusal:
        install._ensure_browser()

    assert str(refusal.value) == (
        "The browser tests need Chromium: `sudo apt install chromium fonts-noto-cjk`, then try again."
    )


def test_a_machine_without_python_is_told_so(tmp_path: Path) -> None:
    for program in ("sh", "dirname"):
        found = shutil.which(program)
        assert found is not None
        (tmp_path / program).symlink_to(found)
    folder = tmp_path / "clone"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "bin" / "setup", folder / "bin")

    done = subprocess.run(
        [folder / "bin" / "setup", "base"],
        check=False,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed")
    assert os.listdir(folder) == ["bin"]
