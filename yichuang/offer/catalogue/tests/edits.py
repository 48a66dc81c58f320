"""Edits drawn by chance: of things that are there and of some that are not, sound words and bad ones."""

from __future__ import annotations

from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    HandlingType,
    LegalBasis,
    MaterialForm,
    MaterialSource,
    Necessity,
    VersionContent,
)
from yichuang.offer.catalogue.types.editing import (
    AddMaterial,
    AddOption,
    AddPoint,
    AddQuestion,
    ChangeMaterial,
    ChangeOption,
    ChangePoint,
    ChangeQuestion,
    Edit,
    Grounds,
    Handling,
    Limits,
    MaterialFacts,
    MaterialNeeded,
    MaterialsComplete,
    MaterialsOfQuestion,
    MoveMaterial,
    MoveOption,
    MovePoint,
    MoveQuestion,
    Naming,
    PointFacts,
    QuestionAsked,
    RemoveMaterial,
    RemoveOption,
    RemovePoint,
    RemoveQuestion,
)

WORDS = st.sampled_from(
    ["营业执照", "章程", "申请表 ", "承诺书", "要什么材料？", "", "  ", "坏\x00字", "字" * 1001]
)
COUNTS = st.sampled_from([None, 0, 1, 2, 99, 100])
LIMITS = st.one_of(
    st.none(),
    st.builds(
        Limit,
        st.integers(1, 60),
        st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH]),
        st.sampled_from(["", "行政许可法第四十二条"]),
    ),
    st.just(Limit(0, LimitUnit.IMMEDIATE)),
)
FLAGS = st.booleans()
MATERIAL_FACTS = st.builds(
    MaterialFacts,
    name=WORDS,
    necessity=st.sampled_from([None, *Necessity]),
    form=st.sampled_from([None, *MaterialForm]),
    originals=COUNTS,
    copies=COUNTS,
    source=st.sampled_from([None, *MaterialSource]),
    issuer=st.sampled_from([None, "市场监管部门", "字" * 301]),
    share_source=st.sampled_from([None, "business-licence"]),
    legal_basis=WORDS,
    deferral_working_days=st.sampled_from([None, None, 1, 5, 30]),
)
POINT_FACTS = st.builds(PointFacts, text=WORDS, how=WORDS, blocking=FLAGS)


def edits(content: VersionContent) -> st.SearchStrategy[Edit]:
    """Any edit of this content."""
    materials = st.sampled_from([*(material.code for material in content.materials), "m99"])
    questions = st.sampled_from([*(question.code for question in content.questions), "q99"])
    options = st.sampled_from(
        [*dict.fromkeys(o.code for question in content.questions for o in question.options), "o99"]
    )
    points = st.sampled_from(["p1", "p2", "p99"])
    some_options = st.lists(options, max_size=3, unique=True).map(tuple)
    conditions = st.dictionaries(questions, some_options, max_size=2).map(Condition.of)
    return st.one_of(
        st.builds(Naming, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS),
        st.builds(Limits, LIMITS, LIMITS),
        st.builds(
            Handling,
            st.sampled_from([None, *HandlingType]),
            st.sampled_from([None, *ApprovalTier]),
            COUNTS,
            WORDS,
        ),
        st.builds(
            Grounds,
            st.lists(st.builds(LegalBasis, WORDS, WORDS), max_size=2).map(tuple),
            st.lists(WORDS, max_size=2).map(tuple),
        ),
        st.builds(MaterialsComplete, FLAGS),
        st.builds(AddMaterial, MATERIAL_FACTS),
        st.builds(ChangeMaterial, materials, MATERIAL_FACTS),
        st.builds(RemoveMaterial, materials),
        st.builds(MoveMaterial, materials, FLAGS),
        st.builds(MaterialNeeded, materials, conditions),
        st.builds(AddPoint, materials, POINT_FACTS),
        st.builds(ChangePoint, materials, points, POINT_FACTS),
        st.builds(RemovePoint, materials, points),
        st.builds(MovePoint, materials, points, FLAGS),
        st.builds(AddQuestion, WORDS, st.lists(WORDS, max_size=3).map(tuple), WORDS),
        st.builds(ChangeQuestion, questions, WORDS, WORDS),
        st.builds(QuestionAsked, questions, conditions),
        st.builds(RemoveQuestion, questions),
        st.builds(MoveQuestion, questions, FLAGS),
        st.builds(AddOption, questions, WORDS, WORDS),
        st.builds(ChangeOption, questions, options, WORDS, WORDS),
        st.builds(RemoveOption, questions, options),
        st.builds(MoveOption, questions, options, FLAGS),
        st.builds(MaterialsOfQuestion, questions, st.dictionaries(materials, some_options, max_size=2)),
    )
