"""Static files from npm packages, served as they are: no bundler, no copies in the tree.

``settings.NPM_FILES`` lists, for each package, the patterns of the files that pages use. Nothing else
of ``node_modules`` can be fetched. A file ``dist/x.css`` of package ``@a/b`` has the static path
``npm/@a/b/dist/x.css``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

PREFIX = "npm"


class NpmFinder(BaseFinder):
    """Finds what ``settings.NPM_FILES`` names below ``settings.NPM_ROOT``."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.root = Path(settings.NPM_ROOT)
        self.packages: dict[str, list[str]] = dict(settings.NPM_FILES)
        self.storages = {package: self._storage(package) for package in self.packages}
        super().__init__(*args, **kwargs)

    def _storage(self, package: str) -> FileSystemStorage:
        storage = FileSystemStorage(location=self.root / package)
        storage.prefix = f"{PREFIX}/{package}"  # type: ignore[attr-defined]  # collectstatic reads it
        return storage

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Every package is installed and every pattern finds a file: a missing style is no surprise later."""
        missing = [
            f"{package}/{pattern}"
            for package, patterns in self.packages.items()
            for pattern in patterns
            if next(self._names(package, [pattern]), None) is None
        ]
        if not missing:
            return []
        return [
            Error(
                "Front-end files are missing: " + ", ".join(missing),
                hint="Install the packages: npm ci",
                id="kernel.E001",
            )
        ]

    def _names(self, package: str, patterns: Iterable[str]) -> Iterator[str]:
        folder = self.root / package
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                if path.is_file():
                    yield path.relative_to(folder).as_posix()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind a static path, or nothing when it is not listed."""
        everything = bool(find_all or kwargs.get("all"))
        for package, patterns in self.packages.items():
            name = path.removeprefix(f"{PREFIX}/{package}/")
            if name == path or ".." in name.split("/"):
                continue
            if any(fnmatchcase(name, pattern) for pattern in patterns):
                file = self.root / package / name
                if file.is_file():
                    return [str(file)] if everything else str(file)
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every listed file, for collectstatic and for WhiteNoise."""
        ignored = list(ignore_patterns or [])
        for package, patterns in self.packages.items():
            seen: set[str] = set()
            for name in self._names(package, patterns):
                if name not in seen and not matches_patterns(name, ignored):
                    seen.add(name)
                    yield name, self.storages[package]
