"""Search over a whole county's list: nothing is missed, nothing is found that was not asked."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from uuid import UUID

import pytest
from django.db import transaction
from pypinyin import lazy_pinyin
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.offer.catalogue import models, queries, services
from yichuang.offer.catalogue.models.columns import NAME_LENGTH
from yichuang.offer.catalogue.rules import keys
from yichuang.offer.catalogue.tests import county
from yichuang.offer.catalogue.tests.factories import AT, content, publish, published_item
from yichuang.offer.catalogue.types import Hit, MatchField, Narrowing

pytestmark = pytest.mark.smoke

EVERYTHING = 100_000
LISTS = county.lists()


@pytest.fixture(scope="class", params=list(LISTS))
def names(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """Code → name of every item of the list, while it stands in the database."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        report = services.import_catalogue(content=LISTS[request.param], region_code="990102", at=AT)
        assert len(report.lines) == county.NUMBER
        yield dict(models.HandlingVersion.objects.values_list("code", "name"))
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


class TestCounty:
    """On 1,135 items, imported once."""

    @pytest.fixture(autouse=True)
    def _inside(self, names: dict[str, str], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with django_db_blocker.unblock():
            yield

    def test_no_part_of_a_name_is_missed(self, names: dict[str, str]) -> None:
        """Every part of one to four characters, widely sampled, against looking at each name."""
        chance = random.Random(2)
        normal = {code: keys.normal(name) for code, name in names.items()}
        parts = {part for name in normal.values() for length in (1, 2, 3, 4) for part in _parts(name, length)}
        sample = chance.sample(sorted(parts), 500) + sorted(part for part in parts if len(part) == 1)

        for part in sample:
            found = {hit.code for hit in queries.search(part, EVERYTHING)}
            assert {code for code, name in normal.items() if part in name} <= found, part

    def test_every_hit_contains_what_was_asked(self, names: dict[str, str]) -> None:
        chance = random.Random(3)
        asked = ["区", "局", "511", "99010", "s", "an", "sp", "shenpi", "xk"]
        asked += [
            chance.choice(_parts(keys.normal(name), 2) or [name]) for name in sorted(names.values())[::9]
        ]

        for part in asked:
            for hit in queries.search(part, EVERYTHING):
                assert _contains(hit, part), (part, hit.name)

    def test_no_pinyin_is_missed(self, names: dict[str, str]) -> None:
        """Whole syllables, cut short at the end, and initials, wherever they begin."""
        chance = random.Random(4)
        for code, name in chance.sample(sorted(names.items()), 250):
            syllables = lazy_pinyin(name, errors=lambda characters: [""] * len(characters))
            start = chance.randrange(len(name))
            run = _run(syllables[start : start + 4])
            if not run:
                continue
            spelled = "".join(run)
            for asked in {spelled, spelled[: -len(run[-1])] + run[-1][:1]}:
                assert code in {hit.code for hit in queries.search(asked, EVERYTHING)}, (asked, name)
            first = "".join(syllable[0] for syllable in run)
            assert code in {hit.code for hit in queries.search(first, EVERYTHING)}, (first, name)

    @pytest.mark.parametrize(
        "nonsense",
        ["火星移民", "量子许可", "qwxz", "xyzzy", "iiii", "uvu", "许可许可许可", "§", "'); DROP TABLE x;--",
         "\\'", "🙂", "审批火星", "食品qwx", "食 火星", "9901x", "\x00", "\ud800", "：*", "!&|", "   "],
    )  # fmt: skip
    def test_nonsense_finds_nothing(self, nonsense: str) -> None:
        assert queries.search(nonsense, EVERYTHING) == ()

    def test_a_whole_name_comes_first(self, names: dict[str, str]) -> None:
        for name in random.Random(5).sample(sorted(names.values()), 100):
            assert keys.normal(queries.search(name, 1)[0].name) == keys.normal(name)

    def test_a_code_finds_its_item_first(self, names: dict[str, str]) -> None:
        for code in random.Random(6).sample(sorted(names), 50):
            assert queries.search(code, 1)[0].code == code
            assert queries.search(code.lower(), 1)[0].code == code

    def test_the_better_match_stands_before_the_worse(self, names: dict[str, str]) -> None:
        order = list(MatchField)
        for asked in ("许可", "shenpi", "区", "s", "dj"):
            hits = queries.search(asked, EVERYTHING)
            fields = [order.index(hit.matches[0].field) for hit in hits]
            inside = [
                (keys.normal(hit.name).find(asked) != 0) for hit in hits if hit.matches[0].field == "name"
            ]
            assert fields == sorted(fields), asked
            assert inside == sorted(inside), asked

    @pytest.mark.parametrize(("sampled", "read"), [(200, 3000), (40, 300)])
    def test_the_first_of_many_are_the_first_of_all(
        self, names: dict[str, str], sampled: int, read: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Read in order as far as is needed, or everything looked at and sorted: the same hits."""
        module = import_module("yichuang.offer.catalogue.queries.search")  # the package has the function
        chance = random.Random(8)
        terms = ["许可", "备案", "区", "证", "登记", "9901", "（", "火星", sorted(names.values())[7]]
        terms += [chance.choice(_parts(keys.normal(name), 1 + n % 3) or [name]) for n, name in
                  enumerate(chance.sample(sorted(names.values()), 9))]  # fmt: skip
        places = [Narrowing(), Narrowing(organisation_id=_of_most()), Narrowing(themes=("none",))]
        with transaction.atomic():
            owners = models.SearchEntry.objects.order_by("name_key").values_list("pk", flat=True)
            services.record_demand(counts={owner: chance.choice((0, 0, 7, 90)) for owner in owners}, at=AT)
            asked = [(term, chance.choice((1, 12, 30, 200)), within) for term in terms for within in places]

            monkeypatch.setattr(module, "MANY", 0)
            of_all = [queries.search(*question) for question in asked]
            monkeypatch.setattr(module, "MANY", 1000)
            monkeypatch.setattr(module, "SAMPLED", sampled)
            monkeypatch.setattr(module, "READ", read)
            in_order = [queries.search(*question) for question in asked]
            transaction.set_rollback(True)

        assert in_order == of_all
        assert sum(map(bool, of_all)) > len(terms)

    def test_a_search_is_one_statement(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(1):
            assert queries.search("许可 区", 10)

    def test_a_search_takes_no_time_that_anybody_notices(self, names: dict[str, str]) -> None:
        chance = random.Random(7)
        asked = [chance.choice(_parts(keys.normal(name), length)) for length in (1, 2, 3, 4) for name in
                 chance.sample(sorted(name for name in names.values() if len(name) > 4), 40)]  # fmt: skip
        taken = []
        for part in asked:
            taken.append(min(_seconds(part) for _ in range(5)))  # the machine has other things to do

        assert statistics.median(taken) < 0.1  # a few milliseconds; the bench measures it


def _of_most() -> UUID:
    """The department with the most items."""
    [owner] = Counter(models.HandlingVersion.objects.values_list("organisation", flat=True)).most_common(1)
    return owner[0]


def _seconds(asked: str) -> float:
    begun = time.perf_counter()
    queries.search(asked, 10)
    return time.perf_counter() - begun


def _parts(text: str, length: int) -> list[str]:
    return [text[i : i + length] for i in range(len(text) - length + 1)]


def _run(syllables: list[str]) -> list[str]:
    """The syllables up to the first character without one; at least two, so that letters say something."""
    end = syllables.index("") if "" in syllables else len(syllables)
    return syllables[:end] if end >= 2 else []


def _contains(hit: Hit, asked: str) -> bool:
    """Independent of the search: the name, department or code has it, or its pinyin or initials do."""
    texts = [keys.normal(text) for text in (hit.name, hit.item_name, hit.organisation_name, hit.code)]
    if any(asked in text for text in texts):
        return True
    for name in (hit.name, hit.item_name):
        syllables = lazy_pinyin(name, errors=lambda characters: [" "] * len(characters))
        starts = ["".join(syllables[i:]) for i in range(len(syllables))]
        if any(start.startswith(asked) for start in starts) or asked in "".join(s[0] for s in syllables):
            return True
    return False


@pytest.mark.django_db
class TestOneItem:
    """What a hit says, on a few items."""

    @pytest.fixture(autouse=True)
    def _items(self) -> None:
        owner = OrganisationFactory.create(name="安澜县市场监督管理局")
        publish(
            content(name="食品经营许可（新办）", item_name="食品经营许可", aliases=("开饭店", "餐饮证")),
            organisation_id=owner.id,
        )
        published_item(name="艺术品经营单位备案", item_name="艺术品经营单位备案")
        services.index_items(at=AT)

    @pytest.mark.parametrize(
        ("asked", "field", "part"),
        [
            ("食品经营许可（新办）", "name", "食品经营许可（新办）"),
            ("许可(新", "name", "许可（新"),
            ("饭", "alias", "饭"),
            ("shipin", "pinyin", "食品"),
            ("canyin", "pinyin", "餐饮"),
            ("spjyxk", "initials", "食品经营许可"),
            ("ｓｐｊｙｘｋ", "initials", "食品经营许可"),
            ("SPJYXK", "initials", "食品经营许可"),
            ("食品jy", "initials", "食品经营"),
            ("市场监督", "organisation", "市场监督"),
        ],
    )
    def test_a_hit_says_what_matched_and_where(self, asked: str, field: str, part: str) -> None:
        [hit] = queries.search(asked)

        [match] = hit.matches
        assert (match.field.value, match.text[match.start : match.end]) == (field, part)
        assert hit.name == "食品经营许可（新办）"

    def test_all_words_have_to_be_there(self) -> None:
        """Of different kinds and in any order."""
        [hit] = queries.search("监督管理 饭 shipin")

        assert [match.field.value for match in hit.matches] == ["organisation", "alias", "pinyin"]
        assert queries.search("监督管理 火星") == ()

    def test_initials_inside_a_name_come_after_those_it_begins_with(self) -> None:
        assert [hit.name for hit in queries.search("spjy")] == ["食品经营许可（新办）", "艺术品经营单位备案"]

    def test_of_equal_matches_the_popular_come_first(self) -> None:
        other = published_item(name="食品经营备案", item_name="食品经营备案")
        hits = queries.search("食品经营")
        assert [hit.name for hit in hits] == ["食品经营备案", "食品经营许可（新办）"]

        services.record_demand(counts={hits[1].handling_item_id: 40, other.handling_item_id: 3}, at=AT)

        assert [hit.name for hit in queries.search("食品经营")] == ["食品经营许可（新办）", "食品经营备案"]
        assert [hit.name for hit in queries.popular(2)] == ["食品经营许可（新办）", "食品经营备案"]

    @pytest.mark.parametrize("known_as", ["农药经营许可证", "农药店"])
    def test_a_whole_alias_comes_before_names_that_begin_with_it(self, known_as: str) -> None:
        """However many they are, and however often they are asked for."""
        meant = published_item(name="农资门店开业", item_name="农资门店开业", aliases=(known_as,))
        others = [
            published_item(name=f"{known_as}{n}次变更", item_name=f"{known_as}{n}次变更") for n in range(3)
        ]
        services.record_demand(counts={other.handling_item_id: 1000 for other in others}, at=AT)

        found = [hit.handling_item_id for hit in queries.search(known_as)]
        assert found[0] == meant.handling_item_id
        assert len(found) == 4

    def test_the_longest_name_is_found_by_its_parts_and_its_alias(self) -> None:
        """It is too long for the indexes of whole names and of names in order."""
        characters = [chr(0x4E00 + n) for n in range(5000)]
        name = "".join(random.Random(9).sample(characters, NAME_LENGTH))
        meant = published_item(name=name, item_name="长名事项", aliases=("长名",))

        for part in (name[:2], name[500:503], name[-1], name[:200], "长名"):
            assert meant.handling_item_id in {hit.handling_item_id for hit in queries.search(part)}
            assert queries.search(part, 1)[0].handling_item_id == meant.handling_item_id

    def test_the_limit_is_kept(self) -> None:
        assert len(queries.search("经营", 1)) == 1
        assert queries.search("经营", 0) == ()
        assert queries.search("长" * 300) == ()

    def test_building_the_index_anew_changes_nothing(self) -> None:
        before = list(models.SearchEntry.objects.order_by("pk").values())

        assert services.index_items(at=AT) == 2

        assert list(models.SearchEntry.objects.order_by("pk").values()) == before
