"""Differences from a list of a level above as tasks: noted, adopted, mapped, explained."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.places.models import Organisation
from yichuang.foundation.places.tests.factories import OrganisationFactory, RegionFactory, make_uscc
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.tests.fingerprint import refused
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import (
    DriftResolved,
    DriftUnknown,
    NotAdoptable,
    ResolutionIncomplete,
)
from yichuang.offer.catalogue.queries.drift import drift_report
from yichuang.offer.catalogue.tests.base_lists import DATED_ON, ROAD, bring_in, entry
from yichuang.offer.catalogue.tests.factories import AT, BY, IN_FORCE_SINCE, content, publish
from yichuang.offer.catalogue.types import HandlingVersion, ItemType, LegalBasis
from yichuang.offer.catalogue.types.base import BaseEntry, BaseKind, BaseStatus
from yichuang.offer.catalogue.types.drift import DriftView, ResolutionInput, ResolutionKind

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
FOOD = LegalBasis("食品安全法", "第三十五条")


@pytest.fixture
def owner() -> Organisation:
    return OrganisationFactory.create(
        code="JTJ", name="甲县交通运输局", short_name="交通局", uscc=make_uscc(7)
    )


def editor_of(body: Organisation, role: Role = Role.CATALOGUE_EDITOR) -> Actor:
    post = PostFactory.create(role=role.value, organisation=body, region=body.region)
    return accounts.actor_of_user(post.user_id, AT)


def item(owner: Organisation, **overrides: Any) -> HandlingVersion:
    return publish(content(**overrides), organisation_id=owner.id)


def above(version: HandlingVersion, **overrides: Any) -> BaseEntry:
    """The entry of a list above that an item in force agrees with."""
    values: dict[str, Any] = {"item_type": version.item_type, "legal_basis": version.legal_basis}
    return entry(version.item_code[19:31], overrides.pop("name", version.item_name), **values | overrides)


def only(kind: str, on: date = TODAY) -> DriftView:
    [view] = [one for one in drift_report(on) if one.kind.value == kind]
    return view


def kinds(on: date = TODAY) -> list[tuple[str, str]]:
    """What differs, and what was done about it."""
    return [(one.kind.value, one.resolution.value if one.resolution else "") for one in drift_report(on)]


def resolve(view: DriftView, actor: Actor, kind: str = "adopted", **words: str) -> None:
    services.resolve_drift(
        key=view.key, decision=ResolutionInput(ResolutionKind(kind), **words), actor=actor, at=AT
    )


def draft_of(code: str) -> HandlingVersion:
    row = models.HandlingVersion.objects.get(code=code, status="draft")
    return queries.version(row.id)


# — the report —


def test_a_local_item_is_found_by_the_base_code_within_its_own(owner: Organisation) -> None:
    """CAT-22"""
    version = item(owner)
    bring_in([above(version)])

    assert drift_report(TODAY) == ()


def test_a_difference_is_a_task_of_the_department_with_a_day(owner: Organisation) -> None:
    """CAT-19"""
    version = item(owner)
    report = bring_in([above(version, name="货运许可")])

    view = only("renamed")
    assert report.opened == 1
    assert (view.organisation_code, view.organisation_name) == ("JTJ", "甲县交通运输局")
    assert (view.local_code, view.local_name) == (version.item_code, "道路普通货物运输经营许可")
    assert view.words == "名称上级是“货运许可”，本地是“道路普通货物运输经营许可”"
    assert view.due_on == TODAY + timedelta(days=30)
    later = TODAY + timedelta(days=31)
    assert only("renamed", later).due_on == TODAY + timedelta(days=30)  # noted once, with its day
    assert only("renamed", later).is_overdue(later)
    assert services.note_drift(at=AT) == 0


def test_a_missing_item_belongs_to_the_department_the_list_names(owner: Organisation) -> None:
    """CAT-20"""
    bring_in(
        [entry("990123456000", department="交通局"), entry("990123457000", department="没有的局")],
        kind=BaseKind.POWER_LIST,
    )

    first, second = drift_report(TODAY)
    assert (first.kind.value, first.list_kind, first.organisation_code) == (
        "missing",
        BaseKind.POWER_LIST,
        "JTJ",
    )
    assert (second.kind.value, second.organisation_id) == ("missing", None)


def test_both_lists_are_compared(owner: Organisation) -> None:
    """CAT-20: in the basic list, and not in the list of powers"""
    version = item(owner)
    bring_in([above(version)])
    bring_in([entry("990123456000", levels=("1",))], kind=BaseKind.POWER_LIST)

    [view] = drift_report(TODAY)
    assert (view.list_kind, view.kind.value) == (BaseKind.POWER_LIST, "local-only")
    assert view.words == f"权力清单里没有“{version.item_name}”（{version.item_code}）"


def test_an_item_worse_than_the_list_above(owner: Organisation) -> None:
    """CAT-22: 8 working days, 3 materials, 1 visit"""
    version = item(owner)
    bring_in([above(version, working_days=5, materials=3, visits=0)])

    assert only("worse").words == "承诺办结时限上级 5 个工作日，本地 8 个工作日；到现场上级 0 次，本地 1 次"


def test_a_suspended_item_agrees_with_a_suspended_entry(owner: Organisation) -> None:
    version = item(owner)
    bring_in([above(version, status=BaseStatus.SUSPENDED)])
    assert kinds() == [("suspended", "")]

    models.LifeEvent.objects.create(
        handling_item_id=version.handling_item_id, sequence=1, kind="suspended", takes_effect_on=TODAY,
        reason="上级暂停", made_at=AT, made_by=BY,
    )  # fmt: skip

    assert kinds() == []


def test_the_statements_do_not_grow_with_the_lists(
    owner: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        item(owner)
    bring_in([entry(f"99012345{number}000") for number in range(9)])

    with django_assert_max_num_queries(9):
        assert len(drift_report(TODAY)) == 12


# — adopting —


def test_adopting_drafts_what_the_list_above_says(owner: Organisation) -> None:
    """CAT-19, CAT-22: three differences, one draft"""
    version = item(owner)
    entry_above = above(version, name="货运许可", item_type=ItemType.CONFIRMATION, legal_basis=(ROAD, FOOD))
    bring_in([entry_above])
    actor = editor_of(owner)

    for kind in ("renamed", "retyped", "rebased"):
        resolve(only(kind), actor)

    draft = draft_of(version.code)
    assert (draft.item_name, draft.name) == ("货运许可", version.name)
    assert draft.item_type is ItemType.CONFIRMATION
    assert draft.legal_basis == (ROAD, FOOD)
    assert [material.name for material in draft.materials] == [one.name for one in version.materials]
    assert kinds() == [("renamed", "adopted"), ("retyped", "adopted"), ("rebased", "adopted")]
    services.publish_version(version_id=draft.id, valid_from=TODAY, at=AT, by=BY)
    assert kinds() == []


def test_every_handling_item_of_the_item_is_drafted(owner: Organisation) -> None:
    version = item(owner)
    second = item(owner, item_code=version.item_code, code=version.item_code + "02", name="变更")
    bring_in([above(version, name="货运许可")])

    resolve(only("renamed"), editor_of(owner))

    assert [draft_of(one.code).item_name for one in (version, second)] == ["货运许可", "货运许可"]


def test_a_recoded_item_takes_the_new_code_and_is_found_by_the_old_one(owner: Organisation) -> None:
    """CAT-19"""
    version = item(owner)
    new = "990199999000"
    bring_in([entry(new, version.item_name, former_codes=(version.item_code[19:31],))])

    resolve(only("recoded"), editor_of(owner))

    new_code = version.item_code[:19] + new
    draft = draft_of(new_code + "01")
    assert (draft.item_code, draft.handling_item_id) == (new_code, version.handling_item_id)
    assert queries.published_version(version.code, TODAY).id == version.id
    services.publish_version(version_id=draft.id, valid_from=TODAY, at=AT, by=BY)
    assert kinds() == []
    for code in (version.code, version.item_code, new_code, new_code + "01"):
        assert queries.published_version(code, TODAY).id == draft.id
    assert models.Item.objects.count() == models.HandlingItem.objects.count() == 1


def test_a_missing_item_is_drafted_for_its_department(owner: Organisation) -> None:
    bring_in([entry("990123456000", "货运许可", department="JTJ", visits=1)])

    resolve(only("missing"), editor_of(owner))

    code = f"{owner.uscc}4990123456000"
    draft = draft_of(f"{code}01")
    assert (draft.name, draft.item_code, draft.organisation_code) == ("货运许可", code, "JTJ")
    assert (draft.legal_basis, draft.visits, draft.takes_applications) == ((ROAD,), 1, False)
    assert kinds() == [("missing", "adopted")]


@pytest.mark.parametrize(
    "made",
    [
        {"status": BaseStatus.CANCELLED},
        {"status": BaseStatus.SUSPENDED},
        {"materials": 1},
    ],
    ids=["cancelled", "suspended", "worse"],
)
def test_what_a_draft_cannot_answer_is_not_adopted(owner: Organisation, made: dict[str, Any]) -> None:
    version = item(owner)
    bring_in([above(version, **made)])
    actor, [view] = editor_of(owner), drift_report(TODAY)

    with refused(NotAdoptable, "请先办理事项变动"):
        resolve(view, actor)


def test_a_missing_item_of_nobody_known_is_not_drafted(owner: Organisation) -> None:
    bring_in([entry("990123456000"), entry("short", department="JTJ")])
    actor = editor_of(owner)

    for view in drift_report(TODAY):
        with refused(NotAdoptable, "请新建事项后写明对应"):
            resolve(view, actor)


# — mapping —


def test_a_local_item_is_said_to_be_an_entry(owner: Organisation) -> None:
    version = item(owner)
    bring_in([entry("SOMETHING", version.item_name)])
    assert kinds() == [("local-only", ""), ("missing", "")]

    resolve(only("local-only"), editor_of(owner), "mapped", code="SOMETHING", reason="旧编码")

    assert kinds() == []
    row = models.BaseMapping.objects.get()
    assert (row.base_code, row.reason, row.item.code) == ("SOMETHING", "旧编码", version.item_code)


def test_a_missing_entry_is_said_to_be_a_local_item(owner: Organisation) -> None:
    version = item(owner)
    bring_in([entry("SOMETHING", version.item_name)])

    resolve(only("missing"), editor_of(owner), "mapped", code=version.item_code)

    assert kinds() == []


def test_a_merged_item_is_mapped_to_what_it_was_merged_into(owner: Organisation) -> None:
    """CAT-19"""
    first, second = item(owner), item(owner)
    bring_in([
        entry("N1", first.item_name, former_codes=(first.item_code[19:31], second.item_code[19:31]))
    ])  # fmt: skip
    assert [kind for kind, _ in kinds()] == ["merged", "merged"]
    actor = editor_of(owner)

    for view in drift_report(TODAY):
        resolve(view, actor, "mapped")

    assert kinds() == []


def test_a_split_item_is_mapped_to_one_part_and_lacks_the_other(owner: Organisation) -> None:
    version = item(owner)
    former = (version.item_code[19:31],)
    bring_in([entry(code, version.item_name, former_codes=former) for code in ("N1", "N2")])
    actor = editor_of(owner)

    with refused(ResolutionIncomplete, "没有编码为“”"):
        resolve(only("split"), actor, "mapped")
    resolve(only("split"), actor, "mapped", code="N1")

    assert [(view.kind.value, view.base_code) for view in drift_report(TODAY)] == [("missing", "N2")]


@pytest.mark.parametrize("code", ["", "NOWHERE", "GONE", "own"])
def test_a_mapping_names_an_entry_in_use(owner: Organisation, code: str) -> None:
    version = item(owner)
    bring_in([above(version, name="货运许可"), entry("GONE", status=BaseStatus.CANCELLED)])
    actor, view = editor_of(owner), only("renamed")

    with refused(ResolutionIncomplete):
        resolve(view, actor, "mapped", code=view.base_code if code == "own" else code)


def test_nobody_maps_the_item_of_another_department(owner: Organisation) -> None:
    other = OrganisationFactory.create(region=owner.region)
    version = item(other)
    bring_in([entry("SOMETHING", version.item_name, department="JTJ")])
    actor, view = editor_of(owner), only("missing")

    with refused(NotYourPlace):
        resolve(view, actor, "mapped", code=version.item_code)
    with refused(ResolutionIncomplete, "没有编码为“X1”"):
        resolve(view, actor, "mapped", code="X1")


# — explaining —


def test_an_explained_difference_comes_back_when_the_list_above_changes(owner: Organisation) -> None:
    """CAT-19"""
    version = item(owner)
    bring_in([above(version, name="货运许可")])
    actor = editor_of(owner)
    resolve(only("renamed"), actor, "explained", reason="本地沿用旧名到年底")

    bring_in(
        [above(version, name="货运许可", visits=1)], name="二月版", dated_on=DATED_ON + timedelta(days=1)
    )
    assert kinds() == [("renamed", "explained")]
    assert only("renamed").reason == "本地沿用旧名到年底"
    bring_in([above(version, name="道路货运")], name="三月版", dated_on=DATED_ON + timedelta(days=2))
    assert kinds() == [("renamed", "")]


@pytest.mark.parametrize("reason", ["", "   ", "好的", "长" * 501])
def test_an_explanation_says_why(owner: Organisation, reason: str) -> None:
    bring_in([above(item(owner), name="货运许可")])
    actor, view = editor_of(owner), only("renamed")

    with refused(ResolutionIncomplete, "理由要写 5 至 500 字"):
        resolve(view, actor, "explained", reason=reason)


def test_what_was_decided_is_on_record(owner: Organisation) -> None:
    version = item(owner)
    bring_in([above(version, name="货运许可")])
    actor = editor_of(owner)

    resolve(only("renamed"), actor, "explained", reason="本地沿用旧名到年底")

    line = AuditEntry.objects.get(stream="drift-task")
    assert (line.action, line.actor, line.at) == ("explained", actor.principal, AT)
    assert line.details["reason"] == "本地沿用旧名到年底"
    view = only("renamed")
    assert (view.resolved_by, view.resolved_at) == (actor.principal, AT)


def test_a_difference_found_meanwhile_is_noted_when_it_is_resolved(owner: Organisation) -> None:
    version = item(owner)
    bring_in([above(version)])
    publish(
        content(code=version.code, item_code=version.item_code, item_name="改了名"),
        organisation_id=owner.id,
        valid_from=IN_FORCE_SINCE + timedelta(days=60),
    )
    assert models.DriftTask.objects.count() == 0
    later = IN_FORCE_SINCE + timedelta(days=60)
    assert kinds(later) == [("renamed", "")]


def test_twice_and_too_late(owner: Organisation) -> None:
    version = item(owner)
    bring_in([above(version, name="货运许可")])
    actor, view = editor_of(owner), only("renamed")
    resolve(view, actor, "explained", reason="本地沿用旧名到年底")

    with refused(DriftResolved, "这项差异已经处理：书面说明"):
        resolve(view, actor, "explained", reason="再说明一次")
    bring_in([above(version)], name="二月版", dated_on=DATED_ON + timedelta(days=1))
    with refused(DriftUnknown):
        resolve(view, actor)


# — who may —


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CATALOGUE_EDITOR])
def test_nobody_else_resolves(owner: Organisation, role: Role) -> None:
    bring_in([above(item(owner), name="货运许可")])
    actor = accounts.actor_of_user(PostFactory.create(role=role.value).user_id, AT)
    view = only("renamed")

    with refused(NotYourRole):
        resolve(view, actor, "explained", reason="本地沿用旧名到年底")


@pytest.mark.parametrize("where", ["department", "region"])
def test_not_elsewhere(owner: Organisation, where: str) -> None:
    bring_in([above(item(owner), name="货运许可")])
    body = owner if where == "region" else OrganisationFactory.create(region=owner.region)
    region = RegionFactory.create(code="990201") if where == "region" else owner.region
    post = PostFactory.create(role=Role.CATALOGUE_EDITOR.value, organisation=body, region=region)
    actor, view = accounts.actor_of_user(post.user_id, AT), only("renamed")

    with refused(NotYourPlace):
        resolve(view, actor)


def test_a_difference_of_nobody_is_any_editors(owner: Organisation) -> None:
    bring_in([entry("990123456000", "海事许可")])
    nobody = accounts.actor_of_user(PostFactory.create(role=Role.CLERK.value).user_id, AT)
    actor, view = editor_of(owner), only("missing")

    with refused(NotYourRole):
        resolve(view, nobody, "explained", reason="本县没有海岸")
    resolve(view, actor, "explained", reason="本县没有海岸")

    assert kinds() == [("missing", "explained")]


# — what is written stays —


def test_lists_and_decisions_are_only_added_to() -> None:
    for model in (
        models.BaseEdition, models.BaseConfirmation, models.BaseItem, models.BaseMapping,
        models.DriftTask, models.DriftResolution,
    ):  # fmt: skip
        assert model.append_only, model
