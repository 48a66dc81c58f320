"""Samples and blank forms that come with an import file or into a draft (样本、空白表格)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing_files
from yichuang.foundation.documents.types import PreparedFile
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.types import VersionContent


def files_of_folder(folder: Path) -> dict[str, PreparedFile]:
    """The samples and blank forms of a folder, by name, ready for an import; none without the folder.

    Outside of a transaction: their content is checked and written to the store.

    Raises:
        FileTooLarge, FileTypeRefused, StorageUnavailable
    """
    paths = sorted(folder.iterdir()) if folder.is_dir() else ()
    return {
        path.name: storing_files.prepare_file(content=path.read_bytes(), name=path.name)
        for path in paths
        if path.is_file() and not path.name.startswith(".")
    }


class Attachments:
    """The files of one import, each under the id it has or will have.

    A file the catalogue has already keeps its id, so that the same content is the same version.
    """

    def __init__(self, files: Mapping[str, PreparedFile]) -> None:
        self._new: dict[UUID, PreparedFile] = {}
        by_content: dict[bytes, UUID] = {}
        ids = {}
        for name, prepared in files.items():
            if prepared.digest not in by_content:
                by_content[prepared.digest] = self._id(prepared)
            ids[name] = by_content[prepared.digest]
        self.ids: Mapping[str, UUID] = ids

    def _id(self, prepared: PreparedFile) -> UUID:
        same = documents.files_of_digest(prepared.digest)
        known = _first_of_the_catalogue(same) if same else None
        if known is None:
            known = new_id()
            self._new[known] = prepared
        return known

    def keep(self, contents: Iterable[VersionContent], at: datetime) -> None:
        """Make files of those that these contents name and the catalogue has not yet."""
        named = {
            file_id
            for content in contents
            for material in content.materials
            for file_id in (material.sample_file_id, material.blank_file_id)
        }
        for file_id, prepared in self._new.items():
            if file_id in named:
                storing_files.keep_file(prepared=prepared, at=at, file_id=file_id)


def shown_file(prepared: PreparedFile, at: datetime) -> UUID:
    """The file of this content that the catalogue shows already, or a new one in the caller's transaction."""
    same = documents.files_of_digest(prepared.digest)
    known = _first_of_the_catalogue(same) if same else None
    return known or storing_files.keep_file(prepared=prepared, at=at)


def _first_of_the_catalogue(file_ids: Iterable[UUID]) -> UUID | None:
    """The oldest of these files that a material shows; whoever hands in the same paper has a file of
    their own."""
    ids = set(file_ids)
    shown = models.MaterialRequirement.objects.filter(Q(sample_file_id__in=ids) | Q(blank_file_id__in=ids))
    found = {file_id for row in shown.values_list("sample_file_id", "blank_file_id") for file_id in row}
    return min(ids & found, default=None)
