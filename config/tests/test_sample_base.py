"""The list of the level above that comes with the sample county: some things to resolve, and no more."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings

from config import sample
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.models import DriftTask
from yichuang.offer.catalogue.queries.drift import drift_report

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def load(tmp_path: Path) -> int:
    """The parts of the county that a list above is about."""
    county = sample._read(sample.COUNTY / "county.json")
    with override_settings(DATA_DIR=tmp_path):
        sample._load_places(county, AT)
        sample._load_items(sample.COUNTY / "items", county, AT)
        return sample._load_base(sample.COUNTY / "base", AT)


def test_the_differences_are_those_that_were_meant(tmp_path: Path) -> None:
    """CAT-19, CAT-22"""
    assert load(tmp_path) == 70

    found = drift_report(legal_date(AT))

    assert sorted(
        (view.kind.value, view.local_name or view.base_name, view.organisation_code) for view in found
    ) == [
        ("local-only", "不动产登记资料查询", "ZGJ"),
        ("merged", "公司变更登记", "SJJ"),
        ("merged", "公司设立登记", "SJJ"),
        ("missing", "社会团体登记", "MZJ"),
        ("missing", "道路旅客运输经营许可", "JTJ"),
        ("rebased", "涉路施工许可", "JTJ"),
        ("recoded", "宅基地使用权及房屋所有权首次登记", "ZGJ"),
        ("renamed", "高龄津贴", "MZJ"),
        ("worse", "林木采伐许可证核发", "ZGJ"),
    ]

    before = list(DriftTask.objects.order_by("pk").values())
    assert (len(before), sample._load_base(sample.COUNTY / "base", AT)) == (9, 70)
    assert list(DriftTask.objects.order_by("pk").values()) == before
