"""From answers to the exact list, and its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.offer.catalogue.tests.factories import content, material, question
from yichuang.offer.catalogue.types import Condition, HandlingVersion, Question, VersionContent, VersionStatus
from yichuang.offer.guidance.errors import InvalidAnswer
from yichuang.offer.guidance.queries import (
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    personal_list_url,
    relevant_answers,
)


def version_of(made: VersionContent) -> HandlingVersion:
    """A version of this content, without a database."""
    names = VersionContent.__dataclass_fields__
    return HandlingVersion(
        **{name: getattr(made, name) for name in names},
        id=UUID(int=1),
        handling_item_id=UUID(int=2),
        item_id=UUID(int=3),
        version_number=4,
        status=VersionStatus.PUBLISHED,
        valid_from=date(2026, 1, 5),
        organisation_id=UUID(int=5),
        organisation_code="JTJ",
        organisation_name="安澜县交通运输局",
    )


KIND = question("kind", "individual", "company")
BRANCH = question("branch", "yes", "no", asked_when=Condition.of({"kind": ["company"]}))
AGENT = question("agent", "self", "agent")
VERSION = version_of(
    content(
        questions=(KIND, BRANCH, AGENT),
        materials=(
            material("form"),
            material("id-card", applies_when=Condition.of({"kind": ["individual"]})),
            material("charter", applies_when=Condition.of({"kind": ["company"]})),
            material("branch-deed", applies_when=Condition.of({"branch": ["yes"]})),
            material("licence", share_source="business-licence"),
            material("mandate", applies_when=Condition.of({"agent": ["agent"], "kind": ["company"]})),
        ),
    )
)


def codes(items: object) -> list[str]:
    return [item.code for item in items]  # type: ignore[attr-defined]


def test_nothing_answered_yet() -> None:
    """What everybody needs, what is asked now, and what may still come."""
    found = exact_list(VERSION, {})

    assert codes(found.unanswered) == ["kind", "agent"]
    assert codes(found.materials) == ["form", "licence"]
    assert codes(found.open_materials) == ["id-card", "charter", "branch-deed", "mandate"]
    assert not found.is_final


def test_an_answer_asks_the_next_question_and_rules_materials_out() -> None:
    """CAT-06, CAT-08, GUI-12"""
    found = exact_list(VERSION, {"kind": "company"})

    assert codes(found.unanswered) == ["branch", "agent"]
    assert codes(found.materials) == ["form", "charter", "licence"]
    assert codes(found.open_materials) == ["branch-deed", "mandate"]


def test_all_answered_is_one_exact_list() -> None:
    """GUI-12: one complete statement of what is needed."""
    found = exact_list(VERSION, {"kind": "company", "branch": "yes", "agent": "agent"})

    assert found.is_final
    assert codes(found.materials) == ["form", "charter", "branch-deed", "licence", "mandate"]
    assert found.open_materials == ()
    assert (found.promised, found.statutory, found.visits) == (VERSION.promised, VERSION.statutory, 1)
    assert codes(exact_list(VERSION, {"kind": "individual", "agent": "agent"}).materials) == [
        "form", "id-card", "licence",
    ]  # fmt: skip


def test_what_the_government_has_already_is_not_to_be_brought() -> None:
    """CAT-08, R12"""
    found = exact_list(VERSION, {"kind": "individual", "agent": "self"})

    assert codes(found.to_bring) == ["form", "id-card"]
    assert codes(found.government_has) == ["licence"]


@pytest.mark.parametrize(
    ("answers", "pointer", "words"),
    [
        ({"colour": "blue"}, "/answers/colour", "没有“colour”这个问题"),
        ({"kind": "robot"}, "/answers/kind", "可以回答：individual、company"),
        ({"branch": "yes"}, "/answers/branch", "不用回答"),
        ({"kind": "individual", "branch": "yes"}, "/answers/branch", "不用回答"),
        ({"a/b~c": "x"}, "/answers/a~1b~0c", "没有"),
    ],
)
def test_answers_that_do_not_fit(answers: dict[str, str], pointer: str, words: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        exact_list(VERSION, answers)

    [fault] = refusal.value.errors
    assert fault.pointer == pointer
    assert words in fault.detail


def test_every_wrong_answer_is_told_at_once() -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        exact_list(VERSION, {"kind": "robot", "colour": "blue"})

    assert len(refusal.value.errors) == 2


def test_answers_of_before_are_left_out_when_an_earlier_one_changes() -> None:
    before = {"kind": "company", "branch": "yes", "agent": "self", "colour": "blue"}

    assert relevant_answers(VERSION, before | {"kind": "individual"}) == {
        "kind": "individual",
        "agent": "self",
    }
    assert relevant_answers(VERSION, before) == {"kind": "company", "branch": "yes", "agent": "self"}


def test_an_item_without_questions_is_final_at_once() -> None:
    plain = version_of(content(questions=(), materials=(material("form"),)))

    assert exact_list(plain, {}).is_final
    assert codes(exact_list(plain, {}).materials) == ["form"]


# Laws over made-up items

OPTIONS = ("x", "y")


@st.composite
def versions(draw: st.DrawFn) -> HandlingVersion:
    questions: list[Question] = []
    for number in range(draw(st.integers(0, 4))):
        asked_when = draw(conditions([asked.code for asked in questions]))
        questions.append(question(f"q{number}", *OPTIONS, asked_when=asked_when))
    known = [asked.code for asked in questions]
    materials = tuple(
        material(f"m{number}", applies_when=draw(conditions(known)))
        for number in range(draw(st.integers(0, 4)))
    )
    return version_of(content(questions=tuple(questions), materials=materials))


@st.composite
def conditions(draw: st.DrawFn, known: list[str]) -> Condition:
    chosen = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    return Condition.of(
        {code: draw(st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True)) for code in chosen}
    )


@given(versions(), st.data())
def test_answering_what_is_asked_ends_with_a_final_list(
    version: HandlingVersion, data: st.DataObject
) -> None:
    """Each answer only narrows: certain materials stay, ruled-out ones do not come back."""
    answers: dict[str, str] = {}
    found = exact_list(version, answers)
    while found.unanswered:
        before = found
        answers = answers | {found.unanswered[0].code: data.draw(st.sampled_from(OPTIONS))}
        found = exact_list(version, answers)
        assert set(codes(before.materials)) <= set(codes(found.materials))
        assert set(codes(found.materials)) <= set(codes(before.materials)) | set(codes(before.open_materials))

    assert found.open_materials == ()
    assert relevant_answers(version, answers) == answers


@given(versions())
def test_an_open_material_really_depends_on_the_answers_to_come(version: HandlingVersion) -> None:
    """Against trying every combination of answers."""
    known = [asked.code for asked in version.questions]
    reached: set[str] = set()
    for chosen in product(OPTIONS, repeat=len(known)):
        answers = relevant_answers(version, dict(zip(known, chosen, strict=True)))
        assert next_questions(version, answers) == ()
        reached |= set(codes(exact_list(version, answers).materials))
    start = exact_list(version, {})

    assert reached == set(codes(start.materials)) | set(codes(start.open_materials))


# Links

TEXT = st.text(min_size=1, max_size=4).filter(str.isprintable)
CODE = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)


@given(st.dictionaries(CODE, CODE, max_size=5))
def test_a_link_brings_the_answers_back(answers: dict[str, str]) -> None:
    assert decode_answers(encode_answers(answers)) == answers


@given(
    st.dictionaries(st.text(min_size=1, max_size=4).filter(str.isprintable), st.text(min_size=1, max_size=4))
)
def test_a_link_brings_any_text_back(answers: dict[str, str]) -> None:
    printable = {code: choice for code, choice in answers.items() if choice.isprintable()}

    assert decode_answers(encode_answers(printable)) == printable


def test_the_same_answers_are_the_same_link() -> None:
    one, other = {"kind": "company", "agent": "self"}, {"agent": "self", "kind": "company"}

    assert personal_list_url(VERSION, one) == personal_list_url(VERSION, other)
    address = urlsplit(personal_list_url(VERSION, one))
    assert address.path == f"/guide/{VERSION.code}/list/"
    assert parse_qs(address.query) == {"v": ["4"], "answers": ["agent:self,kind:company"]}
    assert decode_answers(parse_qs(address.query)["answers"][0]) == one
    assert personal_list_url(VERSION, {}) == f"/guide/{VERSION.code}/list/?v=4"


def test_a_code_with_a_slash_stays_one_part_of_the_path() -> None:
    odd = replace(VERSION, code="XK/1 号")

    assert personal_list_url(odd, {}) == "/guide/XK%2F1%20%E5%8F%B7/list/?v=4"


@pytest.mark.parametrize("broken", ["kind", "kind:", ":company", "a:b,kind", "kind:a,kind:b"])
def test_a_broken_link_is_refused(broken: str) -> None:
    with pytest.raises(InvalidAnswer):
        decode_answers(broken)


def test_an_empty_link_is_no_answers() -> None:
    assert decode_answers("") == {}
    assert decode_answers("a:b,,") == {"a": "b"}
