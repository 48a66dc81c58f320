"""Pages by which an editor changes a draft: every form, refusals that keep what was typed, previews."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role
from yichuang.kernel.time import legal_date, now
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.tests.factories import BY, published_item
from yichuang.offer.catalogue.types import Condition, HandlingVersion
from yichuang.offer.catalogue.types.editing import DraftView

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> HandlingVersion:
    return published_item()


@pytest.fixture
def editor(client: Client, item: HandlingVersion) -> Client:
    """An editor of the item's department, who has begun to change it."""
    user = UserFactory.create(display_name="唐文")
    PostFactory.create(role=Role.CATALOGUE_EDITOR.value, user=user, organisation_id=item.organisation_id)
    client.force_login(user)
    assert client.post(reverse("catalogue:draft", args=[item.code])).status_code == 302
    return client


def draft(item: HandlingVersion) -> DraftView:
    return queries.open_draft_of(item.code)


def words_of(answer: object) -> str:
    """What a person reads on a page."""
    page = answer.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def address(item: HandlingVersion, tail: str = "") -> str:
    return f"/catalogue/items/{item.code}/draft/{tail}"


def save(editor: Client, item: HandlingVersion, tail: str, status: int = 302, **typed: object) -> object:
    typed.setdefault("revision", draft(item).revision)
    answer = editor.post(address(item, tail), typed)
    assert answer.status_code == status, words_of(answer)
    return answer


def test_without_a_draft_the_page_says_so_and_offers_to_begin(client: Client, item: HandlingVersion) -> None:
    user = UserFactory.create()
    PostFactory.create(role=Role.CATALOGUE_EDITOR.value, user=user, organisation_id=item.organisation_id)
    client.force_login(user)

    page = words_of(client.get(address(item)))
    assert "还没有人在改这个事项" in page
    assert "草稿的内容和第 1 版一样；发布以前，窗口和指南照旧。" in page
    assert client.get(address(item, "materials/")).status_code == 404
    assert not models.DraftRevision.objects.filter(version_number=2).exists()

    assert client.post(address(item)).status_code == 302
    assert draft(item).version.version_number == 2
    assert draft(item).version.materials[0].name == "申请表"
    assert "草稿和发布的版本一样" in words_of(client.get(address(item)))


@pytest.mark.parametrize(
    "tail",
    ["", "elements/", "materials/", "materials/of/m02/", "questions/", "questions/of/subject-kind/",
     "lists/", "preview/"],
)  # fmt: skip
def test_only_the_editors_of_the_department_have_the_pages(
    editor: Client, item: HandlingVersion, tail: str, client: Client
) -> None:
    assert editor.get(address(item, tail)).status_code == 200
    for role, owner in ((Role.CATALOGUE_EDITOR, None), (Role.DEPARTMENT_HEAD, item.organisation_id)):
        place = {"organisation_id": owner} if owner else {}
        client.force_login(PostFactory.create(role=role.value, **place).user)
        assert client.get(address(item, tail)).status_code == 403
        assert client.post(address(item, tail or "history/"), {"revision": 1}).status_code in (403, 405)
    client.logout()
    assert client.get(address(item, tail)).status_code == 302
    assert draft(item).revision == 1


def test_an_item_nobody_knows(editor: Client) -> None:
    assert editor.get("/catalogue/items/none/draft/").status_code == 404
    assert editor.post("/catalogue/items/none/draft/").status_code == 404


def test_names_are_saved_with_who_and_what(editor: Client, item: HandlingVersion) -> None:
    save(
        editor, item, "elements/naming/",
        name="道路货运许可（新办）", item_name=item.item_name,
        aliases="跑货\n开货车", plain_words="开货车拉货要先办。",
    )  # fmt: skip

    found = draft(item)
    assert found.version.name == "道路货运许可（新办）"
    assert found.version.aliases == ("跑货", "开货车")
    assert found.revisions[0].by == "唐文"
    page = words_of(editor.get(address(item)))
    assert (
        f"业务办理项名称由“{item.name}”改为“道路货运许可（新办）”" in page or found.revisions[0].words in page
    )
    assert "草稿改了" in page
    assert queries.version(item.id).name == item.name


def test_limits_longer_than_the_law_stand_refused_beside_what_was_typed(
    editor: Client, item: HandlingVersion
) -> None:
    answer = save(
        editor, item, "elements/limits/", 422,
        statutory_amount="20", statutory_unit="working-day", statutory_basis="行政许可法第四十二条",
        promised_amount="21", promised_unit="working-day", promised_basis="",
    )  # fmt: skip

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "承诺时限不能长于法定时限" in page
    assert re.search(r'name="promised_amount" value="21"', page)
    assert draft(item).revision == 1

    save(
        editor, item, "elements/limits/",
        statutory_amount="20", statutory_unit="working-day", statutory_basis="行政许可法第四十二条",
        promised_amount="5", promised_unit="working-day", promised_basis="",
    )  # fmt: skip
    assert draft(item).version.promised is not None
    assert draft(item).revisions[0].words == "承诺办结时限由 8 个工作日缩短为 5 个工作日"


def test_a_limit_without_its_unit_is_asked_for(editor: Client, item: HandlingVersion) -> None:
    answer = save(editor, item, "elements/limits/", 422, promised_amount="5", promised_unit="")

    assert "请选时限的单位" in words_of(answer)


def test_handling_and_grounds(editor: Client, item: HandlingVersion) -> None:
    save(
        editor, item, "elements/handling/",
        handling_type="committed", approval_tier="sole", visits="0", on_site_reason="",
    )  # fmt: skip
    grounds = {
        "law-0": "道路运输条例",
        "article-0": "第二十五条",
        "text-0": "",
        "law-1": "",
        "text-1": "条文",
    }
    refused = save(editor, item, "elements/grounds/", 422, conditions="有车", **grounds)
    assert "请写明法律、法规、规章的名称" in words_of(refused)
    save(editor, item, "elements/grounds/", conditions="有车\n有司机", **grounds | {"law-1": "行政许可法"})

    version = draft(item).version
    assert version.visits == 0
    assert [(basis.law, basis.article, basis.text) for basis in version.legal_basis] == [
        ("道路运输条例", "第二十五条", ""),
        ("行政许可法", "", "条文"),
    ]
    assert version.conditions == ("有车", "有司机")


FACTS = {"name": "车辆行驶证", "necessity": "required", "form": "paper", "originals": "1", "copies": "1",
         "source": "applicant", "legal_basis": "道路运输条例第二十四条"}  # fmt: skip


def test_materials_are_added_changed_moved_and_removed(editor: Client, item: HandlingVersion) -> None:
    """CAT-06, CAT-15"""
    save(editor, item, "materials/new/", **FACTS)
    save(
        editor,
        item,
        "materials/facts/m04/",
        **FACTS | {"necessity": "deferrable", "deferral_working_days": "5"},
    )
    save(editor, item, "materials/place-4/", step="up")
    save(editor, item, "materials/place-1/", step="remove")

    version = draft(item).version
    assert [m.name for m in version.materials] == ["公司章程", "车辆行驶证", "营业执照"]
    assert version.materials[1].deferral_working_days == 5
    page = words_of(editor.get(address(item, "materials/")))
    assert "草稿有 3 份 材料" in page
    assert "“谁来办" not in page
    assert "“车辆行驶证”没有审查要点" in page


def test_a_material_without_a_name_keeps_the_rest_of_what_was_typed(
    editor: Client, item: HandlingVersion
) -> None:
    answer = save(editor, item, "materials/new/", 422, **FACTS | {"name": " ", "copies": "7"})

    assert "请写明材料名称" in words_of(answer)
    assert re.search(r'name="copies" value="7"', answer.content.decode())  # type: ignore[attr-defined]
    assert draft(item).revision == 1


def test_whether_the_list_is_whole(editor: Client, item: HandlingVersion) -> None:
    save(editor, item, "materials/complete/")
    assert not draft(item).version.takes_applications
    assert draft(item).revisions[0].words == "写明申请材料没有列全"

    save(editor, item, "materials/complete/", complete="on")
    assert draft(item).version.takes_applications


def test_review_points_for_window_department_and_public(editor: Client, item: HandlingVersion) -> None:
    """CAT-09"""
    save(editor, item, "materials/point/m01/", text="日期在三个月内", how="看落款", blocking="on")
    save(editor, item, "materials/point-1/m01/", text="签名、盖章齐全", how="")
    save(editor, item, "materials/place-2/m01/", step="up")

    found = draft(item).version.materials[0].review_points
    assert [(point.text, point.blocking) for point in found] == [
        ("日期在三个月内", True),
        ("签名、盖章齐全", False),
    ]
    preview = words_of(editor.get(address(item, "preview/"), headers={"HX-Request": "true"}))
    assert preview.count("日期在三个月内") == 2  # to the citizen, and to the clerk with how to see it
    assert preview.count("看落款") == 1

    save(editor, item, "materials/place-1/m01/", step="remove")
    assert [point.text for point in draft(item).version.materials[0].review_points] == ["签名、盖章齐全"]


def test_a_question_and_a_material_that_depends_on_it(editor: Client, item: HandlingVersion) -> None:
    """CAT-06, CAT-08"""
    save(editor, item, "questions/new/", text="有几辆车？", options="一辆\n两辆以上", hint="挂车不算")
    added = draft(item).version.questions[1]
    idle = words_of(editor.get(address(item, "questions/")))
    assert "问题“有几辆车？”怎么回答，材料清单都一样" in idle
    save(
        editor, item, f"questions/materials/{added.code}/",
        **{"needed-m01": ["o1", "o2"], "needed-m02": ["o1", "o2"], "needed-m03": ["o2"]},
    )  # fmt: skip

    assert draft(item).version.materials[2].applies_when == Condition.of({added.code: ["o2"]})
    assert draft(item).revisions[0].words == "材料“营业执照”的适用情形由任何情形改为“有几辆车？”答“两辆以上”"
    page = words_of(editor.get(address(item, "questions/")))
    assert "2 个问题得出 4 份不同的清单" in page
    assert "材料清单都一样" not in page
    lists = words_of(editor.get(address(item, "lists/")))
    assert "一共 4 份 不同的清单" in lists
    assert lists.count("有几辆车？ 两辆以上") == lists.count("有几辆车？ 一辆") == 2


def test_a_material_no_answer_asks_for_is_refused_at_its_row(editor: Client, item: HandlingVersion) -> None:
    answer = save(
        editor, item, "questions/materials/subject-kind/", 422,
        **{"needed-m01": ["individual"], "needed-m02": [], "needed-m03": ["individual", "company"]},
    )  # fmt: skip

    assert "“公司章程”至少勾一个答案" in words_of(answer)
    assert draft(item).revision == 1


def test_when_a_question_is_asked_its_words_and_its_options(editor: Client, item: HandlingVersion) -> None:
    save(editor, item, "questions/new/", text="有几辆车？", options="一辆\n两辆以上")
    save(editor, item, "questions/asked/q1/", **{"when-subject-kind": ["company"]})
    save(editor, item, "questions/words/q1/", text="公司有几辆车？", hint="")
    save(editor, item, "questions/option/q1/", label="十辆以上", hint="")
    save(editor, item, "questions/option-1/q1/", label="只有一辆", hint="")
    save(editor, item, "questions/place-3/q1/", step="up")
    save(editor, item, "materials/needed/m03/", **{"when-q1": ["o3", "o2"]})

    question = draft(item).version.questions[1]
    assert question.text == "公司有几辆车？"
    assert question.asked_when == Condition.of({"subject-kind": ["company"]})
    assert [option.label for option in question.options] == ["只有一辆", "十辆以上", "两辆以上"]
    material = draft(item).version.materials[2]
    assert material.applies_when == Condition.of({"q1": ["o2", "o3"]})


def test_a_circle_and_what_others_depend_on_are_refused_in_words(
    editor: Client, item: HandlingVersion
) -> None:
    """Two questions that would wait for each other; a question a material depends on."""
    save(editor, item, "questions/new/", text="有几辆车？", options="一辆\n两辆以上")
    save(editor, item, "questions/asked/q1/", **{"when-subject-kind": ["company"]})
    before = draft(item)

    circle = save(editor, item, "questions/place-2/", 422, step="up")
    depended = save(editor, item, "questions/place-1/", 422, step="remove")

    assert "只能引用前面的问题" in words_of(circle)
    assert "还有内容取决于这个问题，请先改：问题“有几辆车？”、材料“公司章程”" in words_of(depended)
    assert draft(item) == before


def test_the_second_of_two_editors_is_told_who_was_faster_and_keeps_what_was_typed(
    editor: Client, item: HandlingVersion
) -> None:
    save(editor, item, "materials/new/", **FACTS)

    answer = save(editor, item, "materials/facts/m01/", 409, revision=1, **FACTS | {"name": "新的申请表"})

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "唐文" in page
    assert "保存了第 2 次修改（新增材料" in unescape(page)
    assert "您的修改没有保存" in page
    assert 'value="新的申请表"' in page
    assert draft(item).version.materials[0].name == "申请表"
    again = re.search(r'action="[^"]*facts/m01/".*?name="revision" value="(\d+)"', page, re.S)
    assert again
    assert again[1] == "2"
    save(editor, item, "materials/facts/m01/", revision=again[1], **FACTS | {"name": "新的申请表"})
    assert draft(item).version.materials[0].name == "新的申请表"
    assert len(draft(item).version.materials) == 4


def test_undo_and_redo_on_the_page(editor: Client, item: HandlingVersion) -> None:
    save(editor, item, "materials/place-3/", step="remove")
    removed = draft(item).version

    save(editor, item, "history/", step="undo")
    assert [m.name for m in draft(item).version.materials] == ["申请表", "公司章程", "营业执照"]
    assert "撤销第 2 次修改：取消材料“营业执照”" in words_of(editor.get(address(item)))
    assert "没有可以撤销的修改" in words_of(save(editor, item, "history/", 409, step="undo"))
    save(editor, item, "history/", step="redo")
    assert [m.name for m in draft(item).version.materials] == [m.name for m in removed.materials]
    assert "没有可以重做的修改" in words_of(save(editor, item, "history/", 409, step="redo"))
    assert "别人" not in words_of(editor.get(address(item)))
    stale = save(editor, item, "history/", 409, step="undo", revision="x")
    assert "您的修改没有保存" in words_of(stale)


def test_an_edit_that_changes_nothing_leaves_no_revision(editor: Client, item: HandlingVersion) -> None:
    answer = editor.post(
        address(item, "questions/words/subject-kind/"),
        {"revision": 1, "text": item.questions[0].text, "hint": ""},
        follow=True,
    )

    assert "没有改动，不用保存" in words_of(answer)
    assert draft(item).revision == 1


def test_the_preview_is_the_list_of_the_guide(editor: Client, item: HandlingVersion) -> None:
    """CAT-08: what is to be brought, and what government has, under the answers chosen."""
    part = editor.get(
        address(item, "preview/"), {"answer.subject-kind": "company"}, headers={"HX-Request": "true"}
    )

    page = words_of(part)
    assert part.content.decode().lstrip().startswith("<div")
    citizen, clerk = page.split("窗口看到的")
    assert "申请表" in citizen
    assert "公司章程" in citizen
    assert "政府已有，不用交： 营业执照" in citizen
    assert "business-licence" in clerk
    alone = words_of(editor.get(address(item, "preview/"), {"answer.subject-kind": "individual"}))
    assert "公司章程" not in alone.split("群众看到的")[1]


def test_forms_by_get_lead_to_their_page_and_unknown_parts_do_nothing(
    editor: Client, item: HandlingVersion
) -> None:
    assert editor.get(address(item, "materials/new/"))["Location"] == address(item, "materials/")
    assert editor.get(address(item, "questions/option/subject-kind/"))["Location"] == address(
        item, "questions/of/subject-kind/"
    )
    assert editor.get(address(item, "history/"))["Location"] == address(item)
    assert editor.get(address(item, "materials/of/m99/")).status_code == 404
    assert editor.get(address(item, "questions/of/q99/")).status_code == 404
    assert editor.get(address(item, "elements/none/")).status_code == 404
    assert editor.post(address(item, "materials/place-9/"), {"revision": 1, "step": "up"}).status_code == 404
    assert draft(item).revision == 1


def test_the_pages_read_in_english(editor: Client, item: HandlingVersion) -> None:
    page = words_of(editor.get(address(item, "questions/"), headers={"Accept-Language": "en"}))

    assert "Add a question" in page


def test_what_an_item_is_in_plain_words_stands_on_its_guide_once_it_is_published(
    editor: Client, item: HandlingVersion
) -> None:
    words = "开货车拉货以前先办这个证。"
    save(
        editor, item, "elements/naming/",
        name=item.name, item_name=item.item_name, aliases="", plain_words=words,
    )  # fmt: skip
    guide = reverse("guidance:guide", args=[item.code])
    assert words in words_of(editor.get(address(item)))
    assert words not in words_of(editor.get(guide))

    services.publish_version(version_id=draft(item).version.id, valid_from=legal_date(now()), at=now(), by=BY)

    assert words in words_of(editor.get(guide))
