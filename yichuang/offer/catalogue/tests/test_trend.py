"""The trend of quality: marks kept day by day, drawn and in words over 90 days (CAT-15)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.models import Organisation
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import models, services, tasks
from yichuang.offer.catalogue.queries.trend import first_scores, trend
from yichuang.offer.catalogue.rules.trend import HEIGHT, WIDTH, chart, turns
from yichuang.offer.catalogue.tests.factories import AT, BY, publish
from yichuang.offer.catalogue.tests.test_quality_rules import good
from yichuang.offer.catalogue.types.quality import TrendPoint

TODAY = legal_date(AT)
DAY = timedelta(days=1)


def points(*scores: tuple[int, int]) -> tuple[TrendPoint, ...]:
    """Days before today and their scores, each of three items."""
    return tuple(TrendPoint(TODAY - days * DAY, 3, score) for days, score in scores)


# — the drawing —


def test_a_day_stands_where_it_belongs() -> None:
    drawn = chart(points((89, 80), (0, 100)), TODAY)

    assert drawn is not None
    assert (drawn.low, drawn.high) == (80, 100)
    assert drawn.line == f"0,{HEIGHT} {WIDTH},0"


@pytest.mark.parametrize(("lowest", "low"), [(99, 80), (80, 80), (79, 70), (35, 30), (0, 0)])
def test_the_lowest_line_is_a_round_score_and_never_too_near(lowest: int, low: int) -> None:
    drawn = chart(points((1, lowest), (0, 100)), TODAY)

    assert drawn is not None
    assert drawn.low == low
    down = [float(pair.split(",")[1]) for pair in drawn.line.split()]
    assert max(down) <= HEIGHT


@pytest.mark.parametrize("known", [(), ((0, 90),)])
def test_one_day_is_no_trend(known: tuple[tuple[int, int], ...]) -> None:
    assert chart(points(*known), TODAY) is None


def test_in_words_only_the_days_of_a_change_are_told() -> None:
    told = turns(points((4, 80), (3, 80), (2, 85), (1, 85), (0, 80)))

    assert [(TODAY - point.day).days for point in told] == [4, 2, 0]


def test_other_items_with_the_same_score_are_a_change() -> None:
    same = (TrendPoint(TODAY - DAY, 3, 80), TrendPoint(TODAY, 4, 80))

    assert turns(same) == same


# — the marks of a day —


@pytest.fixture
def two_departments(db: None) -> tuple[Organisation, Organisation]:
    """Two items of 100 at 甲局; 乙局 has one of 95."""
    first = OrganisationFactory.create(name="甲局", short_name="甲局", code="JIA")
    second = OrganisationFactory.create(name="乙局", short_name="乙局", code="YI")
    for _ in range(2):
        publish(good(), organisation_id=first.id)
    publish(good(faqs=(), name="货运许可"), organisation_id=second.id)
    return first, second


def kept() -> list[tuple[date, str, int, int, int]]:
    rows = models.QualityMark.objects.order_by("day", "organisation__code")
    return list(rows.values_list("day", "organisation__code", "versions", "points", "warnings"))


def test_the_marks_of_a_day_are_kept_by_department(two_departments: Any) -> None:
    services.record_marks(at=AT)

    assert kept() == [(TODAY, "JIA", 2, 200, 0), (TODAY, "YI", 1, 95, 1)]


def test_the_task_may_run_as_often_as_it_likes(two_departments: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "now", lambda: AT)
    tasks.marks_of_the_day(0)
    before = kept()
    tasks.marks_of_the_day(0)

    assert kept() == before
    assert len(before) == 2


def test_a_day_follows_what_is_published_until_it_ends(two_departments: Any) -> None:
    services.record_marks(at=AT)
    publish(good(faqs=(), name="养老"), organisation_id=two_departments[0].id)
    services.record_marks(at=AT)
    services.record_marks(at=AT + DAY)

    assert kept()[0] == (TODAY, "JIA", 3, 295, 1)
    assert [line[0] for line in kept()] == [TODAY, TODAY, TODAY + DAY, TODAY + DAY]


def test_a_department_without_items_has_no_mark_that_day(two_departments: Any) -> None:
    services.record_marks(at=AT)
    [code] = models.HandlingVersion.objects.filter(organisation=two_departments[1]).values_list(
        "code", flat=True
    )
    services.withdraw_item(code=code, ended_on=TODAY, at=AT, by=BY, reason="取消")
    services.record_marks(at=AT)

    assert [line[1] for line in kept()] == ["JIA"]


def test_the_statements_do_not_grow_with_the_departments(db: None) -> None:
    counts = []
    for number in range(3):
        publish(good(), organisation_id=OrganisationFactory.create(code=f"D{number}").id)
        with CaptureQueriesContext(connection) as seen:
            services.record_marks(at=AT)
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("wrong", [{"versions": 0, "points": 0}, {"points": 201}])
def test_the_database_takes_no_impossible_mark(two_departments: Any, wrong: dict[str, int]) -> None:
    services.record_marks(at=AT)
    rows = models.QualityMark.objects.filter(organisation=two_departments[0])

    with pytest.raises(IntegrityError, match="quality_mark_is_of_some_items"), transaction.atomic():
        rows.update(**wrong)


# — the trend —


def mark(owner: Organisation, days: int, versions: int, worth: int) -> None:
    models.QualityMark.objects.create(
        organisation=owner, day=TODAY - days * DAY, versions=versions, points=worth,
        blocking=0, warnings=0, hints=0,
    )  # fmt: skip


def test_all_items_together_are_weighed_by_their_number(two_departments: Any) -> None:
    first, second = two_departments
    mark(first, 1, versions=3, worth=270)
    mark(second, 1, versions=1, worth=50)

    assert trend(TODAY) == (TrendPoint(TODAY - DAY, 4, 80),)
    assert trend(TODAY, second.id) == (TrendPoint(TODAY - DAY, 1, 50),)


@pytest.mark.parametrize(("days", "number"), [(0, 1), (89, 1), (90, 0), (-1, 0)])
def test_the_trend_is_of_ninety_days(two_departments: Any, days: int, number: int) -> None:
    mark(two_departments[0], days, versions=1, worth=90)

    assert len(trend(TODAY)) == number


def test_a_department_is_compared_with_its_oldest_mark(two_departments: Any) -> None:
    first, _ = two_departments
    for days, worth in ((95, 10), (60, 70), (30, 80), (0, 100)):
        mark(first, days, versions=1, worth=worth)

    assert first_scores(TODAY) == {first.id: TrendPoint(TODAY - 60 * DAY, 1, 70)}


# — the page —


@pytest.fixture
def editor(client: Client, two_departments: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("yichuang.offer.catalogue.views.quality_report.now", lambda: AT)
    client.force_login(PostFactory.create(role=Role.CATALOGUE_EDITOR.value).user)
    return client


def page_of(client: Client, address: str = "/catalogue/quality/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_before_anything_was_kept_the_page_shows_no_trend(editor: Client) -> None:
    page = page_of(editor)

    assert "最近 90 天的得分" not in page
    assert page.count("还没有以前的得分") == 2


def test_on_the_first_day_it_says_when_there_will_be_one(editor: Client) -> None:
    services.record_marks(at=AT)

    page = page_of(editor)

    assert "明天就能看到变化" in page
    assert "<polyline" not in page


def test_the_line_is_drawn_and_said_in_words(editor: Client, two_departments: Any) -> None:
    first, second = two_departments
    mark(first, 60, versions=2, worth=160)
    mark(second, 60, versions=1, worth=95)
    services.record_marks(at=AT)

    page = page_of(editor)

    assert "得分从 1月1日的 85 分到 3月2日的 98 分" in page
    assert re.search(r'<polyline class="line" points="[\d., ]+"/>', page)
    assert "style=" not in page[page.index('<svg class="trend') : page.index("<polyline")]
    assert "提高 20 分" in page
    assert "没有变" in page


def test_a_department_has_a_trend_of_its_own(editor: Client, two_departments: Any) -> None:
    mark(two_departments[1], 30, versions=1, worth=100)
    services.record_marks(at=AT)

    assert "降低 5 分" in page_of(editor)
    page = page_of(editor, "/catalogue/quality/?organisation=YI")
    assert "得分从 1月31日的 100 分到 3月2日的 95 分" in page
    assert "<polyline" not in page_of(editor, "/catalogue/quality/?organisation=JIA")


def test_the_trend_costs_the_same_however_long_it_is(editor: Client, two_departments: Any) -> None:
    counts = []
    page_of(editor)
    for days in (30, 20, 10):
        mark(two_departments[0], days, versions=1, worth=90)
        with CaptureQueriesContext(connection) as seen:
            page_of(editor)
        counts.append(len(seen))

    assert len(set(counts)) == 1, counts
