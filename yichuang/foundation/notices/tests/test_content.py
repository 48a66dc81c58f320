from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters.typst.sample import AUTHORITY, sample_notice
from yichuang.foundation.notices.errors import NoticeIncomplete, WrongNoticeKind
from yichuang.foundation.notices.tests.factories import content
from yichuang.foundation.notices.types import NoticeKind, Person
from yichuang.foundation.parties.types import IdType

KINDS = list(NoticeKind)

# DOMAIN 4.4: what each document must say beyond the common header
REQUIRED = {
    NoticeKind.RECEIPT: {"received_at", "received_by", "answer_due_on", "delivery_method", "materials"},
    NoticeKind.CORRECTION_NOTICE: {
        "received_at", "gaps", "correct_by", "period", "consequence", "channels"
    },
    NoticeKind.CORRECTION_RECEIPT: {"received_at", "materials", "still_missing"},
    NoticeKind.ACCEPTANCE_NOTICE: {
        "applied_at", "accepted_at", "handling_type", "promised", "statutory", "fee", "collection"
    },
    NoticeKind.NON_ACCEPTANCE: {
        "applied_at", "declined_at", "ground", "reason", "legal_basis", "apply_to", "remedies"
    },
    NoticeKind.GRANT_DECISION: {
        "applied_at", "decided_at", "content", "legal_basis", "licence_name", "licence_number", "valid_from",
        "valid_until", "delivery_due_on", "collection",
    },
    NoticeKind.REFUSAL_DECISION: {
        "applied_at", "decided_at", "facts", "reason", "legal_basis", "remedies"
    },
    NoticeKind.REFUSAL_NOTICE: {
        "applied_at", "decided_at", "facts", "reason", "legal_basis", "remedies"
    },
    NoticeKind.COMPLETION_NOTICE: {
        "applied_at", "completed_at", "result", "legal_basis", "result_name", "result_number", "collection",
        "remedies",
    },
    NoticeKind.TERMINATION_NOTICE: {
        "applied_at", "ended_at", "ground", "reason", "legal_basis", "returned"
    },
    NoticeKind.SERVICE_RETURN: {
        "document_name", "document_number", "receiver", "relation", "method", "delivered_at", "place"
    },
}  # fmt: skip
COMMON = {"applicant", "agent", "item", "officer", "inquiry"}


@pytest.mark.parametrize("kind", KINDS)
def test_frozen_content_is_json_and_comes_back_the_same(kind: NoticeKind) -> None:
    document = rules.freeze(kind, AUTHORITY, content(kind))

    again = json.loads(json.dumps(document))
    authority, thawed = rules.thaw(kind, again)

    assert authority == AUTHORITY
    assert thawed == sample_notice(kind).content
    assert rules.freeze(kind, authority, thawed) == document


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind in KINDS for field in sorted(REQUIRED[kind] | COMMON)]
)
def test_a_document_without_a_required_field_is_not_issued(kind: NoticeKind, field: str) -> None:
    incomplete = content(kind)
    del incomplete[field]

    with pytest.raises(NoticeIncomplete) as refusal:
        rules.freeze(kind, AUTHORITY, incomplete)
    assert [error.pointer for error in refusal.value.errors] == [f"/{field}"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"officer": ""}, "/officer"),
        ({"received_at": "2026-03-02T09:15:00"}, "/received_at"),  # a moment without its zone
        ({"answer_due_on": "soon"}, "/answer_due_on"),
        ({"materials": [{"name": "x", "originals": -1, "copies": 0, "form": "纸质", "complete": True}]},
         "/materials/0/originals"),
        ({"applicant": {"name": "", "id_type": "resident-id", "id_number": "1"}}, "/applicant/name"),
        ({"nonsense": 1}, "/nonsense"),
    ],
)  # fmt: skip
def test_wrong_content_is_pointed_at(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(NoticeIncomplete, match=pointer) as refusal:
        rules.freeze(NoticeKind.RECEIPT, AUTHORITY, content(NoticeKind.RECEIPT, **changes))
    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_content_may_be_given_as_an_instance_with_codes_of_other_domains() -> None:
    given = replace(
        sample_notice(NoticeKind.RECEIPT).content,
        applicant=Person(name="某人", id_type=IdType.PASSPORT, id_number="E1"),
        answer_due_on=date(2026, 3, 9),
    )

    document = rules.freeze(NoticeKind.RECEIPT, AUTHORITY, given)

    assert document["content"]["applicant"]["id_type"] == "passport"
    assert type(document["content"]["applicant"]["id_type"]) is str
    assert document["content"]["answer_due_on"] == "2026-03-09"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"officer": ""}, "/officer"),
        ({"received_at": datetime(2026, 3, 2, 9, 15)}, "/received_at"),
        ({"answer_due_on": None}, "/answer_due_on"),
        ({"applicant": Person(name="", id_type="x", id_number="1")}, "/applicant/name"),
    ],
)
def test_an_instance_is_checked_like_a_dict(changes: dict[str, Any], pointer: str) -> None:
    given = replace(sample_notice(NoticeKind.RECEIPT).content, **changes)

    with pytest.raises(NoticeIncomplete) as refusal:
        rules.freeze(NoticeKind.RECEIPT, AUTHORITY, given)
    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_only_a_licence_is_granted_by_decision() -> None:
    service = content(NoticeKind.COMPLETION_NOTICE)["item"]
    licence = content(NoticeKind.GRANT_DECISION)["item"]

    with pytest.raises(WrongNoticeKind, match="只用于行政许可"):
        rules.freeze(NoticeKind.GRANT_DECISION, AUTHORITY, content(NoticeKind.GRANT_DECISION, item=service))
    with pytest.raises(WrongNoticeKind, match="不用办结通知书"):
        rules.freeze(
            NoticeKind.COMPLETION_NOTICE, AUTHORITY, content(NoticeKind.COMPLETION_NOTICE, item=licence)
        )


def test_only_a_licence_is_refused_by_decision() -> None:
    service = content(NoticeKind.REFUSAL_NOTICE)["item"]
    licence = content(NoticeKind.REFUSAL_DECISION)["item"]

    with pytest.raises(WrongNoticeKind, match="只用于行政许可事项，其他事项请用不予办理通知书"):
        rules.freeze(
            NoticeKind.REFUSAL_DECISION, AUTHORITY, content(NoticeKind.REFUSAL_DECISION, item=service)
        )
    with pytest.raises(WrongNoticeKind, match="不用不予办理通知书"):
        rules.freeze(NoticeKind.REFUSAL_NOTICE, AUTHORITY, content(NoticeKind.REFUSAL_NOTICE, item=licence))


@pytest.mark.parametrize(
    ("kind", "item_of", "refused"),
    [
        (NoticeKind.REFUSAL_DECISION, NoticeKind.REFUSAL_DECISION, True),
        (NoticeKind.NON_ACCEPTANCE, NoticeKind.REFUSAL_DECISION, True),
        (NoticeKind.REFUSAL_NOTICE, NoticeKind.REFUSAL_NOTICE, False),
        (NoticeKind.NON_ACCEPTANCE, NoticeKind.REFUSAL_NOTICE, False),
    ],
)
def test_a_denied_licence_names_its_remedies(kind: NoticeKind, item_of: NoticeKind, refused: bool) -> None:
    given = content(kind, item=content(item_of)["item"], remedies=None)

    if not refused:
        assert rules.freeze(kind, AUTHORITY, given)["content"]["remedies"] is None
        return
    with pytest.raises(NoticeIncomplete, match="救济途径") as refusal:
        rules.freeze(kind, AUTHORITY, given)
    assert [error.pointer for error in refusal.value.errors] == ["/remedies"]


@pytest.mark.parametrize(
    ("kind", "changes", "pointer"),
    [
        (NoticeKind.CORRECTION_NOTICE, {"gaps": []}, "/gaps"),
        (
            NoticeKind.CORRECTION_NOTICE,
            {"gaps": [{"material": "申请表", "problem": "", "how_to_fix": "补", "legal_basis": ""}]},
            "/gaps/0/problem",
        ),
        (NoticeKind.CORRECTION_NOTICE, {"consequence": ""}, "/consequence"),
        (NoticeKind.NON_ACCEPTANCE, {"legal_basis": []}, "/legal_basis"),
        (NoticeKind.NON_ACCEPTANCE, {"reason": ""}, "/reason"),
        (NoticeKind.REFUSAL_DECISION, {"legal_basis": [""]}, "/legal_basis/0"),
        (NoticeKind.REFUSAL_DECISION, {"facts": ""}, "/facts"),
        (NoticeKind.TERMINATION_NOTICE, {"ground": ""}, "/ground"),
        (NoticeKind.SERVICE_RETURN, {"delivered_at": "2026-03-02"}, "/delivered_at"),
    ],
)
def test_what_the_law_wants_said_is_not_left_empty(
    kind: NoticeKind, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(NoticeIncomplete) as refusal:
        rules.freeze(kind, AUTHORITY, content(kind, **changes))
    assert pointer in [error.pointer for error in refusal.value.errors]
