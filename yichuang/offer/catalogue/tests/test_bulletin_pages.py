"""Change bulletins at the windows: read, acknowledged, counted; who sees what (CAT-21)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.models import Post
from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Act, Role
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.models import Outlet
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.kernel import time
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.catalogue import models, services
from yichuang.offer.catalogue.queries import bulletins as queries
from yichuang.offer.catalogue.tests.factories import AT, material, published_item
from yichuang.offer.catalogue.tests.test_bulletins import announce
from yichuang.offer.catalogue.tests.test_publishing import republish
from yichuang.offer.catalogue.types import HandlingVersion

pytestmark = pytest.mark.django_db

LIST = "/catalogue/bulletins/"
UNREAD = f"{LIST}?show=unread"
ACKNOWLEDGE = f"{LIST}acknowledgements/"
BANNER = f"{LIST}unread/"
DAY = timedelta(days=1)

SignIn = Callable[..., Client]
Move = Callable[[datetime], None]


@pytest.fixture
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> Move:
    """The pages live at the moment of these tests, and at whatever moment a test moves them to."""

    def move(to: datetime) -> None:
        monkeypatch.setattr(time, "_OFFSET", time._OFFSET + (to - time.now()))

    places.forget()
    move(AT)
    return move


@pytest.fixture
def hall() -> Outlet:
    return OutletFactory.create(name="安澜县政务服务中心")


def staff(outlet: Outlet | None = None, role: Role = Role.CLERK, **post: Any) -> Post:
    where = {"outlet": outlet, "region": outlet.region} if outlet else {}
    return PostFactory.create(role=role.value, **where, **post)


def browser_of(post: Post) -> Client:
    client = Client()
    client.force_login(post.user)
    return client


def change(name: str = "货运许可", at: datetime = AT) -> HandlingVersion:
    """An item whose new version asks for a photograph, announced."""
    first = published_item(name=name)
    second = republish(first, materials=(*first.materials, material("m04", name="一寸照片")))
    announce(second, at=at)
    return second


def acknowledge(post: Post, serial: int, *, at: datetime = AT, and_before: bool = False) -> int:
    actor = accounts.actor_of_user(post.user_id, at)
    return services.acknowledge(actor=actor, at=at, serial=serial, and_before=and_before)


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def acknowledged() -> list[tuple[int, UUID, UUID, datetime]]:
    rows = models.BulletinAcknowledgement.objects.order_by("bulletin__serial", "at")
    return list(rows.values_list("bulletin__serial", "user_id", "outlet_id", "at"))


# — the act —


def test_a_clerk_acknowledges_one_at_their_outlet(hall: Outlet) -> None:
    clerk = staff(hall)
    change()
    change("养老")

    assert acknowledge(clerk, 1) == 1

    assert acknowledged() == [(1, clerk.user_id, hall.id, AT)]


def test_all_are_those_up_to_the_newest_that_was_shown(hall: Outlet) -> None:
    clerk = staff(hall)
    for name in ("甲", "乙", "丙"):
        change(name)

    assert acknowledge(clerk, 2, and_before=True) == 2

    assert [line[0] for line in acknowledged()] == [1, 2]


def test_acknowledging_again_changes_nothing(hall: Outlet) -> None:
    clerk = staff(hall)
    change()
    acknowledge(clerk, 1)
    before = acknowledged()

    assert acknowledge(clerk, 1, at=AT + DAY) == 0
    assert acknowledge(clerk, 1, at=AT + DAY, and_before=True) == 0

    assert acknowledged() == before


def test_what_one_person_read_another_has_not(hall: Outlet) -> None:
    first, second = staff(hall), staff(hall)
    change()
    acknowledge(first, 1)

    assert queries.owed_count(accounts.actor_of_user(first.user_id, AT), AT) == 0
    assert queries.owed_count(accounts.actor_of_user(second.user_id, AT), AT) == 1


@pytest.mark.parametrize(
    ("starts_on", "number"), [(date(2026, 3, 1), 1), (date(2026, 3, 2), 1), (date(2026, 3, 3), 0)]
)
def test_whoever_begins_later_is_not_asked(hall: Outlet, starts_on: date, number: int) -> None:
    newcomer = staff(hall, starts_on=starts_on)
    change()

    at = AT + DAY
    assert queries.owed_count(accounts.actor_of_user(newcomer.user_id, at), at) == number


@pytest.mark.parametrize(("days", "number"), [(90, 1), (91, 0)])
def test_after_ninety_days_nobody_is_asked(hall: Outlet, days: int, number: int) -> None:
    clerk = staff(hall)
    change()

    at = AT + days * DAY
    assert queries.owed_count(accounts.actor_of_user(clerk.user_id, at), at) == number


def test_the_count_stops_at_a_hundred(hall: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    clerk = staff(hall)
    for name in ("甲", "乙", "丙"):
        change(name)

    assert queries.owed_count(accounts.actor_of_user(clerk.user_id, AT), AT) == 2


# — the list —


def test_the_list_says_what_changed_and_from_when(on_the_day: Move, hall: Outlet) -> None:
    change()
    page = text(browser_of(staff(hall)).get(LIST))

    assert "有 <em>1 条</em>变更公告没有阅" in page
    assert "货运许可" in page
    assert "一寸照片" in page
    assert "自 3月2日起" in page
    assert "第 1 号" in page


def test_one_is_acknowledged_on_the_page_without_scripts(on_the_day: Move, hall: Outlet) -> None:
    clerk = staff(hall)
    browser = browser_of(clerk)
    change()
    change("养老")

    answer = browser.post(ACKNOWLEDGE, {"serial": "1", "show": "unread"})
    assert (answer.status_code, answer["Location"]) == (302, UNREAD)
    page = text(browser.get(UNREAD))

    assert "已阅 1 条变更公告" in page
    assert "货运许可" not in page
    assert "养老" in page
    assert acknowledged()[0][:3] == (1, clerk.user_id, hall.id)


def test_all_are_acknowledged_at_once(on_the_day: Move, hall: Outlet) -> None:
    browser = browser_of(staff(hall))
    for name in ("甲", "乙"):
        change(name)
    newest = re.findall(r'name="which" value="all">\s*<input type="hidden" name="serial" value="(\d+)"',
                        text(browser.get(LIST)))  # fmt: skip
    change("丙")  # meanwhile
    browser.post(ACKNOWLEDGE, {"which": "all", "serial": newest[0]})

    assert newest == ["2"]
    assert [line[0] for line in acknowledged()] == [1, 2]
    assert "有 <em>1 条</em>变更公告没有阅" in text(browser.get(LIST))


@pytest.mark.parametrize("serial", ["", "x", "-1", "９", "9" * 30, "77"])
def test_nonsense_acknowledges_nothing(on_the_day: Move, hall: Outlet, serial: str) -> None:
    browser = browser_of(staff(hall))
    change()

    browser.post(ACKNOWLEDGE, {"serial": serial})

    assert acknowledged() == []


def test_the_address_of_the_act_leads_back_to_the_list(on_the_day: Move, hall: Outlet) -> None:
    answer = browser_of(staff(hall)).get(ACKNOWLEDGE)

    assert (answer.status_code, answer["Location"]) == (302, LIST)


def test_the_list_is_read_page_by_page(
    on_the_day: Move, hall: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.catalogue.views.bulletin_pages.PAGE", 2)
    for name in ("甲项", "乙项", "丙项"):
        change(name)
    browser = browser_of(staff(hall))

    first, second = text(browser.get(LIST)), text(browser.get(f"{LIST}?before=2"))

    assert [name in first for name in ("甲项", "乙项", "丙项")] == [False, True, True]
    assert "?before=2" in first
    assert [name in second for name in ("甲项", "乙项", "丙项")] == [True, False, False]


def test_an_empty_list_says_what_will_come(on_the_day: Move, hall: Outlet) -> None:
    browser = browser_of(staff(hall))

    assert "还没有变更公告" in text(browser.get(LIST))
    assert "没有未阅的变更公告" in text(browser.get(UNREAD))


def test_the_pages_take_a_fixed_number_of_statements(on_the_day: Move, hall: Outlet) -> None:
    clerk, manager = staff(hall), staff(hall, Role.HALL_MANAGER)
    counts: dict[str, list[int]] = {"clerk": [], "manager": [], "one": []}
    for name in ("甲", "乙", "丙"):
        change(name)
        staff(hall)
        for who, post, address in (
            ("clerk", clerk, LIST),
            ("manager", manager, LIST),
            ("one", manager, f"{LIST}1/"),
        ):
            browser = browser_of(post)
            browser.get(address)
            with CaptureQueriesContext(connection) as seen:
                text(browser.get(address))
            counts[who].append(len(seen))

    assert [len(set(numbers)) for numbers in counts.values()] == [1, 1, 1], counts


# — the line above the pages of a window —


def test_the_banner_counts_and_is_empty_when_all_is_read(on_the_day: Move, hall: Outlet) -> None:
    clerk = staff(hall)
    browser = browser_of(clerk)
    change()

    assert "有 1 条事项变更您还没有阅" in text(browser.get(BANNER))
    acknowledge(clerk, 1)
    assert text(browser.get(BANNER)).strip() == ""


def test_the_banner_of_an_ended_session_is_silent_and_leads_nowhere(client: Client) -> None:
    change()

    assert text(client.get(BANNER)).strip() == ""


def test_acknowledged_in_place_the_banner_is_told_to_look_again(on_the_day: Move, hall: Outlet) -> None:
    browser = browser_of(staff(hall))
    change()

    answer = browser.post(ACKNOWLEDGE, {"serial": "1"}, headers={"HX-Request": "true"})

    assert "已阅，记下了" in text(answer)
    assert answer["HX-Trigger"] == '{"live-change": {"target": "#changes"}}'
    assert len(acknowledged()) == 1


# — who has and who has not —


def test_a_manager_sees_who_of_the_outlet_has_not_read_it(on_the_day: Move, hall: Outlet) -> None:
    reader, other = staff(hall), staff(hall)
    elsewhere = staff(OutletFactory.create(name="城关镇便民服务中心"))
    change()
    acknowledge(reader, 1)
    browser = browser_of(staff(hall, Role.HALL_MANAGER))

    page = text(browser.get(LIST))
    assert "这一页有 <em>1 条</em>还有人没有阅" in page
    assert "1 人已阅，1 人未阅" in page
    assert "全部已阅" not in page

    page = text(browser.get(f"{LIST}1/"))
    assert "安澜县政务服务中心" in page
    assert "城关镇便民服务中心" not in page
    assert reader.user.display_name in page
    assert other.user.display_name in page
    assert elsewhere.user.display_name not in page
    assert "超过一天" not in page


def test_an_editor_counts_every_outlet_and_sees_no_names(on_the_day: Move, hall: Outlet) -> None:
    reader, other = staff(hall), staff(OutletFactory.create(name="城关镇便民服务中心"))
    change()
    acknowledge(reader, 1)
    browser = browser_of(staff(role=Role.CATALOGUE_EDITOR))

    assert "1 人已阅，1 人未阅" in text(browser.get(LIST))
    page = text(browser.get(f"{LIST}1/"))

    assert page.index("城关镇便民服务中心") < page.index("安澜县政务服务中心")  # the most missing first
    assert reader.user.display_name not in page
    assert other.user.display_name not in page


@pytest.mark.parametrize(("later", "is_late"), [(DAY, False), (DAY + timedelta(seconds=1), True)])
def test_after_a_day_those_who_have_not_are_marked(
    on_the_day: Move, hall: Outlet, later: timedelta, is_late: bool
) -> None:
    staff(hall)
    change()
    actor = accounts.actor_of_user(staff(hall, Role.HALL_MANAGER).user_id, AT)
    reach = accounts.reach(actor, Act.COUNT_ACKNOWLEDGEMENTS)
    [one] = queries.bulletins(actor, AT + later, limit=9)

    count = queries.acknowledgement_counts([one], reach, AT + later)[one.id]

    assert (count.read, count.missing, count.is_late) == (0, 1, is_late)


def test_the_mark_is_on_the_page_and_goes_when_all_have_read_it(on_the_day: Move, hall: Outlet) -> None:
    clerk = staff(hall)
    change()
    browser = browser_of(staff(hall, Role.HALL_MANAGER))
    on_the_day(AT + 2 * DAY)

    assert "公告超过一天，请提醒" in text(browser.get(LIST))
    acknowledge(clerk, 1, at=AT + 2 * DAY)
    assert "公告超过一天，请提醒" not in text(browser.get(LIST))


def test_who_left_and_who_came_later_are_not_counted(on_the_day: Move, hall: Outlet) -> None:
    staff(hall)
    staff(hall, ends_on=AT.date())
    staff(hall, starts_on=AT.date() + DAY)
    change()
    on_the_day(AT + DAY)

    assert "0 人已阅，1 人未阅" in text(browser_of(staff(hall, Role.HALL_MANAGER)).get(LIST))


def test_a_person_with_two_posts_at_an_outlet_counts_once(on_the_day: Move, hall: Outlet) -> None:
    clerk = staff(hall)
    staff(hall, Role.CHIEF_REPRESENTATIVE, user=clerk.user, power=clerk.power)
    change()

    page = text(browser_of(staff(hall, Role.HALL_MANAGER)).get(f"{LIST}1/"))

    assert "0 人已阅，1 人未阅" in page
    assert page.count(f"<li>{clerk.user.display_name} ") == 1


# — who may —

READERS = {Role.CLERK, Role.CHIEF_REPRESENTATIVE}
COUNTERS = {Role.HALL_MANAGER, Role.CATALOGUE_EDITOR}


@pytest.mark.parametrize("role", sorted(Role))
def test_roles_and_pages(on_the_day: Move, role: Role) -> None:
    change()
    browser = browser_of(PostFactory.create(role=role.value))

    expected = 200 if role in READERS | COUNTERS else 403
    assert browser.get(LIST).status_code == expected
    assert browser.get(f"{LIST}1/").status_code == expected
    page = browser.get(f"{LIST}1/").content.decode()
    assert ("人未阅" in page) == (role in COUNTERS)


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_nobody_else_acknowledges(on_the_day: Move, role: Role) -> None:
    change()
    events = OutboxEvent.objects.count()

    answer = browser_of(PostFactory.create(role=role.value)).post(ACKNOWLEDGE, {"serial": "1"})

    assert answer.status_code == 403
    assert acknowledged() == []
    assert OutboxEvent.objects.count() == events


@pytest.mark.parametrize("address", [LIST, f"{LIST}1/"])
def test_whoever_is_not_signed_in_is_asked_to(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/catalogue/bulletins/")


@pytest.mark.parametrize("serial", [0, 2, 10**14])
def test_an_unknown_number_is_not_found(on_the_day: Move, hall: Outlet, serial: int) -> None:
    change()

    text(browser_of(staff(hall)).get(f"{LIST}{serial}/"), 404)


def test_the_pages_read_in_english(on_the_day: Move, hall: Outlet) -> None:
    change()
    english = {"accept-language": "en"}
    browser = browser_of(staff(hall, Role.HALL_MANAGER))
    staff(hall)

    assert "0 acknowledged, 1 have not" in text(browser.get(f"{LIST}1/", headers=english))
    assert "1 change to items is waiting" in text(browser_of(staff(hall)).get(BANNER, headers=english))


def test_managers_find_the_page_from_their_place_of_work(on_the_day: Move, hall: Outlet) -> None:
    manager = browser_of(staff(hall, Role.HALL_MANAGER))

    assert 'href="/catalogue/bulletins/"' in text(manager.get("/desk/", follow=True))


def test_whoever_has_several_places_of_work_finds_it_among_them(on_the_day: Move, hall: Outlet) -> None:
    manager = staff(hall, Role.HALL_MANAGER)
    staff(hall, Role.SUPERVISOR, user=manager.user, power=manager.power)

    assert 'href="/catalogue/bulletins/"' in text(browser_of(manager).get("/desk/"))


# — in the database —


def test_bulletins_and_acknowledgements_are_only_added_to() -> None:
    tables = {"catalogue_changebulletin", "catalogue_bulletinacknowledgement"}

    assert tables <= set(append_only_tables())


def test_two_windows_of_one_person_leave_one_acknowledgement(hall: Outlet) -> None:
    clerk = staff(hall)
    change()
    acknowledge(clerk, 1)
    again = models.BulletinAcknowledgement(
        id=new_id(), bulletin_id=models.ChangeBulletin.objects.get().id, user_id=clerk.user_id,
        outlet_id=hall.id, at=AT,
    )  # fmt: skip

    models.BulletinAcknowledgement.objects.bulk_create([again], ignore_conflicts=True)

    assert len(acknowledged()) == 1
