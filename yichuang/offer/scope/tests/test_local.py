"""What towns, villages and partners take, and what needs no visit: for everybody to read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.foundation.places.types import OutletKind
from yichuang.kernel import time
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope.queries.local import local_items
from yichuang.offer.scope.tests.factories import UNTIL, entrust, exception, grant
from yichuang.offer.scope.tests.halls import Halls
from yichuang.offer.scope.types import LocalField, Mandate, Place, Subject

TODAY = legal_date(AT)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))


@pytest.fixture
def sunk(halls: Halls) -> Halls:
    """A town that takes relief on a paper, a village that helps with it, a partner; the hall takes all."""
    grant(Place(halls.hall))
    entrust(halls.civil, halls.town, halls.aid.item_id, number="安民委〔2026〕1号")
    village = OutletFactory.create(code="V1", name="桥头村便民服务站", kind=OutletKind.VILLAGE.value)
    grant(
        Place(village.id),
        Subject(item_id=halls.aid.item_id),
        mandate=Mandate.ASSISTED,
        basis="帮办代办清单",
        training="代办员培训",
    )
    partner = OutletFactory.create(code="B1", name="农商行网点", kind=OutletKind.PARTNER.value)
    entrust(halls.transport, partner.id, number="安交授〔2026〕1号", mandate=Mandate.AUTHORISED, training="")
    return halls


def test_each_line_says_how_on_what_after_which_training_and_who_decides(sunk: Halls) -> None:
    """CAT-25, CAT-26"""
    lines = local_items(TODAY)

    assert [(line.outlet_code, line.name, line.mandate, line.basis, line.training) for line in lines] == [
        ("B1", "货运许可", Mandate.AUTHORISED, "安交授〔2026〕1号", ""),
        ("T1", "临时救助", Mandate.ENTRUSTED, "安民委〔2026〕1号", "受理人员上岗前培训8学时"),
        ("V1", "临时救助", Mandate.ASSISTED, "帮办代办清单", "代办员培训"),
    ]
    assert [line.decided_by.label for line in lines] == [
        "网点在授权范围内办结，授权部门监督",
        "委托部门决定，网点以委托部门的名义受理",
        "主管部门决定，网点帮助填报和递交",
    ]
    assert [line.fields for line in lines] == [(), (LocalField.RELIEF,), (LocalField.RELIEF,)]
    assert [line.valid_until for line in lines] == [UNTIL, UNTIL, None]
    assert local_items(UNTIL) == lines[2:]


def test_the_narrower_grant_speaks_once_and_exceptions_take_out(sunk: Halls) -> None:
    grant(Place(sunk.town), Subject(organisation_id=sunk.civil), mandate=Mandate.ASSISTED)

    [line] = local_items(TODAY, outlet_code="T1")
    assert line.mandate is Mandate.ENTRUSTED
    exception(Subject(item_id=sunk.aid.item_id))
    assert [line.outlet_code for line in local_items(TODAY)] == ["B1"]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def test_everybody_reads_what_is_taken_near_home(sunk: Halls, client: Client) -> None:
    """CAT-25, CAT-26: per town and village, per item, per field."""
    whole = text(client, "/local/")
    relief = text(client, "/local/?field=relief")
    health = text(client, "/local/?field=health")
    town = text(client, "/local/T1/")
    item = text(client, f"/local/items/{sunk.aid.code}/")

    assert "<em>2 项</em>可以在乡镇和村里办" in whole
    assert "桥头村便民服务站" in whole
    assert "安澜县政务服务中心</a>" not in whole
    assert ("货运许可" in relief, "临时救助" in relief) == (False, True)
    assert "没有这样的事项" in health
    assert "云栖镇便民服务中心可以办 <em>1 项</em>" in town
    assert "安澜县民政局委托城关镇人民政府，2026-01-05 至 2026-12-30" in town
    assert "临时救助：<em>2 个</em>就近网点可以办" in item
    assert "这个事项没有下沉到乡镇和村" not in text(client, f"/local/items/{sunk.freight.code}/")
    assert "这里还不受理事项" in text(client, "/local/HALL/")
    text(client, "/local/NOWHERE/", 404)
    text(client, "/local/items/NOWHERE/", 404)


def test_the_lists_are_exported(sunk: Halls, client: Client) -> None:
    def rows(address: str) -> list[list[Any]]:
        content = io.BytesIO(client.get(address).content)
        return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()

    listed = rows("/local.xlsx")
    assert [row[0] for row in listed] == ["网点", "农商行网点", "云栖镇便民服务中心", "桥头村便民服务站"]
    assert listed[2][4:8] == [
        "社会救助", "委托受理", "安民委〔2026〕1号", "委托部门决定，网点以委托部门的名义受理",
    ]  # fmt: skip
    assert rows("/zero-visit.xlsx")[1:] == [["安澜县民政局", "临时救助", sunk.aid.code, "是"]]


def test_items_without_a_visit_are_listed_with_their_department(sunk: Halls, client: Client) -> None:
    """CAT-24: the flag of livelihood, the number of departments."""
    page = text(client, "/zero-visit/")

    assert "<em>1 项</em>一次也不用跑" in page
    assert "1 个部门，其中民生事项 1 项" in page
    assert sunk.freight.code not in page
