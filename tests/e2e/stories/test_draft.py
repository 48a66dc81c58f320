"""An editor changes an item by keyboard: a new question decides about a material, and is undone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.pages.catalogue import DraftPages
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories.conftest import Meet

EDITOR = "jiangluo"
ROAD_WORKS = "11990101MB2A1056XG499011805700001"
REPAIR = "11990101MB2A1056XG499101805600001"


def test_an_editor_makes_a_material_depend_on_a_new_question_and_undoes_it(meet: Meet) -> None:
    """CAT-06, CAT-08, CAT-09, CAT-15: seen as a citizen and as a clerk before anything is published."""
    editor = meet(EDITOR)
    pages = DraftPages(editor, ROAD_WORKS)
    pages.open()
    assert editor.answer() == "还没有人在改这个事项"
    pages.press("开始修改")
    assert editor.answer() == "草稿和发布的版本一样"

    pages.go("情形问题")
    form = pages.part("加一个问题")
    pages.write(form.get_by_label("问题", exact=True), "占用公路多久？")
    pages.write(form.get_by_label("选项"), "三天以内", "三天以上")
    pages.press("加上", within=form)
    expect(pages.saved()).to_contain_text("新增情形问题“占用公路多久？”，可以回答“三天以内”“三天以上”")
    expect(editor.page.get_by_text("问题“占用公路多久？”怎么回答，材料清单都一样")).to_be_visible()

    pages.go("占用公路多久？")
    materials = pages.part("选哪个答案，要哪些材料")
    scheme = materials.get_by_role("group", name="设计和施工方案")
    pages.reach(scheme.get_by_label("三天以内"))
    editor.page.keyboard.press("Space")
    pages.press("保存材料的情形", within=materials)
    expect(pages.saved()).to_contain_text(
        "“设计和施工方案”的适用情形由任何情形改为“占用公路多久？”答“三天以上”"
    )

    for whom in ("群众", "窗口"):
        expect(pages.seen_by(whom)).not_to_contain_text("设计和施工方案")
    pages.preview("三天以上")
    for whom in ("群众", "窗口"):
        expect(pages.seen_by(whom)).to_contain_text("设计和施工方案")
    pages.preview("三天以内")
    for whom in ("群众", "窗口"):
        expect(pages.seen_by(whom)).not_to_contain_text("设计和施工方案")

    pages.go("草稿概览")
    assert editor.answer() == "草稿改了 2 处"
    pages.press("撤销")
    assert editor.answer() == "草稿改了 1 处"
    pages.press("撤销")
    assert editor.answer() == "草稿和发布的版本一样"
    expect(editor.page.get_by_role("button", name="撤销", exact=True)).to_be_disabled()
    pages.press("重做")
    assert editor.answer() == "草稿改了 1 处"
    pages.press("撤销")


def test_a_draft_on_a_phone_without_scripts(meet: Meet) -> None:
    """CAT-09, CAT-15"""
    editor = meet(EDITOR, size=PHONE, scripts=False)
    pages = DraftPages(editor, REPAIR)
    pages.open()
    editor.click("button", "开始修改")

    editor.click("link", "申请材料")
    form = pages.part("加一份材料")
    form.get_by_label("材料名称").fill("维修技术人员名册")
    form.get_by_label("必要性").select_option("必要")
    editor.follow(form.get_by_role("button", name="加上"))
    expect(editor.page.get_by_text("“维修技术人员名册”没有审查要点")).to_be_visible()
    editor.click("link", "维修技术人员名册")
    point = pages.part("加一条审查要点")
    point.get_by_label("要点", exact=True).fill("写明姓名和工种")
    editor.follow(point.get_by_role("button", name="加上"))
    editor.click("link", "打开预览")

    for whom in ("群众", "窗口"):
        expect(pages.seen_by(whom)).to_contain_text("写明姓名和工种")
    editor.click("link", "回到草稿")
    for address in ("基本要素", "情形问题", "全部清单"):
        editor.click("link", address)
    editor.click("link", "草稿概览")
    editor.click("button", "撤销")
    editor.click("button", "撤销")
    assert editor.answer() == "草稿和发布的版本一样"
