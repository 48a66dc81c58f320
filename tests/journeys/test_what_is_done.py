"""The lines of docs/reference/status.md that are done, each as a person meets it: over the API or on a page.

Rules and refusals are tested in their domains; here the parts work together, and the lines are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, CARD_NEW, LICENCE_NEW, County
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.intake.tests.applications import person
from yichuang.foundation.notices.services.rendering import render_notice
from yichuang.foundation.notices.tests.reading import qr_codes, words_of
from yichuang.kernel import outbox, seals
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier

SignIn = Callable[[str], Client]

pytestmark = pytest.mark.django_db


def application(code: str = LICENCE_NEW, window: str = "A1", **changes: Any) -> dict[str, Any]:
    """A complete application as a program sends it."""
    applicant = person()
    body = {
        "window": window,
        "code": code,
        "answers": {"subject": "person"} if code == LICENCE_NEW else {},
        "applicant": {
            "kind": "natural",
            "name": applicant.name,
            "id_type": "resident-id",
            "id_number": applicant.id_number,
            "phone": applicant.phone,
        },
        "materials": [
            {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": True, "p2": True}}
        ],
    }
    return body | changes


def let_the_worker_run() -> None:
    """Hand every event that nobody heard yet to its handlers, until there is none."""
    while waiting := list(OutboxEvent.objects.filter(relayed_at=None).order_by("id")):
        for row in waiting:
            OutboxEvent.objects.filter(pk=row.pk).update(relayed_at=AT)
            for path in outbox.handlers_of(row.name):
                module, _, name = path.rpartition(".")
                event = outbox.from_payload(row.name, row.payload)
                getattr(import_module(module), name)(event, event_id=row.pk, at=AT)


def received(api: Api, body: dict[str, Any] | None = None, by: str = "clerk") -> str:
    answer = api.post("/cases", body or application(), by=by)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["number"])


def accepted(api: Api, body: dict[str, Any] | None = None, by: str = "clerk", window: str = "A1") -> str:
    number = received(api, body, by)
    answer = api.post(f"/cases/{number}/acceptance", {"window": window}, by=by)
    assert answer.status_code == 201, answer.content
    return number


def granted(api: Api) -> str:
    number = accepted(api)
    opine(api, number)
    assert api.post(f"/cases/{number}/decision", by="head").status_code == 201
    return number


def opine(api: Api, number: str, by: str = "officer") -> None:
    assert api.post(f"/cases/{number}/claim", by=by).status_code == 200
    opinion = {"conclusion": "grant", "text": "材料属实"}
    assert api.post(f"/cases/{number}/opinions", opinion, by=by).status_code == 201


def test_the_guide_the_printed_list_and_the_counter_ask_for_the_same(
    api: Api, signed_in: SignIn, county: County
) -> None:
    """GUI-12, CAT-08"""
    answers = "subject:company"
    guide = api.get(f"/items/{LICENCE_NEW}/guide", by=None, answers=answers).json()
    clerk = signed_in("clerk")
    clerk.post("/counter/windows/", {"window": str(county.a1.id)})

    names = [material["name"] for material in guide["to_bring"]]
    pages = [
        Client().get(f"/guide/{LICENCE_NEW}/", {"answers": answers}),
        Client().get(guide["url"]),
        clerk.get(f"/counter/new/{LICENCE_NEW}/", {"answer.subject": "company"}),
    ]

    assert names == ["道路货物运输经营申请表", "公司章程"]
    assert [material["name"] for material in guide["government_has"]] == ["负责人身份证明"]
    for page in pages:
        assert all(name in page.content.decode() for name in [*names, "负责人身份证明"])
    other = Client().get(f"/guide/{LICENCE_NEW}/", {"answers": "subject:person"}).content.decode()
    assert "公司章程" not in other


def test_a_receipt_is_a_step_of_its_own_with_its_own_document(api: Api) -> None:
    """INT-06"""
    number = received(api)

    case = api.get(f"/cases/{number}", by="clerk").json()
    documents = api.get(f"/cases/{number}/documents", by="clerk").json()
    assert (case["status"], case["accepted_at"], case["answer_due_on"]) == ("received", None, "2026-02-25")
    assert [document["kind"] for document in documents] == ["receipt"]


def test_what_does_not_meet_a_review_point_is_named_and_not_accepted(api: Api) -> None:
    """INT-02"""
    faulty = {"code": "m1", "collected": "paper", "originals": 1, "points": {"p1": False, "p2": True}}
    answer = api.post("/cases", application(materials=[faulty]), by="clerk").json()
    path = f"/cases/{answer['number']}"

    refused = api.post(f"{path}/acceptance", {"window": "A1"}, by="clerk")
    fixed = api.post(f"{path}/fixes", {"window": "A1", "materials": application()["materials"]}, by="clerk")
    now_accepted = api.post(f"{path}/acceptance", {"window": "A1"}, by="clerk")

    [missing] = answer["missing"]
    assert "道路货物运输经营申请表填写完整" in missing
    assert (refused.status_code, refused.json()["code"]) == (422, "intake.materials-incomplete")
    assert fixed.json()["missing"] == []
    assert now_accepted.status_code == 201


def test_what_the_window_keyed_in_reaches_the_department_by_itself(api: Api, signed_in: SignIn) -> None:
    """INT-04, APP-01, APP-11"""
    number = accepted(api)
    let_the_worker_run()

    list_page = signed_in("officer").get("/office/").content.decode()
    elsewhere = signed_in("social-officer").get("/office/").content.decode()

    assert number in list_page
    assert number not in elsewhere


def test_nobody_decides_what_they_accepted(api: Api, signed_in: SignIn) -> None:
    """INT-01"""
    number = accepted(api, by="clerk-and-officer")
    opine(api, number)

    own = signed_in("clerk-and-officer").post(f"/office/cases/{number}/decision/")
    as_clerk = api.post(f"/cases/{number}/decision", by="clerk")
    of_another_department = api.post(f"/cases/{number}/decision", by="social-head")
    by_another_hand = signed_in("other-officer").post(f"/office/cases/{number}/decision/")

    assert own.status_code == 403
    assert "受理" in own.content.decode()
    assert as_clerk.json()["code"] == "accounts.not-your-role"
    assert of_another_department.json()["code"] == "accounts.not-your-place"
    assert by_another_hand.status_code == 302
    assert api.get(f"/cases/{number}", by="clerk").json()["status"] == "granted"


@pytest.mark.parametrize(
    ("tier", "answers"),
    [
        ("sole", {"officer": None}),
        ("review-check", {"officer": "approval.own-opinion", "other-officer": None}),
        (
            "reported",
            {"officer": "approval.head-only", "other-officer": "approval.head-only", "head": None},
        ),
    ],
)
def test_the_tier_of_an_item_says_how_many_hands_a_decision_passes(
    api: Api, county: County, tier: str, answers: dict[str, str | None]
) -> None:
    """APP-04"""
    item = county.item(approval_tier=ApprovalTier(tier))
    number = accepted(api, _application_for(api, item.code))
    opine(api, number)

    found = {who: api.post(f"/cases/{number}/decision", by=who).json().get("code") for who in answers}

    assert found == answers


def _application_for(api: Api, code: str) -> dict[str, Any]:
    """A complete application for any item: the first answer to each question, every material."""
    answers: dict[str, str] = {}
    while (guide := _guide(api, code, answers))["unanswered"]:
        question = guide["unanswered"][0]
        answers[question["code"]] = question["options"][0]["code"]
    materials = [
        {
            "code": material["code"],
            "collected": "paper",
            "originals": material["originals"] or 0,
            "copies": material["copies"] or 0,
            "points": {point["code"]: True for point in material["points"]},
        }
        for material in guide["to_bring"]
    ]
    return application(code, answers=answers, materials=materials)


def _guide(api: Api, code: str, answers: dict[str, str]) -> Any:
    asked = ",".join(f"{question}:{option}" for question, option in answers.items())
    return api.get(f"/items/{code}/guide", by=None, answers=asked).json()


def test_an_immediate_item_is_done_at_one_window_in_one_visit(api: Api) -> None:
    """APP-18, CAT-11"""
    number = accepted(api, application(CARD_NEW), by="chief")
    decided = api.post(f"/cases/{number}/decision", {"immediate": True}, by="chief")
    receiver = {"name": "王小满", "relation": "self", "id_checked": True}
    handed = api.post(f"/cases/{number}/delivery", {"window": "A1", "receiver": receiver}, by="chief")

    case = api.get(f"/cases/{number}", by="chief").json()
    assert decided.json()["authorisation"] == "安人社授〔2026〕1号"
    assert handed.status_code == 201
    assert case["received_at"][:10] == case["completed_at"][:10]
    assert api.post("/cases", application(CARD_NEW), by="officer").status_code == 403


def test_the_code_on_the_receipt_leads_to_every_step(api: Api, settings: Any) -> None:
    """INT-09, APP-21"""
    settings.SITE_URL = "https://zwfw.example.cn"
    answer = api.post("/cases", application(), by="clerk").json()
    number = answer["number"]
    notice_id = OutboxEvent.objects.filter(name="notices.notice-issued").get().payload["notice_id"]
    render_notice(notice_id=notice_id, at=AT)
    pdf = Client().get(answer["receipt"]["url"]).content

    [address] = set(qr_codes(pdf))
    genuine = Client().get(address.removeprefix(settings.SITE_URL)).content.decode()
    page = re.search(rf'href="{settings.SITE_URL}(/progress/[^"]+)"', genuine)[1]  # type: ignore[index]
    before = Client().get(page).content.decode()
    api.post(f"/cases/{number}/acceptance", {"window": "A1"}, by="clerk")
    opine(api, number)
    after = Client().get(page).content.decode()

    assert number in words_of(pdf)
    assert address.startswith(f"{settings.SITE_URL}/d/")
    assert "这份文书是真的" in genuine
    assert "王小满" not in genuine
    assert "已收件" in before
    assert all(step in after for step in ("收件", "受理", "部门开始审查"))
    assert "王小满" not in after
    assert "材料属实" not in after  # the department's own words stay inside


def test_one_desk_hands_out_the_results_of_every_department(api: Api, signed_in: SignIn) -> None:
    """DEL-01, DEL-02, WIN-02"""
    licence = granted(api)
    card = accepted(api, application(CARD_NEW), by="chief")
    api.post(f"/cases/{card}/decision", {"immediate": True}, by="chief")
    let_the_worker_run()
    issuer = signed_in("issuer")

    waiting = issuer.get("/issue/").content.decode()
    found = issuer.get("/issue/", {"q": licence})
    token = _progress_token(licence)
    scanned = issuer.get("/issue/", {"q": f"https://zwfw.example.cn/progress/{token}/"})
    receiver = {"name": "王小满", "relation": "self", "id_checked": True}
    handed = [
        api.post(f"/cases/{number}/delivery", {"window": "C1", "receiver": receiver}, by="issuer")
        for number in (licence, card)
    ]

    assert "道路运输经营许可证" in waiting
    assert "社会保障卡" in waiting
    assert found["Location"] == scanned["Location"] == f"/issue/cases/{licence}/"
    assert [answer.status_code for answer in handed] == [201, 201]
    assert {answer.json()["document_number"][:3] for answer in handed} == {"安交运", "安人社"}
    assert licence not in issuer.get("/issue/").content.decode()


def _progress_token(number: str) -> str:
    return cases.case_by_number(number).progress_token


def test_front_back_and_issue_are_three_hands(api: Api) -> None:
    """WIN-01, WIN-18"""
    number = received(api, application(window="A1"))
    api.post(f"/cases/{number}/acceptance", {"window": "A2"}, by="other-clerk")
    receiver = {"name": "王小满", "relation": "self", "id_checked": True}

    wrong_hands = [
        api.post("/cases", application(), by="officer"),
        api.post(f"/cases/{number}/claim", by="clerk"),
        api.post(f"/cases/{number}/delivery", {"window": "A1", "receiver": receiver}, by="clerk"),
    ]
    opine(api, number)
    api.post(f"/cases/{number}/decision", by="head")
    handed = api.post(f"/cases/{number}/delivery", {"window": "C1", "receiver": receiver}, by="issuer")

    assert [answer.status_code for answer in wrong_hands] == [403, 403, 403]
    assert handed.status_code == 201
    labels = [step["label"] for step in api.get(f"/cases/{number}/timeline", by="clerk").json()]
    assert labels == ["收件", "受理", "领取", "审查意见", "准予", "制证", "送达"]


def test_every_step_leaves_a_trace_that_cannot_be_changed_unseen(api: Api) -> None:
    """SEC-06, SUP-02"""
    granted(api)
    acts = ["receive", "accept", "claim", "opine", "grant"]
    entries = AuditEntry.objects.filter(stream="case").order_by("sequence")

    assert list(entries.values_list("action", flat=True)) == acts
    assert seals.seal_entries(at=AT) > 0
    assert seals.verify_log().faults == []
    entries.filter(sequence=2).update(actor="user:somebody-else")
    assert any("第 2 条：内容被改动" in fault for fault in seals.verify_log().faults)


def test_opening_a_document_is_on_record_too(api: Api, signed_in: SignIn) -> None:
    """SEC-06"""
    received(api)
    event = OutboxEvent.objects.get(name="notices.notice-issued")
    notice_id = event.payload["notice_id"]
    render_notice(notice_id=notice_id, at=AT)

    assert signed_in("near-clerk").get(f"/documents/{notice_id}.pdf").status_code == 403
    assert not AuditEntry.objects.filter(action="notice-opened").exists()
    assert signed_in("clerk").get(f"/documents/{notice_id}.pdf").status_code == 200
    assert (
        AuditEntry.objects.filter(stream="notice", stream_id=notice_id, action="notice-opened").count() == 1
    )
