"""A year of the sample county: made by the services, whole, the same again, and never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from config.history import making, steps
from config.history.county import County, read_county
from config.history.dice import dice
from config.history.life import Life, live
from config.history.making import Progress, make_history, progress
from config.history.people import ENTERPRISES, RESIDENTS, enterprise, leader, resident
from config.history.schedule import NotYet, Watch, days_of_cases, year_until
from config.sample import SampleRefused, authorise_for_history, load_county
from yichuang.casework.cases import rules
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.foundation.calendars.queries import working_calendar
from yichuang.foundation.calendars.types import WorkingCalendar
from yichuang.foundation.notices.models import Notice
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.rules import party_problems
from yichuang.kernel import seals
from yichuang.kernel.errors import Conflict
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.types import ItemType
from yichuang.offer.guidance.models import Plan
from yichuang.offer.guidance.queries import plan_page

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)  # a Monday, with no calendar of 2027
LAST = date(2026, 9, 27)
FIRST = date(2025, 9, 28)
FEW = 28


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The county, once for this module; each test's changes are undone after it."""
    state = tmp_path_factory.mktemp("history") / "state"
    with (
        override_settings(DATA_DIR=tmp_path_factory.mktemp("papers")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        load_county(state=state, at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def county_of_module(loaded: None, django_db_blocker: Any) -> County:
    with django_db_blocker.unblock():
        authorise_for_history(first=FIRST, last=LAST)
        return read_county(until=datetime(2026, 9, 28, tzinfo=SHANGHAI))


@pytest.fixture
def county(county_of_module: County) -> County:
    """The county at the end of the history, with the papers that were in force in it."""
    return county_of_module


# — people and days —


def test_people_are_of_all_ages_and_belong_to_nobody() -> None:
    everybody = [resident(number, FIRST) for number in range(RESIDENTS)]
    ages = Counter(person.age(LAST) // 20 for person in everybody)

    assert len({person.party.id_number for person in everybody}) == RESIDENTS
    assert set(ages) >= {0, 1, 2, 3, 4}
    for person in everybody:
        assert person.party.id_number.startswith("99")
        assert not party_problems(person.party, LAST)
        assert person.born_on < FIRST
    assert resident(7, FIRST) == resident(7, FIRST)


def test_enterprises_have_valid_codes_and_are_led_by_somebody() -> None:
    codes = set()
    for number in range(ENTERPRISES):
        company, person = enterprise(number), leader(number)
        codes.add(company.id_number)
        assert company.id_number[2:4] == person.id_number[:2] == "99"
        assert company.legal_representative == person.name
        assert not party_problems(company, LAST)
        assert not party_problems(person, LAST)
    assert len(codes) == ENTERPRISES


def test_days_are_a_year_of_working_days_and_saturdays(loaded: None) -> None:
    calendar = working_calendar()
    days = days_of_cases(calendar, FIRST, LAST, 1_200)

    assert len(days) == 1_200
    assert list(days) == sorted(days)
    assert (days[0] - FIRST).days < 10
    assert (LAST - days[-1]).days < 4
    assert all(calendar.is_working_day(day) or day.weekday() == 5 for day in days)
    assert date(2026, 2, 14) in days  # a Saturday that is worked
    assert date(2026, 2, 21) not in days  # one inside the Spring Festival
    assert not any(day.weekday() == 6 for day in days if not calendar.is_working_day(day))
    assert Counter(day.weekday() for day in days)[0] > Counter(day.weekday() for day in days)[4]
    assert max(Counter(day.month for day in days).values()) < 200


def test_a_year_begins_and_ends_with_the_loaded_calendar(loaded: None) -> None:
    calendar = working_calendar()

    assert year_until(date(2026, 9, 28), calendar) == (FIRST, LAST)
    assert year_until(date(2024, 7, 1), calendar) == (date(2024, 1, 1), date(2024, 6, 30))
    assert year_until(date(2027, 2, 1), calendar) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_watch_stops_where_the_calendar_ends(loaded: None) -> None:
    watch = Watch(working_calendar(), date(2026, 12, 30), dice("end"), 300)

    with pytest.raises(NotYet):
        watch.days(3)
    with pytest.raises(NotYet):
        watch.until(date(2027, 1, 4))


def test_without_a_county_there_is_no_history(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making.calendars, "working_calendar", lambda: WorkingCalendar.of([]))

    with pytest.raises(SampleRefused):
        make_history(at=AT, cases=1, in_haste=True)

    assert progress().first is None


def test_a_watch_goes_on_in_working_hours_only(loaded: None) -> None:
    watch = Watch(working_calendar(), date(2026, 9, 18), dice("watch"), 300)
    moments = [watch.at]
    for step in range(200):
        if step % 5:
            watch.wait(1, 90)
        else:
            watch.days(step % 3)
        if watch.day >= date(2026, 12, 20):
            break
        moments.append(watch.at)

    assert all(before < after for before, after in pairwise(moments))
    assert len(moments) > 60
    for moment in moments:
        assert is_worked(moment)


# — cases —


def test_a_small_history_is_whole(loaded: None) -> None:
    told: list[Progress] = []

    found = make_history(at=AT, cases=FEW, tell=told.append, in_haste=True)

    assert found == progress()
    assert (found.first, found.last, found.planned) == (FIRST, LAST, FEW)
    assert (found.made, found.passed_over, found.is_done) == (FEW, 0, True)
    assert Case.objects.count() == FEW
    assert_plans()
    assert_lawful()
    assert_separate()
    assert_papers()
    verified = seals.verify_log()
    assert not verified.faults
    assert verified.entries > FEW * 5


def assert_plans() -> None:
    """GUI-17, GUI-18: a restaurant and a major project with its tracker, both handed over and followed."""
    plans = {plan.title: plan for plan in Plan.objects.all()}
    assert set(plans) == {"白渡小吃店开业", "云岭物流园一期"}
    assert {plan.status for plan in plans.values()} == {"followed"}
    park = plans["云岭物流园一期"]
    assert (park.is_major, park.tracker_name, park.revision) == (True, "姚琴", 1)
    for plan in plans.values():
        file = plan_page(plan.code or "", AT)
        assert file.body.ends_on is not None, plan.title
        assert file.body.ends_on > LAST - timedelta(days=30)
        assert file.body.outdated == ()
        assert len(file.body.papers) >= 5
    mandate = {paper.name: paper.places for paper in plan_page(park.code or "", AT).body.papers}["授权委托书"]
    assert len(mandate) == 5, "one line, with the five steps that use it"
    assert not AuditEntry.objects.filter(action="plan-passed-over").exists()


def test_a_history_of_the_last_calendar_is_whole(loaded: None) -> None:
    """In a year without a calendar: its last days have fewer items, and every case ends in the old year."""
    found = make_history(at=datetime(2027, 2, 1, 2, 0, tzinfo=UTC), cases=12, in_haste=True)

    assert (found.last, found.made + found.passed_over, found.is_done) == (date(2026, 12, 31), 12, True)
    assert found.passed_over <= 1  # on the last day nobody can be answered any more
    assert_lawful()


def test_again_it_makes_nothing(loaded: None) -> None:
    first = make_history(at=AT, cases=3, in_haste=True)
    before = Act.objects.count()

    assert make_history(at=AT + timedelta(days=40), cases=9, in_haste=True) == first
    assert Act.objects.count() == before


def test_after_an_interruption_it_goes_on_with_the_same_cases(
    loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*, county: County, index: int, day: date, first: date) -> Any:
        if index == 4:
            raise Killed
        return live(county=county, index=index, day=day, first=first)

    monkeypatch.setattr(making, "live", dies)
    with pytest.raises(Killed):
        make_history(at=AT, cases=8, in_haste=True)
    assert (progress().made, progress().next_index, progress().is_done) == (4, 4, False)

    monkeypatch.setattr(making, "live", live)
    found = make_history(at=AT + timedelta(days=2), cases=8, in_haste=True)

    assert (found.last, found.made, found.is_done) == (LAST, 8, True)
    made = AuditEntry.objects.filter(stream="sample", action="case-made")
    assert sorted(entry.details["index"] for entry in made) == list(range(8))
    assert Case.objects.count() == 8


def test_what_a_changed_county_refuses_is_passed_over(loaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(Conflict):
        code = "test.closed"

    def refuses(*, county: County, index: int, day: date, first: date) -> Any:
        if index == 1:
            raise Closed
        return live(county=county, index=index, day=day, first=first)

    monkeypatch.setattr(making, "live", refuses)

    found = make_history(at=AT, cases=3, in_haste=True)

    assert (found.made, found.passed_over, found.is_done) == (2, 1, True)
    passed_over = AuditEntry.objects.get(stream="sample", action="case-passed-over")
    assert passed_over.details == {"index": 1, "reason": "test.closed"}


ENDS = {
    "straight": CaseStatus.DELIVERED,
    "fixed": CaseStatus.DELIVERED,
    "corrected": CaseStatus.DELIVERED,
    "lapsed": CaseStatus.LAPSED,
    "incomplete": CaseStatus.NOT_ACCEPTED,
    "declined": CaseStatus.NOT_ACCEPTED,
    "not-needed": CaseStatus.NOT_NEEDED,
    "withdrawn": CaseStatus.WITHDRAWN,
    "refused": CaseStatus.DELIVERED,
    "terminated": CaseStatus.TERMINATED,
    "silent": CaseStatus.DELIVERED,
    "voided": CaseStatus.VOIDED,
    "deleted": CaseStatus.DELETED,
}
SIGNS = {
    "fixed": ActKind.FIX_ON_THE_SPOT,
    "corrected": ActKind.RECORD_CORRECTION,
    "refused": ActKind.REFUSE,
    "silent": ActKind.ACCEPT_BY_DEFAULT,
}


@pytest.mark.parametrize("course", list(ENDS))
def test_every_course_ends_as_it_should(county: County, monkeypatch: pytest.MonkeyPatch, course: str) -> None:
    """Received in March, long before the end: nothing is open any more."""
    index = next(index for index in range(500) if fits(county, index, course))
    monkeypatch.setattr(steps, "choose_course", lambda *_: course)

    made = live(county=county, index=index, day=date(2026, 3, 10), first=FIRST)

    assert made is not None
    case = Case.objects.get(number=made.number)
    assert case.status == ENDS[course]
    kinds = list(case.acts.order_by("sequence").values_list("kind", flat=True))
    assert SIGNS.get(course, ActKind.RECEIVE) in kinds
    assert_lawful()


def test_recent_cases_are_still_open(county: County) -> None:
    """Received in the last days: some wait for an answer, some for a decision, some for their applicant."""
    for index in range(10):
        live(county=county, index=1_000 + index, day=date(2026, 9, 23 + index % 2), first=FIRST)

    statuses = set(Case.objects.filter(completed_at=None).values_list("status", flat=True))
    assert len(statuses) >= 3
    assert not Act.objects.filter(at__gte=county.until).exists()


# — what a history must look like —


def fits(county: County, index: int, course: str) -> bool:
    """Whether the case of this index can take this course."""
    life = Life(county, date(2026, 3, 10), FIRST, dice(f"安澜 2026 {index}"))
    if life.offer.is_immediate or life.version.item_type is not ItemType.LICENCE:
        return False
    return life.visit.without(dice("probe")) is not None


def assert_lawful() -> None:
    """Every act follows the one before by the table, in time, and in working hours."""
    for case in Case.objects.prefetch_related("acts"):
        acts = sorted(case.acts.all(), key=lambda act: act.sequence)
        assert [act.sequence for act in acts] == list(range(1, case.act_count + 1))
        status = None
        for act in acts:
            kind = ActKind(act.kind)
            assert rules.TRANSITIONS[status, kind] == act.to_status
            status = CaseStatus(act.to_status)
            assert is_worked(act.at.astimezone(SHANGHAI)), (case.number, act.kind, act.at)
        assert case.status == status
        assert all(before.at <= after.at for before, after in pairwise(acts))
        assert (case.completed_at is not None) == (case.status in rules.FINAL)


def assert_separate() -> None:
    """Nobody decided what they had accepted, except a chief representative by written authority."""
    for decision in Act.objects.filter(kind__in=(ActKind.GRANT, ActKind.REFUSE)).select_related("case"):
        authority = decision.details.get("authorisation")
        assert authority or decision.by_user_id != decision.case.accepted_by_id


def assert_papers() -> None:
    """A receipt for every case, and numbers that are used once."""
    numbers = list(Notice.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    assert Notice.objects.filter(kind="receipt").count() == Case.objects.count()
    assert Party.objects.filter(pk__in=Case.objects.values("applicant_id")).count() > FEW // 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case c WHERE NOT EXISTS"
            " (SELECT 1 FROM cases_act a WHERE a.case_id = c.id AND a.id = c.receipt_id)"
        )
        assert cursor.fetchone() == (0,)


def is_worked(moment: datetime) -> bool:
    """Nine to noon, half past one to half past five; Saturdays till noon."""
    calendar, minute = working_calendar(), moment.hour * 60 + moment.minute
    if 9 * 60 <= minute < 12 * 60:
        return calendar.is_working_day(moment.date()) or moment.weekday() == 5
    return 13 * 60 + 30 <= minute < 17 * 60 + 30 and calendar.is_working_day(moment.date())
