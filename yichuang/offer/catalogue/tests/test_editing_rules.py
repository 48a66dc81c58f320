"""Edits of a draft's content: what each does, what is refused, and that nothing broken ever remains."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue.errors import ContentInvalid
from yichuang.offer.catalogue.rules.content import content_faults
from yichuang.offer.catalogue.rules.digest import canonical, digest
from yichuang.offer.catalogue.rules.editing import edited
from yichuang.offer.catalogue.rules.editing_questions import needed_options
from yichuang.offer.catalogue.rules.revisions import content_from_json, position
from yichuang.offer.catalogue.tests.edits import edits
from yichuang.offer.catalogue.tests.factories import content, material, question
from yichuang.offer.catalogue.types import (
    ALWAYS,
    Condition,
    Element,
    HandlingType,
    LegalBasis,
    Material,
    Necessity,
    Question,
    ReviewPoint,
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
    RevisionKind,
)

COMPANY = Condition.of({"subject-kind": ["company"]})


def found(made: VersionContent, code: str) -> Material:
    there = made.material(code)
    assert there is not None
    return there


def asked(made: VersionContent, code: str) -> Question:
    there = made.question(code)
    assert there is not None
    return there


def refusal(made: VersionContent, edit: Edit) -> list[tuple[str, str]]:
    with pytest.raises(ContentInvalid) as refused:
        edited(made, edit)
    return [(fault.pointer, fault.detail) for fault in refused.value.errors]


# — whatever is edited —


@given(st.data())
def test_after_any_edits_the_content_is_valid_or_the_edit_is_refused_as_a_whole(data: st.DataObject) -> None:
    """CAT-06, CAT-15"""
    made = content()
    for _ in range(data.draw(st.integers(1, 8))):
        edit = data.draw(edits(made))
        try:
            after = edited(made, edit)
        except ContentInvalid:
            continue
        assert content_faults(after) == ()
        assert (after.code, after.item_code) == (made.code, made.item_code)
        made = after


@given(st.data())
def test_content_read_back_from_its_json_has_the_same_fingerprint(data: st.DataObject) -> None:
    made = content()
    for _ in range(data.draw(st.integers(0, 6))):
        try:
            made = edited(made, data.draw(edits(made)))
        except ContentInvalid:
            continue

    read = content_from_json(json.loads(json.dumps(canonical(made, "BODY"))))

    assert digest(read, "BODY") == digest(made, "BODY")


@given(st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=40))
def test_undo_and_redo_go_back_and_forth_as_two_stacks_do(steps: list[str]) -> None:
    """A model with two lists of contents; an edit forgets what was undone."""
    log: list[tuple[int, RevisionKind]] = [(1, RevisionKind.OPENED)]
    said = {1: 1}  # revision → the content it says, named by the revision that said it first
    past, future = [1], []
    for step in steps:
        number, where = len(log) + 1, position(log)
        assert (list(where.done), list(where.undone)) == (past, future)
        if step == "edit":
            said[number] = number
            log.append((number, RevisionKind.EDITED))
            past, future = [*past, number], []
        elif step == "undo" and len(past) > 1:
            future.append(past.pop())
            said[number] = past[-1]
            log.append((number, RevisionKind.UNDONE))
        elif step == "redo" and future:
            past.append(future.pop())
            said[number] = past[-1]
            log.append((number, RevisionKind.REDONE))
    assert said[log[-1][0]] == position(log).done[-1]


# — elements —


def test_naming_says_what_it_is_called_and_leaves_out_what_is_not_said() -> None:
    made = content()

    named = edited(
        made,
        Naming(" 新名称 ", made.item_name, ("跑货", "跑货", " ", "开货车"), "  要开货车拉货，先办这个证。"),
    )

    assert named.name == "新名称"
    assert named.aliases == ("跑货", "开货车")
    assert named.guide["plain_words"] == "要开货车拉货，先办这个证。"
    again = edited(named, Naming(made.name, made.item_name))
    assert again == made


def test_a_name_is_needed() -> None:
    assert refusal(content(), Naming(" ", "", ())) == [("/name", "不能为空"), ("/item_name", "不能为空")]


def test_limits_may_be_shortened_and_never_be_longer_than_the_law_allows() -> None:
    made = content()

    shorter = edited(made, Limits(made.statutory, Limit(5, LimitUnit.WORKING_DAY)))

    assert shorter.promised == Limit(5, LimitUnit.WORKING_DAY)
    too_long = Limits(made.statutory, Limit(21, LimitUnit.WORKING_DAY))
    assert refusal(made, too_long) == [("/promised", "承诺时限不能长于法定时限")]


def test_a_limit_nobody_knows_is_listed_as_unknown() -> None:
    unknown = edited(content(), Limits(None, None))

    assert unknown.unknown == (Element.LIMIT,)
    assert not unknown.takes_applications


def test_how_it_is_handled() -> None:
    made = edited(content(), Handling(HandlingType.REPORT_UP, None, 2, "要当面核对车辆"))

    assert (made.handling_type, made.approval_tier, made.visits) == (HandlingType.REPORT_UP, None, 2)
    assert made.guide["on_site_reason"] == "要当面核对车辆"
    assert made.unknown == (Element.APPROVAL_TIER,)
    assert refusal(made, Handling(HandlingType.COMMITTED, None, 100)) == [
        ("/visits", "到现场次数应当是 0 到 99")
    ]


def test_what_it_rests_on() -> None:
    made = edited(
        content(), Grounds((LegalBasis("道路运输条例", "第二十四条"), LegalBasis("行政许可法")), ("有车", ""))
    )

    assert [basis.law for basis in made.legal_basis] == ["道路运输条例", "行政许可法"]
    assert made.conditions == ("有车",)
    assert refusal(made, Grounds((LegalBasis(" "),), ())) == [("/legal_basis/0/law", "不能为空")]


# — materials —


def test_a_new_material_stands_last_under_a_code_of_its_own() -> None:
    """CAT-06"""
    made = edited(content(), AddMaterial(MaterialFacts(" 车辆行驶证 ", Necessity.REQUIRED, copies=1)))

    assert [(m.code, m.name) for m in made.materials][2:] == [("m03", "营业执照"), ("m04", "车辆行驶证")]
    assert found(made, "m04").applies_when == ALWAYS
    assert found(made, "m04").copies == 1


def test_a_code_that_became_free_is_given_again_to_nothing_that_stays() -> None:
    made = edited(content(), RemoveMaterial("m02"))

    added = edited(made, AddMaterial(MaterialFacts("章程")))

    assert [m.code for m in added.materials] == ["m01", "m03", "m02"]


def test_other_facts_leave_the_condition_and_the_points_of_a_material_as_they_are() -> None:
    """CAT-08, CAT-09"""
    before = content()

    made = edited(
        before,
        ChangeMaterial(
            "m02",
            MaterialFacts("章程", Necessity.DEFERRABLE, legal_basis="公司法", deferral_working_days=5),
        ),
    )

    changed = found(made, "m02")
    assert (changed.name, changed.legal_basis, changed.deferral_working_days) == ("章程", "公司法", 5)
    assert changed.applies_when == COMPANY
    assert changed.review_points == found(before, "m02").review_points


@pytest.mark.parametrize(
    ("facts", "pointer", "words"),
    [
        (MaterialFacts("章程", originals=100), "/materials/1/originals", "份数应当是 0 到 99"),
        (MaterialFacts(""), "/name", "不能为空"),
        (MaterialFacts("章程", issuer="字" * 301), "/issuer", "超过 300 字"),
        (MaterialFacts("坏\x00字"), "/name", "含有无法保存的字符"),
        (
            MaterialFacts("章程", Necessity.REQUIRED, deferral_working_days=3),
            "/deferral_working_days",
            "只有容缺后补的材料有补交期限",
        ),
        (
            MaterialFacts("章程", Necessity.DEFERRABLE, deferral_working_days=9),
            "/materials/1/deferral_working_days",
            "容缺补交期限不能长于承诺时限",
        ),
    ],
    ids=["copies", "name", "issuer", "characters", "deferral", "longer than the promise"],
)
def test_facts_that_break_a_rule_are_refused(facts: MaterialFacts, pointer: str, words: str) -> None:
    assert refusal(content(), ChangeMaterial("m02", facts)) == [(pointer, words)]


def test_a_material_moves_by_one_place_and_stays_at_the_ends() -> None:
    made = content()

    def order(*steps: Edit) -> list[str]:
        moved = made
        for step in steps:
            moved = edited(moved, step)
        return [m.code for m in moved.materials]

    assert order(MoveMaterial("m03", True)) == ["m01", "m03", "m02"]
    assert order(MoveMaterial("m01", False), MoveMaterial("m01", False)) == ["m02", "m03", "m01"]
    assert order(MoveMaterial("m01", True)) == order(MoveMaterial("m03", False)) == ["m01", "m02", "m03"]


def test_what_is_not_there_any_more_is_refused_in_words() -> None:
    for edit in (RemoveMaterial("m09"), MoveMaterial("m09", True), AddPoint("m09", PointFacts("看章"))):
        assert refusal(content(), edit) == [("/materials", "没有这个材料")]


def test_a_list_that_is_not_whole_says_so() -> None:
    made = edited(content(), MaterialsComplete(False))

    assert made.unknown == (Element.MATERIALS,)
    assert edited(made, MoveMaterial("m01", False)).unknown == (Element.MATERIALS,)
    assert edited(made, MaterialsComplete(True)).unknown == ()


def test_review_points_are_added_changed_moved_and_removed() -> None:
    """CAT-09"""
    made = edited(content(), AddPoint("m01", PointFacts("填写完整", "逐栏看", blocking=False)))
    assert [(p.code, p.text, p.blocking) for p in found(made, "m01").review_points] == [
        ("p1", "签名齐全", True),
        ("p2", "填写完整", False),
    ]

    made = edited(made, ChangePoint("m01", "p2", PointFacts("逐栏填写")))
    made = edited(made, MovePoint("m01", "p2", True))
    assert [(p.code, p.text, p.blocking) for p in found(made, "m01").review_points] == [
        ("p2", "逐栏填写", True),
        ("p1", "签名齐全", True),
    ]

    made = edited(made, RemovePoint("m01", "p1"))
    assert [p.code for p in found(made, "m01").review_points] == ["p2"]
    assert refusal(made, ChangePoint("m01", "p1", PointFacts("看章"))) == [
        ("/review_points", "没有这个审查要点")
    ]
    assert refusal(made, AddPoint("m01", PointFacts(" "))) == [("/text", "不能为空")]


# — questions —


def with_two_questions() -> VersionContent:
    """How many cars decides after who applies: a fleet needs a list of cars."""
    return content(
        questions=(
            question("subject-kind", text="谁来办？"),
            question("cars", "one", "many", text="几辆车？", asked_when=COMPANY),
        ),
        materials=(
            material("m01"),
            material("m02", name="章程", applies_when=COMPANY),
            material("m03", name="车辆清单", applies_when=Condition.of({"cars": ["many"]})),
        ),
    )


def test_a_new_question_stands_last_with_its_options() -> None:
    """CAT-06"""
    made = edited(content(), AddQuestion("有几辆车？", ("一辆", "两辆以上"), "挂车不算"))

    added = asked(made, "q1")
    assert (added.text, added.hint, added.asked_when) == ("有几辆车？", "挂车不算", ALWAYS)
    assert [(o.code, o.label) for o in added.options] == [("o1", "一辆"), ("o2", "两辆以上")]
    assert made.questions[-1] == added


@pytest.mark.parametrize("options", [(), ("一辆",), ("一辆", "一辆 ")], ids=str)
def test_a_question_with_less_than_two_answers_is_refused(options: tuple[str, ...]) -> None:
    assert refusal(content(), AddQuestion("几辆车？", options)) == [("/options", "至少写两个不同的选项")]


def test_a_material_depends_on_an_answer_by_edit() -> None:
    """CAT-08"""
    before = content()
    made = edited(before, MaterialNeeded("m03", COMPANY))

    assert found(made, "m03").applies_when == COMPANY
    assert edited(made, MaterialNeeded("m03", ALWAYS)) == before


def test_circles_and_references_to_nothing_are_refused() -> None:
    made = with_two_questions()

    circle = QuestionAsked("subject-kind", Condition.of({"cars": ["many"]}))
    own = QuestionAsked("cars", Condition.of({"cars": ["many"]}))
    nothing = MaterialNeeded("m01", Condition.of({"weather": ["rain"]}))
    no_option = MaterialNeeded("m01", Condition.of({"cars": ["none"]}))

    later = "引用的问题“cars”排在后面，只能引用前面的问题"
    assert refusal(made, circle)[0] == ("/questions/0/asked_when/cars", later)
    assert refusal(made, own) == [("/questions/1/asked_when/cars", later)]
    assert refusal(made, MoveQuestion("cars", True)) == [
        ("/questions/0/asked_when/subject-kind", later.replace("cars", "subject-kind"))
    ]
    assert refusal(made, nothing) == [("/materials/0/applies_when/weather", "引用的问题“weather”不存在")]
    assert refusal(made, no_option) == [("/materials/0/applies_when/cars", "问题“cars”没有选项“none”")]


def test_what_could_never_be_asked_for_is_refused() -> None:
    made = with_two_questions()
    contradiction = Condition.of({"subject-kind": ["individual"], "cars": ["many"]})

    assert refusal(made, MaterialNeeded("m03", contradiction)) == [
        ("/materials/2/applies_when", "没有哪种回答会用到材料“车辆清单”")
    ]


def test_a_question_goes_only_when_nothing_depends_on_it() -> None:
    made = with_two_questions()

    assert refusal(made, RemoveQuestion("subject-kind")) == [
        ("/questions", "还有内容取决于这个问题，请先改：问题“几辆车？”、材料“章程”")
    ]
    freed = edited(edited(made, MaterialNeeded("m03", ALWAYS)), RemoveQuestion("cars"))
    assert [q.code for q in freed.questions] == ["subject-kind"]


def test_words_of_questions_and_options() -> None:
    made = edited(with_two_questions(), ChangeQuestion("cars", " 有几辆车？ ", "挂车不算"))
    made = edited(made, ChangeOption("cars", "many", "两辆以上", "含两辆"))

    changed = asked(made, "cars")
    assert (changed.text, changed.hint, changed.asked_when) == ("有几辆车？", "挂车不算", COMPANY)
    assert [(o.code, o.label, o.hint) for o in changed.options] == [
        ("one", "one", ""),
        ("many", "两辆以上", "含两辆"),
    ]
    assert refusal(made, ChangeOption("cars", "one", "两辆以上")) == [("/label", "已经有“两辆以上”这个选项")]


def test_options_come_move_and_go_with_what_refers_to_them() -> None:
    made = edited(with_two_questions(), AddOption("cars", "十辆以上"))
    made = edited(made, MaterialNeeded("m03", Condition.of({"cars": ["many", "o1"]})))
    made = edited(made, MoveOption("cars", "o1", True))
    assert [o.code for o in asked(made, "cars").options] == ["one", "o1", "many"]

    made = edited(made, RemoveOption("cars", "o1"))

    assert found(made, "m03").applies_when == Condition.of({"cars": ["many"]})
    assert refusal(made, RemoveOption("cars", "many")) == [
        ("/options", "还有内容只取决于这个选项，请先改：材料“车辆清单”")
    ]
    assert refusal(made, RemoveOption("cars", "one")) == [
        ("/questions/1/options", "问题“几辆车？”至少要有两个选项")
    ]


def test_materials_are_included_and_excluded_by_the_answers_of_a_question() -> None:
    """CAT-08: m01 only when somebody applies for themselves, m02 whoever applies."""
    made = edited(
        with_two_questions(),
        MaterialsOfQuestion("subject-kind", {"m01": ("individual",), "m02": ("individual", "company")}),
    )

    assert found(made, "m01").applies_when == Condition.of({"subject-kind": ["individual"]})
    assert found(made, "m02").applies_when == ALWAYS
    assert found(made, "m03").applies_when == Condition.of({"cars": ["many"]})
    assert refusal(made, MaterialsOfQuestion("subject-kind", {"m02": ()})) == [
        ("/needed/m02", "“章程”至少勾一个答案；不再需要的，请在材料页删掉它")
    ]


def test_what_is_needed_whenever_a_question_is_asked_stays_so() -> None:
    """All answers to a question not everybody is asked: that is not the same as always."""
    always_when_asked = Condition.of({"cars": ["one", "many"]})
    made = edited(with_two_questions(), MaterialNeeded("m03", always_when_asked))
    shown = {m.code: needed_options(m, asked(made, "cars")) for m in made.materials}

    assert edited(made, MaterialsOfQuestion("cars", shown)) == made
    assert found(made, "m03").applies_when == always_when_asked


@pytest.mark.parametrize(
    ("fill", "edit", "words"),
    [
        (
            lambda: content(materials=tuple(material(f"m{n:03}") for n in range(200))),
            AddMaterial(MaterialFacts("章程")),
            "一个事项最多 200 份材料",
        ),
        (
            lambda: content(questions=tuple(question(f"k{n}") for n in range(60)), materials=(material(),)),
            AddQuestion("还有吗？", ("有", "没有")),
            "一个事项最多 60 个问题",
        ),
        (
            lambda: content(
                materials=(
                    material(review_points=tuple(ReviewPoint(new_id(), f"k{n}", "看章") for n in range(50))),
                )
            ),
            AddPoint("m01", PointFacts("看章")),
            "一份材料最多 50 条审查要点",
        ),
    ],
    ids=["materials", "questions", "points"],
)
def test_there_is_an_end_to_it(fill: Callable[[], VersionContent], edit: Edit, words: str) -> None:
    assert [detail for _pointer, detail in refusal(fill(), edit)] == [words]
