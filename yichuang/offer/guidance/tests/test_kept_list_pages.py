"""个人清单 as pages and as API: taken along by a press, opened again, sent to a phone; what is refused."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from yichuang.foundation.calendars import services as calendars
from yichuang.kernel import time
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.tests.factories import AT, content, material, publish, published_item, question
from yichuang.offer.catalogue.types import Fee, FeeLine, HandlingVersion
from yichuang.offer.guidance.models import PersonalList
from yichuang.offer.guidance.services import keeping

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)  # a Monday
TOMORROW = date(2026, 3, 3)
CHOSEN = {"answer.subject-kind": "individual"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with patch.object(time, "_OFFSET", time._OFFSET + (NOW - time.now())):
        yield


@pytest.fixture
def version(db: None) -> HandlingVersion:
    return published_item()


def text(answer: Any) -> str:
    """What the page says, without its tags."""
    page = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def take(client: Client, version: HandlingVersion, key: str = "") -> Any:
    address = f"/guide/{version.code}/lists/?answer.subject-kind=individual"
    return client.post(address, {"page-key": key} if key else {})


def newer(version: HandlingVersion, **changes: Any) -> HandlingVersion:
    kept = {"code": version.code, "name": version.name, "item_code": version.item_code}
    return publish(
        content(**kept | changes), organisation_id=version.organisation_id, valid_from=TOMORROW, at=AT
    )


def a_day_later() -> Any:
    return patch.object(
        time, "_OFFSET", time._OFFSET + (datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI) - time.now())
    )


def test_the_guide_ends_in_a_list_of_ones_own(client: Client, version: HandlingVersion) -> None:
    """GUI-12: guide, list, code, QR code, day it ends; the whole list and what need not be brought."""
    guide = client.get(f"/guide/{version.code}/", CHOSEN).content.decode()
    assert f'action="/guide/{version.code}/lists/?answer.subject-kind=individual"' in guide

    taken = take(client, version)

    kept = PersonalList.objects.get()
    assert (taken.status_code, taken["Location"]) == (302, f"/lists/{kept.code}/")
    opened = client.get(taken["Location"])
    said = text(opened)
    assert f"{kept.code[:4]}-{kept.code[4:]} （有效到 2026年5月31日）" in said
    assert "申请表" in said
    assert "公司章程" not in said
    assert "政府已有，不用交： 营业执照" in said
    assert opened["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert opened["Referrer-Policy"] == "same-origin"
    assert "no-store" in opened["Cache-Control"]


def test_a_second_press_takes_no_second_list(client: Client, version: HandlingVersion) -> None:
    first, second = (take(client, version, "a" * 32) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert PersonalList.objects.count() == 1


def test_whoever_comes_there_by_get_is_led_to_the_guide(client: Client, version: HandlingVersion) -> None:
    answer = client.get(f"/guide/{version.code}/lists/", CHOSEN)

    assert answer.status_code == 302
    assert answer["Location"] == f"/guide/{version.code}/?answer.subject-kind=individual"
    assert not PersonalList.objects.exists()


def test_an_open_question_is_no_list(client: Client, version: HandlingVersion) -> None:
    answer = client.post(f"/guide/{version.code}/lists/")

    assert answer.status_code == 422
    assert "还有情形没有回答，清单不完整" in text(answer)
    assert not PersonalList.objects.exists()


def test_too_many_lists_say_when_to_come_back(
    client: Client, version: HandlingVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LISTS_PER_SOURCE", 0)

    assert take(client, version).status_code == 429
    assert not PersonalList.objects.exists()


def test_the_large_code_for_the_phone_says_that_no_message_is_sent(
    client: Client, version: HandlingVersion
) -> None:
    address = take(client, version)["Location"]

    page = client.get(f"{address}phone/")

    assert "用手机扫一扫，清单就在手机上" in text(page)
    assert "现在还不能发短信" in text(page)
    assert '<figure class="yc-qr large"><img src="data:image/' in page.content.decode()


def test_opened_later_it_says_what_changed_and_offers_the_new_list(
    client: Client, version: HandlingVersion
) -> None:
    address = take(client, version)["Location"]
    newer(version, materials=(material("m01", name="申请表"), material("m04", name="居民身份证")))

    with a_day_later():
        said = text(client.get(address))
        renewed = take(client, version)
        fresh = text(client.get(renewed["Location"]))

    assert "指南已经更新：2026年3月3日起用第 2 版，这份清单不能再用。" in said
    assert "居民身份证" in said
    assert "换成新清单" in said
    assert "这份清单不能再用" not in fresh
    assert "居民身份证" in fresh


def test_answers_that_are_not_enough_any_more_lead_back_to_the_questions(
    client: Client, version: HandlingVersion
) -> None:
    address = take(client, version)["Location"]
    newer(version, questions=(question(), question("vehicle", "truck", "bus")))

    with a_day_later():
        page = client.get(address)

    assert "您原来的回答不够用了，请再答几个问题。" in text(page)
    assert "换成新清单" not in text(page)
    assert f'href="/guide/{version.code}/?answer.subject-kind=individual"' in page.content.decode()


def test_an_expired_list_says_so_and_leads_to_the_guide(client: Client, version: HandlingVersion) -> None:
    address = take(client, version)["Location"]

    with patch.object(
        time, "_OFFSET", time._OFFSET + (datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI) - time.now())
    ):
        page = client.get(address)

    assert page.status_code == 404
    assert "这份清单有效到 2026-05-31，已经过期。" in text(page)
    assert f'href="/guide/{version.code}/"' in page.content.decode()


def test_a_code_nobody_has_is_not_found(client: Client) -> None:
    assert client.get("/lists/0000-0000/").status_code == 404
    assert client.get("/lists/0000-0000/phone/").status_code == 404


# worked dates, visits, fees


def test_the_guide_works_out_both_dates_and_says_what_it_costs(client: Client) -> None:
    """GUI-06, GUI-13: before the window one knows the last days, the visits with their reason, the charge."""
    calendars.load_year_csv(content=_year(), actor="system", at=AT)
    version = published_item(
        guide={"on_site_reason": "要核对车辆原件"},
        fee=Fee(
            charged=True,
            basis="价格法第十八条",
            lines=(FeeLine("工本费", "每证 10 元"), FeeLine("加急费", "", 2050)),
        ),
    )

    said = text(client.get(f"/guide/{version.code}/", CHOSEN))

    # 8 and 20 working days from Monday 2 March; nothing of either is a day off but weekends
    assert "今天受理，最迟 2026年3月12日 有结果。法定期限到 2026年3月30日。" in said
    assert "法定期限的依据：行政许可法第四十二条" in said
    assert "1 次（要核对车辆原件）" in said
    assert "工本费：每证 10 元；加急费：20.50 元（依据：价格法第十八条）" in said


def _year() -> bytes:
    return (Path(__file__).resolve().parents[4] / "data/calendars/2026.csv").read_bytes()


# API


def post(client: Client, body: Any, key: str = "k1") -> Any:
    return client.post(
        "/api/v1/lists",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_a_program_keeps_a_list_once_and_opens_it(client: Client, version: HandlingVersion) -> None:
    body = {"code": version.code, "answers": {"subject-kind": "individual"}}

    made, again = post(client, body), post(client, body)

    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert PersonalList.objects.count() == 1
    opened = client.get(f"/api/v1/lists/{made.json()['list_code']}").json()
    assert opened["name"] == version.name
    assert [row["name"] for row in opened["to_bring"]] == ["申请表"]
    assert [row["name"] for row in opened["government_has"]] == ["营业执照"]
    assert (opened["is_valid"], opened["changes"], opened["same_answers_fit"]) == (True, [], True)
    assert opened["expires_on"] == made.json()["expires_on"] == "2026-05-31"


def test_the_api_says_what_changed_since(client: Client, version: HandlingVersion) -> None:
    made = post(client, {"code": version.code, "answers": {"subject-kind": "individual"}}).json()
    newer(version, materials=version.materials, visits=0)

    with a_day_later():
        opened = client.get(f"/api/v1/lists/{made['list_code']}").json()

    assert (opened["is_valid"], opened["same_answers_fit"], len(opened["changes"])) == (False, True, 1)


def test_the_api_refuses_in_problem_documents(client: Client, version: HandlingVersion) -> None:
    open_question = post(client, {"code": version.code}, "k2")
    unknown = client.get("/api/v1/lists/0000-0000")

    assert (open_question.status_code, open_question.json()["code"]) == (422, "guidance.list-not-final")
    assert open_question.json()["errors"][0]["pointer"] == "/answers/subject-kind"
    assert (unknown.status_code, unknown.json()["code"]) == (404, "guidance.list-unknown")
    assert not PersonalList.objects.exists()
