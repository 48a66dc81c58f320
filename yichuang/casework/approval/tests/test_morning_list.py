"""早报: every officer, every working day, once: what is theirs, what nobody has, what presses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django import app
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.approval import queries, services
from yichuang.casework.approval.queries.mornings import DueCounts
from yichuang.casework.approval.tests.states import claim, terminate
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake.tests.applications import application_for
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.models import Message

SATURDAY = datetime(2026, 2, 14, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai, a Saturday that is worked
SUNDAY = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 2, 17, 0, 0, tzinfo=UTC)  # Spring Festival, a Tuesday


@pytest.fixture
def due(county: County) -> dict[int, str]:
    """Cases of the transport department by the working days they were promised in."""
    found = {}
    for days in (2, 3, 5, 9):
        version = county.item(name=f"货运许可{days}日办", promised=Limit(days, LimitUnit.WORKING_DAY))
        number = accepted_number(county, application_for(version))
        services.open_review(case=cases.case_by_number(number), at=AT)
        found[days] = number
    claim(county, found[2])
    claim(county, found[5])
    claim(county, found[9], by="other-officer")
    return found


def bodies(county: County, username: str) -> list[tuple[str, str]]:
    found = notices.messages_of_user(county.people[username].user_id)
    return [(message.subject, message.body) for message in found]


def test_each_officer_is_told_what_is_theirs_and_what_nobody_has(county: County, due: dict[int, str]) -> None:
    """On Saturday the fourteenth one is a day late and one, nobody's, is due."""
    told = services.send_morning_lists(at=SATURDAY)

    assert told == 5  # officer, other officer, head, deputy, clerk and officer; the town has nothing
    assert bodies(county, "officer") == [
        (
            "2026-02-14 早报：您承办 2 件，部门待领取 1 件",
            "您承办的：已超期 1 件，今天到期 0 件，三个工作日内到期 1 件。\n"
            "还没有人领取的：已超期 0 件，今天到期 1 件，三个工作日内到期 0 件。\n"
            "全部门在办 4 件，已超期 1 件，今天到期 1 件，三个工作日内到期 1 件。",
        )
    ]
    ((subject, _body),) = bodies(county, "other-officer")
    assert subject == "2026-02-14 早报：您承办 1 件，部门待领取 1 件"
    ((subject, _body),) = bodies(county, "head")
    assert subject == "2026-02-14 早报：您承办 0 件，部门待领取 1 件"
    for username in ("town-officer", "social-officer", "social-head", "clerk", "chief", "supervisor"):
        assert bodies(county, username) == [], username


def test_it_is_sent_once_a_day(county: County, due: dict[int, str]) -> None:
    services.send_morning_lists(at=SATURDAY)

    with unchanged():
        services.send_morning_lists(at=SATURDAY + timedelta(minutes=50))
    services.send_morning_lists(at=datetime(2026, 2, 24, 0, 0, tzinfo=UTC))

    assert len(bodies(county, "officer")) == 2


@pytest.mark.parametrize("at", [SUNDAY, HOLIDAY])
def test_on_a_day_off_nobody_is_written_to(county: County, due: dict[int, str], at: datetime) -> None:
    with unchanged():
        assert services.send_morning_lists(at=at) == 0


def test_a_day_nobody_knows_is_no_working_day_by_guess(county: County, due: dict[int, str]) -> None:
    with unchanged(), pytest.raises(CalendarNotLoaded):
        services.send_morning_lists(at=datetime(2028, 1, 3, 0, 0, tzinfo=UTC))


def test_who_has_nothing_is_left_in_peace(county: County) -> None:
    with unchanged():
        assert services.send_morning_lists(at=SATURDAY) == 0


def test_whose_post_has_ended_is_not_written_to(county: County, due: dict[int, str]) -> None:
    accounts.end_post(post_id=county.posts["officer"], ends_on=date(2026, 2, 13), at=AT)

    services.send_morning_lists(at=SATURDAY)

    assert bodies(county, "officer") == []


def test_a_branch_is_told_of_its_own_town(county: County) -> None:
    number = receive(county, by="town-clerk", window=county.town).number
    accept(county, number, by="town-clerk", window=county.town)
    services.open_review(case=cases.case_by_number(number), at=AT)

    services.send_morning_lists(at=SATURDAY)

    ((subject, _body),) = bodies(county, "town-officer")
    assert subject == "2026-02-14 早报：您承办 0 件，部门待领取 1 件"


def test_what_ended_is_counted_no_more(county: County, due: dict[int, str]) -> None:
    terminate(county, due[2])

    services.send_morning_lists(at=SATURDAY)

    ((subject, _body),) = bodies(county, "officer")
    assert subject == "2026-02-14 早报：您承办 1 件，部门待领取 1 件"


def test_the_messages_name_nobody_and_no_case(county: County, due: dict[int, str]) -> None:
    services.send_morning_lists(at=SATURDAY)

    for message in Message.objects.all():
        assert "王" not in str(message.texts)
        assert not any(number in str(message.texts) for number in due.values())


def test_counting_all_departments_is_one_statement(
    county: County, due: dict[int, str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        groups = queries.due_groups(today=date(2026, 2, 14), soon_until=date(2026, 2, 26))

    figures = queries.morning_figures(groups, county.people["officer"])
    assert figures.mine == DueCounts(all=2, late=1, today=0, soon=1)
    assert figures.nobody == DueCounts(all=1, late=0, today=1, soon=0)
    assert figures.department == DueCounts(all=4, late=1, today=1, soon=1)
    assert [(line.name, line.counts.all) for line in figures.officers] == [("孙岩", 1), ("赵青", 2)]


def test_the_task_runs_each_morning_from_eight(county: County) -> None:
    (task,) = [
        found
        for found in app.periodic_registry.periodic_tasks.values()
        if found.task.name == "approval.send_morning_lists"
    ]

    assert task.cron == "*/10 0-1 * * *"  # 08:00 to 09:50 in Shanghai


# the page


def test_the_page_shows_what_presses_with_its_lights(
    county: County, due: dict[int, str], signed_in: Callable[[str], Client], on_the_day: Any
) -> None:
    browser = signed_in("officer")
    on_the_day(SATURDAY)

    page = browser.get("/office/today/").content.decode()

    assert "1 件已超期" in page
    for days, shown in ((2, True), (3, True), (5, True), (9, False)):
        assert (f"/office/cases/{due[days]}/" in page) is shown, days
    assert 'data-light="red"' in page
    assert "王小满" not in page
    assert "孙岩" in page  # who has how much


def test_the_page_of_a_quiet_morning_says_so(county: County, signed_in: Callable[[str], Client]) -> None:
    assert "今天没有要赶的办件" in signed_in("officer").get("/office/today/").content.decode()


@pytest.mark.parametrize("username", ["clerk", "issuer", "manager", "supervisor", "system-admin"])
def test_who_has_no_department_has_no_morning_list(
    county: County, signed_in: Callable[[str], Client], username: str
) -> None:
    assert signed_in(username).get("/office/today/").status_code == 403


def test_the_page_costs_few_statements(
    county: County,
    due: dict[int, str],
    signed_in: Callable[[str], Client],
    django_assert_max_num_queries: Any,
) -> None:
    browser = signed_in("officer")
    browser.get("/office/today/")

    with django_assert_max_num_queries(13):
        assert browser.get("/office/today/").status_code == 200
