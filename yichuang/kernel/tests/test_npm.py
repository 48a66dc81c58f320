"""Front-end packages are found where they are listed, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from yichuang.kernel.npm import NpmFinder


@pytest.fixture
def packages(tmp_path: Path, settings: Any) -> Path:
    """Two packages, one in a scope; the second has a file that no pattern names."""
    for name in (
        "@a/look/dist/look.css",
        "@a/look/dist/fonts/x.woff2",
        "plain/plain.js",
        "plain/secret.json",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    settings.NPM_ROOT = tmp_path
    settings.NPM_FILES = {"@a/look": ["dist/look.css", "dist/fonts/*"], "plain": ["*.js"]}
    return tmp_path


def test_a_listed_file_is_found_under_its_package(packages: Path) -> None:
    found = NpmFinder().find("npm/@a/look/dist/look.css")

    assert found == str(packages / "@a/look/dist/look.css")


@pytest.mark.parametrize(
    "path",
    [
        "npm/plain/secret.json",
        "npm/plain/../plain/secret.json",
        "npm/@a/look/dist/fonts/../../../../plain/secret.json",
        "npm/plain/missing.js",
        "npm/other/plain.js",
        "plain/plain.js",
        "npm/plain/",
    ],
)
def test_what_is_not_listed_is_not_found(packages: Path, path: str) -> None:
    assert NpmFinder().find(path) == []


def test_every_match_is_returned_when_all_are_asked_for(packages: Path) -> None:
    assert NpmFinder().find("npm/plain/plain.js", find_all=True) == [str(packages / "plain/plain.js")]


def test_the_list_holds_each_file_once_with_its_prefix(packages: Path, settings: Any) -> None:
    settings.NPM_FILES["plain"] = ["*.js", "plain.*"]

    listed = [f"{storage.prefix}/{name}" for name, storage in NpmFinder().list(None)]  # type: ignore[attr-defined]

    assert listed == ["npm/@a/look/dist/look.css", "npm/@a/look/dist/fonts/x.woff2", "npm/plain/plain.js"]


def test_ignored_patterns_are_left_out(packages: Path) -> None:
    assert [name for name, _ in NpmFinder().list(["*.css", "*.woff2"])] == ["plain.js"]


def test_missing_packages_are_named_at_the_start(packages: Path, settings: Any) -> None:
    settings.NPM_FILES["plain"] = ["*.js", "*.wasm"]

    errors = NpmFinder().check()

    assert [error.id for error in errors] == ["kernel.E001"]
    assert "plain/*.wasm" in errors[0].msg
    assert "plain/*.js" not in errors[0].msg


def test_what_pages_use_is_installed() -> None:
    assert NpmFinder().check() == []


def test_collected_files_keep_their_place(packages: Path, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["yichuang.kernel.npm.NpmFinder"]
    finders.get_finder.cache_clear()

    call_command("collectstatic", interactive=False, verbosity=0)

    finders.get_finder.cache_clear()
    collected = sorted(
        p.relative_to(settings.STATIC_ROOT).as_posix() for p in settings.STATIC_ROOT.rglob("*.*")
    )
    assert collected == ["npm/@a/look/dist/fonts/x.woff2", "npm/@a/look/dist/look.css", "npm/plain/plain.js"]


def test_the_server_serves_the_styles_from_their_package(client: Any) -> None:
    answer = client.get("/static/npm/@tabler/core/dist/css/tabler.min.css")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert b"--tblr-" in b"".join(answer.streaming_content)
