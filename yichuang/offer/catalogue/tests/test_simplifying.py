"""CAT-27: which items may still be combed and made simpler, in words, by department and direction."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.queries import simplifying
from yichuang.offer.catalogue.queries.simplifying import simpler_items
from yichuang.offer.catalogue.rules.simplifying import suggestions
from yichuang.offer.catalogue.tests.factories import AT, content, material, publish
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    HandlingType,
    MaterialForm,
    MaterialSource,
    Necessity,
    Option,
    Question,
    VersionContent,
)
from yichuang.offer.catalogue.types.simplifying import Simplification

TODAY = legal_date(AT)
DAYS = LimitUnit.WORKING_DAY
WHO = Question("who", "谁来办", (Option("person", "个人"), Option("firm", "公司")))
PAPER = {"form": MaterialForm.PAPER, "source": MaterialSource.APPLICANT}


def simple(**overrides: Any) -> VersionContent:
    """An item about which nothing could be simpler."""
    values = {
        "statutory": Limit(20, DAYS),
        "promised": Limit(10, DAYS),
        "visits": 1,
        "materials": (material("m01", name="申请表", **PAPER),),
        "questions": (),
    }
    return content(**values | overrides)


def said(made: VersionContent) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.pointer, one.words) for one in suggestions(made)]


def test_about_a_simple_item_nothing_is_said() -> None:
    assert said(simple()) == []


def test_what_the_government_has_issued_could_be_left_out() -> None:
    """Not what is optional, and not what a register supplies already."""
    issued = {"source": MaterialSource.GOVERNMENT, "form": MaterialForm.PAPER}
    made = simple(
        materials=(
            material("m01", name="营业执照", issuer="市场监督管理部门", **issued),
            material("m02", name="居民身份证", share_source="id-card", **issued),
            material("m03", name="获奖证书", necessity=Necessity.OPTIONAL, **issued),
            material("m04", name="户口簿", **issued),
        )
    )

    assert said(made) == [
        ("paper", "/materials/m01", "“营业执照”由市场监督管理部门核发，还要申请人提供；能共享就可以免交"),
        ("paper", "/materials/m04", "“户口簿”由政府部门核发，还要申请人提供；能共享就可以免交"),
    ]


def test_one_paper_is_asked_for_once_where_both_are_needed() -> None:
    person, firm = (Condition.of({"who": [one]}) for one in ("person", "firm"))
    made = simple(
        questions=(WHO,),
        materials=(
            material("m01", name="章程", applies_when=firm, **PAPER),
            material("m02", name="公司材料", parts=("章程", "名册"), applies_when=firm, **PAPER),
            material("m03", name="名册", applies_when=person, **PAPER),
        ),
    )

    assert said(made) == [
        ("repeated", "/materials/m02", "“章程”和“公司材料”里都有“章程”，在同一种情形里要交两次")
    ]


@pytest.mark.parametrize(
    ("promised", "words"),
    [
        (Limit(20, DAYS), "承诺 20 个工作日，法定 20 个工作日，没有压缩"),
        (Limit(11, DAYS), "承诺 11 个工作日，法定 20 个工作日，只压缩了 45%"),
        (Limit(10, DAYS), None),
        (Limit(20, LimitUnit.CALENDAR_DAY), None),
        (Limit(0, LimitUnit.IMMEDIATE), None),
        (None, None),
    ],
    ids=["as-long", "less-than-half", "half", "other-unit", "at-once", "unknown"],
)
def test_a_promise_that_saves_less_than_half_could_be_shorter(
    promised: Limit | None, words: str | None
) -> None:
    handling = HandlingType.COMMITTED
    found = said(simple(promised=promised, handling_type=handling))

    assert found == ([("limit", "/promised", words)] if words else [])


@pytest.mark.parametrize(
    ("tier", "days", "is_said"),
    [(ApprovalTier.SOLE, 1, True), (ApprovalTier.SOLE, 2, False), (ApprovalTier.REVIEW_CHECK, 1, False)],
    ids=["one-hand-one-day", "two-days", "two-hands"],
)
def test_what_one_hand_does_in_a_day_could_be_done_at_once(
    tier: ApprovalTier, days: int, is_said: bool
) -> None:
    made = simple(handling_type=HandlingType.COMMITTED, promised=Limit(days, DAYS), approval_tier=tier)

    words = "承诺 1 个工作日，由一人决定，可以当场办结"
    assert said(made) == ([("at-once", "/handling_type", words)] if is_said else [])


def test_who_can_send_everything_need_not_come() -> None:
    sent = material("m01", name="申请表", form=MaterialForm.BOTH, originals=0)
    shared = material("m02", name="居民身份证", form=MaterialForm.PAPER, share_source="id-card")
    seen = material("m03", name="章程", form=MaterialForm.BOTH, originals=1)

    assert said(simple(materials=(sent, shared), visits=2)) == [
        ("visits", "/visits", "材料都可以在网上提交，不看原件，还要到现场 2 次")
    ]
    assert said(simple(materials=(shared,), visits=1, guide={"on_site_reason": "采集指纹"})) == [
        ("visits", "/visits", "没有要申请人提供的材料，还要到现场 1 次，原因写的是“采集指纹”")
    ]
    assert said(simple(materials=(sent, shared), visits=0)) == []
    assert said(simple(materials=(sent, seen), visits=1)) == []


def test_a_question_that_decides_nothing_need_not_be_asked() -> None:
    idle = Question("where", "住在哪里", (Option("town", "城镇"), Option("village", "乡村")))
    made = simple(
        questions=(WHO, idle),
        materials=(material("m01", name="章程", applies_when=Condition.of({"who": ["firm"]}), **PAPER),),
    )

    assert said(made) == [
        ("question", "/questions/where", "问题“住在哪里”怎么回答，要交的、要填的、时限都一样")
    ]


# — the list and its page —


@pytest.fixture
def two_departments(db: None) -> None:
    """甲局 has an item with two suggestions and a simple one, 乙局 one with one."""
    simplifying._kept.clear()
    first = OrganisationFactory.create(name="甲局", short_name="甲局", code="JIA")
    second = OrganisationFactory.create(name="乙局", short_name="乙局", code="YI")
    issued = material("m01", name="营业执照", source=MaterialSource.GOVERNMENT, form=MaterialForm.PAPER)
    publish(simple(name="甲一", materials=(issued,), promised=Limit(20, DAYS)), organisation_id=first.id)
    publish(simple(name="甲二"), organisation_id=first.id)
    publish(simple(name="乙一", promised=Limit(15, DAYS)), organisation_id=second.id)


@pytest.fixture
def signed_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Client]:
    monkeypatch.setattr("yichuang.offer.catalogue.views.simplifying.now", lambda: AT)

    def sign_in(role: Role = Role.CATALOGUE_EDITOR) -> Client:
        client.force_login(PostFactory.create(role=role.value).user)
        return client

    return sign_in


ADDRESS = "/catalogue/simplification/"


@pytest.mark.usefixtures("two_departments")
def test_items_with_the_most_suggestions_stand_first() -> None:
    assert [(item.name, len(item.suggestions)) for item in simpler_items(TODAY)] == [("甲一", 2), ("乙一", 1)]
    assert [item.name for item in simpler_items(TODAY, kind=Simplification.PAPER)] == ["甲一"]


@pytest.mark.usefixtures("two_departments")
def test_what_was_looked_at_is_kept(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    simpler_items(TODAY)

    with django_assert_num_queries(1):
        simpler_items(TODAY)


@pytest.mark.usefixtures("two_departments")
def test_the_page_lists_them_by_department_and_direction(signed_in: Callable[..., Client]) -> None:
    editor = signed_in()

    everything = editor.get(ADDRESS).content.decode()
    one = editor.get(f"{ADDRESS}?organisation=YI").content.decode()
    papers = editor.get(f"{ADDRESS}?kind=paper").content.decode()

    assert "<em>2 项</em>可以再简便，共 3 条建议" in everything
    assert everything.index("甲一") < everything.index("乙一")
    assert "“营业执照”由政府部门核发" in everything
    assert "甲二" not in everything
    assert "乙一" in one
    assert "甲一" not in one
    assert "甲一" in papers
    assert "乙一" not in papers


@pytest.mark.usefixtures("two_departments")
def test_the_pages_go_on_behind_the_last_item(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.views.simplifying.PAGE", 1)
    editor = signed_in()

    first = editor.get(ADDRESS)
    second = editor.get(first.context["next"])

    assert [item.name for item in first.context["items"]] == ["甲一"]
    assert [item.name for item in second.context["items"]] == ["乙一"]
    assert second.context["next"] == ""
    assert second.context["first"] == f"{ADDRESS}?"


@pytest.mark.usefixtures("two_departments")
def test_the_workbook_has_a_row_for_each_suggestion(signed_in: Callable[..., Client]) -> None:
    answer = signed_in().get(f"{ADDRESS}file/?organisation=JIA")

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("部门", "事项编码", "事项名称", "优化方向", "建议")
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("甲局", "甲一", "免交政府核发的材料"),
        ("甲局", "甲一", "压缩承诺时限"),
    ]


@pytest.mark.django_db
def test_an_empty_list_and_an_unknown_department(signed_in: Callable[..., Client]) -> None:
    editor = signed_in()

    assert "没有可以再简便的事项" in editor.get(ADDRESS).content.decode()
    assert editor.get(f"{ADDRESS}?organisation=NOWHERE").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_EDITOR])
def test_nobody_else_has_the_page(signed_in: Callable[..., Client], role: Role) -> None:
    person = signed_in(role)

    assert person.get(ADDRESS).status_code == 403
    assert person.get(f"{ADDRESS}file/").status_code == 403


@pytest.mark.usefixtures("two_departments")
def test_the_page_reads_in_english(signed_in: Callable[..., Client]) -> None:
    page = signed_in().get(ADDRESS, headers={"accept-language": "en"}).content.decode()

    assert "Shorten the promised limit" in page
