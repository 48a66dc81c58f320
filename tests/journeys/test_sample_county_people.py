"""The sample county as files: who takes what, who decides, and people who do not exist."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.county_files import (
    COUNTY_FILE,
    HANDLING,
    ITEMS,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE,
    assert_unique,
    each_item,
    resident_id_is_valid,
)
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.types import WindowKind
from yichuang.offer.scope.types import RECEIVING_KINDS, Level, Mandate

# — who takes what —


def test_scopes_name_what_exists() -> None:
    items = {item["code"] for item in ITEMS}
    for entry in [*COUNTY_FILE["scope_grants"], *COUNTY_FILE["scope_exceptions"]]:
        windows = {window["code"] for window in OUTLETS[entry["outlet"]]["windows"]}
        assert entry["basis"]
        assert set(entry["windows"] or []) <= windows
        assert set(entry["organisations"] or []) <= ORGANISATIONS.keys()
        assert set(entry["items"] or []) <= items
        assert not (entry["items"] and entry["organisations"])
    for grant in COUNTY_FILE["scope_grants"]:
        Mandate(grant["mandate"])
    for exception in COUNTY_FILE["scope_exceptions"]:
        assert exception["reason"]
        assert exception["items"] or exception["organisations"]


def test_entrustments_name_what_their_department_holds() -> None:
    """CAT-25: one paper of one department for one town, each item in one of them."""
    held = {item["code"]: item["handling_items"][0]["organisation"] for item in ITEMS}
    papers = COUNTY_FILE["entrustments"]

    assert_unique([paper["number"] for paper in papers])
    assert {paper["outlet"] for paper in papers} == {"T1", "T2", "T3", "T4"}
    assert_unique([f"{paper['outlet']} {code}" for paper in papers for code in paper["items"]])
    for paper in papers:
        assert {held[code] for code in paper["items"]} == {paper["organisation"]}
        assert paper["agent"].endswith("人民政府")
        assert paper["training"]
        assert ORGANISATIONS[paper["organisation"]]["short_name"] in paper["number"]


def test_steps_of_levels_name_windows_and_departments_that_exist() -> None:
    for step in COUNTY_FILE["level_steps"]:
        assert step["window"] in {window["code"] for window in OUTLETS[step["outlet"]]["windows"]}
        assert set(step["organisations"]) <= ORGANISATIONS.keys()
        assert Level(step["level"])
        assert step["reason"]
        assert step["basis"]


@each_item
def test_every_item_is_taken_somewhere_in_the_hall(item: dict[str, Any]) -> None:
    assert takers(item, "HALL"), "no receiving window of the hall may take it"


def test_exceptions_send_people_to_a_window_that_takes_the_item() -> None:
    """The reason names a window of the hall; that window is granted the item and not excepted."""
    for exception in COUNTY_FILE["scope_exceptions"]:
        for item in ITEMS:
            if not touches(exception, item):
                continue
            told = set(re.findall(r"[ABC][1-9]", exception["reason"]))
            assert told & takers(item, exception["outlet"]), (item["name"], exception["reason"])


def test_chief_representatives_are_authorised_for_immediate_items_of_their_department() -> None:
    immediate = {
        handling["code"]: handling["organisation"]
        for _, handling in HANDLING
        if handling["handling_type"] == "immediate"
    }
    staff = {person["username"]: person["posts"] for person in PEOPLE["staff"]}

    assert len({paper["organisation"] for paper in PEOPLE["authorisations"]}) == 3
    for paper in PEOPLE["authorisations"]:
        department = paper["organisation"]
        assert {"role": "chief-representative", "organisation": department}.items() <= only(
            staff[paper["representative"]]
        ).items()
        assert {"role": "department-head", "organisation": department}.items() <= only(
            staff[paper["given_by"]]
        ).items()
        assert all(immediate[code] == department for code in paper["handling_codes"])
        assert paper["handling_codes"] or department in immediate.values()
        assert ORGANISATIONS[department]["short_name"] in paper["document_number"]


# — people —


def test_staff_fill_every_role_at_places_that_exist() -> None:
    regions = {region["code"] for region in COUNTY_FILE["regions"]}
    posts = [post for person in PEOPLE["staff"] for post in person["posts"]]

    assert_unique([person["username"] for person in PEOPLE["staff"]])
    assert all(re.fullmatch(r"[a-z]{3,20}", person["username"]) for person in PEOPLE["staff"])
    assert {post["role"] for post in posts} == {role.value for role in Role}
    for post in posts:
        assert post["region"] in regions
        assert post.get("outlet") is None or post["outlet"] in OUTLETS
        assert post.get("organisation") is None or post["organisation"] in ORGANISATIONS
    for person in PEOPLE["staff"]:
        powers = {post["role"] for post in person["posts"] if post["role"].endswith("-administrator")}
        assert not powers or len(person["posts"]) == 1


def test_every_department_with_items_can_decide() -> None:
    """One examines, another checks: 一审一核 needs two people."""
    competent = {handling["organisation"] for _, handling in HANDLING}
    competent |= {code for code, entry in ORGANISATIONS.items() if entry["department"]}
    for department in competent:
        for role in ("department-officer", "department-head"):
            assert any(
                post["role"] == role and post.get("organisation") == department
                for person in PEOPLE["staff"]
                for post in person["posts"]
            ), (department, role)


def test_applicants_are_of_all_ages_and_belong_to_nobody() -> None:
    numbers = [person["id_number"] for person in PEOPLE["applicants"]]
    decades = {number[6:9] for number in numbers}

    assert len(numbers) == 40
    assert_unique(numbers)
    for number in numbers:
        assert number.startswith("99")
        assert resident_id_is_valid(number), number
    assert {"193", "194", "195", "196", "197", "198", "199", "200", "201", "202"} <= decades
    assert {int(number[16]) % 2 for number in numbers} == {0, 1}


def test_enterprises_are_led_by_people_of_the_county() -> None:
    names = {person["name"] for person in PEOPLE["applicants"]}

    assert {entry["legal_representative"] for entry in PEOPLE["enterprises"]} <= names
    assert all("安澜" in entry["name"] for entry in PEOPLE["enterprises"])


# — reading the files —


def only(posts: list[dict[str, str]]) -> dict[str, str]:
    (post,) = posts
    return post


def touches(entry: dict[str, Any], item: dict[str, Any]) -> bool:
    competent = item["handling_items"][0]["organisation"]
    if entry["items"] is None and entry["organisations"] is None:
        return True
    return item["code"] in (entry["items"] or []) or competent in (entry["organisations"] or [])


def takers(item: dict[str, Any], outlet: str) -> set[str]:
    """Windows of an outlet that receive, are granted the item and not excepted."""
    found = set()
    for window in OUTLETS[outlet]["windows"]:

        def covers(entry: dict[str, Any], code: str = window["code"]) -> bool:
            at = entry["outlet"] == outlet and (entry["windows"] is None or code in entry["windows"])
            return at and touches(entry, item)

        if WindowKind(window["kind"]) not in RECEIVING_KINDS:
            continue
        if any(map(covers, COUNTY_FILE["scope_grants"])) and not any(
            map(covers, COUNTY_FILE["scope_exceptions"])
        ):
            found.add(window["code"])
    return found
