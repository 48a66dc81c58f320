"""Nothing becomes unfindable: by any name it ever had, in any of the ways people ask (CAT-19)."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.rules import keys
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.tests.name_machine import PAGE, NameMachine, ways
from yichuang.offer.catalogue.types import Outcome

pytestmark = pytest.mark.django_db

RENAMES = 200
ROUNDS = 4
ENDINGS = ("（新办）", "备案", "（含变更）", "核准", "（试行）")
BOX = 80  # characters the search box takes
MANY = 400  # what is asked by a few letters may be in many names


def test_whatever_happens_to_items_they_are_found_by_every_name_they_had() -> None:
    run_state_machine_as_test(
        NameMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_history_of_every_kind_is_found() -> None:
    """One of each step, whatever is drawn elsewhere."""
    machine = NameMachine()
    for name in ("食品经营许可", "道路运输备案", "取水登记", "养老机构许可", "银行卡登记"):
        machine.begin(name)
    machine.rename(0, "食品经营备案变更")
    machine.rename(0, "取水登记")  # a name another has
    machine.recode(0)
    machine.rename(0, "食品经营许可")  # and back
    machine.recode(0)
    machine.call(0, "开饭店")
    machine.rename(1, "取水许可新办")
    machine.merge(1, 0)
    machine.split(3)
    machine.cancel(0)

    machine.teardown()

    ended = [item.name for item in machine.items if item.ended_on]
    assert ended == ["食品经营许可", "取水许可新办", "银行卡登记"]


@pytest.fixture
def loaded() -> dict[str, str]:
    """Code → name of the county list and the guides beside each other."""
    lists, guides = county.lists(), county.given_guides()
    if "given" not in lists or guides is None:
        pytest.skip("no real list and guides beside the repository (YICHUANG_TEST_DATA)")
    for content, number in ((lists["given"], county.NUMBER), (guides, 113)):
        report = services.import_catalogue(content=content, region_code="990102", at=AT)
        assert len(report.lines) == number
        refused = [line for line in report.lines if line.outcome is Outcome.REFUSED]
        assert not refused, refused[:3]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after an import
    return dict(models.HandlingVersion.objects.values_list("code", "name"))


def test_the_county_list_and_the_guides_are_found_by_every_name_after_200_renames(
    loaded: dict[str, str],
) -> None:
    chance = random.Random(200)
    former: list[tuple[str, str]] = []
    rows = {row["item_code"]: row for row in csv.DictReader(io.StringIO(_list()))}
    for number in range(ROUNDS):
        changed = []
        for code in chance.sample(sorted(rows), RENAMES // ROUNDS):
            row = rows[code]
            former.append((code, row["name"]))
            row["name"] = loaded[code] = chance.choice(sorted(loaded.values()))[:20] + chance.choice(ENDINGS)
            changed.append(row)
        report = services.import_catalogue(
            content=county.as_csv(changed), region_code="990102", at=AT + timedelta(days=number + 1)
        )
        assert {line.outcome for line in report.lines} == {Outcome.CHANGED}
    assert len(former) == RENAMES

    missed = [
        (asked, name)
        for code, name in [*loaded.items(), *former]
        for asked in (name, *ways(keys.normal(name)))
        if not _finds(asked, code, PAGE if asked == name else MANY)
    ]

    assert missed == []


def _list() -> str:
    return county.lists()["given"].decode("utf-8-sig")


def _finds(asked: str, code: str, limit: int) -> bool:
    return any(hit.code == code for hit in queries.search(asked[:BOX], limit))
