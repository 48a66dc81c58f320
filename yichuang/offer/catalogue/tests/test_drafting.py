"""Acts on a draft: opened, edited, undone and redone; who may, and two who save at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.errors import (
    ContentInvalid,
    DraftNotOpen,
    DraftRevised,
    ItemUnknown,
    NothingToUndo,
)
from yichuang.offer.catalogue.queries import drafting
from yichuang.offer.catalogue.tests.edits import edits
from yichuang.offer.catalogue.tests.factories import AT, BY, content, publish, published_item
from yichuang.offer.catalogue.types import Condition, HandlingVersion, Necessity
from yichuang.offer.catalogue.types.editing import (
    AddMaterial,
    AddQuestion,
    ChangeMaterial,
    DraftView,
    Edit,
    Limits,
    MaterialFacts,
    MaterialNeeded,
    RemoveMaterial,
    RevisionKind,
)

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=5)
LICENCE = AddMaterial(MaterialFacts("车辆行驶证", Necessity.REQUIRED, copies=1))


def editor_of(item: HandlingVersion, name: str = "唐文", role: Role = Role.CATALOGUE_EDITOR) -> Actor:
    user = UserFactory.create(display_name=name)
    PostFactory.create(role=role.value, user=user, organisation_id=item.organisation_id)
    return accounts.actor_of_user(user.id, AT)


def begin(item: HandlingVersion, actor: Actor) -> int:
    return services.open_draft(code=item.code, actor=actor, at=AT)


def edit(item: HandlingVersion, actor: Actor, what: Edit, revision: int = 1) -> int:
    return services.edit_draft(code=item.code, edit=what, revision=revision, actor=actor, at=LATER)


def draft(item: HandlingVersion) -> DraftView:
    return drafting.open_draft_of(item.code)


def digest_of(item: HandlingVersion) -> str:
    return models.HandlingVersion.objects.get(handling_item=item.handling_item_id, status="draft").digest


def everything() -> list[Any]:
    """What a refused act must leave as it is."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (models.HandlingVersion, models.MaterialRequirement, models.ReviewPoint,
                      models.ScenarioQuestion, models.DraftRevision, OutboxEvent, AuditEntry)
    ]  # fmt: skip


def refused(act: Callable[[], object], error: type[DomainError]) -> str:
    """The sentence of a refusal that changed nothing."""
    stood = everything()
    with pytest.raises(error) as refusal:
        act()
    assert everything() == stood
    return refusal.value.detail


# — opening —


def test_a_draft_begins_as_the_newest_published_version() -> None:
    item = published_item()
    actor = editor_of(item)

    assert begin(item, actor) == 1

    found = draft(item)
    assert found.version.version_number == 2
    assert digest_of(item) == models.HandlingVersion.objects.get(id=item.id).digest
    assert found.base == item
    [revision] = found.revisions
    assert (revision.kind, revision.words, revision.by) == (RevisionKind.OPENED, "从第 1 版开始修改", "唐文")
    assert (found.undoes, found.redoes) == (None, None)
    entry = AuditEntry.objects.filter(stream="handling-item", stream_id=str(item.handling_item_id)).latest(
        "sequence"
    )
    assert (entry.action, entry.actor) == ("draft-opened", actor.principal)
    assert queries.published_version(item.code, legal_date(AT)) == item


def test_a_draft_begins_from_what_was_published_last_even_before_it_holds() -> None:
    item = published_item()
    publish(
        content(code=item.code, item_code=item.item_code, name="新的名称"),
        organisation_id=item.organisation_id,
        valid_from=legal_date(AT) + timedelta(days=10),
    )

    begin(item, editor_of(item))

    assert draft(item).version.name == "新的名称"


def test_an_open_draft_is_gone_on_with() -> None:
    item = published_item()
    begin(item, editor_of(item))
    edit(item, editor_of(item), LICENCE)

    assert begin(item, editor_of(item, "李明")) == 2
    assert len(draft(item).revisions) == 2


def test_a_whole_content_written_over_a_draft_is_a_revision_like_any_other() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    other = content(code=item.code, item_code=item.item_code, name="整份改写")

    services.create_draft(content=other, organisation_id=item.organisation_id, at=LATER, by=BY)

    found = draft(item)
    assert (found.revision, found.version.name) == (2, "整份改写")
    assert "保存了第 2 次修改" in refused(lambda: edit(item, actor, LICENCE, revision=1), DraftRevised)
    services.undo_edit(code=item.code, revision=2, actor=actor, at=LATER)
    assert draft(item).version.name == item.name


def test_an_item_nobody_knows_or_nobody_published() -> None:
    item = published_item()
    actor = editor_of(item)
    first = content()
    services.create_draft(content=first, organisation_id=item.organisation_id, at=AT, by=BY)

    unknown = refused(lambda: services.open_draft(code="none", actor=actor, at=AT), ItemUnknown)
    assert unknown == "没有编码为 none 的业务办理项"
    assert services.open_draft(code=first.code, actor=actor, at=AT) == 1
    not_open = refused(lambda: edit(item, actor, LICENCE), DraftNotOpen)
    assert not_open == f"编码为 {item.code} 的事项没有正在修改的草稿，可能刚刚发布"


# — editing —


def test_an_edit_is_kept_with_who_when_and_what() -> None:
    """CAT-15"""
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)

    assert edit(item, actor, LICENCE) == 2

    found = draft(item)
    assert [material.name for material in found.version.materials][-1] == "车辆行驶证"
    newest = found.revisions[0]
    assert (newest.number, newest.kind, newest.by, newest.at) == (2, RevisionKind.EDITED, "唐文", LATER)
    assert newest.words == "新增材料“车辆行驶证”（必要）"
    assert newest.digest == digest_of(item) != found.revisions[1].digest
    assert found.undoes == newest
    entry = AuditEntry.objects.filter(stream="handling-item", stream_id=str(item.handling_item_id)).latest(
        "sequence"
    )
    assert entry.action == "draft-edited"
    assert queries.published_version(item.code, legal_date(AT)) == item


def test_the_draft_stays_the_same_version_and_names_everybody_who_wrote_it() -> None:
    item = published_item()
    first, second = editor_of(item), editor_of(item, "李明")
    begin(item, first)
    row = models.HandlingVersion.objects.get(handling_item=item.handling_item_id, status="draft")

    edit(item, second, LICENCE)

    after = models.HandlingVersion.objects.get(id=row.id)
    assert after.drafters == [first.principal, second.principal]
    assert (after.created_at, after.created_by, after.status) == (row.created_at, row.created_by, "draft")


def test_an_edit_that_changes_nothing_leaves_nothing() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    stood = everything()

    assert edit(item, actor, MaterialNeeded("m02", Condition.of({"subject-kind": ["company"]}))) == 1
    assert everything() == stood


def test_an_edit_that_breaks_a_rule_is_refused_as_a_whole() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)

    words = refused(
        lambda: edit(item, actor, Limits(item.statutory, Limit(30, LimitUnit.WORKING_DAY))), ContentInvalid
    )

    assert words == "承诺时限不能长于法定时限"


def test_an_edited_draft_is_published_and_cannot_be_edited_any_more() -> None:
    """CAT-15: a material list changed by edits holds at once."""
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    edit(item, actor, RemoveMaterial("m03"))
    version_id = draft(item).version.id

    services.publish_version(version_id=version_id, valid_from=legal_date(LATER), at=LATER, by=BY)

    now_holds = queries.published_version(item.code, legal_date(LATER))
    assert [material.code for material in now_holds.materials] == ["m01", "m02"]
    refused(lambda: edit(item, actor, LICENCE, revision=2), DraftNotOpen)
    refused(lambda: services.undo_edit(code=item.code, revision=2, actor=actor, at=LATER), DraftNotOpen)
    assert begin(item, actor) == 1  # the revisions of a new draft are counted anew
    assert draft(item).version.version_number == 3


# — undo and redo —


def test_undo_and_redo_lead_back_and_forth_by_new_revisions() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    digests = [digest_of(item)]
    for number, what in enumerate((LICENCE, RemoveMaterial("m02"), AddQuestion("几辆？", ("一", "二"))), 1):
        edit(item, actor, what, revision=number)
        digests.append(digest_of(item))
    undo = partial(services.undo_edit, code=item.code, actor=actor, at=LATER)
    redo = partial(services.redo_edit, code=item.code, actor=actor, at=LATER)

    assert undo(revision=4) == 5
    assert digest_of(item) == digests[2]
    assert undo(revision=5) == 6
    assert digest_of(item) == digests[1]
    assert redo(revision=6) == 7
    assert digest_of(item) == digests[2]
    assert undo(revision=7) == 8
    assert undo(revision=8) == 9
    assert digest_of(item) == digests[0]
    assert refused(lambda: undo(revision=9), NothingToUndo) == "没有可以撤销的修改，草稿和刚打开时一样"
    edit(item, actor, MaterialNeeded("m01", Condition.of({"subject-kind": ["company"]})), revision=9)
    assert refused(lambda: redo(revision=10), NothingToUndo) == "没有可以重做的修改"
    kinds = [revision.kind.value for revision in reversed(draft(item).revisions)]
    assert kinds == [
        "opened",
        "edited",
        "edited",
        "edited",
        "undone",
        "undone",
        "redone",
        "undone",
        "undone",
        "edited",
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_undoing_everything_restores_every_fingerprint(data: st.DataObject) -> None:
    """Whatever is edited: each undo says again exactly what was said before."""
    item = published_item()
    actor = editor_of(item)
    revision = begin(item, actor)
    past = [digest_of(item)]
    for _ in range(data.draw(st.integers(1, 5))):
        try:
            number = edit(item, actor, data.draw(edits(draft(item).version)), revision=revision)
        except ContentInvalid:
            continue
        if number != revision:
            past.append(digest_of(item))
        revision = number
    last = past[-1]
    for expected in reversed(past[:-1]):
        revision = services.undo_edit(code=item.code, revision=revision, actor=actor, at=LATER)
        assert digest_of(item) == expected
    for _ in past[1:]:
        revision = services.redo_edit(code=item.code, revision=revision, actor=actor, at=LATER)
    assert digest_of(item) == last


# — who —


ACTS: dict[str, Callable[[HandlingVersion, Actor], object]] = {
    "open": begin,
    "edit": lambda item, actor: edit(item, actor, LICENCE, revision=2),
    "undo": lambda item, actor: services.undo_edit(code=item.code, revision=2, actor=actor, at=LATER),
    "redo": lambda item, actor: services.redo_edit(code=item.code, revision=2, actor=actor, at=LATER),
}


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.SUPERVISOR])
def test_no_other_role_changes_a_draft(act: str, role: Role) -> None:
    item = published_item()
    begin(item, editor_of(item))
    edit(item, editor_of(item), LICENCE)

    somebody = editor_of(item, role=role)

    refused(lambda: ACTS[act](item, somebody), NotYourRole)


@pytest.mark.parametrize("act", sorted(ACTS))
def test_no_other_department_changes_a_draft(act: str) -> None:
    item = published_item()
    elsewhere = editor_of(published_item())
    begin(item, editor_of(item))
    edit(item, editor_of(item), LICENCE)

    refused(lambda: ACTS[act](item, elsewhere), NotYourPlace)


def test_a_draft_nobody_opened_is_not_opened_from_elsewhere() -> None:
    item = published_item()
    elsewhere = editor_of(published_item())

    refused(lambda: begin(item, elsewhere), NotYourPlace)


# — two at once —


def test_the_second_is_told_who_saved_when_and_what() -> None:
    item = published_item()
    first, second = editor_of(item), editor_of(item, "李明")
    begin(item, first)
    edit(item, first, LICENCE)

    words = refused(lambda: edit(item, second, RemoveMaterial("m01")), DraftRevised)

    assert words == (
        "唐文 09:35 保存了第 2 次修改（新增材料“车辆行驶证”（必要）），您的修改没有保存。请核对以后再保存。"
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_save_at_once_one_is_refused(at_once: AtOnce) -> None:
    item = published_item()
    first, second = editor_of(item), editor_of(item, "李明")
    begin(item, first)
    facts = [
        MaterialFacts("申请书（甲）", Necessity.REQUIRED),
        MaterialFacts("申请书（乙）", Necessity.REQUIRED),
    ]

    results = at_once(
        [
            partial(edit, item, actor, ChangeMaterial("m01", fact))
            for actor, fact in zip((first, second), facts, strict=True)
        ]
    )

    assert sorted(type(result).__name__ for result in results) == ["DraftRevised", "int"]
    found = draft(item)
    winner = facts[results.index(2)]
    assert found.version.materials[0].name == winner.name
    assert [revision.number for revision in found.revisions] == [2, 1]
    assert found.revisions[0].digest == digest_of(item)
    assert len(found.version.materials) == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_have_one_draft(at_once: AtOnce) -> None:
    item = published_item()
    actors = (editor_of(item), editor_of(item, "李明"))

    results = at_once([partial(begin, item, actor) for actor in actors])

    assert results == [1, 1]
    assert (
        models.HandlingVersion.objects.filter(handling_item=item.handling_item_id, status="draft").count()
        == 1
    )


# — judged as it is —


def test_what_is_wrong_stands_beside_what_it_concerns() -> None:
    """CAT-15"""
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    edit(item, actor, LICENCE)
    edit(item, actor, AddQuestion("几辆？", ("一辆", "两辆")), revision=2)

    judged = drafting.judgement_of(draft(item))

    assert [remark.words for remark in judged.remarks["materials/m04"]] == [
        "“车辆行驶证”没有写明要求提供的依据",
        "“车辆行驶证”没有审查要点",
    ]
    assert [remark.words for remark in judged.remarks["questions/q1"]] == [
        "问题“几辆？”怎么回答，材料清单都一样"
    ]
    assert judged.analysis is not None
    assert (judged.analysis.paths, judged.analysis.lists) == (4, 2)
    assert [change.words for change in judged.changes] == [
        "新增材料“车辆行驶证”（必要）",
        "新增情形问题“几辆？”，可以回答“一辆”“两辆”",
    ]
    assert judged.blocking == 0


def test_each_distinct_list_with_answers_that_lead_there() -> None:
    """CAT-08"""
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    edit(item, actor, AddQuestion("几辆？", ("一辆", "两辆")))
    edit(item, actor, MaterialNeeded("m03", Condition.of({"q1": ["o2"]})), revision=2)

    found = drafting.scenario_lists(draft(item).version)

    assert [
        ([option.label for _question, option in one.answers], [material.code for material in one.materials])
        for one in found
    ] == [
        (["individual", "一辆"], ["m01"]),
        (["individual", "两辆"], ["m01", "m03"]),
        (["company", "一辆"], ["m01", "m02"]),
        (["company", "两辆"], ["m01", "m02", "m03"]),
    ]


def test_a_draft_written_before_revisions_were_kept_gets_its_first_with_the_first_edit() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    models.DraftRevision.objects.filter(version_number=2).delete()
    assert draft(item).revision == 0

    assert edit(item, actor, LICENCE, revision=0) == 2

    kinds = [revision.kind for revision in draft(item).revisions]
    assert kinds == [RevisionKind.EDITED, RevisionKind.OPENED]
    services.undo_edit(code=item.code, revision=2, actor=actor, at=LATER)
    assert digest_of(item) == models.HandlingVersion.objects.get(id=item.id).digest


def test_the_content_of_a_revision_is_what_was_edited() -> None:
    item = published_item()
    actor = editor_of(item)
    begin(item, actor)
    edit(item, actor, LICENCE)
    row = models.DraftRevision.objects.get(handling_item=item.handling_item_id, version_number=2, number=2)

    assert [material["name"] for material in row.content["materials"]][-1] == "车辆行驶证"
