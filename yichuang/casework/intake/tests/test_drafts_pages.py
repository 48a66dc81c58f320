"""Drafts: the page is kept while somebody types, a colleague goes on, and nothing is lost at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from yichuang.casework.cases.models import Case
from yichuang.casework.cases.tests.county import County
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.tests.counter_pages import SignIn, at_window, text
from yichuang.casework.intake.tests.new_case_forms import EMPTY, NEW, WHOLE, save, value


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


def test_a_task_forgets_old_drafts(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from yichuang.casework.intake import tasks

    save(desk, WHOLE)
    asked: list[Any] = []
    monkeypatch.setattr(services, "forget_drafts", lambda *, at: asked.append(at))

    tasks.forget_drafts(0)

    assert len(asked) == 1
