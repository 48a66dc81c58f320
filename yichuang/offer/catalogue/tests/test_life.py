"""Items suspended and resumed, cancelled, merged and split; what took their place (CAT-18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.tests.fingerprint import refused
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.errors import (
    BackdatedVersion,
    ItemNotOffered,
    ItemSuspended,
    ItemUnknown,
    LaterVersionExists,
    LifeChangeNotPossible,
    LifeInputWrong,
)
from yichuang.offer.catalogue.services import storing
from yichuang.offer.catalogue.tests.desk import TODAY, Desk, changed, item, make_desk
from yichuang.offer.catalogue.tests.factories import AT, publish
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.life import LifeInput, LifeKind

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)
NOW = LifeInput("系统升级", TODAY, "安政服〔2026〕8号")


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def suspend(desk: Desk, version: HandlingVersion, change: LifeInput = NOW, **more: Any) -> None:
    given = {"code": version.code, "change": change, "at": AT, "by": desk.head}
    services.suspend_item(**(given | more))


def resume(desk: Desk, version: HandlingVersion, change: LifeInput = NOW, **more: Any) -> None:
    given = {"code": version.code, "change": change, "at": AT, "by": desk.head}
    services.resume_item(**(given | more))


def names(version: HandlingVersion) -> list[tuple[str, str, date | None]]:
    """What took the place of an item: name, by which event, until when it holds itself."""
    found = queries.successors_of(version.handling_item_id)
    return [(view.name, view.kind.value, view.ended_on) for view in found]


# Suspended and resumed


def test_a_suspended_item_is_refused_in_words(desk: Desk) -> None:
    """CAT-18"""
    version = item(desk, name="货运许可")

    suspend(desk, version, expected_until=NEXT_WEEK)

    words = "“货运许可”自 2026-03-02 起暂停办理：系统升级，预计 2026-03-09 恢复"
    with refused(ItemSuspended, f"^{words}$") as refusal:
        queries.published_version(version.code, TODAY)
    assert refusal.value.extra == {"version_id": str(version.id)}
    with refused(ItemSuspended):
        queries.published_version(version.item_code, NEXT_WEEK)  # expected is not resumed
    assert queries.published_version(version.code, TODAY - timedelta(days=1)).id == version.id
    assert queries.suspended_items(TODAY) == {version.handling_item_id}
    assert queries.suspended_items(TODAY - timedelta(days=1)) == frozenset()


def test_it_is_refused_under_a_former_code_too(desk: Desk) -> None:
    version = item(desk)
    storing.remember_code(version.handling_item_id, "OLD-1")
    assert queries.published_version("OLD-1", TODAY).id == version.id

    suspend(desk, version)

    with refused(ItemSuspended):
        queries.published_version("OLD-1", TODAY)


def test_a_resumed_item_is_taken_again(desk: Desk) -> None:
    version = item(desk)
    suspend(desk, version)

    resume(desk, version, replace(NOW, reason="升级完成", takes_effect_on=TOMORROW))

    with refused(ItemSuspended):
        queries.published_version(version.code, TODAY)
    assert queries.published_version(version.code, TOMORROW).id == version.id
    assert [
        (event.kind, event.takes_effect_on, event.reason, event.basis, event.made_by)
        for event in queries.life_of(version.handling_item_id)
    ] == [
        (LifeKind.SUSPENDED, TODAY, "系统升级", "安政服〔2026〕8号", "钱进"),
        (LifeKind.RESUMED, TOMORROW, "升级完成", "安政服〔2026〕8号", "钱进"),
    ]


def test_a_planned_suspension_begins_by_itself_and_can_be_given_up(desk: Desk) -> None:
    version = item(desk)
    later = replace(NOW, takes_effect_on=NEXT_WEEK)
    suspend(desk, version, later)
    assert queries.published_version(version.code, TODAY).id == version.id
    with refused(ItemSuspended):
        queries.published_version(version.code, NEXT_WEEK)

    resume(desk, version, later)

    assert queries.published_version(version.code, NEXT_WEEK).id == version.id


def test_suspensions_and_resumptions_alternate(desk: Desk) -> None:
    version = item(desk, name="货运许可")
    with refused(LifeChangeNotPossible, "“货运许可”在 2026-03-02 没有暂停，不用恢复"):
        resume(desk, version)
    suspend(desk, version)
    with refused(LifeChangeNotPossible, "“货运许可”自 2026-03-02 起已经暂停办理"):
        suspend(desk, version, replace(NOW, takes_effect_on=TOMORROW))
    resume(desk, version, replace(NOW, takes_effect_on=NEXT_WEEK))
    with refused(LifeChangeNotPossible, "已登记自 2026-03-09 起恢复办理"):
        resume(desk, version)
    suspend(desk, version, replace(NOW, takes_effect_on=NEXT_WEEK))


def test_a_new_version_of_a_suspended_item_is_suspended_as_well(desk: Desk) -> None:
    version = item(desk)
    suspend(desk, version)

    publish(changed(version, visits=0), organisation_id=desk.owner.id, valid_from=TODAY)

    with refused(ItemSuspended):
        queries.published_version(version.code, TODAY)


def test_a_suspension_is_audited_and_announced(desk: Desk) -> None:
    version = item(desk)
    suspend(desk, version, expected_until=NEXT_WEEK)
    resume(desk, version)

    entries = AuditEntry.objects.filter(stream="handling-item", stream_id=str(version.handling_item_id))
    assert list(entries.order_by("sequence").values_list("action", flat=True))[-2:] == [
        "suspended",
        "resumed",
    ]
    suspended = OutboxEvent.objects.get(name="catalogue.item-suspended").payload
    assert suspended == {
        "handling_item_id": str(version.handling_item_id),
        "code": version.code,
        "takes_effect_on": "2026-03-02",
        "expected_until": "2026-03-09",
    }
    resumed = OutboxEvent.objects.get(name="catalogue.item-resumed").payload
    assert (resumed["code"], resumed["takes_effect_on"]) == (version.code, "2026-03-02")


# What is wrong with a change

ACTS: dict[str, Callable[[Desk, HandlingVersion, HandlingVersion, LifeInput], Any]] = {
    "suspend": lambda desk, one, _other, change: suspend(desk, one, change),
    "cancel": lambda desk, one, _other, change: services.cancel_item(
        code=one.code, change=change, at=AT, by=desk.head
    ),
    "merge": lambda desk, one, other, change: services.merge_items(
        codes=[one.code], into=other.code, change=change, at=AT, by=desk.head
    ),
    "split": lambda desk, one, other, change: services.split_item(
        code=one.code, into=[other.code, one.code + "X"], change=change, at=AT, by=desk.head
    ),
}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_change_says_why_and_does_not_go_back_in_time(desk: Desk, name: str) -> None:
    one, other = item(desk), item(desk)

    for wrong, pointer in (
        (replace(NOW, reason="  "), "/reason"),
        (replace(NOW, reason="长" * 1001), "/reason"),
        (replace(NOW, basis="长" * 201), "/basis"),
    ):
        with refused(LifeInputWrong) as refusal:
            ACTS[name](desk, one, other, wrong)
        assert [fault.pointer for fault in refusal.value.errors] == [pointer]
    with refused(BackdatedVersion, "最早自 2026-03-02 起"):
        ACTS[name](desk, one, other, replace(NOW, takes_effect_on=TODAY - timedelta(days=1)))


def test_a_suspension_ends_after_it_begins(desk: Desk) -> None:
    version = item(desk)

    with refused(LifeInputWrong, "预计恢复日期"):
        suspend(desk, version, expected_until=TODAY)


def test_what_is_not_offered_is_not_suspended(desk: Desk) -> None:
    version = item(desk)
    services.cancel_item(code=version.code, change=NOW, at=AT, by=desk.head)

    with refused(ItemNotOffered):
        suspend(desk, version)
    with refused(ItemUnknown, "NOTHING"):
        suspend(desk, version, code="NOTHING")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("other-editor", NotYourRole),
        ("other-head", NotYourPlace),
        ("far-reviewer", NotYourPlace),
        ("officer", NotYourRole),
        ("clerk", NotYourRole),
        ("supervisor", NotYourRole),
    ],
)
def test_who_may_not(desk: Desk, who: str, error: type[NotYourRole | NotYourPlace]) -> None:
    one, two, three = item(desk), item(desk), item(desk)
    by = desk.strangers[who]

    with refused(error):
        suspend(desk, one, by=by)
    with refused(error):
        resume(desk, one, by=by)
    with refused(error):
        services.cancel_item(code=one.code, change=NOW, at=AT, by=by)
    with refused(error):
        services.merge_items(codes=[one.code], into=two.code, change=NOW, at=AT, by=by)
    with refused(error):
        services.split_item(code=one.code, into=[two.code, three.code], change=NOW, at=AT, by=by)


def test_items_of_two_departments_are_merged_by_the_lead_bureau(desk: Desk) -> None:
    one = item(desk)
    other = publish(
        changed(item(desk, name="老人优待"), code=one.code[:-2] + "77", item_code=one.item_code),
        organisation_id=desk.other.id,
    )

    with refused(NotYourPlace):
        services.merge_items(codes=[one.code], into=other.code, change=NOW, at=AT, by=desk.head)
    services.merge_items(codes=[one.code], into=other.code, change=NOW, at=AT, by=desk.reviewer)

    assert names(one) == [("老人优待", "merged", None)]


# The end, and what takes its place


def test_a_cancelled_item_says_what_replaced_it(desk: Desk) -> None:
    """CAT-18, CAT-19"""
    old, new = item(desk, name="旧证"), item(desk, name="新证")

    services.cancel_item(
        code=old.code,
        change=replace(NOW, takes_effect_on=TOMORROW),
        successors=[new.code],
        at=AT,
        by=desk.head,
    )

    [view] = queries.successors_of(old.handling_item_id)
    assert (view.handling_item_id, view.code, view.name) == (new.handling_item_id, new.code, "新证")
    assert (view.kind, view.since, view.reason) == (LifeKind.CANCELLED, TOMORROW, "系统升级")
    assert queries.successors_of(new.handling_item_id) == ()
    assert queries.published_version(old.code, TODAY).id == old.id
    with refused(ItemNotOffered, "2026-03-03 起不再办理"):
        queries.published_version(old.code, TOMORROW)
    payload = OutboxEvent.objects.get(name="catalogue.item-withdrawn").payload
    assert payload["successor_ids"] == [str(new.handling_item_id)]
    [event] = queries.life_of(old.handling_item_id)
    assert [successor.name for successor in event.successors] == ["新证"]


def test_items_are_merged_into_one(desk: Desk) -> None:
    one, two, target = item(desk, name="甲证"), item(desk, name="乙证"), item(desk, name="合证")

    services.merge_items(codes=[one.code, two.code], into=target.code, change=NOW, at=AT, by=desk.head)

    assert names(one) == names(two) == [("合证", "merged", None)]
    for ended in (one, two):
        with refused(ItemNotOffered):
            queries.published_version(ended.code, TODAY)
    assert queries.published_version(target.code, TODAY).id == target.id
    events = OutboxEvent.objects.filter(name="catalogue.item-merged").order_by("id")
    assert [event.payload["code"] for event in events] == [one.code, two.code]
    assert {event.payload["successor_id"] for event in events} == {str(target.handling_item_id)}


def test_an_item_is_split_into_several(desk: Desk) -> None:
    whole, one, two = item(desk, name="综合证"), item(desk, name="甲证"), item(desk, name="乙证")

    services.split_item(code=whole.code, into=[two.code, one.code], change=NOW, at=AT, by=desk.reviewer)

    assert names(whole) == [("乙证", "split", None), ("甲证", "split", None)]
    payload = OutboxEvent.objects.get(name="catalogue.item-split").payload
    assert payload["successor_ids"] == [str(two.handling_item_id), str(one.handling_item_id)]


def test_successors_are_followed_to_what_holds_today(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, third, fourth = (item(desk, name=f"第{place}证") for place in "一二三四")
    for old, new in ((first, second), (second, third)):
        services.merge_items(codes=[old.code], into=new.code, change=NOW, at=AT, by=desk.head)
    services.split_item(
        code=third.code,
        into=[fourth.code, item(desk, name="第五证").code],
        change=replace(NOW, takes_effect_on=TOMORROW),
        at=AT,
        by=desk.head,
    )

    assert names(first) == [
        ("第二证", "merged", TODAY),
        ("第三证", "merged", TOMORROW),
        ("第四证", "split", None),
        ("第五证", "split", None),
    ]
    with django_assert_num_queries(13):
        found = queries.successors_by_item([first.handling_item_id, fourth.handling_item_id])
    assert [len(found[key]) for key in (first.handling_item_id, fourth.handling_item_id)] == [4, 0]


def test_an_item_that_is_offered_again_needs_no_successor(desk: Desk) -> None:
    old, new = item(desk), item(desk)
    services.merge_items(codes=[old.code], into=new.code, change=NOW, at=AT, by=desk.head)

    publish(changed(old), organisation_id=desk.owner.id, valid_from=TODAY)

    assert queries.successors_of(old.handling_item_id) == ()
    services.merge_items(
        codes=[new.code],
        into=old.code,
        change=replace(NOW, takes_effect_on=TOMORROW),
        at=AT,
        by=desk.head,
    )
    assert len(queries.successors_of(new.handling_item_id)) == 1
    assert queries.successors_of(old.handling_item_id) == ()


def test_nothing_takes_its_own_place(desk: Desk) -> None:
    one, two = item(desk), item(desk)
    for act in (
        lambda: services.merge_items(codes=[one.code], into=one.code, change=NOW, at=AT, by=desk.head),
        lambda: services.merge_items(
            codes=[one.code, one.code], into=two.code, change=NOW, at=AT, by=desk.head
        ),
        lambda: services.split_item(
            code=one.code, into=[one.code, two.code], change=NOW, at=AT, by=desk.head
        ),
        lambda: services.cancel_item(code=one.code, change=NOW, successors=[one.code], at=AT, by=desk.head),
    ):
        with refused(LifeChangeNotPossible):
            act()


def test_what_takes_the_place_holds_on_that_day(desk: Desk) -> None:
    old, gone = item(desk), item(desk)
    services.cancel_item(code=gone.code, change=replace(NOW, takes_effect_on=TOMORROW), at=AT, by=desk.head)
    later = replace(NOW, takes_effect_on=NEXT_WEEK)

    with refused(ItemNotOffered):
        services.merge_items(codes=[old.code], into=gone.code, change=later, at=AT, by=desk.head)
    with refused(ItemUnknown):
        services.merge_items(codes=[gone.code], into=old.code, change=later, at=AT, by=desk.head)
    with refused(LifeInputWrong, "拆分后至少有两个事项"):
        services.split_item(code=old.code, into=[gone.code], change=NOW, at=AT, by=desk.head)
    with refused(LifeInputWrong, "合并哪些"):
        services.merge_items(codes=[], into=old.code, change=NOW, at=AT, by=desk.head)


def test_a_scheduled_version_has_to_come_first(desk: Desk) -> None:
    version = item(desk)
    publish(changed(version, visits=0), organisation_id=desk.owner.id, valid_from=NEXT_WEEK)

    with refused(LaterVersionExists):
        services.cancel_item(code=version.code, change=NOW, at=AT, by=desk.head)


def test_one_refused_merger_merges_nothing(desk: Desk) -> None:
    one, two, target = item(desk), item(desk), item(desk)
    publish(changed(two, visits=0), organisation_id=desk.owner.id, valid_from=NEXT_WEEK)

    with refused(LaterVersionExists):
        services.merge_items(codes=[one.code, two.code], into=target.code, change=NOW, at=AT, by=desk.head)

    assert queries.published_version(one.code, TODAY).id == one.id
