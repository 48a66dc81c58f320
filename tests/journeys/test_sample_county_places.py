"""The sample county as files: places named once, codes that add up, numbers nobody answers.

Pure Python over ``data/anlan``, as its sisters are; the loader's own test is ``config/tests/test_sample.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from tests.journeys.county_files import (
    COUNTY,
    COUNTY_FILE,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE,
    assert_unique,
    resident_id_is_valid,
    uscc_is_valid,
)
from yichuang.foundation.places.rules.hours import read_spans
from yichuang.foundation.places.rules.maps import read_map
from yichuang.foundation.places.types import OrganisationKind, OutletKind, WindowKind, ZoneKind
from yichuang.foundation.places.types.hours import WEEKDAYS, OpeningDay


def test_checksums_refuse_a_changed_character() -> None:
    assert resident_id_is_valid("11010519491231002X")
    assert not resident_id_is_valid("110105194912310021")
    assert uscc_is_valid("91350100M000100Y43")
    assert not uscc_is_valid("91350100M000100Y44")


def test_the_county_has_the_shape_the_product_describes() -> None:
    lengths = Counter(len(region["code"]) for region in COUNTY_FILE["regions"])
    hall = OUTLETS["HALL"]

    assert lengths == {6: 1, 9: 4, 12: 12}
    assert all(region["code"].startswith("990101") for region in COUNTY_FILE["regions"])
    assert sum(entry["department"] for entry in ORGANISATIONS.values()) == 12
    assert Counter(outlet["kind"] for outlet in OUTLETS.values()) == {"hall": 1, "town": 4, "village": 12}
    assert len(hall["zones"]) == 3
    assert len(hall["windows"]) == 14
    assert {"integrated", "issue", "unresolved", "cross-region", "public-security"} <= {
        window["kind"] for window in hall["windows"]
    }
    assert all(outlet["windows"] for outlet in OUTLETS.values())


def test_the_drawn_map_holds_every_outlet_in_its_town() -> None:
    drawing = read_map((COUNTY / "map.geojson").read_bytes())
    kinds = Counter(feature["properties"]["kind"] for feature in drawing.content["features"])
    towns = {
        feature["properties"]["name"]: feature["geometry"]["coordinates"][0]
        for feature in drawing.content["features"]
        if feature["properties"]["kind"] == "town"
    }
    names = {region["code"]: region["name"] for region in COUNTY_FILE["regions"]}

    assert (kinds["border"], kinds["town"], kinds["place"]) == (1, 4, 4)
    assert min(kinds["river"], kinds["road"]) >= 2
    for outlet in OUTLETS.values():
        town = names.get(outlet["region"][:9], "云栖镇") if len(outlet["region"]) > 6 else "云栖镇"
        found = [name for name, ring in towns.items() if _inside(outlet["lng"], outlet["lat"], ring)]
        assert found == [town], outlet["code"]


def test_every_outlet_says_when_it_is_open_and_keeps_holidays() -> None:
    for outlet in OUTLETS.values():
        hours = {day: read_spans(text) for day, text in outlet["opening"].items()}
        assert {OpeningDay(day) for day in hours} >= {*WEEKDAYS[:5], OpeningDay.MAKE_UP}
        assert OpeningDay.HOLIDAY.value not in hours
        for span in hours["monday"]:
            assert f"{span}".replace("–", "—") in outlet["hours"], outlet["code"]


def _inside(lng: float, lat: float, ring: list[list[float]]) -> bool:
    """Whether a point lies in a closed ring: a ray from it crosses the border an odd number of times."""
    crossings = 0
    for (west, south), (east, north) in pairwise(ring):
        if (south > lat) != (north > lat):
            crossings += lng < west + (lat - south) * (east - west) / (north - south)
    return crossings % 2 == 1


def test_places_are_named_once_and_know_where_they_stand() -> None:
    regions = [region["code"] for region in COUNTY_FILE["regions"]]

    assert_unique(regions)
    assert_unique([entry["code"] for entry in COUNTY_FILE["organisations"]])
    assert_unique([entry["short_name"] for entry in COUNTY_FILE["organisations"]])
    assert_unique([entry["code"] for entry in COUNTY_FILE["outlets"]])
    for code in regions:
        assert len(code) == 6 or code[: {9: 6, 12: 9}[len(code)]] in regions
    for entry in [*COUNTY_FILE["organisations"], *COUNTY_FILE["outlets"]]:
        assert entry["region"] in regions
    for outlet in OUTLETS.values():
        assert_unique([window["code"] for window in outlet["windows"]])
        zones = [zone["code"] for zone in outlet["zones"]]
        assert_unique(zones)
        assert all(window["zone"] is None or window["zone"] in zones for window in outlet["windows"])


def test_kinds_are_those_of_the_product() -> None:
    assert {entry["kind"] for entry in COUNTY_FILE["organisations"]} <= {
        kind.value for kind in OrganisationKind
    }
    assert {outlet["kind"] for outlet in OUTLETS.values()} <= {kind.value for kind in OutletKind}
    for outlet in OUTLETS.values():
        assert {window["kind"] for window in outlet["windows"]} <= {kind.value for kind in WindowKind}
        assert {zone["kind"] for zone in outlet["zones"]} <= {kind.value for kind in ZoneKind}


def test_credit_codes_are_valid_and_belong_to_nobody() -> None:
    codes = [entry["uscc"] for entry in ORGANISATIONS.values()]
    codes += [entry["id_number"] for entry in PEOPLE["enterprises"]]

    assert_unique(codes)
    for code in codes:
        assert uscc_is_valid(code), code
        assert code[2:8] == "990101"
    for entry in ORGANISATIONS.values():
        assert entry["uscc"].startswith("11") or not entry["department"]


def test_phone_numbers_are_of_no_assigned_range() -> None:
    """Area code 0980 and the mobile range 154 are assigned to nobody."""
    for entry in [*ORGANISATIONS.values(), *OUTLETS.values()]:
        for number in (entry["phone"], entry.get("supervision_phone", entry["phone"])):
            assert re.fullmatch(r"0980-55[0-9]{5}", number), number
    for entry in ORGANISATIONS.values():
        assert entry["phone"] != entry["supervision_phone"]
    for person in [*PEOPLE["applicants"], *PEOPLE["enterprises"]]:
        assert re.fullmatch(r"(154[0-9]{8})?", person["phone"]), person["name"]
