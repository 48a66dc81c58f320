"""The sample county as files: places named once, codes that add up, numbers nobody answers.

Pure Python over ``data/anlan``, as its sisters are; the loader's own test is ``config/tests/test_sample.py``.
"""

from __future__ import annotations

import re
from collections import Counter

from tests.journeys.county_files import (
    COUNTY_FILE,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE,
    assert_unique,
    resident_id_is_valid,
    uscc_is_valid,
)
from yichuang.foundation.places.types import OrganisationKind, OutletKind, WindowKind, ZoneKind


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
