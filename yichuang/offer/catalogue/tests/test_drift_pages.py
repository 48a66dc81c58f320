"""The pages on differences from a list of a level above (目录差异)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.models import Organisation
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries.drift import current_edition, drift_report
from yichuang.offer.catalogue.tests.base_lists import DATED_ON, bring_in, entry
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.catalogue.tests.test_drift import above, item
from yichuang.offer.catalogue.types.base import BaseKind

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
LIST = "/catalogue/drift/"
SignIn = Callable[..., Client]


@pytest.fixture
def owner() -> Organisation:
    return OrganisationFactory.create(code="JTJ", name="甲县交通运输局", short_name="交通局")


@pytest.fixture
def signed_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Somebody in a role, on the day of these tests."""
    monkeypatch.setattr("yichuang.offer.catalogue.views.drift_pages.now", lambda: AT)

    def sign_in(role: Role = Role.CATALOGUE_EDITOR, **post: Any) -> Client:
        client.force_login(PostFactory.create(role=role.value, **post).user)
        return client

    return sign_in


def page_of(client: Client, address: str = LIST, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def listed(page: str) -> list[str]:
    """What the differences on the page say."""
    return re.findall(r'<h2 lang="zh-Hans">([^<]+)</h2>', page)


def task() -> str:
    """The address of the only difference."""
    [view] = drift_report(TODAY)
    return f"{LIST}{view.key}/"


# — the list —


def test_an_editor_sees_what_differs_and_filters_it(signed_in: SignIn, owner: Organisation) -> None:
    """CAT-19, CAT-20"""
    other = OrganisationFactory.create(code="YI", name="甲县水利局", region=owner.region)
    bring_in(
        [above(item(owner), name="货运许可"), above(item(other), name="取水许可"), entry("990123456000")]
    )
    bring_in([entry("P1", levels=("1",))], kind=BaseKind.POWER_LIST)
    editor = signed_in(organisation=owner)

    page = page_of(editor)

    assert "<em>5 项</em>和上级目录不同，等待处理" in page
    assert len(listed(page)) == 5
    assert '<option value="renamed" >名称不同 · 2</option>' in page
    assert [words[:12] for words in listed(page_of(editor, f"{LIST}?organisation=YI&list=base"))] == [
        "名称上级是“取水许可”，"[:12]
    ]
    assert listed(page_of(editor, f"{LIST}?kind=missing")) == [
        "基本目录里有“事项990123456000”（990123456000），本地没有"
    ]
    assert len(listed(page_of(editor, f"{LIST}?list=power-list"))) == 2
    assert listed(page_of(editor, f"{LIST}?state=resolved")) == []
    assert "没有符合条件的差异" in page_of(editor, f"{LIST}?state=overdue")
    assert len(listed(page_of(editor, f"{LIST}?state=nonsense&kind=nonsense&list=x"))) == 5


def test_the_list_is_read_page_by_page(
    signed_in: SignIn, owner: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.views.drift_pages.PAGE", 2)
    bring_in([entry(f"99012345{number}000") for number in range(5)])
    editor = signed_in(organisation=owner)

    seen, address = [], LIST
    while address:
        page = page_of(editor, address)
        seen += listed(page)
        more = re.search(r'href="\?([^"]+)" rel="next"', page)
        address = f"{LIST}?{more[1].replace('&amp;', '&')}" if more else ""

    assert len(seen) == len(set(seen)) == 5


def test_what_is_late_says_so(
    signed_in: SignIn, owner: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in([above(item(owner), name="货运许可")])
    editor = signed_in(organisation=owner)
    later = AT + timedelta(days=31)
    monkeypatch.setattr("yichuang.offer.catalogue.views.drift_pages.now", lambda: later)

    page = page_of(editor, f"{LIST}?state=overdue")

    assert "其中 1 项已经超期" in page
    assert "已经超期 · 4月1日" in page


def test_without_a_list_above_the_page_says_what_to_do(signed_in: SignIn, owner: Organisation) -> None:
    editor = signed_in(organisation=owner)

    assert "yichuang catalogue base-import" in page_of(editor)
    bring_in([above(item(owner))])
    assert "和上级目录的差异都处理了" in page_of(editor)


def test_the_list_as_a_workbook(signed_in: SignIn, owner: Organisation) -> None:
    bring_in([above(item(owner), name="货运许可"), entry("990123456000", "甲")])
    editor = signed_in(organisation=owner)

    answer = editor.get(f"{LIST}file/?kind=renamed")

    assert answer.status_code == 200
    assert quote("目录差异-2026-03-02.xlsx") in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0][:4] == ("清单", "差异", "部门", "基本编码")
    assert [row[1] for row in rows[1:]] == ["名称不同"]
    assert rows[1][8] == "待处理"


def test_the_pages_take_a_fixed_number_of_statements(signed_in: SignIn, owner: Organisation) -> None:
    editor = signed_in(organisation=owner)
    counts = []
    for number in range(2):
        bring_in(
            [above(item(owner), name="货运许可") for _ in range(3 * number + 1)],
            name=f"第 {number} 版",
            dated_on=DATED_ON + timedelta(days=number),
        )
        page_of(editor)
        with CaptureQueriesContext(connection) as seen:
            page_of(editor)
        counts.append(len(seen))

    assert counts[0] == counts[1]


# — one difference —


def test_an_editor_adopts(signed_in: SignIn, owner: Organisation) -> None:
    """CAT-19"""
    version = item(owner)
    bring_in([above(version, name="货运许可")])
    editor = signed_in(organisation=owner, region=owner.region)
    address = task()

    page = page_of(editor, address)
    assert "按上级目录起草新版本" in page
    answer = editor.post(f"{address}resolution/", {"decision": "adopted"}, follow=True)

    assert "已按上级目录起草，发布以后生效" in answer.content.decode()
    assert models.HandlingVersion.objects.get(status="draft").item_name == "货运许可"
    assert "采用上级" in page_of(editor, f"{LIST}?state=resolved")
    again = editor.post(f"{address}resolution/", {"decision": "adopted"}, follow=True)
    assert "这项差异已经处理：采用上级" in again.content.decode()


def test_an_editor_maps_with_a_name_that_is_like_it(signed_in: SignIn, owner: Organisation) -> None:
    version = item(owner)
    bring_in([entry("OTHER-1", version.item_name + "核发"), entry("OTHER-2", "老年人优待证")])
    [view] = [one for one in drift_report(TODAY) if one.kind.value == "local-only"]
    editor = signed_in(organisation=owner, region=owner.region)

    page = page_of(editor, f"{LIST}{view.key}/")
    assert f'<option value="OTHER-1">{version.item_name}核发（OTHER-1）</option>' in page
    assert "OTHER-2" not in page
    editor.post(f"{LIST}{view.key}/resolution/", {"decision": "mapped", "choice": "OTHER-1"})

    assert models.BaseMapping.objects.get().base_code == "OTHER-1"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "请选择一种处理方式"),
        ({"decision": "ignored"}, "请选择一种处理方式"),
        ({"decision": "explained", "reason": "好的"}, "理由要写 5 至 500 字"),
        ({"decision": "mapped", "code": "NOWHERE"}, "没有编码为“NOWHERE”"),
    ],
    ids=["nothing", "unknown", "short", "nowhere"],
)
def test_what_was_typed_stays_when_something_is_wrong(
    signed_in: SignIn, owner: Organisation, typed: dict[str, str], words: str
) -> None:
    bring_in([above(item(owner), name="货运许可")])
    editor, address = signed_in(organisation=owner, region=owner.region), task()

    with unchanged():
        answer = editor.post(f"{address}resolution/", typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert typed.get("reason", "") in page
    assert typed.get("code", "") in page


def test_a_kind_that_cannot_be_adopted_offers_the_other_ways(signed_in: SignIn, owner: Organisation) -> None:
    bring_in([above(item(owner), working_days=1)])
    editor, address = signed_in(organisation=owner, region=owner.region), task()

    assert "请先办理事项变动，差异会自己消失" in page_of(editor, address)
    answer = editor.post(f"{address}resolution/", {"decision": "adopted"})
    assert answer.status_code == 409
    assert "“不如上级”不能直接采用" in answer.content.decode()


def test_an_editor_of_another_department_reads_and_does_not_resolve(
    signed_in: SignIn, owner: Organisation
) -> None:
    bring_in([above(item(owner), name="货运许可")])
    elsewhere = OrganisationFactory.create(region=owner.region)
    editor, address = signed_in(organisation=elsewhere, region=owner.region), task()

    page = page_of(editor, address)
    assert "由这个部门的事项管理员处理" in page
    assert 'name="decision"' not in page
    with unchanged():
        assert editor.post(f"{address}resolution/", {"decision": "adopted"}).status_code == 403


def test_a_difference_that_is_no_more(signed_in: SignIn, owner: Organisation) -> None:
    editor = signed_in(organisation=owner)

    page_of(editor, f"{LIST}{'0' * 64}/", 404)
    assert editor.post(f"{LIST}{'0' * 64}/resolution/", {"decision": "adopted"}).status_code == 404
    assert editor.get(f"{LIST}{'0' * 64}/resolution/").status_code == 302


# — a list that waits —


def test_a_reviewer_confirms_a_list_that_shrank(signed_in: SignIn, owner: Organisation) -> None:
    """CAT-20"""
    bring_in([entry(f"A{number}") for number in range(4)])
    held = bring_in([entry("A0")], name="缩水版", dated_on=DATED_ON + timedelta(days=1)).edition
    assert held
    address = f"/catalogue/base/{held.id}/"
    reviewer = signed_in(Role.CATALOGUE_REVIEWER)

    assert "减少了一半以上" in page_of(reviewer)
    assert "这一版等待核对，还没有生效" in page_of(reviewer, address)
    with unchanged():
        wrong = reviewer.post(f"{address}confirmation/", {"reason": "好"})
    assert (wrong.status_code, "请写明怎样核对的" in wrong.content.decode()) == (422, True)
    done = reviewer.post(f"{address}confirmation/", {"reason": "已与省里电话核实"}, follow=True)

    assert "这一版现行有效" in done.content.decode()
    current = current_edition(BaseKind.BASE)
    assert current
    assert current.id == held.id
    assert reviewer.post(f"{address}confirmation/", {"reason": "再确认一次"}).status_code == 409


def test_an_editor_does_not_confirm(signed_in: SignIn, owner: Organisation) -> None:
    bring_in([entry(f"A{number}") for number in range(4)])
    held = bring_in([entry("A0")], name="缩水版", dated_on=DATED_ON + timedelta(days=1)).edition
    assert held
    editor = signed_in(organisation=owner)

    assert "由事项审核员核对确认" in page_of(editor, f"/catalogue/base/{held.id}/")
    with unchanged():
        answer = editor.post(f"/catalogue/base/{held.id}/confirmation/", {"reason": "已与省里电话核实"})
    assert answer.status_code == 403
    page_of(editor, "/catalogue/base/00000000-0000-7000-8000-000000000009/", 404)


# — who reads —

READERS = (Role.CATALOGUE_EDITOR, Role.CATALOGUE_REVIEWER, Role.DEPARTMENT_HEAD)


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
@pytest.mark.parametrize("address", [LIST, f"{LIST}file/", f"{LIST}{'0' * 64}/"], ids=["list", "file", "one"])
def test_nobody_else_has_the_pages(signed_in: SignIn, role: Role, address: str) -> None:
    page_of(signed_in(role), address, 403)


def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/catalogue/drift/")


def test_the_page_reads_in_english(signed_in: SignIn, owner: Organisation) -> None:
    bring_in([above(item(owner), name="货运许可")])
    editor = signed_in(organisation=owner)

    page = editor.get(LIST, headers={"accept-language": "en"}).content.decode()

    assert "Another name" in page
    assert "differs from the lists of the level above" in page
