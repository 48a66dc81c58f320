"""手册、告知单: page and PDF say the same, with version, date and QR code; who may read which; made once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, TODAY, County
from yichuang.foundation.notices.tests.reading import qr_codes, squeezed, words_of
from yichuang.kernel import outbox, time
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import services
from yichuang.offer.guidance.events import PaperWanted
from yichuang.offer.guidance.handlers import on_paper_wanted
from yichuang.offer.guidance.models import PrintedPaper
from yichuang.offer.guidance.queries import papers as queries
from yichuang.offer.guidance.services import papers
from yichuang.offer.guidance.tasks import make_booklet
from yichuang.offer.guidance.tests.test_kept_list_pages import text
from yichuang.offer.scope import services as scope
from yichuang.offer.scope.types import GrantInput, Mandate, Place, Subject

pytestmark = pytest.mark.django_db

GUIDE = f"/handbooks/guide/items/{LICENCE_NEW}/"
MANUAL = f"/handbooks/manual/items/{LICENCE_NEW}/"
NOTICE = f"/handbooks/notice/items/{LICENCE_NEW}/?answers=subject:person"


@pytest.fixture(autouse=True)
def _printed_at_once(county: County, on_the_day: Any) -> Any:
    """The worker is at hand: what is asked for is made before the page waits."""
    publish = outbox.publish

    def make(event: Any, *, actor: str, at: datetime) -> None:
        publish(event, actor=actor, at=at)
        if isinstance(event, PaperWanted):
            on_paper_wanted(event, event_id=new_id(), at=at)
            if event.is_booklet:
                booklets(event.paper_id)

    with patch.object(outbox, "publish", make):
        yield


def booklets(paper_id: UUID) -> None:
    """What the worker does with the job of a booklet."""
    job = ProcrastinateJob.objects.get(args={"paper_id": str(paper_id)})
    assert (job.task_name, job.queue_name, job.lock) == (
        "guidance.make_booklet",
        "long",
        "guidance.booklets",
    )
    make_booklet(**job.args)


def pdf(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), text(answer)
    return answer.content


def pdf_of(page: str) -> str:
    """The address of a page's PDF, as its button has it."""
    path, mark, query = page.partition("?")
    return f"{path}pdf/{mark}{query}"


@pytest.mark.parametrize("page", [GUIDE, NOTICE], ids=["guide", "notice"])
def test_it_carries_version_date_and_the_code_of_its_page(client: Client, page: str) -> None:
    """CAT-14, GUI-06: for everybody, on paper as on the page."""
    shown = client.get(page)
    assert shown.status_code == 200
    assert f'href="{pdf_of(page)}"' in shown.content.decode()

    printed = pdf(client, pdf_of(page))

    version = catalogue.published_version(LICENCE_NEW, TODAY)
    assert version.valid_from is not None
    since = f"{version.valid_from.year}年{version.valid_from.month}月{version.valid_from.day}日"
    assert f"第1版，{since}起" in words_of(printed)
    assert "2026年2月11日生成" in words_of(printed)
    [address] = qr_codes(printed)
    assert address.endswith(page.replace(":", "%3A"))


def test_the_notice_has_the_exact_list_with_worked_dates(client: Client) -> None:
    """GUI-12: one statement of everything, for one scenario."""
    words = words_of(pdf(client, pdf_of(NOTICE)))
    page = squeezed(text(client.get(NOTICE)))

    for said in (words, page):
        assert "今天受理，最迟2026年" in said
        assert "材料清单（共" in said


def test_a_notice_of_open_questions_is_refused(client: Client) -> None:
    answer = client.get(f"/handbooks/notice/items/{LICENCE_NEW}/")

    assert answer.status_code == 422
    assert "清单还不完整" in text(answer)


def test_the_clerks_handbook_says_what_to_check_and_who_answers_for_what(
    signed_in: Any,
    county: County,
) -> None:
    """CAT-17, GUI-10: review points, duties of receipt and decision, rules of the four ways."""
    scope.grant_scope(
        grant=GrantInput(
            Place(outlet_id=county.near.outlet_id),
            Subject(organisation_id=county.transport),
            "安政办发〔2026〕3号",
            TODAY,
            mandate=Mandate.ASSISTED,
        ),
        at=AT,
        by="system",
    )
    clerk = signed_in("clerk")

    page = squeezed(text(clerk.get(MANUAL)))
    words = words_of(pdf(clerk, pdf_of(MANUAL)))

    for said in (page, words):
        for title in ("收件的责任（综合窗口）", "办件的责任（安澜县交通运输局）"):
            assert title in said
        for way in ("全程网办", "委托受理", "授权办理", "帮办代办"):
            assert way in said
        assert "本事项：邻县政务服务中心（依据：安政办发〔2026〕3号）。" in said
        assert "本事项现在没有网点这样办理。" in said
    materials = catalogue.published_version(LICENCE_NEW, TODAY).materials
    points = [point.text for material in materials for point in material.review_points]
    assert points
    assert [point for point in points if squeezed(point) not in words] == []


@pytest.mark.parametrize("address", [MANUAL, f"{MANUAL}pdf/", "/handbooks/manual/departments/JTJ/"])
def test_the_clerks_handbook_is_for_staff(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert not PrintedPaper.objects.exists()


def test_a_departments_handbook_has_each_of_its_items(client: Client, county: County) -> None:
    other = county.item()

    page = client.get("/handbooks/guide/departments/JTJ/")
    words = words_of(pdf(client, "/handbooks/guide/departments/JTJ/pdf/"))

    for version in (other, catalogue.published_version(LICENCE_NEW, TODAY)):
        assert f'href="/handbooks/guide/items/{version.code}/"' in page.content.decode()
        assert squeezed(version.name) in words
    assert "目录" in words


def test_a_windows_handbook_has_what_the_window_may_take(client: Client, county: County) -> None:
    shown = text(client.get("/handbooks/guide/windows/HALL/A1/"))
    none = text(client.get("/handbooks/guide/windows/NEAR/N1/"))
    words = words_of(pdf(client, "/handbooks/guide/windows/HALL/A1/pdf/"))

    name = catalogue.published_version(LICENCE_NEW, TODAY).name
    assert name in shown
    assert squeezed(name) in words
    assert "这个窗口现在不受理事项" in none


def test_a_long_list_of_a_window_goes_on_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.offer.guidance.views.papers.PAGE", 1)

    first = client.get("/handbooks/guide/windows/HALL/A1/").content.decode()
    [on] = re.findall(r'href="(/handbooks/guide/windows/HALL/A1/\?after=[^"]+)"', first)
    second = client.get(on).content.decode()

    items = [re.findall(r'href="/handbooks/guide/items/([^/"]+)/"', page) for page in (first, second)]
    assert [len(found) for found in items] == [1, 1]
    assert items[0] != items[1]
    assert "?after=" not in second.replace(on, "")


@pytest.mark.parametrize(
    "address",
    [
        "/handbooks/poster/items/x/",
        "/handbooks/notice/departments/JTJ/",
        "/handbooks/guide/departments/nobody/",
        "/handbooks/guide/windows/HALL/Z9/",
        "/handbooks/guide/items/nothing/",
    ],
)
def test_what_there_is_not_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.get(f"{address}pdf/").status_code == 404
    assert not PrintedPaper.objects.exists()


def test_the_index_names_departments_and_windows(client: Client, signed_in: Any) -> None:
    public, staff = (one.get("/handbooks/").content.decode() for one in (client, signed_in("clerk")))

    assert 'href="/handbooks/guide/departments/JTJ/"' in public
    assert 'href="/handbooks/guide/windows/HALL/A1/"' in public
    assert "/handbooks/manual/" not in public
    assert 'href="/handbooks/manual/departments/JTJ/"' in staff


# personal lists


def test_a_personal_list_as_pdf_has_its_code_and_its_own_address(client: Client) -> None:
    kept = services.keep_list(item=LICENCE_NEW, answers={"subject": "person"}, source="s", at=AT)

    printed = pdf(client, f"/lists/{kept.code}/pdf/")

    assert kept.printed_code in words_of(printed)
    assert qr_codes(printed)[0].endswith(f"/lists/{kept.code}/")


# made once


def test_the_same_paper_is_made_once(client: Client) -> None:
    assert pdf(client, pdf_of(GUIDE)) == pdf(client, pdf_of(GUIDE))
    assert PrintedPaper.objects.count() == 1


def test_while_it_is_being_made_the_page_asks_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.wait_for_paper, "__defaults__", (0.0,))
    with patch.object(outbox, "publish") as asked:
        answer = client.get(pdf_of(GUIDE))
        again = client.get(pdf_of(GUIDE))

    assert (answer.status_code, answer["Refresh"]) == (503, "2")
    assert again.status_code == 503
    assert asked.call_count == 1, "it is asked for once"


def test_what_was_given_up_is_asked_for_again(client: Client) -> None:
    pdf(client, pdf_of(GUIDE))
    PrintedPaper.objects.update(content=None, made_at=None, asked_at=AT - timedelta(minutes=11))

    assert pdf(client, pdf_of(GUIDE))


def test_printing_is_counted_by_source(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "PAPERS_PER_SOURCE", 1)
    pdf(client, pdf_of(GUIDE))

    assert client.get(pdf_of(NOTICE)).status_code == 429
    assert client.get(pdf_of(GUIDE)).status_code == 200, "what is there is never refused"
    assert PrintedPaper.objects.count() == 1


def test_papers_are_forgotten_after_a_week(client: Client) -> None:
    pdf(client, pdf_of(GUIDE))

    assert services.forget_papers(at=AT + timedelta(days=7)) == 0
    assert services.forget_papers(at=AT + timedelta(days=8)) == 1


def test_a_new_day_is_a_new_paper(client: Client) -> None:
    pdf(client, pdf_of(GUIDE))
    tomorrow = datetime(2026, 2, 12, 9, 0, tzinfo=SHANGHAI)
    with patch.object(time, "_OFFSET", time._OFFSET + (tomorrow - time.now())):
        assert "2026年2月12日生成" in words_of(pdf(client, pdf_of(GUIDE)))


def test_the_contents_of_a_handbook_cost_the_same_however_long_they_are(
    client: Client, county: County
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        return len(statements)

    addresses = ["/handbooks/guide/windows/HALL/A1/", "/handbooks/guide/departments/JTJ/"]
    for address in addresses:
        client.get(address)  # places are kept in the process once they were asked for
    few = [asked(address) for address in addresses]
    made = [county.item(organisation=county.transport) for _ in range(5)]
    scope.grant_scope(
        grant=GrantInput(
            Place(window_id=county.a1.id), Subject(organisation_id=county.transport), "-", TODAY
        ),
        at=AT,
        by="system",
    )
    pages = [client.get(address).content.decode() for address in addresses]

    assert [asked(address) for address in addresses] == few
    assert all(version.code in page for version in made for page in pages)
