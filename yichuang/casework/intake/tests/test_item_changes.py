"""At the counter: changed items are announced above every page, and at the item that was chosen (CAT-21)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import AT, CARD_NEW, LICENCE_NEW, TODAY, County
from yichuang.casework.intake.tests.counter_pages import SignIn, at_window, text
from yichuang.casework.intake.tests.new_case_forms import WHOLE
from yichuang.kernel.ids import new_id
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.models import BulletinAcknowledgement
from yichuang.offer.catalogue.tests.factories import publish
from yichuang.offer.catalogue.types import HandlingVersion, VersionContent

BANNER = "条事项变更您还没有阅"
NOTE = "这个事项有变更，自 2月11日起"


def changed(code: str = LICENCE_NEW, *, times: int = 1) -> list[tuple[UUID, HandlingVersion]]:
    """Further versions of an item, each with another condition, published today: its event and itself."""
    made = []
    for number in range(times):
        now = catalogue.published_version(code, TODAY)
        content = VersionContent(
            **{name: getattr(now, name) for name in VersionContent.__dataclass_fields__}
            | {"conditions": (f"新条件{number + 1}",)}
        )
        version = publish(content, organisation_id=now.organisation_id, valid_from=TODAY, at=AT)
        made.append((new_id(), version))
    return made


def announce(event_id: UUID, version: HandlingVersion) -> None:
    services.announce_version(
        event_id=event_id, version_id=version.id, handling_item_id=version.handling_item_id, at=AT
    )


@pytest.fixture
def changes(county: County) -> None:
    for event_id, version in changed():
        announce(event_id, version)


@pytest.mark.parametrize("path", ["/counter/", f"/counter/new/{CARD_NEW}/", f"/counter/new/{LICENCE_NEW}/"])
def test_every_page_of_a_window_counts_what_is_unread(desk: Client, changes: None, path: str) -> None:
    page = text(desk.get(path))

    assert f"有 1 {BANNER}" in page
    assert 'href="/catalogue/bulletins/?show=unread"' in page


def test_it_goes_when_it_is_read_and_stays_for_others(
    desk: Client, signed_in: SignIn, county: County, changes: None
) -> None:
    desk.post("/catalogue/bulletins/acknowledgements/", {"serial": "1"})

    assert BANNER not in text(desk.get("/counter/"))
    assert BANNER in text(at_window(signed_in("other-clerk"), county.a2.id).get("/counter/"))


def test_an_open_page_follows_the_bulletins_live(desk: Client) -> None:
    with override_settings(LIVE_URL="http://127.0.0.1:1"):
        page = text(desk.get("/counter/"))

    line = page[page.index('id="changes"') :]
    assert 'data-live="http://127.0.0.1:1/live/' in line
    assert 'hx-get="/catalogue/bulletins/unread/"' in line
    assert 'hx-trigger="live-change delay:500ms"' in line


def test_the_item_that_was_chosen_says_what_changed(desk: Client, changes: None) -> None:
    page = text(desk.get(f"/counter/new/{LICENCE_NEW}/"))

    assert NOTE in page
    assert "新条件1" in page
    assert NOTE not in text(desk.get(f"/counter/new/{CARD_NEW}/"))
    desk.post("/catalogue/bulletins/acknowledgements/", {"serial": "1"})
    assert NOTE not in text(desk.get(f"/counter/new/{LICENCE_NEW}/"))


def test_an_unread_change_never_stops_a_receipt(desk: Client, changes: None) -> None:
    version = catalogue.published_version(LICENCE_NEW, TODAY)

    answer = desk.post(
        f"/counter/new/{LICENCE_NEW}/receipts/?answer.subject=person",
        WHOLE | {"version": str(version.version_number)},
    )

    assert answer.status_code == 302, text(answer)
    assert Case.objects.count() == 1
    assert BulletinAcknowledgement.objects.count() == 0


def test_a_page_asks_once_more_and_a_receipt_asks_nothing(
    desk: Client, changes: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    desk.get("/counter/")
    with django_assert_max_num_queries(7):
        text(desk.get("/counter/"))
