"""Samples and blank forms that come with an import file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.errors import FileTypeRefused
from yichuang.foundation.documents.tests.factories import EXE, PDF, PNG, file_count
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.errors import MaterialFileUnknown
from yichuang.offer.catalogue.tests.factories import AT, BY, content, material, publish
from yichuang.offer.catalogue.tests.test_import_product import (
    CHANGE,
    HANDLING_ITEM,
    NEW,
    TODAY,
    bring_in,
    document,
    outcomes,
    reasons,
)
from yichuang.offer.catalogue.types import Material

pytestmark = pytest.mark.django_db

OTHER_PDF = PDF + b"% another\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Where the papers lie; the store is beside it."""
    settings.DATA_DIR = tmp_path / "data"
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "form.pdf").write_bytes(PDF)
    (folder / "form.png").write_bytes(PNG)
    return folder


@pytest.fixture(autouse=True)
def _department() -> None:
    OrganisationFactory.create(code="JTJ", name="安澜县交通运输局")


def with_files(code: str = NEW, **files: str) -> dict[str, Any]:
    """A handling item whose only material names these files."""
    return {"code": code, "materials": [HANDLING_ITEM["materials"][0] | files]}


def listed(code: str = NEW) -> Material:
    return queries.published_version(code, TODAY).materials[0]


def test_a_material_comes_with_its_sample_and_blank_form(folder: Path) -> None:
    """INT-02"""
    made = document(with_files(sample="form.png", blank="form.pdf"))

    report = bring_in(made, files=services.files_of_folder(folder))

    assert outcomes(report) == ["added"]
    sample = documents.read_file(queries.published_file(listed().id, "sample"))
    blank = documents.read_file(queries.published_file(listed().id, "blank"))
    assert (sample.content, sample.content_type, sample.name) == (PNG, "image/png", "form.png")
    assert (blank.content, blank.content_type) == (PDF, "application/pdf")


def test_the_same_files_again_are_the_same_version(folder: Path) -> None:
    made = document(with_files(sample="form.pdf"), with_files(CHANGE, sample="form.pdf", blank="form.png"))
    bring_in(made, files=services.files_of_folder(folder))
    kept = file_count()

    again = bring_in(made, days=1, files=services.files_of_folder(folder))

    assert outcomes(again) == ["unchanged", "unchanged"]
    assert kept == file_count() == 2
    assert listed(NEW).sample_file_id == listed(CHANGE).sample_file_id


def test_another_sample_is_another_version(folder: Path) -> None:
    made = document(with_files(sample="form.pdf"))
    bring_in(made, files=services.files_of_folder(folder))
    old = listed()
    (folder / "form.pdf").write_bytes(OTHER_PDF)

    report = bring_in(made, files=services.files_of_folder(folder))

    assert outcomes(report) == ["changed"]
    assert documents.read_file(queries.published_file(listed().id, "sample")).content == OTHER_PDF
    assert documents.read_file(queries.published_file(old.id, "sample")).content == PDF


def test_what_a_citizen_handed_in_is_never_shown(folder: Path) -> None:
    """The same bytes under another name stay another file."""
    private = storing.store_file(content=PDF, name="张三的申请表.pdf", at=AT)

    bring_in(document(with_files(sample="form.pdf")), files=services.files_of_folder(folder))

    shown = queries.published_file(listed().id, "sample")
    assert shown != private
    assert documents.file_info(shown).name == "form.pdf"


def test_only_what_is_published_is_kept(folder: Path) -> None:
    """A refused row, a name that nobody uses, a trial run."""
    (folder / "unused.pdf").write_bytes(OTHER_PDF)
    files = services.files_of_folder(folder)
    made = document(with_files(sample="form.pdf"), with_files(CHANGE, sample="form.png") | {"visits": 100})

    trial = bring_in(made, dry_run=True, files=files)
    kept_by_trial = file_count()
    report = bring_in(made, files=files)

    assert outcomes(trial) == outcomes(report) == ["added", "refused"]
    assert (kept_by_trial, file_count()) == (0, 1)


def test_a_file_that_did_not_come_refuses_the_row(folder: Path) -> None:
    made = document(with_files(sample="lost.pdf", blank="form.pdf"), {"code": CHANGE})

    report = bring_in(made, files=services.files_of_folder(folder))

    assert outcomes(report) == ["refused", "added"]
    assert reasons(report) == [("/materials/0/sample", "没有随导入文件交来“lost.pdf”")]
    assert file_count() == 0


def test_what_is_no_document_is_not_taken(folder: Path) -> None:
    (folder / "form.exe").write_bytes(EXE)

    with pytest.raises(FileTypeRefused):
        services.files_of_folder(folder)


def test_a_folder_may_be_missing_and_may_hold_other_things(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "older").mkdir()

    assert sorted(services.files_of_folder(folder)) == ["form.pdf", "form.png"]
    assert services.files_of_folder(folder / "nowhere") == {}


def test_a_draft_shows_nothing() -> None:
    file_id = storing.store_file(content=PDF, name="样本.pdf", at=AT)
    made = content(materials=(material("m01", sample_file_id=file_id),), questions=())
    version_id = services.create_draft(
        content=made, organisation_id=OrganisationFactory.create().id, at=AT, by=BY
    )
    draft = queries.version(version_id).materials[0]

    with pytest.raises(MaterialFileUnknown):
        queries.published_file(draft.id, "sample")
    services.publish_version(version_id=version_id, valid_from=TODAY, at=AT, by=BY)
    assert queries.published_file(draft.id, "sample") == file_id


def test_no_sample_and_no_material() -> None:
    (plain,) = publish(content(materials=(material("m01"),), questions=())).materials

    for unknown in (plain.id, new_id()):
        with pytest.raises(MaterialFileUnknown):
            queries.published_file(unknown, "sample")
