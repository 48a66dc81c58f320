"""A visitor's list at the counter: typed or scanned, the case starts with its item and its answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake.tests.counter_pages import SignIn, text
from yichuang.offer.catalogue import services as catalogue
from yichuang.offer.catalogue.tests.factories import content, material, publish, question
from yichuang.offer.catalogue.types.life import LifeInput
from yichuang.offer.guidance import services as guidance
from yichuang.offer.guidance.models import PersonalList
from yichuang.offer.guidance.types import KeptList

NEW = f"/counter/new/{LICENCE_NEW}/?answer.subject=person"


@pytest.fixture
def kept(county: County) -> KeptList:
    return guidance.keep_list(item=LICENCE_NEW, answers={"subject": "person"}, source="192.0.2.1", at=AT)


def another(county: County, **changes: Any) -> tuple[str, str]:
    """The codes of an item and of its list kept yesterday, superseded today by a version with ``changes``."""
    yesterday = TODAY - timedelta(days=1)
    before = content()
    first = publish(before, organisation_id=county.transport, valid_from=yesterday, at=AT - timedelta(days=1))
    kept = guidance.keep_list(
        item=first.code,
        answers={"subject-kind": "individual"},
        source="192.0.2.1",
        at=AT - timedelta(days=1),
    )
    same = {"code": first.code, "name": first.name, "item_code": first.item_code}
    publish(content(**same | changes), organisation_id=county.transport, valid_from=TODAY, at=AT)
    return first.code, kept.code


@pytest.mark.parametrize(
    "said",
    ["{code}", "{printed}", "http://yc.example/lists/{code}/"],
    ids=["typed", "as printed", "scanned"],
)
def test_it_leads_to_the_new_case_with_its_answers(desk: Client, kept: KeptList, said: str) -> None:
    words = said.format(code=kept.code, printed=kept.printed_code)

    found = desk.get("/counter/", {"q": words})
    assert (found.status_code, found["Location"]) == (302, f"/counter/lists/{kept.code}/")
    on = desk.get(found["Location"])
    assert (on.status_code, on["Location"]) == (302, NEW)
    page = desk.get(on["Location"]).content.decode()
    assert '<input type="hidden" name="answer.subject" value="person">' in page


def test_results_that_follow_the_typing_go_there_too(desk: Client, kept: KeptList) -> None:
    found = desk.get("/counter/", {"q": kept.code}, headers={"HX-Request": "true"})

    assert found["HX-Redirect"] == f"/counter/lists/{kept.code}/"


def test_eight_characters_that_are_nobodys_list_are_searched_for(desk: Client) -> None:
    found = desk.get("/counter/", {"q": "1234ABCD"})

    assert found.status_code == 200
    assert "没有找到这个事项" in text(found)


def test_a_superseded_list_is_told_before_anything_is_taken_over(desk: Client, county: County) -> None:
    item, code = another(
        county, materials=(material("m01", name="申请表"), material("m09", name="安全承诺书"))
    )

    with unchanged():
        page = desk.get(f"/counter/lists/{code}/")

    said = text(page)
    assert page.status_code == 200
    assert "这份清单的指南更新了，先告诉来人变了什么" in said
    assert "安全承诺书" in said
    assert f'href="/counter/new/{item}/?answer.subject-kind=individual"' in page.content.decode()


def test_of_answers_that_no_longer_fit_only_those_that_count_are_taken_over(
    desk: Client, county: County
) -> None:
    item, code = another(
        county, questions=(question("vehicle", "truck", "bus"),), materials=(material("m01"),)
    )

    page = desk.get(f"/counter/lists/{code}/")

    assert "原来的回答不够用了，还要再问几句" in text(page)
    assert f'href="/counter/new/{item}/"' in page.content.decode()


def test_the_list_of_an_item_that_ended_starts_nothing(desk: Client, county: County) -> None:
    first = county.item()
    kept = guidance.keep_list(item=first.code, answers={"subject-kind": "company"}, source="192.0.2.1", at=AT)
    catalogue.withdraw_item(code=first.code, ended_on=TODAY, at=AT, by="system", reason="国务院取消")

    page = desk.get(f"/counter/lists/{kept.code}/")

    assert "这份清单不能用了" in text(page)
    assert "/counter/new/" not in page.content.decode()


def test_an_expired_list_says_so_and_offers_the_item(desk: Client, kept: KeptList) -> None:
    PersonalList.objects.filter(code=kept.code).update(
        kept_on=TODAY - timedelta(days=91), expires_on=TODAY - timedelta(days=1)
    )

    page = desk.get(f"/counter/lists/{kept.code}/")

    assert page.status_code == 404
    assert "有效到 2026-02-10，已经过期" in text(page)
    assert f'href="/counter/new/{LICENCE_NEW}/"' in page.content.decode()


def test_an_unknown_code_is_not_found(desk: Client) -> None:
    assert desk.get("/counter/lists/0000-0000/").status_code == 404


def test_only_who_receives_may(signed_in: SignIn, kept: KeptList) -> None:
    assert signed_in("officer").get(f"/counter/lists/{kept.code}/").status_code == 403
    assert Client().get(f"/counter/lists/{kept.code}/").status_code == 302


def test_who_has_no_window_yet_chooses_one(signed_in: SignIn, kept: KeptList) -> None:
    answer = signed_in("clerk").get(f"/counter/lists/{kept.code}/")

    assert (answer.status_code, answer["Location"]) == (302, "/counter/windows/")


# — an older link, without a code —


def test_a_link_of_a_version_that_is_over_says_so_at_the_counter(county: County, desk: Client) -> None:
    code, _ = another(county, materials=(material("m01"), material("m09", name="一寸照片")))
    link = f"http://yc.example/guide/{code}/list/?v={{}}&answers=subject-kind:individual"

    old = desk.get("/counter/", {"q": link.format(1)}, follow=True)
    now = desk.get("/counter/", {"q": link.format(2)}, follow=True)
    odd = desk.get("/counter/", {"q": link.format("x")}, follow=True)

    assert [answer.redirect_chain[0][0] for answer in (old, now, odd)] == [
        f"/counter/new/{code}/?answer.subject-kind=individual"
    ] * 3
    said = "这份清单是按第 1 版印的，现在执行第 2 版，请按下面的清单核对"
    assert [said in text(answer) for answer in (old, now, odd)] == [True, False, False]


def test_the_same_link_tells_the_citizen(county: County, client: Client) -> None:
    code, _ = another(county, materials=(material("m01"), material("m09", name="一寸照片")))
    link = f"/guide/{code}/list/?answers=subject-kind:individual"

    old, current = (text(client.get(f"{link}&v={number}")) for number in (1, 2))

    said = "这份清单的指南已经更新，下面是现在的版本。"
    assert (said in old, said in current) == (True, False)
    assert "一寸照片" in old


def test_a_suspended_item_is_marked_among_the_hits(county: County, desk: Client) -> None:
    version = county.item(name="临时停办的许可")
    catalogue.suspend_item(
        code=version.code,
        change=LifeInput("系统改造", TODAY),
        expected_until=TODAY + timedelta(days=30),
        at=AT,
        by=county.people["head"],
    )

    shown = " ".join(text(desk.get("/counter/", {"q": "临时停办的许可"})).split())

    assert "暂停办理，预计 " in shown
    assert "恢复：系统改造" in shown
