"""The public part of the API: find, read, list. What nobody has said is null, never nought or empty."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.tests.factories import content, material, publish, published_item
from yichuang.offer.catalogue.types import Condition, HandlingType, HandlingVersion, Material, ReviewPoint

pytestmark = pytest.mark.django_db

# what a source may leave open
UNKNOWN: dict[str, Any] = {
    "item_type": None,
    "handling_type": None,
    "statutory": None,
    "promised": None,
    "approval_tier": None,
    "visits": None,
    "in_hall": None,
    "fee": None,
    "service_objects": (),
    "conditions": (),
    "result": None,
    "questions": (),
    "materials": (Material(id=new_id(), code="m1", name="申请表"),),
}


@pytest.fixture
def known(db: None) -> HandlingVersion:
    """Everything said; a question decides about the articles, the government has the business licence."""
    return published_item()


@pytest.fixture
def unknown(db: None) -> HandlingVersion:
    """As a county's list often has it: a name, a department, a material without any detail."""
    return published_item(**UNKNOWN)


def get(client: Client, path: str, **query: str) -> Any:
    answer = client.get(f"/api/v1{path}", query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_an_item_as_published(client: Client, known: HandlingVersion) -> None:
    assert get(client, f"/items/{known.code}") == {
        "code": known.code,
        "name": known.name,
        "item_code": known.item_code,
        "item_name": "道路普通货物运输经营许可",
        "version_number": 1,
        "valid_from": "2026-01-05",
        "item_type": "01",
        "handling_type": "committed",
        "organisation": known.organisation_name,
        "promised": {"amount": 8, "unit": "working-day", "words": "8 个工作日", "legal_basis": ""},
        "statutory": {
            "amount": 20,
            "unit": "working-day",
            "words": "20 个工作日",
            "legal_basis": "行政许可法第四十二条",
        },
        "visits": 1,
        "conditions": ["有检测合格的车辆"],
        "legal_basis": ["道路运输条例第二十四条"],
        "result": "道路运输经营许可证",
        "takes_applications": True,
        "unknown": [],
    }


def test_what_the_source_does_not_say_is_null(client: Client, unknown: HandlingVersion) -> None:
    """null stays unknown, never 0."""
    answer = get(client, f"/items/{unknown.code}")

    names = ("item_type", "handling_type", "promised", "statutory", "visits", "result")
    assert {name: answer[name] for name in names} == dict.fromkeys(names)
    assert answer["takes_applications"] is False
    assert set(answer["unknown"]) >= {"item-type", "handling-type", "limit", "visits", "fee", "result"}


def test_a_material_of_which_little_is_known(client: Client, unknown: HandlingVersion) -> None:
    (listed,) = get(client, f"/items/{unknown.code}/guide")["to_bring"]

    assert listed == {
        "code": "m1",
        "name": "申请表",
        "necessity": None,
        "form": None,
        "originals": None,
        "copies": None,
        "share_source": None,
        "legal_basis": "",
        "note": "",
        "sample_url": None,
        "blank_url": None,
        "points": [],
    }


def test_nought_is_nought_and_not_null(client: Client) -> None:
    version = published_item(visits=0, materials=(material("m1", originals=0, copies=0),), questions=())

    assert get(client, f"/items/{version.code}")["visits"] == 0
    guide = get(client, f"/items/{version.code}/guide")
    assert guide["visits"] == 0
    assert (guide["to_bring"][0]["originals"], guide["to_bring"][0]["copies"]) == (0, 0)


def test_what_is_decided_on_the_spot_says_so(client: Client) -> None:
    version = published_item(
        handling_type=HandlingType.IMMEDIATE, promised=Limit(0, LimitUnit.IMMEDIATE), statutory=None
    )

    promised = get(client, f"/items/{version.code}")["promised"]

    assert (promised["unit"], promised["words"]) == ("immediate", "即办")


def test_the_list_is_open_until_the_questions_are_answered(client: Client, known: HandlingVersion) -> None:
    """CAT-08: what is needed, and what the government has."""
    first = get(client, f"/items/{known.code}/guide")
    person = get(client, f"/items/{known.code}/guide", answers="subject-kind:individual")
    company = get(client, f"/items/{known.code}/guide", answers="subject-kind:company")

    assert [question["code"] for question in first["unanswered"]] == ["subject-kind"]
    assert [option["code"] for option in first["unanswered"][0]["options"]] == ["individual", "company"]
    assert [found["name"] for found in person["to_bring"]] == ["申请表"]
    assert [found["name"] for found in company["to_bring"]] == ["申请表", "公司章程"]
    for final in (person, company):
        assert final["unanswered"] == []
        assert [found["name"] for found in final["government_has"]] == ["营业执照"]
    assert company["answers"] == {"subject-kind": "company"}
    assert company["url"] == f"/guide/{known.code}/list/?v=1&answers=subject-kind:company"


def test_review_points_are_public(client: Client) -> None:
    """CAT-09: the clerk's points are the citizen's."""
    points = (
        ReviewPoint(new_id(), "p1", "签名齐全", "看签名", blocking=True),
        ReviewPoint(new_id(), "p2", "字迹清楚", "", blocking=False),
    )
    version = published_item(materials=(material("m1", review_points=points),), questions=())

    (listed,) = get(client, f"/items/{version.code}/guide")["to_bring"]

    assert listed["points"] == [
        {"code": "p1", "text": "签名齐全", "how": "看签名", "blocking": True},
        {"code": "p2", "text": "字迹清楚", "how": "", "blocking": False},
    ]


def test_no_materials_is_an_empty_list(client: Client) -> None:
    version = published_item(materials=(), questions=())

    guide = get(client, f"/items/{version.code}/guide")

    assert (guide["to_bring"], guide["government_has"], guide["unanswered"]) == ([], [], [])


def test_an_item_code_is_enough_when_there_is_one_way_to_handle_it(client: Client) -> None:
    version = published_item()
    assert get(client, f"/items/{version.item_code}")["code"] == version.code

    publish(
        content(item_code=version.item_code, code=version.item_code + "02"),
        organisation_id=OrganisationFactory().id,
    )
    answer = client.get(f"/api/v1/items/{version.item_code}")

    assert (answer.status_code, answer.json()["code"]) == (422, "catalogue.item-needs-choice")
    assert [choice["code"] for choice in answer.json()["choices"]] == [
        version.code,
        version.item_code + "02",
    ]


@pytest.mark.parametrize("end", ["", "/guide"])
def test_an_item_nobody_knows_is_not_found(client: Client, db: None, end: str) -> None:
    answer = client.get(f"/api/v1/items/nothing{end}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "catalogue.item-unknown"


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ("subject-kind:ghost", "/answers/subject-kind"),
        ("colour:red", "/answers/colour"),
        ("subject-kind", "/answers"),
        ("subject-kind:company,subject-kind:individual", "/answers/subject-kind"),
    ],
)
def test_an_answer_that_does_not_fit_is_pointed_at(
    client: Client, known: HandlingVersion, answers: str, pointer: str
) -> None:
    answer = client.get(f"/api/v1/items/{known.code}/guide", {"answers": answers})

    assert (answer.status_code, answer.json()["code"]) == (422, "guidance.invalid-answer")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_material_that_may_never_apply_is_on_no_list(client: Client) -> None:
    never = material("m9", applies_when=Condition.of({"subject-kind": ["company"]}))
    version = published_item(materials=(never,))

    guide = get(client, f"/items/{version.code}/guide", answers="subject-kind:individual")

    assert (guide["to_bring"], guide["government_has"]) == ([], [])


def test_search_needs_no_token_and_names_where_it_matched(client: Client, known: HandlingVersion) -> None:
    hits = get(client, "/items", q="货物运输")

    (hit,) = [found for found in hits if found["code"] == known.code]
    assert hit["takes_applications"] is True
    assert "name" in hit["matched"]
    assert get(client, "/items", q="没有这样的事项") == []
