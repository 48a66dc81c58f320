from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from yichuang.foundation.places import queries, services
from yichuang.foundation.places.errors import (
    PlaceDetailsWrong,
    PlaceNotFound,
    RegionCodeWrong,
    RegionParentMissing,
    UsccWrong,
)
from yichuang.foundation.places.models import Organisation, Outlet, Region, Window
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.foundation.places.tests.refusals import refused
from yichuang.foundation.places.types import (
    OrganisationInput,
    OrganisationKind,
    OutletInput,
    OutletKind,
    RegionInput,
    RegionLevel,
    RegionsImported,
    RegionView,
    WindowInput,
    WindowKind,
    ZoneKind,
)
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)


@pytest.fixture
def county():
    services.record_region(region=RegionInput("990101", "安澜县"), at=AT)


@pytest.fixture
def hall(county):
    return services.record_outlet(
        outlet=OutletInput(
            code="HALL",
            name="安澜县政务服务中心",
            kind=OutletKind.HALL,
            region_code="990101",
            address="安澜县澄江路 1 号",
            hours_text="工作日 9:00–17:00",
            phone="0990-8001234",
            lat=30.5,
            lng=119.5,
        ),
        at=AT,
    )


def test_regions_in_any_order_find_their_places():
    done = services.import_regions(
        regions=[
            RegionInput("990101001001", "南塘村"),
            RegionInput("990101000000", "安澜县"),
            RegionInput("990101001000", "临江镇"),
        ],
        at=AT,
    )

    assert done == RegionsImported(added=3, changed=0, unchanged=0)
    assert queries.regions_within("990101") == (
        RegionView("990101", "安澜县", RegionLevel.COUNTY, None),
        RegionView("990101001", "临江镇", RegionLevel.TOWN, "990101"),
        RegionView("990101001001", "南塘村", RegionLevel.VILLAGE, "990101001"),
    )


def test_a_prefecture_recorded_late_takes_its_place_above_its_counties(county):
    services.import_regions(regions=[RegionInput("99", "安省"), RegionInput("9901", "安市")], at=AT)

    assert queries.region("990101").parent_code == "9901"
    assert queries.region("9901").parent_code == "99"


def test_importing_regions_twice_changes_nothing_and_renaming_changes_one():
    regions = [RegionInput("990101", "安澜县"), RegionInput("990101001", "临江镇")]
    services.import_regions(regions=regions, at=AT)
    entries = AuditEntry.objects.count()

    again = services.import_regions(regions=regions, at=AT)
    assert again == RegionsImported(added=0, changed=0, unchanged=2)
    assert AuditEntry.objects.count() == entries

    renamed = services.import_regions(regions=[RegionInput("990101", "安澜市")], at=AT)
    assert renamed == RegionsImported(added=0, changed=1, unchanged=0)
    assert queries.region("990101").name == "安澜市"
    assert AuditEntry.objects.count() == entries + 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (RegionInput("990102001", "孤镇"), RegionParentMissing),
        (RegionInput("990101009001", "孤村"), RegionParentMissing),
        (RegionInput("9901AB", "错"), RegionCodeWrong),
        (RegionInput("990103", " "), PlaceDetailsWrong),
        (RegionInput("990103", "长" * 101), PlaceDetailsWrong),
    ],
)
def test_one_wrong_region_leaves_the_import_undone(county, wrong, error):
    with refused(error):
        services.import_regions(regions=[RegionInput("990104", "新县"), wrong], at=AT)

    assert list(Region.objects.values_list("code", flat=True)) == ["990101"]


def test_the_command_imports_a_file(tmp_path, capsys):
    path = tmp_path / "regions.csv"
    path.write_text("code,name,parent\n990101,安澜县,\n990101001,临江镇,990101\n", encoding="utf-8-sig")

    call_command("region_load", str(path), "--json")

    assert json.loads(capsys.readouterr().out) == {"added": 2, "changed": 0, "unchanged": 0}
    assert queries.region("990101001").name == "临江镇"


def test_the_command_refuses_a_file_it_cannot_read(tmp_path):
    no_columns = tmp_path / "no-columns.csv"
    no_columns.write_text("区划,名称\n990101,安澜县\n", encoding="utf-8")
    not_text = tmp_path / "not-text.csv"
    not_text.write_bytes(b"\xff\xfe\x00code")

    for path in (no_columns, not_text, tmp_path / "absent.csv"):
        with pytest.raises(CommandError) as refusal:
            call_command("region_load", str(path))
        assert refusal.value.returncode == 2
    assert not Region.objects.exists()


def test_an_organisation_is_recorded_with_a_checked_uscc(county):
    organisation_id = services.record_organisation(
        organisation=OrganisationInput(
            code="JTJ",
            name="安澜县交通运输局",
            short_name="县交通局",
            region_code="990101",
            uscc=make_uscc(7).lower() + " ",
            phone="0990-8002001",
            supervision_phone="0990-12345",
            address="安澜县澄江路 3 号",
            reconsideration_body=" 安澜县人民政府",
            court="安澜县人民法院 ",
        ),
        at=AT,
    )

    view = queries.organisation(organisation_id)
    assert view == queries.organisation_by_code("JTJ")
    assert (view.uscc, view.kind, view.region_code) == (make_uscc(7), OrganisationKind.STATUTORY, "990101")
    assert (view.name, view.short_name, view.supervision_phone) == (
        "安澜县交通运输局",
        "县交通局",
        "0990-12345",
    )
    assert (view.reconsideration_body, view.court) == ("安澜县人民政府", "安澜县人民法院")


def test_an_unknown_uscc_stays_unknown_for_as_many_organisations_as_there_are(county):
    for code in ("A", "B"):
        services.record_organisation(
            organisation=OrganisationInput(code=code, name=f"{code} 局", region_code="990101"), at=AT
        )

    assert [view.uscc for view in queries.organisations()] == [None, None]
    assert queries.organisation_by_code("A").short_name == "A 局"


def test_a_wrong_or_taken_uscc_is_refused_at_its_field(county):
    wrong = make_uscc(7)[:17] + ("0" if make_uscc(7)[17] != "0" else "1")
    services.record_organisation(
        organisation=OrganisationInput(code="A", name="甲局", region_code="990101", uscc=make_uscc(8)), at=AT
    )

    with refused(UsccWrong) as refusal:
        services.record_organisation(
            organisation=OrganisationInput(code="B", name="乙局", region_code="990101", uscc=wrong), at=AT
        )
    assert refusal.value.errors[0].pointer == "/uscc"
    with refused(PlaceDetailsWrong) as taken:
        services.record_organisation(
            organisation=OrganisationInput(code="B", name="乙局", region_code="990101", uscc=make_uscc(8)),
            at=AT,
        )
    assert taken.value.errors[0].pointer == "/uscc"
    assert Organisation.objects.count() == 1


def test_recording_the_same_again_keeps_the_id_and_writes_no_audit(hall):
    outlet = OutletInput("X", "临江镇便民服务中心", OutletKind.TOWN, "990101")
    first = services.record_outlet(outlet=outlet, at=AT, by="user:1")
    entries = list(AuditEntry.objects.filter(stream="outlet", stream_id=str(first)))

    assert services.record_outlet(outlet=outlet, at=AT) == first

    assert [(entry.action, entry.actor) for entry in entries] == [("recorded", "user:1")]
    assert AuditEntry.objects.filter(stream="outlet", stream_id=str(first)).count() == 1


def test_a_change_is_seen_at_once_and_audited_by_field(hall):
    assert queries.outlet(hall).phone == "0990-8001234"

    services.record_outlet(
        outlet=OutletInput(
            "HALL",
            "安澜县政务服务中心",
            OutletKind.HALL,
            "990101",
            "安澜县澄江路 1 号",
            "工作日 9:00–17:00",
            "0990-12345",
            30.5,
            119.5,
        ),
        at=AT,
    )

    assert queries.outlet(hall).phone == "0990-12345"
    last = AuditEntry.objects.filter(stream="outlet", stream_id=str(hall)).latest("sequence")
    assert (last.action, last.details) == ("changed", {"fields": ["phone"]})


@pytest.mark.parametrize(
    "wrong",
    [
        OutletInput("Y", "", OutletKind.TOWN, "990101"),
        OutletInput("Y", "名" * 201, OutletKind.TOWN, "990101"),
        OutletInput("Y", "网点", OutletKind.TOWN, "990101", lat=30.0),
        OutletInput("Y", "网点", OutletKind.TOWN, "990101", lat=91.0, lng=10.0),
        OutletInput("", "网点", OutletKind.TOWN, "990101"),
    ],
)
def test_an_outlet_with_wrong_details_is_refused(county, wrong):
    with refused(PlaceDetailsWrong):
        services.record_outlet(outlet=wrong, at=AT)

    assert not Outlet.objects.exists()


def test_an_outlet_in_an_unknown_region_is_refused(county):
    with refused(PlaceNotFound, match="990102"):
        services.record_outlet(outlet=OutletInput("Y", "网点", OutletKind.TOWN, "990102"), at=AT)


def test_a_window_carries_what_a_receipt_needs(hall):
    zone_id = services.record_zone(outlet_code="HALL", code="A", name="综合受理区", at=AT)
    window_id = services.record_window(
        window=WindowInput("HALL", "A1", "无差别受理A1", WindowKind.INTEGRATED, "A"), at=AT
    )

    view = queries.window_by_code("HALL", "A1")
    assert view == queries.window(window_id)
    assert (view.zone_id, view.zone_code, view.zone_name) == (zone_id, "A", "综合受理区")
    assert (view.outlet_id, view.outlet_code, view.region_code) == (hall, "HALL", "990101")
    assert (view.outlet_address, view.outlet_phone) == ("安澜县澄江路 1 号", "0990-8001234")


def test_windows_come_in_the_order_people_count_them(hall):
    for code in ("A10", "B1", "A2", "A1"):
        services.record_window(window=WindowInput("HALL", code, code), at=AT)

    assert [view.code for view in queries.windows_of_outlet(hall)] == ["A1", "A2", "A10", "B1"]
    assert queries.windows_of_outlet(hall)[0].zone_id is None


def test_a_window_is_closed_and_moved_by_recording_it_again(hall):
    services.record_zone(outlet_code="HALL", code="A", name="综合受理区", at=AT)
    services.record_zone(outlet_code="HALL", code="S", name="自助区", kind=ZoneKind.SELF_SERVICE, at=AT)
    window_id = services.record_window(window=WindowInput("HALL", "A1", "A1", zone_code="A"), at=AT)

    services.record_window(window=WindowInput("HALL", "A1", "A1", zone_code="S", is_open=False), at=AT)

    view = queries.window(window_id)
    assert (view.is_open, view.zone_code) == (False, "S")
    assert [(zone.code, zone.kind) for zone in queries.zones_of_outlet(hall)] == [
        ("A", ZoneKind.RECEPTION),
        ("S", ZoneKind.SELF_SERVICE),
    ]


def test_a_window_in_a_zone_of_another_outlet_is_refused(hall):
    services.record_outlet(outlet=OutletInput("TOWN", "镇中心", OutletKind.TOWN, "990101"), at=AT)
    services.record_zone(outlet_code="TOWN", code="T", name="受理区", at=AT)

    with refused(PlaceNotFound, match="没有分区 T"):
        services.record_window(window=WindowInput("HALL", "A1", "A1", zone_code="T"), at=AT)

    assert not Window.objects.exists()


def test_views_by_id_are_read_once(hall, django_assert_num_queries):
    queries.forget()
    with django_assert_num_queries(1):
        queries.outlet(hall)
        queries.outlet(hall)


@pytest.mark.parametrize(
    "find",
    [
        lambda: queries.region("990199"),
        lambda: queries.organisation(uuid4()),
        lambda: queries.organisation_by_code("none"),
        lambda: queries.outlet(uuid4()),
        lambda: queries.outlet_by_code("none"),
        lambda: queries.window(uuid4()),
        lambda: queries.window_by_code("HALL", "none"),
    ],
)
def test_what_is_not_recorded_is_not_found(hall, find):
    with pytest.raises(PlaceNotFound):
        find()


def test_a_view_kept_in_the_process_grows_old(hall, monkeypatch):
    queries.forget()
    queries.outlet(hall)
    Outlet.objects.filter(id=hall).update(name="改名的中心")  # as another process would

    assert queries.outlet(hall).name == "安澜县政务服务中心"

    clock = queries.time.monotonic
    monkeypatch.setattr(queries.time, "monotonic", lambda: clock() + queries.KEPT_SECONDS + 1)
    assert queries.outlet(hall).name == "改名的中心"
