"""The OpenAPI document says everything a caller needs, and promises nothing unbounded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client

from config.api import api

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
POSTS = [name for name in OPERATIONS if name.startswith("POST ")]
PUBLIC = {
    "GET /api/v1/items",
    "GET /api/v1/items/{code}",
    "GET /api/v1/items/{code}/guide",
    "POST /api/v1/lists",
    "GET /api/v1/lists/{list_code}",
    "GET /api/v1/plans/{plan_code}",
    "GET /api/v1/outlets",
    "GET /api/v1/map",
    "POST /api/v1/consultations",
    "GET /api/v1/consultations/{consultation}",
    "POST /api/v1/consultations/{consultation}/further",
}
PROMISED = PUBLIC | {
    "POST /api/v1/files",
    "GET /api/v1/cases",
    "POST /api/v1/cases/applicant-searches",
    "POST /api/v1/cases/{number}/people",
    "POST /api/v1/cases/{number}/authorities",
    "POST /api/v1/cases/{number}/authorities/{authority}/revocation",
    "POST /api/v1/cases",
    "POST /api/v1/cases/{number}/fixes",
    "POST /api/v1/cases/{number}/correction-notice",
    "POST /api/v1/cases/{number}/corrections",
    "POST /api/v1/cases/{number}/acceptance",
    "POST /api/v1/cases/{number}/non-acceptance",
    "POST /api/v1/cases/{number}/withdrawal",
    "POST /api/v1/cases/{number}/voidance",
    "POST /api/v1/cases/{number}/deletion",
    "POST /api/v1/cases/{number}/claim",
    "POST /api/v1/cases/{number}/opinions",
    "POST /api/v1/cases/{number}/decision",
    "POST /api/v1/cases/{number}/refusal",
    "POST /api/v1/cases/{number}/termination",
    "POST /api/v1/cases/{number}/hand-on",
    "POST /api/v1/cases/{number}/delivery",
    "GET /api/v1/cases/{number}",
    "GET /api/v1/cases/{number}/timeline",
    "GET /api/v1/cases/{number}/documents",
    "GET /api/v1/drafts",
    "GET /api/v1/items/{code}/draft",
    "POST /api/v1/items/{code}/draft",
    "POST /api/v1/items/{code}/draft/edits",
    "POST /api/v1/items/{code}/draft/undo",
    "POST /api/v1/items/{code}/draft/redo",
    "GET /api/v1/versions/{version}",
    "POST /api/v1/versions/{version}/submission",
    "POST /api/v1/versions/{version}/department-review",
    "POST /api/v1/versions/{version}/bureau-review",
    "POST /api/v1/versions/{version}/publication",
    "POST /api/v1/versions/{version}/rollback",
    "POST /api/v1/items/{code}/suspension",
    "POST /api/v1/items/{code}/resumption",
    "POST /api/v1/items/{code}/cancellation",
    "GET /api/v1/drift-tasks",
    "GET /api/v1/drift-tasks/{key}",
    "POST /api/v1/drift-tasks/{key}/resolution",
    "GET /api/v1/bulletins",
    "GET /api/v1/bulletins/{serial}",
    "POST /api/v1/bulletins/{serial}/acknowledgement",
    "GET /api/v1/scopes",
    "POST /api/v1/scopes",
    "POST /api/v1/scopes/{scope}/withdrawal",
    "GET /api/v1/levels",
    "POST /api/v1/levels",
}

every_operation = pytest.mark.parametrize("name", OPERATIONS)
every_post = pytest.mark.parametrize("name", POSTS)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    return DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema


def leaves(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside ``schema`` that holds values itself, with where it stands."""
    schema = resolved(schema)
    inner = [
        *((f"{pointer}/{name}", member) for name, member in schema.get("properties", {}).items()),
        *((f"{pointer}/*", member) for member in schema.get("patternProperties", {}).values()),
        *((pointer, option) for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ()))),
        *((f"{pointer}/-", schema["items"]) for _ in range("items" in schema)),
    ]
    yield pointer, schema
    for place, member in inner:
        yield from leaves(member, place)


def inputs() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in OPERATIONS.items():
        for parameter in operation["parameters"]:
            if parameter["in"] != "path":  # what cannot exist is not found, whatever its shape
                yield from leaves(parameter["schema"], f"{name} {parameter['name']}")
        if "requestBody" in operation:
            (content,) = operation["requestBody"]["content"].values()
            yield from leaves(content["schema"], name)


def test_it_is_served_and_is_a_valid_openapi_document():
    served = Client().get("/api/v1/openapi.json")

    assert served.status_code == 200
    assert served["Content-Type"].startswith("application/json")
    assert served.json()["openapi"] == "3.1.0"
    assert served.json().keys() >= {"info", "paths", "components", "tags"}
    schemathesis.openapi.from_dict(served.json()).validate()


def test_it_has_every_operation_and_no_other():
    assert set(OPERATIONS) == PROMISED


@every_operation
def test_an_operation_says_what_it_is(name):
    operation = OPERATIONS[name]

    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
    assert re.search("[\u4e00-\u9fff].* [A-Z]", operation["summary"]), "in Chinese and English"
    assert [tag for tag in DOCUMENT["tags"] if tag["name"] in operation["tags"] and tag["description"]]
    assert all(parameter["description"] for parameter in operation["parameters"] if parameter["required"])


def test_names_of_operations_are_unique():
    names = [operation["operationId"] for operation in OPERATIONS.values()]

    assert len(set(names)) == len(names)


@every_operation
def test_an_operation_documents_its_refusals_as_problems(name):
    responses = {int(status): answer for status, answer in OPERATIONS[name]["responses"].items()}
    refusals = {status: answer for status, answer in responses.items() if status >= 400}

    assert refusals.keys() >= {400, 422, 503} | (set() if name in PUBLIC else {401, 403})
    assert ("{" in name) <= (404 in refusals)
    assert all(answer["content"] == PROBLEM for answer in refusals.values())
    assert all(re.match("[\u4e00-\u9fff]", answer["description"]) for answer in refusals.values())
    assert sorted(set(responses) - set(refusals)) in ([200], [201])


@every_operation
def test_only_the_public_part_does_without_a_token(name):
    security = OPERATIONS[name].get("security")

    assert security == (None if name in PUBLIC else [{"TokenAuth": []}])
    assert DOCUMENT["components"]["securitySchemes"]["TokenAuth"] == {"type": "http", "scheme": "bearer"}


@every_post
def test_a_write_needs_its_idempotency_key(name):
    operation = OPERATIONS[name]
    (key,) = [p for p in operation["parameters"] if p["name"] == "Idempotency-Key"]
    (done,) = [answer for status, answer in operation["responses"].items() if status < "300"]

    assert (key["in"], key["required"]) == ("header", True)
    assert "409" in operation["responses"]
    assert done["headers"]["Idempotent-Replay"]["schema"] == {"type": "string", "enum": ["true"]}


@pytest.mark.parametrize("component", DOCUMENT["components"]["schemas"])
def test_every_component_is_described(component):
    description = DOCUMENT["components"]["schemas"][component].get("description", "")

    assert len(description) > 15
    assert description.endswith(".")


def test_every_input_is_bounded():
    """No text without a longest length, no list without a largest count, no member nobody knows."""
    unbounded = []
    for place, schema in inputs():
        closed = {
            "string": "maxLength" in schema or "enum" in schema or "const" in schema or "format" in schema,
            "array": "maxItems" in schema,
            "object": schema.get("additionalProperties") is False
            if "properties" in schema
            else "maxProperties" in schema,
            "integer": "minimum" in schema and "maximum" in schema,
        }
        if not closed.get(schema.get("type", ""), True):
            unbounded.append(place)

    assert unbounded == []


def test_no_input_text_takes_control_characters():
    open_texts = [
        (place, schema)
        for place, schema in inputs()
        if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format"}
    ]

    assert len(open_texts) > 20
    for place, schema in open_texts:
        for character in "\x00\x08\x1b\x7f":
            assert not re.search(schema["pattern"], f"a{character}b"), place
        assert re.search(schema["pattern"], "a"), place
