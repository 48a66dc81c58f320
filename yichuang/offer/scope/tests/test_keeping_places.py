"""网点与底图: who may, what the pages show, what they do, what stays when an act is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.models import BaseMap, BaseMapShown, Outlet
from yichuang.foundation.places.queries.maps import shown_map
from yichuang.foundation.places.tests.factories import RegionFactory
from yichuang.foundation.places.tests.test_base_map import drawing
from yichuang.foundation.places.types.hours import OpeningDay, Span
from yichuang.kernel.models import AuditEntry
from yichuang.offer.scope.tests.halls import Halls

SignIn = Callable[[str], Client]
LISTS = ["/hall/outlets/", "/hall/maps/"]
OUTLET = "/hall/outlets/HALL/"
WHO_MAY_NOT = ["manager", "clerk", "head", "supervisor"]


@contextmanager
def unchanged() -> Iterator[None]:
    """No place, no map, no audit entry is written."""
    models = (Outlet, BaseMap, BaseMapShown, AuditEntry)
    before = [list(model._default_manager.order_by("pk").values_list()) for model in models]
    yield
    assert [list(model._default_manager.order_by("pk").values_list()) for model in models] == before


def text(answer: Any) -> str:
    return str(answer.content.decode())


def geojson(document: object | None = None) -> SimpleUploadedFile:
    content = json.dumps(document or drawing(), ensure_ascii=False).encode()
    return SimpleUploadedFile("map.geojson", content, content_type="application/geo+json")


def typed(**changes: str) -> dict[str, str]:
    """The form of the hall as it is shown, with changes."""
    outlet = places.outlet_by_code("HALL")
    return {
        "seen": places.mark_of(outlet),
        "name": outlet.name,
        "address": outlet.address,
        "phone": outlet.phone,
        "directions": "1 路公交到政务中心站。",
        "hours_text": "",
        "lat": "29.9062",
        "lng": "123.5455",
        "monday": "9:00-12:00、13:30—17:30",
        "saturday": "休息",
    } | changes


# — who —


@pytest.mark.parametrize("who", WHO_MAY_NOT)
def test_who_does_not_keep_places_has_no_page_here(signed_in: SignIn, who: str) -> None:
    browser = signed_in(who)
    BaseMap.objects.create(
        number=1, source="样例", content=drawing(), digest="0" * 64, features=2, points=6,
        west=123.3, south=29.7, east=123.8, north=30.1, uploaded_by="x", uploaded_at="2026-03-02T00:00Z",
    )  # fmt: skip

    for address in [*LISTS, OUTLET, "/hall/maps/1/", "/hall/maps/1/drawing.geojson"]:
        assert browser.get(address).status_code == 403, address
    with unchanged():
        assert browser.post(OUTLET, typed()).status_code == 403
        assert browser.post("/hall/maps/", {"file": geojson(), "source": "样例"}).status_code == 403
        assert browser.post("/hall/maps/1/showing/", {"instead_of": "0"}).status_code == 403


def test_another_region_is_kept_by_others(halls: Halls, signed_in: SignIn) -> None:
    region = RegionFactory.create(code="990102", name="邻县")
    halls.people["near-admin"] = PostFactory.create(role=Role.SYSTEM_ADMINISTRATOR.value, region=region).user
    browser = signed_in("near-admin")

    found = text(browser.get("/hall/outlets/"))

    assert "邻县政务服务中心" in found
    assert "安澜县政务服务中心" not in found
    assert browser.get("/hall/outlets/NEAR/").status_code == 200
    for address in (OUTLET, "/hall/maps/"):
        assert browser.get(address).status_code == 403
    with unchanged():
        assert browser.post(OUTLET, typed()).status_code == 403
        assert browser.post("/hall/maps/1/showing/", {"instead_of": "0"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    for address in LISTS:
        assert client.get(address).status_code == 302


def test_the_desk_leads_here(signed_in: SignIn) -> None:
    assert 'href="/hall/outlets/"' in text(signed_in("system-admin").get("/desk/"))
    assert "/hall/outlets/" not in text(signed_in("both").get("/desk/", follow=True))


# — outlets —


def test_the_list_says_what_is_missing(signed_in: SignIn) -> None:
    found = text(signed_in("system-admin").get("/hall/outlets/"))

    assert "<em>2 个网点</em>不在地图上，<em>2 个</em>没有开放时段" in found
    assert "还没有底图，公众只看得到列表。" in found
    assert "邻县政务服务中心" not in found


def test_an_outlet_is_changed(signed_in: SignIn) -> None:
    browser = signed_in("system-admin")

    answer = browser.post(OUTLET, typed(), follow=True)

    assert answer.redirect_chain == [("/hall/outlets/", 302)]
    assert "已保存" in text(answer)
    outlet = places.outlet_by_code("HALL")
    assert (outlet.lat, outlet.lng, outlet.directions) == (29.9062, 123.5455, "1 路公交到政务中心站。")
    assert outlet.hours.days == ((OpeningDay.MONDAY, (Span(540, 720), Span(810, 1050))),)
    assert AuditEntry.objects.filter(stream="outlet", stream_id=str(outlet.id), action="changed").count() == 1
    shown = text(browser.get(OUTLET))
    assert 'value="9:00–12:00、13:30–17:30"' in shown
    assert 'value="29.9062"' in shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "这个字段是必填项"),
        ("lat", "北纬三十度", "请写小数"),
        ("lat", "", "经度和纬度要同时填写"),
        ("lat", "nan", "请写小数"),
        ("lng", "1e999", "请写小数"),
        ("lat", "123.5455", "不在国内"),
        ("monday", "上午", "看不懂"),
        ("holiday", "12:00-9:00", "结束要晚于开始"),
        ("directions", "长" * 501, "500"),
    ],
    ids=["name", "words", "half", "nan", "infinite", "abroad", "hours", "backwards", "long"],
)
def test_what_is_wrong_stands_beside_its_field(signed_in: SignIn, field: str, value: str, words: str) -> None:
    browser = signed_in("system-admin")

    with unchanged():
        answer = browser.post(OUTLET, typed(**{field: value}))

    assert answer.status_code == 422
    assert words in text(answer)
    assert 'class="yc-wrong"' in text(answer)
    assert "1 路公交" in text(answer) or field == "directions"


def test_what_somebody_else_has_changed_is_not_overwritten(signed_in: SignIn) -> None:
    browser = signed_in("system-admin")
    mine, theirs = typed(directions="我写的"), typed(directions="别人写的")
    browser.post(OUTLET, theirs)

    with unchanged():
        answer = browser.post(OUTLET, mine)

    assert answer.status_code == 409
    assert "别人刚刚改过这个网点" in text(answer)
    assert "我写的" in text(answer)


def test_an_outlet_there_is_not(signed_in: SignIn) -> None:
    assert signed_in("system-admin").get("/hall/outlets/NOWHERE/").status_code == 404


# — the base map —


def test_a_map_is_looked_at_before_everybody_sees_it(signed_in: SignIn) -> None:
    browser = signed_in("system-admin")
    browser.post(OUTLET, typed(lat="29.0"))

    answer = browser.post("/hall/maps/", {"file": geojson(), "source": "县自然资源局"}, follow=True)

    assert answer.redirect_chain == [("/hall/maps/1/", 302)]
    assert "第 1 版底图还没有启用，只有您看得到" in text(answer)
    assert "1 个网点在这张图的范围以外：" in text(answer)
    assert browser.get("/hall/maps/1/drawing.geojson").json() == {
        "type": "FeatureCollection",
        "features": browser.get("/hall/maps/1/drawing.geojson").json()["features"],
    }
    assert Client().get("/places/maps/1.geojson").status_code == 404
    assert shown_map() is None

    put_up = browser.post("/hall/maps/1/showing/", {"instead_of": "0"}, follow=True)

    assert "已启用" in text(put_up)
    assert "正在用" in text(put_up)
    shown = shown_map()
    assert shown is not None
    assert (shown.number, shown.uploaded_by) == (1, AuditEntry.objects.filter(stream="base-map")[0].actor)
    assert Client().get("/places/maps/1.geojson").status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"source": "样例"}, "这个字段是必填项"),
        ({"file": "geojson"}, "这个字段是必填项"),
        ({"file": "kml", "source": "样例"}, "不是 JSON 文件"),
        ({"file": "empty", "source": "样例"}, "空"),
        ({"file": "film", "source": "样例"}, "文件超过 2 MB"),
    ],
    ids=["no-file", "no-source", "kml", "empty", "film"],
)
def test_a_wrong_map_is_refused(signed_in: SignIn, values: dict[str, str], words: str) -> None:
    files = {
        "geojson": geojson(),
        "kml": SimpleUploadedFile("map.kml", b"<kml/>"),
        "empty": SimpleUploadedFile("map.geojson", b""),
        "film": SimpleUploadedFile("map.geojson", b" " * (5 * 1024 * 1024)),
    }
    sent = {name: files.get(value, value) if name == "file" else value for name, value in values.items()}
    browser = signed_in("system-admin")

    with unchanged():
        answer = browser.post("/hall/maps/", sent)

    assert answer.status_code == 422
    assert words in text(answer)


def test_out_of_turn_is_refused(signed_in: SignIn) -> None:
    browser = signed_in("system-admin")
    for source in ("样例", "另一来源"):
        browser.post("/hall/maps/", {"file": geojson(), "source": source})
    browser.post("/hall/maps/1/showing/", {"instead_of": "0"})

    with unchanged():
        answer = browser.post("/hall/maps/2/showing/", {"instead_of": "0"})
        assert answer.status_code == 409
        assert "正在用的底图已经换过" in text(answer)
        for wrong, status in (("", 400), ("-1", 400), ("9" * 12, 400)):
            assert browser.post("/hall/maps/2/showing/", {"instead_of": wrong}).status_code == status
        assert browser.post("/hall/maps/9/showing/", {"instead_of": "1"}).status_code == 404
        assert browser.get("/hall/maps/2/showing/").status_code == 405
