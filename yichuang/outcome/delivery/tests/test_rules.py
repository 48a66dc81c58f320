"""Who may take a result, and how a case ends: the pure rules of delivery."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.casework.cases.types import CompletionCode
from yichuang.foundation.parties.types import IdType, PartyKind, PartyView
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery import rules
from yichuang.outcome.delivery.errors import ReceiverMismatch
from yichuang.outcome.delivery.types import ReceiverInput, Relation

NOBODY = UUID(int=0)
NAMES = st.text("王小满阿依古丽买买提Aañ", min_size=1, max_size=12)


def a_person(name: str) -> PartyView:
    return PartyView(NOBODY, PartyKind.NATURAL, name, IdType.RESIDENT_ID, "1", "", "")


def takes(name: str, applicant: PartyView, relation: Relation = Relation.SELF) -> str:
    return rules.check_receiver(ReceiverInput(name, relation, True), applicant)


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("阿依古丽买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("ANNA  SMITH", "Anna Smith"),
        ("Ａｎｎａ", "Anna"),
        ("José", "José"),  # composed and decomposed
    ],
)
def test_a_name_is_the_same_however_it_is_written(typed: str, recorded: str) -> None:
    assert takes(typed, a_person(recorded)) == typed


@given(NAMES, NAMES)
def test_a_name_fits_the_applicant_or_not_both_ways(one: str, other: str) -> None:
    def fits(name: str, applicant: str) -> bool:
        try:
            takes(name, a_person(applicant))
        except ReceiverMismatch:
            return False
        return True

    assert fits(one, one)
    assert fits(one, other) == fits(other, one)


@pytest.mark.parametrize("relation", [Relation.SELF, Relation.AGENT])
def test_who_takes_it_is_written_as_typed_but_for_the_edges(relation: Relation) -> None:
    assert takes("  王 小满 ", a_person("王小满"), relation) == "王 小满"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ResultKind.LICENCE, CompletionCode.RESULT_ISSUED),
        (ResultKind.DOCUMENT, CompletionCode.RESULT_ISSUED),
        (ResultKind.OTHER, CompletionCode.COMPLETED),
        (None, CompletionCode.COMPLETED),
    ],
)
def test_a_case_ends_by_what_came_out(kind: ResultKind | None, code: CompletionCode) -> None:
    assert rules.completion_code(kind) is code
