"""The page of a new case: who stands here, cards and earlier cases that fill it, drafts that keep it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import LICENCE_NEW, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.tests.applications import (
    agent,
    company,
    licence_application,
    person,
    representative,
)
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.tests.test_pages import APPLICANT, FORM, WHOLE, at_window, text
from yichuang.foundation.parties import queries as parties
from yichuang.kernel.models import AuditEntry

SignIn = Callable[[str], Client]

NEW = f"/counter/new/{LICENCE_NEW}/"
EMPTY = {
    "answer.subject": "person",
    "applicant-kind": "natural",
    "applicant-id_type": "resident-id",
    "applicant-id_number": "",
    "applicant-name": "",
    "applicant-phone": "",
}
LINE = f"王小满|男|汉|19900307|安澜县|{person().id_number}|安澜县公安局|20200101-20400101"
COMPANY = {
    "answer.subject": "company",
    "applicant-kind": "legal",
    "applicant-name": company().name,
    "applicant-id_type": "uscc",
    "applicant-id_number": company().id_number,
    "applicant-phone": company().phone,
    "applicant-legal_representative": "田大禾",
    "m3.collected": "paper",
    "m3.point.p1": "on",
}


@pytest.fixture
def desk(signed_in: SignIn, county: County) -> Client:
    return at_window(signed_in("clerk"), county.a1.id)


@pytest.fixture
def other_desk(signed_in: SignIn, county: County) -> Client:
    """A colleague at A2."""
    return at_window(signed_in("other-clerk"), county.a2.id)


def value(page: str, name: str) -> str:
    """What stands in a field of the page."""
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', page)
    assert tag, name
    found = re.search(r'value="([^"]*)"', tag.group(0))
    return html.unescape(found.group(1)) if found else ""


# who stands here


def test_the_page_asks_who_stands_here(desk: Client) -> None:
    page = text(desk.get(NEW, {"answer.subject": "person"}))

    assert "今天谁来办" in page
    for who in ("oneself", "representative", "agent"):
        assert f'name="attendance" value="{who}"' in page
    assert '<input type="radio" name="attendance" value="oneself" checked' in page


def test_an_organisation_comes_by_its_representative(desk: Client) -> None:
    shown = {
        "attendance": "representative",
        "representative-id_type": "resident-id",
        "representative-id_number": representative().id_number,
    }

    answer = desk.post(f"{NEW}receipts/", FORM | COMPANY | shown)

    assert answer.status_code == 302, text(answer)
    details = Act.objects.get(sequence=1).details
    who = parties.for_documents(UUID(details["representative"]))
    assert (details["attendance"], who.name) == ("representative", "田大禾")


def test_an_organisation_is_not_received_from_nobody(desk: Client) -> None:
    desk.get(NEW)

    with unchanged():
        answer = desk.post(f"{NEW}receipts/", FORM | COMPANY | {"attendance": "oneself"})

    page = text(answer)
    assert answer.status_code == 422
    assert "请登记到场的法定代表人的证件，或者登记代理人和授权委托书。" in page
    assert value(page, "applicant-name") == company().name


def test_what_was_typed_of_somebody_who_does_not_stand_here_is_not_asked(desk: Client) -> None:
    typed = {"attendance": "oneself", "agent-name": "陆青禾", "agent-id_number": "1"}

    assert desk.post(f"{NEW}receipts/", WHOLE | typed).status_code == 302
    assert Case.objects.get().agent_id is None


# cards


def fill(desk: Client, who: str, data: dict[str, Any], *, part: bool = True) -> Any:
    headers = {"HX-Request": "true"} if part else {}
    return desk.post(f"{NEW}people/{who}/", data, headers=headers)


def test_a_card_fills_name_and_number(desk: Client) -> None:
    answer = fill(desk, "applicant", EMPTY | {"applicant-card": LINE, "applicant-phone": ""})

    page = text(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert (value(page, "applicant-name"), value(page, "applicant-id_number")) == (
        "王小满",
        person().id_number,
    )
    assert "安澜县公安局" not in page
    assert not Case.objects.exists()


def test_the_answer_of_a_local_service_fills_the_agent_and_says_who_stands_here(desk: Client) -> None:
    card = {"name": "陆青禾", "number": agent().id_number, "valid_until": "长期", "portrait": "/9j/"}
    sent = EMPTY | {"agent-card": json.dumps({"status": "ok", "card": card})}

    page = text(fill(desk, "agent", sent, part=False))

    assert value(page, "agent-name") == "陆青禾"
    assert '<input type="radio" name="attendance" value="agent" checked' in page
    assert "/9j/" not in page


@pytest.mark.parametrize(
    ("card", "says"),
    [
        ('{"status": "no-card"}', "读卡器上没有身份证，请把身份证放好再读。"),
        ('{"status": "no-reader"}', "没有找到读卡器"),
        ("{}", "读卡器的答复看不懂"),
        (LINE.replace("20400101", "20260210"), "这张身份证已于 2026年2月10日 到期"),
        (LINE.replace(person().id_number, person().id_number[:17]), "没有身份证号码"),
    ],
)
def test_a_card_that_cannot_be_read_is_said_and_nothing_is_taken(desk: Client, card: str, says: str) -> None:
    page = text(fill(desk, "applicant", EMPTY | {"applicant-name": "王", "applicant-card": card}))

    assert says in page
    assert value(page, "applicant-name") == "王"


@pytest.mark.parametrize("field", ["name", "id_number", "phone"])
def test_a_reader_that_types_is_understood_in_any_field_without_scripts(desk: Client, field: str) -> None:
    """Its Enter presses the form's first button, which keeps drafts."""
    page = text(desk.post(f"{NEW}drafts/", EMPTY | {f"applicant-{field}": LINE}))

    assert (value(page, "applicant-name"), value(page, "applicant-id_number")) == (
        "王小满",
        person().id_number,
    )
    assert "|" not in value(page, "applicant-phone")
    assert not CounterDraft.objects.exists()


def test_the_servers_own_reader_is_offered_only_where_there_is_one(desk: Client, settings: Any) -> None:
    assert "读身份证</" not in text(desk.get(NEW, {"answer.subject": "person"})).replace(" <kbd", "</kbd")

    settings.ID_READER_URL = "http://127.0.0.1:9"
    page = text(desk.get(NEW, {"answer.subject": "person"}))
    assert 'name="reader" value="applicant"' in page
    assert "身份证读卡器没有响应" in text(fill(desk, "applicant", EMPTY | {"reader": "applicant"}))


# who came before


def test_an_earlier_case_fills_the_form_masked_and_says_so(desk: Client, county: County) -> None:
    receive(county)

    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": person().id_number}))

    assert (value(page, "applicant-name"), value(page, "applicant-phone")) == ("王*", "138****3210")
    assert "来自 2026年2月11日 的办件" in page
    assert "王小满" not in page
    assert AuditEntry.objects.filter(stream="party", action="looked-up").count() == 1


def test_masks_are_received_as_what_is_known(desk: Client, county: County) -> None:
    receive(county)
    masked = {"applicant-name": "王*", "applicant-phone": "138****3210"}

    assert desk.post(f"{NEW}receipts/", WHOLE | masked).status_code == 302

    ids = set(Case.objects.values_list("applicant_id", flat=True))
    assert len(ids) == 1
    view = parties.for_documents(ids.pop())
    assert (view.name, view.phone) == ("王小满", "13800003210")


def test_a_new_phone_replaces_the_known_one(desk: Client, county: County) -> None:
    receive(county)

    desk.post(f"{NEW}receipts/", WHOLE | {"applicant-name": "王*", "applicant-phone": "13900001111"})

    applicant_id = Case.objects.values_list("applicant_id", flat=True)[0]
    assert parties.for_documents(applicant_id).phone == "13900001111"


def test_what_is_typed_is_not_overwritten_by_what_is_known(desk: Client, county: County) -> None:
    receive(county)
    typed = {"applicant-id_number": person().id_number, "applicant-phone": "13900001111"}

    page = text(fill(desk, "applicant", EMPTY | typed))

    assert (value(page, "applicant-name"), value(page, "applicant-phone")) == ("王*", "13900001111")


def test_somebody_new_is_said_to_be_new(desk: Client) -> None:
    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": person().id_number}))

    assert "没有查到这个证件以前的登记" in page


@pytest.mark.parametrize("number", ["", "990101", person().id_number[:17], "王小满"])
def test_part_of_a_number_or_a_name_finds_nobody(desk: Client, county: County, number: str) -> None:
    receive(county)

    page = text(fill(desk, "applicant", EMPTY | {"applicant-id_number": number}))

    assert "王*" not in page
    assert not AuditEntry.objects.filter(action__in=["looked-up", "not-found"]).exists()


def test_nobody_else_is_asked_about(desk: Client, signed_in: SignIn) -> None:
    assert fill(desk, "neighbour", EMPTY).status_code == 404
    answer = fill(signed_in("officer"), "applicant", EMPTY | {"applicant-id_number": person().id_number})
    assert answer.status_code == 403


# drafts


def save(desk: Client, data: dict[str, Any]) -> Any:
    return desk.post(f"{NEW}drafts/", data, headers={"Accept": "application/json"})


def test_the_page_is_kept_while_somebody_types(desk: Client) -> None:
    first = save(desk, EMPTY | {"applicant-name": "王小"}).json()
    second = save(
        desk,
        WHOLE | {"draft-id": first["id"], "draft-revision": first["revision"], "csrfmiddlewaretoken": "x"},
    ).json()

    assert (first["revision"], second["id"], second["revision"]) == (1, first["id"], 2)
    assert second["saved_at"] == "09:30"
    assert CounterDraft.objects.get().fields == {name: [typed] for name, typed in WHOLE.items()}


def test_a_colleague_goes_on_at_another_window(desk: Client, other_desk: Client) -> None:
    draft_id = save(desk, WHOLE | {"m1.copies": "2"}).json()["id"]

    home = text(other_desk.get("/counter/"))
    assert "没收完的草稿" in home
    assert "王* · 周敏 · A1" in home
    assert "王小满" not in home
    page = text(other_desk.get(f"/counter/drafts/{draft_id}/"))
    assert "这是 周敏 2月11日 09:30 在 A1 窗口存的草稿" in page
    assert (value(page, "applicant-name"), value(page, "draft-id"), value(page, "m1.copies")) == (
        "王小满",
        draft_id,
        "2",
    )
    assert 'name="answer.subject" value="person"' in page

    received = other_desk.post(f"{NEW}receipts/", WHOLE | {"draft-id": draft_id, "draft-revision": "1"})
    assert received.status_code == 302
    assert "没收完的草稿" not in text(desk.get("/counter/"))
    again = desk.get(f"/counter/drafts/{draft_id}/")
    assert again.status_code == 409
    assert "这份草稿已经收件或者删除了。" in text(again)


def test_two_windows_at_once_are_told_and_lose_nothing(desk: Client, other_desk: Client) -> None:
    first = save(desk, WHOLE).json()
    held = {"draft-id": first["id"], "draft-revision": "1"}
    save(other_desk, WHOLE | held | {"applicant-phone": "13900001111"})

    told = save(desk, WHOLE | held | {"applicant-phone": "13700002222"})
    assert told.status_code == 409
    assert told.json()["code"] == "intake.draft-changed"
    assert "由吴桐在 A2 窗口改过" in told.json()["detail"]

    for path in ("drafts", "receipts"):
        answer = desk.post(f"{NEW}{path}/", WHOLE | held | {"applicant-phone": "13700002222"})
        page = text(answer)
        assert answer.status_code == 409
        assert "由吴桐在 A2 窗口改过，您这里不是最新的" in page
        assert f'href="/counter/drafts/{first["id"]}/"' in page
        assert (value(page, "applicant-phone"), value(page, "draft-id")) == ("13700002222", "")
    assert Case.objects.count() == 0
    assert CounterDraft.objects.get().fields["applicant-phone"] == ["13900001111"]


def test_without_scripts_a_button_keeps_the_page(desk: Client) -> None:
    answer = desk.post(f"{NEW}drafts/", WHOLE)

    draft_id = CounterDraft.objects.get().id
    assert (answer.status_code, answer["Location"]) == (302, f"/counter/drafts/{draft_id}/")
    assert "草稿存好了，本网点的任何窗口都可以接着填" in text(desk.get(answer["Location"]))


def test_a_draft_outlives_the_session(desk: Client, signed_in: SignIn, county: County) -> None:
    draft_id = save(desk, WHOLE).json()["id"]
    desk.logout()

    lost = save(desk, WHOLE | {"draft-id": draft_id, "draft-revision": "1"})
    assert lost.status_code == 302  # to the sign-in page: the script says so
    back = at_window(signed_in("clerk"), county.a1.id)
    assert value(text(back.get(f"/counter/drafts/{draft_id}/")), "applicant-name") == "王小满"


def test_a_draft_is_deleted_by_a_button(desk: Client) -> None:
    draft_id = save(desk, WHOLE).json()["id"]

    assert desk.get(f"/counter/drafts/{draft_id}/removal/")["Location"] == f"/counter/drafts/{draft_id}/"
    assert desk.post(f"/counter/drafts/{draft_id}/removal/")["Location"] == "/counter/"
    assert not CounterDraft.objects.exists()
    assert desk.post(f"/counter/drafts/{draft_id}/removal/").status_code == 409


def test_another_outlet_sees_no_draft_of_ours(desk: Client, signed_in: SignIn, county: County) -> None:
    draft_id = save(desk, WHOLE).json()["id"]
    town = at_window(signed_in("town-clerk"), county.town.id)

    assert "没收完的草稿" not in text(town.get("/counter/"))
    assert town.get(f"/counter/drafts/{draft_id}/").status_code == 409
    assert town.post(f"/counter/drafts/{draft_id}/removal/").status_code == 409
    assert save(town, WHOLE | {"draft-id": draft_id, "draft-revision": "1"}).status_code == 409
    assert queries.draft(UUID(draft_id), county.a1.outlet_id).ref.revision == 1


@pytest.mark.parametrize("username", ["issuer", "officer", "manager", "supervisor"])
def test_other_roles_keep_no_drafts(signed_in: SignIn, username: str) -> None:
    browser = signed_in(username)

    for path in (f"{NEW}drafts/", f"/counter/drafts/{uuid4()}/removal/"):
        assert browser.post(path, WHOLE).status_code == 403


def test_a_draft_that_is_too_large_is_refused_and_stays_on_the_page(desk: Client) -> None:
    answer = desk.post(f"{NEW}drafts/", WHOLE | {"m1.note": "长" * 200_001})

    assert answer.status_code == 422
    assert "填写的内容太多，草稿存不下" in text(answer)
    assert value(text(answer), "applicant-name") == "王小满"


@pytest.mark.parametrize(
    ("draft_id", "revision"),
    [("nonsense", "1"), ("0199aa00-0000-7000-8000-000000000000", "x"), ("", "1")],
)
def test_a_tampered_draft_is_a_new_one(desk: Client, draft_id: str, revision: str) -> None:
    assert save(desk, WHOLE | {"draft-id": draft_id, "draft-revision": revision}).status_code == 200


# the same page again


def test_a_page_sent_twice_is_received_once(desk: Client) -> None:
    """Without scripts a second press sends it again."""
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}
    first = desk.post(f"{NEW}receipts/", once)

    with unchanged():
        again = desk.post(f"{NEW}receipts/", once)

    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert "这一页已经收过件，就是这一件，没有再收一次" in text(desk.get(again["Location"]))


def test_a_page_sent_again_with_other_words_asks_first_and_keeps_them(desk: Client) -> None:
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}
    desk.post(f"{NEW}receipts/", once)
    other = once | {"applicant-phone": "13900001111"}

    with unchanged():
        asked = desk.post(f"{NEW}receipts/", other)

    page = text(asked)
    assert asked.status_code == 409
    assert "这一页刚才已经收过一件，内容又改过了，确实要再收一件的请再按一次“收件”" in page
    assert value(page, "applicant-phone") == "13900001111"
    confirmed = desk.post(f"{NEW}receipts/", other | {"page-key": value(page, "page-key")})
    assert confirmed.status_code == 302
    assert Case.objects.count() == 2


def test_a_refused_page_is_received_when_it_is_right(desk: Client) -> None:
    once = WHOLE | {"page-key": value(text(desk.get(NEW, {"answer.subject": "person"})), "page-key")}

    with unchanged():
        wrong = desk.post(f"{NEW}receipts/", once | {"applicant-phone": "1"})

    assert wrong.status_code == 422
    assert desk.post(f"{NEW}receipts/", once).status_code == 302


def test_a_page_of_a_draft_sent_twice_is_received_once(desk: Client) -> None:
    held = WHOLE | {"draft-id": save(desk, WHOLE).json()["id"], "draft-revision": "1"}
    desk.post(f"{NEW}receipts/", held)

    with unchanged():
        again = desk.post(f"{NEW}receipts/", held)

    assert again.status_code == 409
    assert "这份草稿已经收件或者删除了，收件前请先看看“本窗口最近收的件”，不要重复收件。" in text(again)
    assert value(text(again), "applicant-name") == "王小满"


# difficult names


@pytest.mark.parametrize(
    "name", ["𠮷野·㛃", "阿依古丽·买买提", "<script>alert(1)</script>王", '王" onfocus="x', "{{ 7|add:7 }}王"]
)
def test_every_name_comes_back_as_it_was_typed(desk: Client, name: str) -> None:
    draft_id = save(desk, WHOLE | {"applicant-name": name}).json()["id"]

    for page in (
        text(desk.get(f"/counter/drafts/{draft_id}/")),
        text(desk.post(f"{NEW}receipts/", WHOLE | {"applicant-name": name, "applicant-phone": "1"})),
    ):
        assert value(page, "applicant-name") == name
        assert "<script>alert" not in page
    assert "<script>alert" not in text(desk.get("/counter/"))


@pytest.mark.parametrize("field", [*APPLICANT, "agent-name", "authority-valid_until", "m1.note", "m1.copies"])
def test_markup_is_text_in_every_field(desk: Client, field: str) -> None:
    typed = WHOLE | {"attendance": "agent", field: "<img src=x onerror=alert(1)>"}

    for answer in (desk.post(f"{NEW}receipts/", typed), fill(desk, "applicant", typed, part=False)):
        assert answer.status_code in (200, 422)
        assert "<img src=x" not in text(answer)


def test_a_task_forgets_old_drafts(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from yichuang.casework.intake import tasks

    save(desk, WHOLE)
    asked: list[Any] = []
    monkeypatch.setattr(services, "forget_drafts", lambda *, at: asked.append(at))

    tasks.forget_drafts(0)

    assert len(asked) == 1


# a case page that is older than its case


def test_a_stale_case_page_takes_nothing_back_that_a_colleague_recorded(
    desk: Client, other_desk: Client, county: County
) -> None:
    number = receive(county, licence_application(materials=())).number
    read = text(desk.get(f"/counter/cases/{number}/"))
    seen = {"seen": value(read, "seen")}
    done = other_desk.post(f"/counter/cases/{number}/fixes/", FORM | seen)
    assert done.status_code == 302

    with unchanged():
        stale = desk.post(
            f"/counter/cases/{number}/fixes/", {"m1.collected": "scan", "m1.copies": "7"} | seen
        )

    page = text(stale)
    assert stale.status_code == 409
    assert "这个办件 09:30 由吴桐办理了“当场更正”，您这一页不是最新的" in page
    assert value(page, "m1.copies") == "7"
    again = {"m1.collected": "scan", "m1.copies": "7", "seen": value(page, "seen")}
    assert desk.post(f"/counter/cases/{number}/fixes/", again).status_code == 302
