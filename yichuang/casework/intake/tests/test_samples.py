"""Samples and blank forms beside the materials at the counter (对照样本)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yichuang.casework.cases.tests.county import County
from yichuang.casework.intake.tests.counter_pages import SignIn, at_window
from yichuang.foundation.documents import services as storing
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.offer.catalogue.tests.factories import AT, material
from yichuang.offer.catalogue.types import HandlingVersion


@pytest.fixture
def version(county: County, tmp_path: Path, settings: Any) -> HandlingVersion:
    """m01 has a sample, m02 a blank form, m03 neither."""
    settings.DATA_DIR = tmp_path
    file_id = storing.store_file(content=PDF, name="申请表.pdf", at=AT)
    papers = (
        material("m01", name="申请表", sample_file_id=file_id),
        material("m02", name="承诺书", blank_file_id=file_id),
        material("m03", name="平面图"),
    )
    return county.item(materials=papers, questions=())


def test_the_clerk_compares_with_the_sample(
    signed_in: SignIn, county: County, version: HandlingVersion
) -> None:
    """INT-02"""
    desk = at_window(signed_in("clerk"), county.a1.id)
    page = desk.get(f"/counter/new/{version.code}/").content.decode()

    form, promise, plan = (f"/guide/materials/{material.id}/" for material in version.materials)
    for shown in (f"{form}sample/", f"{promise}blank/"):
        assert f'<a href="{shown}" target="_blank" rel="noopener" aria-label=' in page
        assert desk.get(shown).content == PDF
    for absent in (f"{form}blank/", f"{promise}sample/", plan):
        assert absent not in page
    assert 'aria-label="样本：申请表（在新窗口打开）">样本</a>' in page
    assert 'aria-label="空表：承诺书（在新窗口打开）">空表</a>' in page
