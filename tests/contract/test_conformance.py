"""Every operation of the API under generated requests: right, almost right and wrong ones.

What holds for all of them: no defect, only documented statuses, media types, headers and shapes;
every refusal is a problem document; what breaks the documented shape is refused; nothing but the
public part answers without a token. The requests are the same on every run: the seed is fixed and
nothing is learned from answers.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import schemathesis
from django.core.signals import got_request_exception
from hypothesis import HealthCheck, settings
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import load_all_checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from config.wsgi import application
from tests.contract.conftest import Hall, undone
from yichuang.casework.cases.tests.county import CARD_NEW, LICENCE, LICENCE_NEW
from yichuang.foundation.parties.tests.factories import make_resident_id

load_all_checks()

WITHOUT_LEARNING = {"responses": False}
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json",
    application,
    config=schemathesis.Config.from_dict(
        {
            "seed": 20260211,
            "generation": {"max-examples": 40, "database": "none", "deterministic": True},
            "phases": {
                "examples": {"extra-data-sources": WITHOUT_LEARNING},
                "coverage": {"extra-data-sources": WITHOUT_LEARNING},
                "fuzzing": {
                    "extra-data-sources": WITHOUT_LEARNING,
                    "error-feedback": {"enabled": False},
                },
            },
        }
    ),
)

# operation → stages of a case that fit, people who may; each followed by some that do not
STAGES = {
    "fix": ("incomplete", "received"),
    "accept": ("received", "card received"),
    "decline": ("received", "card received"),
    "withdraw": ("received", "accepted", "examined"),
    "declare_void": ("received", "accepted"),
    "delete": ("received", "incomplete"),
    "claim": ("accepted", "accepted", "card accepted"),
    "opine": ("claimed", "examined"),
    "decide": ("examined", "examined", "card accepted"),
    "deliver": ("issuable",),
}
WHO = {
    "receive": ("clerk", "clerk", "chief", "town-clerk", "officer"),
    "fix": ("clerk", "other-clerk", "town-clerk"),
    "accept": ("clerk", "other-clerk", "chief"),
    "decline": ("clerk", "other-clerk", "chief", "town-clerk"),
    "withdraw": ("clerk", "other-clerk", "town-clerk"),
    "declare_void": ("head", "head", "social-head", "clerk"),
    "delete": ("head", "head", "officer"),
    "claim": ("officer", "other-officer", "head", "social-officer"),
    "opine": ("officer", "officer", "other-officer"),
    "decide": ("head", "head", "officer", "chief", "social-head"),
    "deliver": ("issuer", "clerk", "chief"),
    "store": ("clerk", "chief", "officer"),
    "people": ("clerk", "officer", "issuer", "town-clerk", "supervisor"),
    **dict.fromkeys(
        ("open_draft", "edit_draft", "undo_edit", "redo_edit", "draft", "submit_version", "roll_back"),
        ("editor", "editor", "editor", "social-editor", "head"),
    ),
    **dict.fromkeys(("drafts", "version"), ("editor", "head", "reviewer", "social-editor", "clerk")),
    "review_for_department": ("head", "head", "social-head", "reviewer"),
    "review_for_bureau": ("reviewer", "reviewer", "head"),
    "publish_version": ("editor", "reviewer", "clerk"),
    **dict.fromkeys(
        ("suspend_item", "resume_item", "cancel_item"), ("head", "reviewer", "head", "social-head", "editor")
    ),
    **dict.fromkeys(
        ("drift_tasks", "drift_task", "resolve_drift"),
        ("editor", "reviewer", "editor", "social-editor", "clerk"),
    ),
    **dict.fromkeys(("bulletins", "bulletin", "acknowledge"), ("clerk", "chief", "manager", "officer")),
    **dict.fromkeys(
        ("scopes", "grant_scope", "withdraw_scope", "levels", "set_level"), ("manager", "manager", "clerk")
    ),
}
# lists without a filter that is due: a word they do not know is left out, as on their pages
LENIENT = ("drift_tasks", "bulletins")
READERS = ("clerk", "town-clerk", "officer", "social-head", "supervisor", "system-admin")
LEAVES: dict[str, tuple[Any, ...]] = {
    "window": ("A1", "A1", "A1", "A2", "C1", "T1"),
    "outlet": ("", "", "HALL", "TOWN"),
    "code": (LICENCE_NEW, LICENCE, CARD_NEW),
    "answers": ({"subject": "person"}, {"subject": "company"}, {}),
    "name": ("王小满", "安澜县远达运输有限公司"),
    "channel": ("window",),
    "id_checked": (True,),
    "reason": ("核对联系电话", "查看"),
    "authority": ({"powers": ["apply"], "valid_from": "2026-01-01", "valid_until": "2026-12-31"}, None),
}
MATERIALS = ("m1", "m2", "m3")


# one hall for all requests of an operation, and each meets it as it was
@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_as_documented(case: Case, hall: Hall) -> None:
    chance = random.Random(repr((case.operation.label, case.path_parameters, case.query, case.body)))
    make_plausible(case, hall, chance)
    who = chance.choice(WHO.get(_name(case), READERS))

    with undone(), defects_shown():
        case.call_and_validate(
            headers={"Authorization": f"Bearer {hall.tokens[who]}"},
            additional_checks=[refusals_are_problems],
            # the law refuses much that is well formed; and what a form carries is text or a file, so the
            # generator's wrong types arrive as right ones
            excluded_checks=[
                positive_data_acceptance,
                *([negative_data_rejection] if _is_form(case) or _name(case) in LENIENT else []),
            ],
        )


def refusals_are_problems(context: CheckContext, response: Response, case: Case) -> None:
    """RFC 9457, with the number that finds it in the log and a code that has its page."""
    if response.status_code < 400:
        return
    assert response.headers["content-type"] == ["application/problem+json"]
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["instance"] == response.headers["x-request-id"][0]
    assert problem["type"] == f"/problems/{problem['code']}/"
    assert problem["title"]
    assert problem["detail"]


@contextmanager
def defects_shown() -> Iterator[None]:
    """A defect is raised here as itself, with its stack, instead of as a bare 500."""
    defects: list[BaseException] = []

    def keep(**sent: Any) -> None:
        error = sys.exc_info()[1]
        assert error is not None
        defects.append(error)

    got_request_exception.connect(keep)
    try:
        yield
    finally:
        got_request_exception.disconnect(keep)
        if defects:
            raise defects[0]


def make_plausible(case: Case, hall: Hall, chance: random.Random) -> None:
    """Put known numbers, codes and people where generated text stands, so that acts are reached.

    Parts that are wrong on purpose stay as they are.
    """
    path = case.path_parameters
    if not _wrong(case, ParameterLocation.PATH) and path:
        if "number" in path and chance.random() < 0.9:
            stages = STAGES.get(_name(case), ()) if chance.random() < 0.7 else ()
            path["number"] = hall.numbers[chance.choice(stages or tuple(hall.numbers))]
        if "code" in path and chance.random() < 0.8:
            path["code"] = chance.choice(LEAVES["code"])
        for name in hall.things.keys() & path.keys():
            if chance.random() < 0.8:
                path[name] = chance.choice(hall.things[name])
    if not _wrong(case, ParameterLocation.HEADER) and "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = f"{chance.getrandbits(64):x}"
    if isinstance(case.body, dict) and not _wrong(case, ParameterLocation.BODY):
        case.body = _plausible_body(case.body, chance)
        if "digest" in case.body and chance.random() < 0.8:
            case.body["digest"] = hall.things["digest"][0]
        if "edit" in case.body and chance.random() < 0.8:
            case.body["revision"] = 1


def _is_form(case: Case) -> bool:
    return "multipart/form-data" in case.operation.definition.raw.get("requestBody", {}).get("content", {})


def _name(case: Case) -> str:
    return case.operation.definition.raw["operationId"]


def _wrong(case: Case, location: ParameterLocation) -> bool:
    component = case.meta.components.get(location) if case.meta else None
    return component is not None and component.mode is GenerationMode.NEGATIVE


def _plausible_body(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    body = {name: _plausible(name, value, chance) for name, value in body.items()}
    if "valid_from" in body and chance.random() < 0.6:
        body["valid_from"] = chance.choice([None, "2026-02-11", "2026-03-01"])
    return body


def _plausible(name: str, value: Any, chance: random.Random) -> Any:
    if chance.random() < 0.1:
        return value  # as generated
    if name in ("applicant", "agent"):
        return _person(chance) if value is not None else value
    if name == "receiver":
        return value | {"name": "王小满", "id_checked": True}
    if name == "materials":
        return [
            material
            | {"code": code, "points": {"p1": True, "p2": chance.random() < 0.9}, "file_ids": []}
            | ({"collected": "paper", "originals": 1} if chance.random() < 0.8 else {})
            for code, material in zip(MATERIALS, value or [{}], strict=False)
        ]
    return chance.choice(LEAVES[name]) if name in LEAVES else value


def _person(chance: random.Random) -> dict[str, Any]:
    return {
        "kind": "natural",
        "name": "王小满",
        "id_type": "resident-id",
        "id_number": make_resident_id(date(1990, 3, 7), chance.randrange(1, 999)),
        "phone": "13800003210",
    }
