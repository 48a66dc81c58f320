"""The pages of versions: lists, comparison, reviews, publication, what happens to an item."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.places.models import Region
from yichuang.kernel import time
from yichuang.kernel.tests.fingerprint import unchanged
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.queries import listing
from yichuang.offer.catalogue.tests.desk import (
    BUREAU_YES,
    DEPARTMENT_YES,
    TODAY,
    Desk,
    approved,
    changed,
    digest_of,
    draft,
    item,
    make_desk,
    person,
    review,
    submit,
)
from yichuang.offer.catalogue.tests.factories import AT, content, publish
from yichuang.offer.catalogue.tests.test_reviewing import BACK
from yichuang.offer.catalogue.types.life import LifeInput
from yichuang.offer.catalogue.types.listing import ItemFilter
from yichuang.offer.catalogue.types.reviewing import DraftState

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)
NOW = LifeInput("系统升级", TODAY)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (AT - time.now()))
    made = make_desk()
    _signed_in.clear()
    for actor in (made.editor, made.head, made.reviewer, *made.strangers.values()):
        as_(actor)  # signing in is written down: not while a refusal is looked at
    return made


_signed_in: dict[UUID, Client] = {}


def as_(actor: Actor) -> Client:
    if actor.user_id not in _signed_in:
        _signed_in[actor.user_id] = Client()
        _signed_in[actor.user_id].force_login(User.objects.get(id=actor.user_id))
    return _signed_in[actor.user_id]


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def page_of(actor: Actor, address: str, status: int = 200) -> str:
    answer = as_(actor).get(address)
    assert answer.status_code == status, text(answer)
    return text(answer)


def post(actor: Actor, address: str, data: dict[str, Any]) -> Any:
    return as_(actor).post(address, data)


def names(page: str) -> list[str]:
    return re.findall(r"<a href=\"/catalogue/(?:handling-items|versions)/[^\"]+\"><b>([^<]+)</b></a>", page)


def address(version_id: UUID, act: str = "") -> str:
    return f"/catalogue/versions/{version_id}/{act}"


# Lists


def test_a_department_sees_its_items_with_version_and_draft(desk: Desk) -> None:
    """CAT-14"""
    one, two = item(desk, name="甲证"), item(desk, name="乙证")
    publish(changed(item(desk, name="丙证")), organisation_id=desk.owner.id, valid_from=TOMORROW)
    draft(desk, changed(two, visits=0))
    publish(content(name="丁证"), organisation_id=desk.other.id)

    page = page_of(desk.editor, "/catalogue/")

    assert names(page) == ["甲证", "乙证", "丙证"]
    assert "交通运输局的事项" in page
    assert one.code in page
    assert names(page_of(desk.reviewer, "/catalogue/")) == ["甲证", "乙证", "丙证", "丁证"]
    assert names(page_of(desk.reviewer, "/catalogue/?organisation=MZJ")) == ["丁证"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=offered", ["在用证", "在审证"]),
        ("state=suspended", ["暂停证"]),
        ("state=scheduled", ["预定证"]),
        ("state=ended", ["取消证"]),
        ("state=unpublished", ["新证"]),
        ("draft=draft", ["新证"]),
        ("draft=department-review", ["在审证"]),
        ("draft=approved", []),
        ("q=暂停", ["暂停证"]),
        ("q=在&state=offered", ["在用证", "在审证"]),
        ("state=nonsense", ["在用证", "暂停证", "预定证", "取消证", "在审证", "新证"]),
    ],
)
def test_the_list_is_narrowed_down(desk: Desk, query: str, found: list[str]) -> None:
    item(desk, name="在用证")
    stopped = item(desk, name="暂停证")
    services.suspend_item(code=stopped.code, change=NOW, at=AT, by=desk.head)
    publish(content(name="预定证"), organisation_id=desk.owner.id, valid_from=TOMORROW)
    gone = item(desk, name="取消证")
    services.cancel_item(code=gone.code, change=NOW, at=AT, by=desk.head)
    submit(desk, draft(desk, changed(item(desk, name="在审证"), visits=0)))
    draft(desk, content(name="新证"))

    page = page_of(desk.editor, f"/catalogue/?{query}")

    assert names(page) == found
    if not found:
        assert "没有符合条件的事项" in page


def test_the_list_is_read_page_by_page_with_a_fixed_number_of_statements(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.views.item_list.PAGE", 2)
    for place in "一二三":
        draft(desk, changed(item(desk, name=f"第{place}证"), visits=0))

    first = page_of(desk.editor, "/catalogue/?q=证")
    following = re.findall(r'href="([^"]+)" rel="next"', first)[0]
    second = page_of(desk.editor, following)

    assert (names(first), names(second)) == (["第一证", "第二证"], ["第三证"])
    assert "回到第一页" in second
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as seen:
            assert len(listing.item_lines([desk.owner.id], ItemFilter(), TODAY, limit=limit)) == limit
        counts.append(len(seen))
    assert counts == [5, 5]


def test_everybody_sees_what_waits_for_them(desk: Desk) -> None:
    """CAT-16"""
    sent, seen, ready, back = (draft(desk, content(name=f"{word}证")) for word in ("送", "审", "批", "退"))
    draft(desk, content(name="起草证"))
    for version_id in (sent, seen, ready, back):
        submit(desk, version_id)
    for version_id in (seen, ready):
        review(version_id, DEPARTMENT_YES, desk.head)
    review(ready, BUREAU_YES, desk.reviewer)
    review(back, BACK, desk.head)

    def waiting(actor: Actor) -> list[str]:
        return names(page_of(actor, "/catalogue/reviews/"))

    assert waiting(desk.head) == ["送证"]
    assert waiting(desk.reviewer) == ["审证", "批证"]
    assert waiting(desk.editor) == ["批证", "退证"]
    for stranger in ("other-editor", "other-head", "far-reviewer"):
        assert waiting(desk.strangers[stranger]) == []
    assert "没有等您办理的草稿" in page_of(desk.strangers["other-head"], "/catalogue/reviews/")


# The page of a version


def test_a_draft_stands_beside_the_version_in_force(desk: Desk) -> None:
    old = item(desk)
    version_id = draft(desk, changed(old, visits=0, conditions=("有车辆", "有驾驶员")))

    page = page_of(desk.head, address(version_id))

    assert "草稿与第 1 版有 <em>4 处不同</em>" in page
    assert "第 1 版 → 第 2 版" in page
    assert "到现场次数由 1 次改为 0 次" in page
    assert "还没有送审。" in page
    assert 'name="decision"' not in page


def test_any_two_versions_are_compared(desk: Desk) -> None:
    first = item(desk)
    second = publish(changed(first, visits=2), organisation_id=desk.owner.id, valid_from=TODAY)
    third = draft(desk, changed(second, visits=3))

    assert "由 2 次改为 3 次" in page_of(desk.editor, address(third))
    assert "由 1 次改为 3 次" in page_of(desk.editor, address(third, f"?against={first.id}"))
    assert "由 1 次改为 2 次" in page_of(desk.editor, address(second.id))
    assert "没有可以比较的版本" in page_of(desk.editor, address(first.id))
    assert "由 2 次改为 1 次" in page_of(desk.editor, address(first.id, f"?against={second.id}"))
    assert "由 2 次改为 3 次" in page_of(desk.editor, address(third, "?against=nonsense"))


def test_a_draft_goes_its_way_on_the_pages(desk: Desk) -> None:
    """CAT-16"""
    old = item(desk)
    version_id = draft(desk, changed(old, visits=0))
    digest = digest_of(version_id)
    own = address(version_id)

    answer = post(
        desk.editor, address(version_id, "submission/"), {"digest": digest, "remarks": "到现场改为零次"}
    )
    assert (answer.status_code, answer["Location"]) == (302, own)
    assert "部门审核" in page_of(desk.head, own)
    answer = post(
        desk.head,
        address(version_id, "department-review/"),
        {"digest": digest, "decision": "approved", "reason": "", "remarks": "同意"},
    )
    assert (answer.status_code, answer["Location"]) == (302, own)
    answer = post(
        desk.reviewer,
        address(version_id, "bureau-review/"),
        {"digest": digest, "decision": "approved", "remarks": ""},
    )
    assert (answer.status_code, answer["Location"]) == (302, own)
    answer = post(
        desk.editor,
        address(version_id, "publication/"),
        {"digest": digest, "valid_from": TOMORROW.isoformat()},
    )
    assert (answer.status_code, answer["Location"]) == (302, own)

    assert queries.published_version(old.code, TOMORROW).id == version_id
    page = page_of(desk.editor, own)
    for word in ("到现场改为零次", "江洛", "钱进", "申禾", digest[:12]):
        assert word in page
    assert 'type="submit"' not in page.split('id="acts"')[1].split("</main>")[0]


def test_a_draft_is_sent_back_on_the_page_with_a_reason(desk: Desk) -> None:
    version_id = draft(desk)
    submit(desk, version_id)
    given = {"digest": digest_of(version_id), "decision": "returned", "reason": "", "remarks": "第二份"}

    with unchanged():
        answer = post(desk.head, address(version_id, "department-review/"), given)
    assert answer.status_code == 422
    assert "退回修改要选择原因" in text(answer)
    assert "第二份" in text(answer)
    with unchanged():
        assert post(desk.head, address(version_id, "department-review/"), {}).status_code == 422

    post(desk.head, address(version_id, "department-review/"), given | {"reason": "legal-basis"})

    assert queries.review_status(version_id).state is DraftState.RETURNED
    assert "依据不足" in page_of(desk.editor, address(version_id))


def test_a_day_gone_by_is_refused_in_words_and_what_was_typed_stays(desk: Desk) -> None:
    version_id = approved(desk)
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    given = {"digest": digest_of(version_id), "valid_from": yesterday}

    with unchanged():
        answer = post(desk.editor, address(version_id, "publication/"), given)

    assert answer.status_code == 409
    assert "生效日期 2026-03-01 已经过去，最早自今天（2026-03-02）起生效" in text(answer)
    assert f'value="{yesterday}"' in text(answer)
    with unchanged():
        answer = post(desk.editor, address(version_id, "publication/"), given | {"valid_from": "明天"})
    assert answer.status_code == 422
    assert "日期写成 2026-03-02 的样子" in text(answer)


def test_a_draft_changed_meanwhile_is_not_reviewed_unseen(desk: Desk) -> None:
    made = content()
    version_id = draft(desk, made)
    submit(desk, version_id)
    given = {"digest": digest_of(version_id), "decision": "approved"}
    again = draft(desk, replace(made, visits=0))
    submit(desk, again)

    with unchanged():
        gone = post(desk.head, address(version_id, "department-review/"), given)
        stale = post(desk.head, address(again, "department-review/"), given)

    assert gone.status_code == 404
    assert "重新打开" in text(gone)
    assert stale.status_code == 409
    assert "请重新查看内容再办理" in text(stale)


def test_who_wrote_a_draft_is_told_that_others_review_it(desk: Desk) -> None:
    county = Region.objects.get(code="990101")
    user = User.objects.get(id=desk.head.user_id)
    both = person("钱进", Role.CATALOGUE_EDITOR, county, desk.owner, user=user)
    version_id = draft(desk, by=both)
    submit(desk, version_id)

    page = page_of(both, address(version_id))

    assert "这一步由其他人审核" in page
    assert 'name="decision"' not in page
    assert "您起草或者送审的，由其他人审核" in page_of(both, "/catalogue/reviews/")


def test_an_earlier_version_is_drafted_again_on_its_page(desk: Desk) -> None:
    """CAT-18"""
    first = item(desk)
    publish(changed(first, visits=0), organisation_id=desk.owner.id, valid_from=TODAY)

    page = page_of(desk.editor, address(first.id))
    assert "按这一版起草" in page
    answer = post(desk.editor, address(first.id, "rollback/"), {"replacing": ""})

    made = queries.versions_of(first.handling_item_id)[0]
    assert (answer.status_code, answer["Location"]) == (302, address(made.id))
    assert (made.version_number, made.visits) == (3, 1)
    with unchanged():
        again = post(desk.editor, address(first.id, "rollback/"), {"replacing": ""})
    assert again.status_code == 409


# The page of an item


def test_an_item_is_suspended_and_resumed_on_its_page(desk: Desk) -> None:
    """CAT-18"""
    version = item(desk, name="货运许可")
    own = f"/catalogue/handling-items/{version.handling_item_id}/"

    answer = post(
        desk.head,
        f"{own}suspension/",
        {
            "suspension-takes_effect_on": TODAY.isoformat(),
            "suspension-expected_until": "2026-03-09",
            "suspension-reason": "系统升级",
            "suspension-basis": "",
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, own)
    page = page_of(desk.head, own)
    assert "自 2026年3月2日 起暂停：系统升级 · 预计 2026年3月9日 恢复" in page

    with unchanged():
        answer = post(
            desk.head,
            f"{own}resumption/",
            {"resumption-takes_effect_on": "2026-03-01", "resumption-reason": "升级完成"},
        )
    assert answer.status_code == 409
    assert "最早自 2026-03-02 起恢复办理" in text(answer)
    assert "升级完成" in text(answer)
    post(
        desk.head,
        f"{own}resumption/",
        {"resumption-takes_effect_on": TODAY.isoformat(), "resumption-reason": "升级完成"},
    )
    assert queries.suspension_of(version.handling_item_id, TODAY) is None


@pytest.mark.parametrize(
    ("act", "codes"),
    [("cancellation", 1), ("merger", 1), ("division", 2)],
)
def test_an_item_ends_on_its_page_and_says_what_replaced_it(desk: Desk, act: str, codes: int) -> None:
    version = item(desk, name="旧证")
    others = [item(desk, name=f"新证{number}") for number in range(codes)]
    own = f"/catalogue/handling-items/{version.handling_item_id}/"
    given = {
        f"{act}-takes_effect_on": TODAY.isoformat(),
        f"{act}-reason": "机构改革",
        f"{act}-codes": "，".join(other.code for other in others),
    }

    with unchanged():
        unread = post(desk.head, f"{own}{act}/", given)
    assert unread.status_code == 422
    assert "请先核对，再勾选" in text(unread)
    answer = post(desk.head, f"{own}{act}/", given | {f"{act}-consent": "on"})

    assert (answer.status_code, answer["Location"]) == (302, own)
    page = page_of(desk.head, own)
    assert "由这些事项承接" in page
    for other in others:
        assert other.name in page
    assert f"{act}-reason" not in page  # nothing is left to end


def test_a_code_nobody_has_is_refused_beside_what_was_typed(desk: Desk) -> None:
    version = item(desk)
    own = f"/catalogue/handling-items/{version.handling_item_id}/"
    given = {
        "merger-takes_effect_on": TODAY.isoformat(),
        "merger-reason": "机构改革",
        "merger-codes": "XK-404",
        "merger-consent": "on",
    }

    with unchanged():
        answer = post(desk.head, f"{own}merger/", given)

    assert answer.status_code == 404
    assert "没有编码为 XK-404 的业务办理项" in text(answer)
    assert 'value="XK-404"' in text(answer)


# Who may


ACTS = ["submission", "department-review", "bureau-review", "publication", "rollback"]


@pytest.mark.parametrize(
    "who", ["other-editor", "other-head", "far-reviewer", "officer", "clerk", "supervisor"]
)
def test_nobody_else_has_the_pages(desk: Desk, who: str) -> None:
    stranger = desk.strangers[who]
    version = item(desk)
    version_id = draft(desk, changed(version, visits=0))
    given = {"digest": digest_of(version_id), "decision": "approved", "valid_from": TODAY.isoformat()}
    own = f"/catalogue/handling-items/{version.handling_item_id}/"

    with unchanged():
        page_of(stranger, address(version_id), 403)
        page_of(stranger, own, 403)
        for act in ACTS:
            target = version.id if act == "rollback" else version_id
            assert post(stranger, address(target, f"{act}/"), given).status_code == 403, act
        for act in ("suspension", "resumption", "cancellation", "merger", "division"):
            assert post(stranger, f"{own}{act}/", {}).status_code == 403, act
    if who in ("officer", "clerk", "supervisor"):
        page_of(stranger, "/catalogue/", 403)
        page_of(stranger, "/catalogue/reviews/", 403)


def test_an_editor_reads_an_item_and_does_not_end_it(desk: Desk) -> None:
    version = item(desk)
    own = f"/catalogue/handling-items/{version.handling_item_id}/"

    assert "登记暂停" not in page_of(desk.editor, own)
    given = {"suspension-takes_effect_on": TODAY.isoformat(), "suspension-reason": "系统升级"}
    with unchanged():
        assert post(desk.editor, f"{own}suspension/", given).status_code == 403
    assert page_of(desk.editor, "/catalogue/handling-items/00000000-0000-7000-8000-000000000000/", 404)
    assert page_of(desk.editor, address(UUID(int=0)), 404)


def test_an_act_opened_by_get_leads_to_its_page(desk: Desk) -> None:
    version = item(desk)
    client = as_(desk.editor)

    for act in ACTS:
        assert client.get(address(version.id, f"{act}/"))["Location"] == address(version.id)
    own = f"/catalogue/handling-items/{version.handling_item_id}/"
    assert client.get(f"{own}merger/")["Location"] == own
    assert Client().get("/catalogue/")["Location"].startswith("/accounts/login/")


def test_the_pages_read_in_english(desk: Desk) -> None:
    version_id = approved(desk)
    client = as_(desk.editor)

    for path in ("/catalogue/", "/catalogue/reviews/", address(version_id)):
        page = client.get(path, headers={"accept-language": "en"}).content.decode()
        main = page.split("<main")[1].split("</main>")[0]
        shown = re.sub(r'lang="zh-Hans">.*?</(?:ul|p|span)>|<title>.*?</title>', "", main, flags=re.S)
        words = re.findall(r">([^<>]*[一-鿿][^<>]*)<", shown)
        made = ("道路", "交通", "交运", "江洛", "钱进", "申禾")
        assert [word for word in words if not word.strip().startswith(made)] == [], path
