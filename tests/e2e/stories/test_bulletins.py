"""A change goes to the windows: published, seen at an open counter page, acknowledged, counted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from config.env import ROOT
from tests.e2e.pages.bulletins import BulletinsPage
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.someone import PHONE
from tests.e2e.stories import roads
from tests.e2e.stories.conftest import Meet, Product

ITEMS = ROOT / "data" / "anlan" / "items"
ITEM, CODE = "烟草专卖零售许可证（延续）", "11990101MB2A11343R499015504000002"
MANAGER, EDITOR = "qinhaibo", "tangwen"

Publish = Callable[[], str]


@pytest.fixture
def publish(product: Product, tmp_path: Path) -> Publish:
    """The department publishes another version of an item; the condition that is new in it."""

    def import_version() -> str:
        condition = f"新增的条件{uuid4().hex[:8]}"
        file = json.loads((ITEMS / "tobacco.json").read_text(encoding="utf-8"))
        [item] = [item for item in file["items"] for one in item["handling_items"] if one["code"] == CODE]
        item["handling_items"] = [one for one in item["handling_items"] if one["code"] == CODE]
        item["handling_items"][0]["conditions"] = [condition]
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(file | {"items": [item]}, ensure_ascii=False), encoding="utf-8")
        command = [
            sys.executable,
            "manage.py",
            "catalogue_import",
            str(path),
            "--files",
            str(ITEMS / "files"),
        ]
        done = subprocess.run(
            command, cwd=ROOT, env=product.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return condition

    return import_version


def test_a_change_reaches_an_open_window_and_is_acknowledged_and_counted(
    meet: Meet, publish: Publish
) -> None:
    """CAT-21"""
    clerk = meet(roads.CLERK)
    page, bulletins = clerk.page, BulletinsPage(clerk)
    counter = CounterPage(clerk)
    counter.sit_at(roads.WINDOW)
    bulletins.read_everything()  # of other stories
    clerk.open("/counter/")
    expect(page.locator("#changes .yc-note")).to_have_count(0)
    page.evaluate("window.wasHereBefore = true")

    condition = publish()

    expect(page.locator("#changes .yc-note")).to_contain_text("有 1 条事项变更您还没有阅")  # by itself
    assert page.evaluate("window.wasHereBefore") is True
    clerk.look()

    clerk.open(f"/counter/new/{CODE}/")
    note = page.locator(".item-changes")
    expect(note).to_contain_text("这个事项有变更，自 11月23日起")
    expect(note).to_contain_text(condition)
    clerk.click("link", "看变更公告")
    expect(bulletins.line(condition)).to_contain_text(ITEM)
    bulletins.acknowledge(condition)
    expect(page.get_by_text("已阅 1 条变更公告")).to_be_visible()
    clerk.open(f"/counter/new/{CODE}/")
    expect(note).to_have_count(0)
    expect(page.locator("#changes .yc-note")).to_have_count(0)

    manager = meet(MANAGER)
    counted = BulletinsPage(manager)
    counted.open()
    expect(counted.line(condition)).to_contain_text("1 人已阅")
    manager.follow(counted.line(condition).get_by_role("link", name=ITEM))
    assert manager.answer() == ITEM
    reader = manager.page.get_by_role("listitem").filter(has_text="李晓岚")
    expect(reader).to_contain_text("已阅")


def test_it_is_acknowledged_where_the_item_was_chosen(meet: Meet, publish: Publish) -> None:
    clerk = meet(roads.CLERK)
    CounterPage(clerk).sit_at(roads.WINDOW)
    BulletinsPage(clerk).read_everything()  # of other stories
    condition = publish()
    note = clerk.page.locator(".item-changes").filter(has_text=condition)
    for _ in range(60):  # until the worker has heard of it
        clerk.open(f"/counter/new/{CODE}/")
        if note.count():
            break
    expect(note).to_have_count(1)

    note.get_by_role("button", name="已阅").click()

    expect(clerk.page.get_by_text("已阅，记下了。")).to_be_visible()
    expect(clerk.page.locator("#changes .yc-note")).to_have_count(0)
    clerk.look()


def test_without_scripts_on_a_phone(meet: Meet, publish: Publish) -> None:
    clerk = meet(roads.CLERK, size=PHONE, scripts=False)
    bulletins = BulletinsPage(clerk)
    condition = publish()
    for _ in range(60):  # until the worker has heard of it
        bulletins.open(only_unread=True)
        if bulletins.line(condition).count():
            break

    bulletins.acknowledge_all()

    expect(clerk.page.get_by_text("没有未阅的变更公告")).to_be_visible()
    assert clerk.answer() == "没有变更公告"


def test_an_editor_sees_outlets_and_their_numbers_on_a_phone(meet: Meet, publish: Publish) -> None:
    editor = meet(EDITOR, size=PHONE)
    condition = publish()
    bulletins = BulletinsPage(editor)
    for _ in range(60):  # until the worker has heard of it
        bulletins.open()
        if bulletins.line(condition).count():
            break

    editor.follow(bulletins.line(condition).get_by_role("link", name=ITEM))

    expect(editor.page.get_by_role("table")).to_contain_text("由网点的大厅管理员看")
    expect(editor.page.get_by_role("heading", name="签阅情况")).to_be_visible()
