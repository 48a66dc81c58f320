"""A hit on a name or code that was given up says what it is called now, and since when (CAT-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.rules.naming import Named, formerly
from yichuang.offer.catalogue.services import storing
from yichuang.offer.catalogue.tests.factories import AT, BY, content, publish
from yichuang.offer.catalogue.types import Formerly, Hit, NameKind, VersionContent

OLD, MIDDLE, NEW = "卫生许可（餐饮）", "餐饮服务许可", "食品经营许可（新办）"
FIRST, SECOND, THIRD = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)


def _named(name: str, on: date, *, item_name: str = "许可", code: str = "c1", item_code: str = "i1") -> Named:
    return Named(name, item_name, code, item_code, on)


class TestRule:
    """What a word has become, from the versions alone."""

    def test_the_current_name_counts_from_the_version_that_brought_it(self) -> None:
        history = [_named(OLD, FIRST), _named(NEW, SECOND), _named(NEW, THIRD)]

        assert formerly(NameKind.FORMER_NAME, OLD, history) == Formerly(
            NameKind.FORMER_NAME, OLD, NEW, SECOND
        )

    def test_a_name_taken_up_again_counts_from_then(self) -> None:
        history = [_named(NEW, FIRST), _named(OLD, SECOND), _named(NEW, THIRD)]

        assert formerly(NameKind.FORMER_NAME, OLD, history).since == THIRD

    def test_a_name_only_the_item_had_has_become_the_items(self) -> None:
        history = [_named(OLD, FIRST, item_name="餐饮许可"), _named(OLD, SECOND, item_name="食品许可")]

        assert formerly(NameKind.FORMER_NAME, "餐饮许可", history) == Formerly(
            NameKind.FORMER_NAME, "餐饮许可", "食品许可", SECOND
        )

    def test_codes_likewise(self) -> None:
        history = [_named(NEW, FIRST), _named(NEW, SECOND, code="c2", item_code="i2")]

        assert formerly(NameKind.FORMER_CODE, "c1", history) == Formerly(
            NameKind.FORMER_CODE, "c1", "c2", SECOND
        )
        assert formerly(NameKind.FORMER_CODE, "i1", history).current == "i2"

    def test_a_word_no_version_had_is_not_dated(self) -> None:
        assert formerly(NameKind.FORMER_NAME, "食堂许可", [_named(NEW, FIRST)]) == Formerly(
            NameKind.FORMER_NAME, "食堂许可", NEW, None
        )


def at(day: date) -> datetime:
    return AT + timedelta(days=(day - AT.date()).days)


@pytest.mark.django_db
class TestSearch:
    """On an item that was renamed twice."""

    @pytest.fixture
    def made(self) -> VersionContent:
        owner = OrganisationFactory.create(name="安澜县市场监督管理局").id
        made = content(name=OLD, item_name=OLD, aliases=("开饭店",))
        for name, day in ((OLD, FIRST), (MIDDLE, SECOND), (NEW, THIRD)):
            publish(
                replace(made, name=name, item_name=name), organisation_id=owner, valid_from=day, at=at(day)
            )
        services.index_items(at=at(THIRD))
        return made

    @pytest.mark.parametrize(
        ("asked", "former"),
        [
            (OLD, OLD),
            ("餐饮服", MIDDLE),
            ("weishengxuke", OLD),
            ("cyfwxk", MIDDLE),
            ("卫生xk", OLD),
        ],
    )
    def test_a_former_name_says_what_it_is_called_now(
        self, made: VersionContent, asked: str, former: str
    ) -> None:
        [hit] = queries.search(asked)

        assert hit.name == NEW
        assert hit.formerly == (Formerly(NameKind.FORMER_NAME, former, NEW, THIRD),)

    @pytest.mark.parametrize("asked", [NEW, "食品", "spjy", "开饭店", "市场监督"])
    def test_whoever_asks_for_what_it_is_called_now_is_told_nothing(
        self, made: VersionContent, asked: str, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            [hit] = queries.search(asked)

        assert hit.formerly == ()

    def test_several_hits_cost_one_statement_more(
        self, made: VersionContent, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        owner = OrganisationFactory.create().id
        other = content(name="餐饮备案", item_name="餐饮备案")
        publish(other, organisation_id=owner, valid_from=FIRST, at=at(FIRST))
        publish(replace(other, name="小餐饮"), organisation_id=owner, valid_from=SECOND, at=at(SECOND))

        with django_assert_num_queries(2):
            found = {hit.name: hit.formerly for hit in queries.search("餐饮服务 许可")}
            assert set(found) == {NEW}
        with django_assert_num_queries(2):
            found = {hit.name: hit.formerly for hit in queries.search("餐饮")}

        assert found[NEW] == (Formerly(NameKind.FORMER_NAME, OLD, NEW, THIRD),)
        assert found["小餐饮"] == ()  # its current words have it, too

    def test_a_former_code_says_the_code_it_has_now(self, made: VersionContent) -> None:
        item = models.HandlingItem.objects.get(code=made.code)
        storing.remember_code(item.id, "511602000000-OLD-01")
        services.index_items(at=at(THIRD))

        hit = queries.search("511602000000-old-01", 1)[0]

        assert hit.formerly == (Formerly(NameKind.FORMER_CODE, "511602000000-OLD-01", made.code, None),)

    def test_the_current_code_is_no_former_one(self, made: VersionContent) -> None:
        assert _only(made.code).formerly == ()
        assert _only(made.item_code).formerly == ()

    def test_what_comes_later_is_not_told_yet(self, made: VersionContent) -> None:
        """A renaming that is announced: until its day the item is called as it is."""
        later = THIRD + timedelta(days=30)
        owner = models.HandlingVersion.objects.filter(code=made.code)[0].organisation_id
        publish(
            replace(made, name="食品许可", item_name=NEW),
            organisation_id=owner,
            valid_from=later,
            at=at(THIRD),
        )
        services.index_items(at=at(THIRD))

        [hit] = queries.search("餐饮服")

        assert (hit.name, hit.formerly[0].current, hit.formerly[0].since) == (NEW, NEW, THIRD)

    def test_an_ended_item_is_found_by_every_name_it_had(self, made: VersionContent) -> None:
        day = THIRD + timedelta(days=7)
        services.withdraw_item(code=made.code, ended_on=day, at=at(day), by=BY, reason="并入综合许可")

        for asked in (NEW, MIDDLE, OLD, "spjy", "weisheng"):
            [hit] = queries.search(asked)
            assert (hit.name, hit.ended_on) == (NEW, day), asked


def _only(asked: str) -> Hit:
    [hit] = queries.search(asked)
    return hit
