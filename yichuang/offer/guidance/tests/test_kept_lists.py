"""个人清单: kept under a code, opened again, compared with what is in force, forgotten after its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import services as catalogue
from yichuang.offer.catalogue.tests.factories import AT, BY, content, material, publish, question
from yichuang.offer.catalogue.types import Condition, HandlingVersion
from yichuang.offer.guidance import queries, rules, services
from yichuang.offer.guidance.errors import (
    InvalidAnswer,
    ListExpired,
    ListNotFinal,
    ListUnknown,
    TooManyLists,
)
from yichuang.offer.guidance.models import ListCount, PersonalList
from yichuang.offer.guidance.services import keeping
from yichuang.offer.guidance.types import KeptList

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 3, 2)
TOMORROW = date(2026, 3, 3)
INDIVIDUAL = {"subject-kind": "individual"}
SOURCE = "192.0.2.7"


@pytest.fixture
def first() -> HandlingVersion:
    return publish(content(), at=AT)


def keep(version: HandlingVersion, answers: dict[str, str] | None = None) -> KeptList:
    return services.keep_list(item=version.code, answers=answers or INDIVIDUAL, source=SOURCE, at=NOW)


def replace_by(first: HandlingVersion, valid_from: date = TOMORROW, **changes: Any) -> HandlingVersion:
    """A second version of the same handling item, in force from a day."""
    kept = {"code": first.code, "name": first.name, "item_code": first.item_code}
    return publish(
        content(**kept | changes), organisation_id=first.organisation_id, valid_from=valid_from, at=AT
    )


# kept


def test_a_final_list_is_kept_with_its_version_and_answers_for_ninety_days(first: HandlingVersion) -> None:
    kept = keep(first)

    row = PersonalList.objects.get()
    assert (row.code, row.version_id, row.answers) == (kept.code, first.id, INDIVIDUAL)
    assert (row.kept_on, row.expires_on) == (TODAY, date(2026, 5, 31))
    assert kept.printed_code == f"{row.code[:4]}-{row.code[4:]}"


def test_codes_differ_and_nobody_reads_them_as_words(first: HandlingVersion) -> None:
    codes = {keep(first).code for _ in range(40)}

    assert len(codes) == 40
    assert all(rules.is_list_code(code) and not set(code) & set("ILOU") for code in codes)


def test_a_code_that_is_taken_is_drawn_again(first: HandlingVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["2222AAAA", "2222AAAA", "3333BBBB"])
    monkeypatch.setattr(keeping, "new_code", lambda: next(drawn))

    assert [keep(first).code, keep(first, {"subject-kind": "company"}).code] == ["2222AAAA", "3333BBBB"]
    assert PersonalList.objects.get(code="2222AAAA").answers == INDIVIDUAL


def test_only_a_whole_list_is_kept(first: HandlingVersion) -> None:
    with pytest.raises(ListNotFinal) as refused:
        services.keep_list(item=first.code, answers={}, source=SOURCE, at=NOW)
    with pytest.raises(InvalidAnswer):
        services.keep_list(item=first.code, answers={"subject-kind": "ghost"}, source=SOURCE, at=NOW)

    assert [fault.pointer for fault in refused.value.errors] == ["/answers/subject-kind"]
    assert not PersonalList.objects.exists()
    assert not ListCount.objects.exists()


def test_nothing_is_kept_of_a_guide_that_says_too_little() -> None:
    poor = publish(content(result=None, questions=(), materials=(material("m01"),)), at=AT)

    with pytest.raises(ListNotFinal, match="指南还不完整"):
        services.keep_list(item=poor.code, answers={}, source=SOURCE, at=NOW)

    assert not PersonalList.objects.exists()


def test_lists_of_one_source_are_counted(first: HandlingVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LISTS_PER_SOURCE", 2)
    keep(first), keep(first)

    with pytest.raises(TooManyLists) as refused:
        keep(first)

    assert refused.value.extra["retry_after_seconds"] == 3600
    assert PersonalList.objects.count() == 2
    services.keep_list(item=first.code, answers=INDIVIDUAL, source="192.0.2.8", at=NOW)


# opened


@pytest.mark.parametrize(
    "typed",
    ["{code}", "{first}-{last}", " {first} {last} ", "{lower}", "https://yc.example/lists/{code}/"],
    ids=["as it is", "as printed", "with spaces", "in small letters", "as scanned"],
)
def test_it_opens_by_its_code_however_that_is_written(first: HandlingVersion, typed: str) -> None:
    code = keep(first).code
    said = typed.format(code=code, first=code[:4], last=code[4:], lower=code.lower())

    today = queries.list_today(said, TODAY)

    assert (today.kept.code, today.is_valid, today.changes, today.renewed) == (code, True, (), None)
    assert [m.name for m in today.exact.to_bring] == ["申请表"]
    assert [m.name for m in today.exact.government_has] == ["营业执照"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("o1il-0AbC", "01110ABC"), ("daohuoyy", ""), ("ABCDEFGH", ""), ("1234", ""), ("货运证", ""), ("", "")],
)
def test_what_is_read_as_a_code(typed: str, code: str) -> None:
    assert rules.read_list_code(typed) == code


def test_codes_nobody_has_are_counted_and_right_ones_never_refused(
    first: HandlingVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LOOK_UPS_PER_SOURCE", 2)
    code = keep(first).code

    for _ in range(2):
        with pytest.raises(ListUnknown):
            services.open_list(code="0000-0000", source=SOURCE, at=NOW)
    with pytest.raises(TooManyLists):
        services.open_list(code="0000-0000", source=SOURCE, at=NOW)

    assert services.open_list(code=code, source=SOURCE, at=NOW).kept.code == code


def test_it_expires_after_its_last_day(first: HandlingVersion) -> None:
    kept = keep(first)

    assert queries.list_today(kept.code, kept.expires_on).is_valid
    with pytest.raises(ListExpired, match="有效到 2026-05-31，已经过期") as refused:
        queries.list_today(kept.code, kept.expires_on + timedelta(days=1))
    assert refused.value.extra["item"] == first.code


def test_long_after_nobody_knows_it(first: HandlingVersion) -> None:
    kept = keep(first)

    assert services.forget_lists(at=NOW + timedelta(days=180)) == 0
    assert services.forget_lists(at=NOW + timedelta(days=181)) == 1
    assert not ListCount.objects.exists()
    with pytest.raises(ListUnknown):
        queries.list_today(kept.code, TODAY)


# compared


def test_it_holds_until_the_newer_version_does(first: HandlingVersion) -> None:
    kept = keep(first)
    replace_by(first, promised=Limit(5, LimitUnit.WORKING_DAY))

    assert queries.list_today(kept.code, TODAY).is_valid
    assert not queries.list_today(kept.code, TOMORROW).is_valid


def test_a_changed_material_is_said_and_the_new_list_offered(first: HandlingVersion) -> None:
    kept = keep(first)
    newer = replace_by(
        first, materials=(material("m01", name="申请表", copies=2), material("m04", name="居民身份证"))
    )

    today = queries.list_today(kept.code, TOMORROW)

    assert today.current is not None
    assert (today.current.id, today.same_materials) == (newer.id, False)
    assert "“居民身份证”" in "；".join(change.words for change in today.changes)
    assert today.renewed is not None
    assert [m.name for m in today.renewed.to_bring] == ["申请表", "居民身份证"]
    assert [m.name for m in today.exact.to_bring] == ["申请表"], "what it said stays what it said"


def test_a_change_of_something_else_leaves_what_to_bring(first: HandlingVersion) -> None:
    kept = keep(first)
    replace_by(first, materials=first.materials, promised=Limit(5, LimitUnit.WORKING_DAY))

    today = queries.list_today(kept.code, TOMORROW)

    assert today.same_materials
    assert len(today.changes) == 1


def test_answers_that_no_longer_fit_offer_no_list(first: HandlingVersion) -> None:
    kept = keep(first)
    replace_by(first, questions=(question("vehicle", "truck", "bus"),), materials=(material("m01"),))

    today = queries.list_today(kept.code, TOMORROW)

    assert (today.is_valid, today.renewed, today.same_materials) == (False, None, False)


def test_a_question_asked_since_offers_no_list(first: HandlingVersion) -> None:
    kept = keep(first)
    asked = question("vehicle", "truck", "bus", asked_when=Condition.of({"subject-kind": ["individual"]}))
    replace_by(first, questions=(question(), asked))

    assert queries.list_today(kept.code, TOMORROW).renewed is None


def test_an_item_no_longer_offered_says_so(first: HandlingVersion) -> None:
    kept = keep(first)
    catalogue.withdraw_item(code=first.code, ended_on=TOMORROW, at=AT, by=BY, reason="国务院取消")

    today = queries.list_today(kept.code, TOMORROW)

    assert (today.current, today.is_valid, today.renewed) == (None, False, None)
    assert first.name in today.ended
