"""Drafts, publication, the version in force, the end of an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import handlers, models, queries, services
from yichuang.offer.catalogue.errors import (
    AlreadyPublished,
    BackdatedVersion,
    ContentInvalid,
    ItemNeedsChoice,
    ItemNotOffered,
    ItemUnknown,
    LaterVersionExists,
    VersionUnknown,
)
from yichuang.offer.catalogue.events import VersionPublished
from yichuang.offer.catalogue.tests.factories import (
    AT,
    BY,
    IN_FORCE_SINCE,
    content,
    item_codes,
    publish,
    published_immediate_item,
    published_item,
)
from yichuang.offer.catalogue.types import CodeScheme, HandlingVersion, VersionContent, VersionStatus

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
TOMORROW = TODAY + timedelta(days=1)


def content_of(version: HandlingVersion, **changes: Any) -> VersionContent:
    """The content of a version as an editor starts from, with changes."""
    names = VersionContent.__dataclass_fields__
    return VersionContent(**({name: getattr(version, name) for name in names} | changes))


def republish(version: HandlingVersion, valid_from: date = TODAY, **changes: Any) -> HandlingVersion:
    return publish(
        content_of(version, **changes), organisation_id=version.organisation_id, valid_from=valid_from
    )


def without_ids(made: VersionContent) -> VersionContent:
    """Content without row ids, which a version has of its own."""
    nil = UUID(int=0)
    return replace(
        made,
        materials=tuple(
            replace(m, id=nil, review_points=tuple(replace(p, id=nil) for p in m.review_points))
            for m in made.materials
        ),
    )


# From draft to version


def test_a_version_says_all_that_was_drafted() -> None:
    """CAT-06, CAT-08, CAT-09, CAT-13"""
    made = content(aliases=("货运证",), themes=("交通运输",))

    version = publish(made)

    assert without_ids(content_of(version)) == without_ids(made)
    assert [m.name for m in version.materials] == ["申请表", "公司章程", "营业执照"]
    assert version.materials[0].review_points[0].text == "签名齐全"
    assert version.materials[1].applies_when.as_json() == {"subject-kind": ["company"]}
    assert (version.version_number, version.status, version.valid_from) == (
        1,
        VersionStatus.PUBLISHED,
        IN_FORCE_SINCE,
    )
    assert version.takes_applications


def test_a_draft_is_not_offered() -> None:
    made = content()
    organisation = OrganisationFactory.create()

    version_id = services.create_draft(content=made, organisation_id=organisation.id, at=AT, by=BY)

    assert queries.version(version_id).status is VersionStatus.DRAFT
    with pytest.raises(ItemNotOffered):
        queries.published_version(made.code, TODAY)
    assert queries.search(made.name) == ()
    assert not OutboxEvent.objects.exists()


def test_a_second_draft_takes_the_place_of_the_first() -> None:
    made, organisation = content(), OrganisationFactory.create()
    first = services.create_draft(content=made, organisation_id=organisation.id, at=AT, by=BY)

    changed = replace(made, visits=0)
    second = services.create_draft(content=changed, organisation_id=organisation.id, at=AT, by=BY)

    with pytest.raises(VersionUnknown):
        queries.version(first)
    assert queries.version(second).visits == 0
    assert queries.version(second).version_number == 1


def test_publishing_is_audited_and_announced() -> None:
    version = published_item()

    actions = AuditEntry.objects.filter(stream="handling-item", stream_id=str(version.handling_item_id))
    assert list(actions.order_by("sequence").values_list("action", flat=True)) == ["drafted", "published"]
    event = OutboxEvent.objects.get(name="catalogue.version-published")
    assert event.payload == {
        "version_id": str(version.id),
        "handling_item_id": str(version.handling_item_id),
        "code": version.code,
        "valid_from": IN_FORCE_SINCE.isoformat(),
        "takes_applications": True,
    }


def test_wrong_content_is_refused_with_every_fault_and_writes_nothing() -> None:
    wrong = content(code="x", promised=Limit(99, LimitUnit.WORKING_DAY))

    with pytest.raises(ContentInvalid) as refusal:
        services.create_draft(content=wrong, organisation_id=new_id(), at=AT, by=BY)

    assert {fault.pointer for fault in refusal.value.errors} == {"/code", "/promised"}
    assert not models.Item.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_competent_organisation_has_to_be_known() -> None:
    with pytest.raises(PlaceNotFound):
        services.create_draft(content=content(), organisation_id=new_id(), at=AT, by=BY)


def test_an_installation_adds_its_own_way_of_writing_codes() -> None:
    strange = replace(content(), item_code="XK/1", code="XK/1/01")
    organisation = OrganisationFactory.create()
    with pytest.raises(ContentInvalid):
        services.create_draft(content=strange, organisation_id=organisation.id, at=AT, by=BY)

    scheme = CodeScheme("guizhou", "贵州旧编码", r"XK/[0-9]+", r"XK/[0-9]+/[0-9]+")
    services.record_code_scheme(scheme=scheme, at=AT, by=BY)

    assert services.create_draft(content=strange, organisation_id=organisation.id, at=AT, by=BY)
    with pytest.raises(ContentInvalid):
        services.record_code_scheme(scheme=replace(scheme, item_pattern="("), at=AT, by=BY)


# Versions follow each other


def test_a_new_version_takes_over_and_the_old_one_stays_as_it_was() -> None:
    """CAT-15, R16"""
    old = published_item()

    new = republish(old, valid_from=TOMORROW, materials=old.materials[:1], questions=())

    assert queries.published_version(old.code, TODAY).id == old.id
    assert queries.published_version(old.code, TOMORROW).id == new.id
    assert new.version_number == 2
    queries.versions._kept.cache_clear()  # type: ignore[attr-defined]
    assert queries.version(old.id) == old
    assert len(queries.version(old.id).materials) == 3
    assert [version.version_number for version in queries.versions_of(old.handling_item_id)] == [2, 1]


def test_a_version_replaced_on_its_first_day_never_held() -> None:
    first = published_item(valid_from=TODAY)

    second = republish(first, visits=0)

    assert queries.published_version(first.code, TODAY).id == second.id
    assert models.HandlingVersion.objects.get(id=first.id).valid_until == TODAY


def test_a_version_is_published_once() -> None:
    version = published_item()

    with pytest.raises(AlreadyPublished):
        services.publish_version(version_id=version.id, valid_from=TODAY, at=AT, by=BY)
    with pytest.raises(VersionUnknown):
        services.publish_version(version_id=new_id(), valid_from=TODAY, at=AT, by=BY)


def test_days_gone_by_are_not_changed() -> None:
    version = published_item()

    with pytest.raises(BackdatedVersion):
        republish(version, valid_from=TODAY - timedelta(days=1), visits=0)

    assert OutboxEvent.objects.filter(name="catalogue.version-published").count() == 1


def test_a_version_cannot_slip_in_before_a_later_one() -> None:
    version = published_item()
    republish(version, valid_from=TODAY + timedelta(days=30), visits=0)

    with pytest.raises(LaterVersionExists):
        republish(version, valid_from=TODAY + timedelta(days=10), visits=2)


# Which version holds


def test_an_item_code_is_enough_when_it_has_one_handling_item() -> None:
    version = published_item()

    assert queries.published_version(version.item_code, TODAY).id == version.id


def test_an_item_of_several_handling_items_needs_a_choice() -> None:
    """CAT-07: 新办, 变更, 注销"""
    item_code, code = item_codes()
    new = published_item(item_code=item_code, code=code, name="货运许可（新办）")
    change = published_item(item_code=item_code, code=item_code + "02", name="货运许可（变更）")

    with pytest.raises(ItemNeedsChoice) as refusal:
        queries.published_version(item_code, TODAY)

    assert refusal.value.extra["choices"] == [
        {"code": new.code, "name": "货运许可（新办）"},
        {"code": change.code, "name": "货运许可（变更）"},
    ]
    assert queries.published_version(change.code, TODAY).id == change.id
    assert [version.id for version in queries.versions_of_item(item_code, TODAY)] == [new.id, change.id]


def test_a_code_nobody_ever_had() -> None:
    with pytest.raises(ItemUnknown, match="000000000000"):
        queries.published_version("000000000000", TODAY)
    for broken in ("\x00", "\ud800", "1" * 5000):
        with pytest.raises(ItemUnknown):
            queries.published_version(broken, TODAY)


def test_before_its_first_day_an_item_is_not_offered_yet() -> None:
    version = published_item(valid_from=TOMORROW)

    with pytest.raises(ItemNotOffered, match="2026-03-03 起才办理"):
        queries.published_version(version.code, TODAY)


def test_the_version_in_force_costs_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = published_item()
    queries.version(version.id)

    with django_assert_num_queries(1):
        assert queries.published_version(version.code, TODAY) is queries.version(version.id)


def test_a_published_version_is_read_once_in_a_process(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = published_item()

    with django_assert_num_queries(0):
        assert queries.version(version.id).name == version.name


# The end of an item; renamings


def test_a_withdrawn_item_is_offered_no_more_but_still_found() -> None:
    """CAT-19"""
    version = published_item(name="货车营运手续")

    services.withdraw_item(code=version.code, ended_on=TOMORROW, at=AT, by=BY, reason="国务院取消")

    assert queries.published_version(version.code, TODAY).id == version.id
    with pytest.raises(ItemNotOffered, match="2026-03-03 起不再办理"):
        queries.published_version(version.code, TOMORROW)
    [hit] = queries.search("货车营运")
    assert hit.ended_on == TOMORROW
    assert OutboxEvent.objects.get(name="catalogue.item-withdrawn").payload["ended_on"] == "2026-03-03"


def test_what_cannot_be_withdrawn() -> None:
    version = published_item()
    republish(version, valid_from=TOMORROW, visits=0)

    with pytest.raises(ItemUnknown):
        services.withdraw_item(code="X1", ended_on=TODAY, at=AT, by=BY, reason="-")
    with pytest.raises(BackdatedVersion):
        services.withdraw_item(
            code=version.code, ended_on=TODAY - timedelta(days=1), at=AT, by=BY, reason="-"
        )
    with pytest.raises(LaterVersionExists):
        services.withdraw_item(code=version.code, ended_on=TODAY, at=AT, by=BY, reason="-")


def test_a_renamed_item_is_found_under_its_old_names() -> None:
    """CAT-19, R17"""
    old = published_item(name="道路货物运输经营许可证核发", item_name="货运经营许可证核发")

    republish(old, name="道路普通货物运输经营许可", item_name="货物运输经营许可")

    for asked in ("证核发", "货运经营", "道路普通"):
        [hit] = queries.search(asked)
        assert hit.name == "道路普通货物运输经营许可", asked
    assert queries.search("证核发")[0].matches[0].field.value == "former-name"
    assert models.Item.objects.get(code=old.item_code).name == "货物运输经营许可"


def test_an_alias_that_is_dropped_finds_nothing_any_more() -> None:
    old = published_item(aliases=("跑货运", "拉货办证"))
    assert queries.search("拉货")

    republish(old, aliases=("跑货运",))

    assert queries.search("拉货") == ()
    assert queries.search("跑货")


def test_publishing_writes_words_at_once_and_the_worker_adds_pinyin() -> None:
    version = published_item(name="食品经营许可", item_name="食品经营许可")
    assert [hit.version_id for hit in queries.search("食品")] == [version.id]
    assert queries.search("shipin") == ()

    event = VersionPublished(version.id, version.handling_item_id, version.code, TODAY, True)
    for _ in range(2):
        handlers.on_version_published(event, event_id=new_id(), at=AT)

    assert [hit.version_id for hit in queries.search("shipin")] == [version.id]

    # a later version keeps the pinyin of words that stay, without the library
    republish(version, visits=0)
    assert queries.search("shipin")


def test_a_version_of_tomorrow_is_shown_from_tomorrow() -> None:
    old = published_item(name="旧的名称")
    republish(old, valid_from=TOMORROW, name="新的名称")
    assert queries.search("旧的")[0].name == "旧的名称"
    assert queries.search("旧的")[0].matches[0].field.value == "name"

    assert services.index_items_of_day(at=AT + timedelta(days=1)) == 1

    assert queries.search("旧的")[0].name == "新的名称"
    assert queries.search("旧的")[0].matches[0].field.value == "former-name"


def test_item_types_have_their_own_documents_and_flow() -> None:
    """CAT-10, CAT-11, CAT-12"""
    licence, service = published_item(), published_immediate_item()

    assert (licence.item_type, licence.handling_type) == ("01", "committed")
    assert (service.item_type, service.handling_type) == ("20", "immediate")
    assert service.promised == Limit(0, LimitUnit.IMMEDIATE)
