"""Samples and blank forms beside the materials of a guide (样本、空表)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.tests.factories import DOCX, PDF
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.tests.factories import AT, BY, content, material, published_item
from yichuang.offer.catalogue.types import HandlingVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def version() -> HandlingVersion:
    """m01 has a sample and a blank form, m02 neither."""
    sample = storing.store_file(content=PDF, name="申请表样本.pdf", at=AT)
    blank = storing.store_file(content=DOCX, name="申请表空表.docx", at=AT)
    papers = (
        material("m01", name="申请表", sample_file_id=sample, blank_file_id=blank),
        material("m02", name="平面图"),
    )
    return published_item(materials=papers, questions=())


def address(version: HandlingVersion, use: str, material_number: int = 0) -> str:
    return f"/guide/materials/{version.materials[material_number].id}/{use}/"


def test_the_guide_links_to_what_a_material_has(client: Client, version: HandlingVersion) -> None:
    """INT-02"""
    page = client.get(f"/guide/{version.code}/").content.decode()

    for use, words in (("sample", "样本"), ("blank", "空表")):
        link = f'<a href="{address(version, use)}" target="_blank" rel="noopener" aria-label='
        assert f'{link}"{words}：申请表（在新窗口打开）">{words}</a>' in page
        assert address(version, use, 1) not in page


def test_the_links_in_english(client: Client, version: HandlingVersion) -> None:
    page = client.get(f"/guide/{version.code}/", headers={"accept-language": "en"}).content.decode()

    assert 'aria-label="Sample: 申请表 (opens in a new window)">Sample</a>' in page
    assert 'aria-label="Blank form: 申请表 (opens in a new window)">Blank form</a>' in page


def test_a_sample_is_shown(client: Client, version: HandlingVersion) -> None:
    answer = client.get(address(version, "sample"))

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=86400"}


def test_what_a_browser_does_not_show_is_saved(client: Client, version: HandlingVersion) -> None:
    answer = client.get(address(version, "blank"))

    assert answer.content == DOCX
    assert answer["Content-Disposition"].startswith("attachment")
    assert "wordprocessingml" in answer["Content-Type"]


def test_a_version_that_ended_keeps_its_sample(client: Client, version: HandlingVersion) -> None:
    services.withdraw_item(code=version.code, ended_on=AT.date(), reason="取消", at=AT, by=BY)

    assert client.get(address(version, "sample")).content == PDF


def test_nothing_is_shown_that_is_not_there(client: Client, version: HandlingVersion) -> None:
    paths = [
        address(version, "sample", 1),
        address(version, "blank", 1),
        f"/guide/materials/{new_id()}/sample/",
        f"/guide/materials/{version.materials[0].sample_file_id}/sample/",
    ]

    answers = [client.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [404] * 4
    for answer in answers:
        assert "没有这份样本或者空表" in answer.content.decode()
        assert "public" not in answer.get("Cache-Control", "")


def test_a_drafts_sample_is_nobodys_business(client: Client) -> None:
    file_id = storing.store_file(content=PDF, name="样本.pdf", at=AT)
    made = content(materials=(material("m01", sample_file_id=file_id),), questions=())
    owner = OrganisationFactory.create().id
    draft = queries.version(services.create_draft(content=made, organisation_id=owner, at=AT, by=BY))

    assert client.get(address(draft, "sample")).status_code == 404


def test_a_damaged_sample_says_so_and_is_not_kept_by_anybody(
    client: Client, version: HandlingVersion, tmp_path: Path
) -> None:
    for stored in tmp_path.rglob("*"):
        if stored.is_file():
            stored.write_bytes(b"damaged")

    answer = client.get(address(version, "sample"))

    assert answer.status_code >= 500
    assert "public" not in answer.get("Cache-Control", "")


def test_the_api_says_where_they_are(client: Client, version: HandlingVersion) -> None:
    first, second = client.get(f"/api/v1/items/{version.code}/guide").json()["to_bring"]

    assert (first["sample_url"], first["blank_url"]) == (
        address(version, "sample"),
        address(version, "blank"),
    )
    assert (second["sample_url"], second["blank_url"]) == (None, None)
