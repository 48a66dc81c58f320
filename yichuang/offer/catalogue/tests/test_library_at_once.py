"""Two people merge crosswise at the same moment, or collect at once: no circle, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from yichuang.kernel.tests.at_once import AtOnce
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.errors import MaterialTypeChanged, MergerNotPossible
from yichuang.offer.catalogue.queries import library
from yichuang.offer.catalogue.tests.desk import TODAY, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, material
from yichuang.offer.catalogue.types.library import MergeInput

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_merge_crosswise_one_is_refused(at_once: AtOnce) -> None:
    desk = make_desk()
    item(desk, materials=(material("m01", name="户口簿"), material("m02", name="居民户口簿")))
    services.collect_material_types(at=AT)
    ids = {row.name: row.id for row in models.MaterialType.objects.all()}
    decided = MergeInput(frozenset(), 1, 1, "同一种证件")

    def merging(merged: str, into: str, who: Any) -> Callable[[], Any]:
        return lambda: services.merge_material_types(
            merged_id=ids[merged], into_id=ids[into], decided=decided, at=AT, by=who
        )

    results = at_once(
        [
            merging("户口簿", "居民户口簿", desk.reviewer),
            merging("居民户口簿", "户口簿", desk.second_reviewer),
        ]
    )

    refusals = [result for result in results if isinstance(result, Exception)]
    assert [type(refusal) for refusal in refusals] in ([MergerNotPossible], [MaterialTypeChanged])
    [line] = library.library(TODAY)
    assert len(line.demands) == 2
    assert models.MaterialMerger.objects.count() == 1
    assert models.MaterialType.objects.filter(merged_into__isnull=True).count() == 1


def test_a_ring_of_three_does_not_close(at_once: AtOnce) -> None:
    desk = make_desk()
    names = ("甲表", "乙表", "丙表")
    item(desk, materials=tuple(material(f"m0{n}", name=name) for n, name in enumerate(names)))
    services.collect_material_types(at=AT)
    ids = {row.name: row.id for row in models.MaterialType.objects.all()}
    decided = MergeInput(frozenset(), 1, 1, "同一种证件")

    def merging(merged: str, into: str) -> Callable[[], Any]:
        return lambda: services.merge_material_types(
            merged_id=ids[merged], into_id=ids[into], decided=decided, at=AT, by=desk.reviewer
        )

    results = at_once([merging(one, other) for one, other in zip(names, (*names[1:], names[0]), strict=True)])

    assert sum(not isinstance(result, Exception) for result in results) >= 1
    assert models.MaterialType.objects.filter(merged_into__isnull=True).count() >= 1
    assert sum(len(line.demands) for line in library.library(TODAY)) == 3  # every demand ends somewhere


def test_two_who_collect_at_once_take_each_name_in_once(at_once: AtOnce) -> None:
    desk = make_desk()
    item(desk, materials=tuple(material(f"m{n:02}", name=f"材料{n}") for n in range(8)))

    results = at_once([lambda: services.collect_material_types(at=AT)] * 2)

    assert not [result for result in results if isinstance(result, Exception)]
    assert models.MaterialType.objects.count() == 8
