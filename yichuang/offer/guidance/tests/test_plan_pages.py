"""Pages of plans: writing without scripts, two guides at once, the public page (GUI-17, GUI-18)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.models import Plan, PlanEntry, PrintedPaper
from yichuang.offer.guidance.queries import papers
from yichuang.offer.guidance.services.printing import make_paper
from yichuang.offer.guidance.tests.people import AT, Place
from yichuang.offer.guidance.tests.plans import (
    CASE_NUMBER,
    NAME,
    PHONE,
    TITLE,
    Items,
    draft_of,
    finish,
    handed_over,
    publish_items,
    row,
    start,
    written,
)

pytestmark = pytest.mark.usefixtures("on_the_day")

SignIn = Callable[[str], Client]
KEY = "0123456789abcdef0123456789abcdef"
NEW = {"title": TITLE, "kind": "person", "name": NAME, "phone": PHONE, "page-key": KEY}


@pytest.fixture
def items(place: Place) -> Items:
    return publish_items(place)


def words(response: Any) -> str:
    page = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def typed(edit: int, *steps: str, do: str = "save", **more: Any) -> dict[str, Any]:
    """What the page of a draft sends."""
    return {
        "edit": edit,
        "title": TITLE,
        "starts_on": "2026-03-02",
        "tracker": "",
        "step": list(steps),
        "do": do,
    } | more


def test_a_plan_is_written_step_by_step_without_scripts(
    place: Place, items: Items, signed_in: SignIn
) -> None:
    """GUI-17: items, order, intermediary, papers and dates in one written plan."""
    guide = signed_in("guide")
    first, again = guide.post("/consulting/plans/new/", NEW), guide.post("/consulting/plans/new/", NEW)
    assert first["Location"] == again["Location"]
    plan_id = Plan.objects.get().id
    here = f"/consulting/plans/{plan_id}/draft/"
    assert first["Location"] == here
    assert "先加第一步" in words(guide.get(here))

    assert guide.post(here, typed(1, do=f"item:{items.licence.code}")).status_code == 302
    one = f"1:item:{items.licence.code}"
    assert guide.post(here, typed(2, one, do=f"item:{items.permit.code}")).status_code == 302
    two = f"2:item:{items.permit.code}"
    assert guide.post(here, typed(3, one, two, do="intermediary")).status_code == 302
    page = words(guide.get(here))
    assert "还差 2 处 就能交付" in page
    assert "还没有回答“subject-kind？”" in page
    three = "3:intermediary:"
    whole = typed(
        4,
        one,
        two,
        three,
        do="hand-over",
        **{
            "step-2-after": ["1", "3"],
            "step-2-answer.subject-kind": "individual",
            "step-3-title": "水质检测",
            "step-3-not_required": "on",
            "step-3-working_days": "5",
        },
    )

    done = guide.post(here, whole)

    assert done["Location"] == f"/consulting/plans/{plan_id}/"
    plan = row(plan_id)
    assert (plan.status, plan.revision, plan.edit) == ("handed-over", 1, 6)
    page = words(guide.get(done["Location"]))
    assert "下一步：1. 营业执照设立登记" in page
    assert f"{(plan.code or '')[:4]}-{(plan.code or '')[4:]}" in page
    assert PHONE not in page


def test_search_keeps_what_was_typed_and_offers_items(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = start(place)
    guide = signed_in("guide")

    page = guide.post(
        f"/consulting/plans/{plan_id}/draft/", typed(1, do="search", title="改过的名称", q="食品经营")
    )

    assert page.status_code == 200
    assert 'value="改过的名称"' in page.content.decode()
    assert f'value="item:{items.permit.code}"' in page.content.decode()
    assert row(plan_id).edit == 1


def test_two_guides_at_once_keep_what_was_typed(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = written(place, draft_of(items))
    here = f"/consulting/plans/{plan_id}/draft/"
    note = {"step-1-title": "我写的提示"}

    refused = signed_in("other-guide").post(here, typed(1, "1:note:", title="我的名称", **note))

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "刚才被同事改过" in page
    assert 'value="我的名称"' in page
    assert 'value="我写的提示"' in page
    assert 'name="edit" value="2"' in page
    assert row(plan_id).title == TITLE
    knowing = signed_in("other-guide").post(here, typed(2, "1:note:", title="我的名称", **note))
    assert knowing.status_code == 302
    assert row(plan_id).title == "我的名称"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "gestern"}, "有的内容填得不对"),
        ({"title": " "}, "请写明项目名称"),
        ({"step-1-working_days": "-3"}, "工作日填 0 到 250"),
        ({"step-1-after": ["2"], "step-2-after": ["1"]}, "先后绕成了圈"),
    ],
    ids=["no day", "no title", "days", "circle"],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    place: Place, signed_in: SignIn, changes: dict[str, Any], said: str
) -> None:
    plan_id = start(place)

    page = signed_in("guide").post(
        f"/consulting/plans/{plan_id}/draft/",
        typed(1, "1:note:", "2:note:") | {"step-1-title": "甲", "step-2-title": "乙"} | changes,
    )

    assert page.status_code == 422
    assert said in words(page)
    assert 'value="甲"' in page.content.decode()
    assert row(plan_id).edit == 1


def test_a_step_is_removed_with_what_waits_for_it(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = start(place)
    services.save_plan(plan_id=plan_id, edit=1, draft=draft_of(items), actor=place.people["guide"], at=AT)
    steps = ("1:note:", "2:note:")

    signed_in("guide").post(
        f"/consulting/plans/{plan_id}/draft/",
        typed(2, *steps, do="remove:1", **{"step-2-title": "乙", "step-2-after": ["1"]}),
    )

    kept = queries.plan_draft(plan_id, place.people["guide"], AT)[1]
    assert [(step.key, step.after) for step in kept.steps] == [(2, ())]


def test_nothing_strange_in_a_form_breaks_the_page(place: Place, signed_in: SignIn) -> None:
    plan_id = start(place)
    strange = typed(1, "x", "0:item:a", "1:ghost:", "1:note:", "1:note:", do="remove:x")

    page = signed_in("guide").post(f"/consulting/plans/{plan_id}/draft/", strange)

    assert page.status_code == 422
    assert row(plan_id).edit == 1


def test_the_tracker_works_on_the_page(place: Place, items: Items, signed_in: SignIn) -> None:
    """GUI-18: a named person follows a major project."""
    tracker = place.people["other-guide"].user_id
    plan_id = handed_over(place, draft_of(items, is_major=True, tracker=tracker))
    here = f"/consulting/plans/{plan_id}/"
    browser = signed_in("other-guide")
    assert TITLE in words(browser.get("/consulting/plans/?show=mine"))

    told = browser.post(f"{here}contact/", {"text": "已电话告知下周送检"})
    case = browser.post(f"{here}steps/1/case/", {"case_number": CASE_NUMBER})
    done = browser.post(f"{here}steps/1/end/", {"done_on": "2026-03-02"})

    assert [answer.status_code for answer in (told, case, done)] == [302, 302, 302]
    page = words(browser.get(here))
    assert "已电话告知下周送检" in page
    assert CASE_NUMBER in page
    assert "下一步：2. 水质检测" in page


def test_a_refused_act_keeps_what_was_typed(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = handed_over(place, draft_of(items))
    here = f"/consulting/plans/{plan_id}/"
    browser = signed_in("guide")

    empty = browser.post(f"{here}contact/", {"text": " "})
    wrong = browser.post(f"{here}steps/1/case/", {"case_number": "12345"})
    early = browser.post(f"{here}steps/1/end/", {"done_on": "2026-03-03"})
    none = browser.post(f"{here}end/", {"reason": ""})

    assert [page.status_code for page in (empty, wrong, early, none)] == [422, 422, 422, 422]
    assert "请写明联系的情况" in words(empty)
    assert 'value="12345"' in wrong.content.decode()
    assert "不能晚于今天" in words(early)
    assert "请写明为什么终止" in words(none)
    assert set(PlanEntry.objects.values_list("kind", flat=True)) == {"start", "hand-over"}


def test_the_manager_sees_the_late_and_reassigns(place: Place, items: Items, signed_in: SignIn) -> None:
    tracker = place.people["other-guide"].user_id
    plan_id = handed_over(place, draft_of(items, is_major=True, tracker=tracker))
    here = f"/consulting/plans/{plan_id}/"
    manager = signed_in("manager")
    to = str(place.people["guide"].user_id)
    assert "改派跟踪人" in words(manager.get(here))
    assert "改派跟踪人" not in words(signed_in("other-guide").get(here))

    refused = manager.post(f"{here}tracker/", {"tracker": to, "reason": ""})
    done = manager.post(f"{here}tracker/", {"tracker": to, "reason": "洪梅休假"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert row(plan_id).tracker_name == "姚琴"


def test_the_phone_is_shown_once_a_reason_is_given(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = handed_over(place, draft_of(items))
    here = f"/consulting/plans/{plan_id}/"
    browser = signed_in("guide")
    assert PHONE not in words(browser.get(here))

    refused = browser.post(f"{here}applicant/", {"reason": ""})
    shown = browser.post(f"{here}applicant/", {"reason": "打电话问进度"})

    assert refused.status_code == 422
    assert PHONE in words(shown)
    assert PHONE not in words(browser.get(here))


def test_the_plan_ends_on_the_page(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id, other = handed_over(place, draft_of(items)), handed_over(place, draft_of(items))
    browser = signed_in("guide")
    finish(place, plan_id, 1, 2, 3, 4)

    browser.post(f"/consulting/plans/{plan_id}/completion/")
    browser.post(f"/consulting/plans/{other}/end/", {"reason": "换了地方"})

    assert (row(plan_id).status, row(other).status) == ("completed", "abandoned")
    assert "这份方案已完成" in words(browser.get(f"/plans/{row(plan_id).code}/"))
    assert browser.get(f"/plans/{row(other).code}/").status_code == 404
    assert browser.get(f"/consulting/plans/{other}/draft/")["Location"] == f"/consulting/plans/{other}/"
    listed = words(browser.get("/consulting/plans/?show=ended"))
    assert listed.count(TITLE) == 2


# the public page


def test_the_applicant_opens_it_by_its_code(place: Place, items: Items, client: Client) -> None:
    code = row(handed_over(place, draft_of(items))).code or ""

    page = client.get(f"/plans/{code.lower()}/")

    said = words(page)
    assert "3月2日开始，最早 3月9日办完" in said
    assert "居民身份证" in said
    assert "政府已有，不用交： 营业执照" in said
    assert "机构由您自己选" in said
    assert "依据：食品安全法第三十三条" in said
    assert NAME not in said
    assert PHONE not in said
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_a_code_nobody_has_opens_nothing(place: Place, client: Client) -> None:
    assert client.get("/plans/2222AAAA/").status_code == 404
    assert client.get("/handbooks/plan/items/x/").status_code == 404


def test_it_is_printed_as_it_was_written(
    place: Place, items: Items, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = row(handed_over(place, draft_of(items))).code or ""
    monkeypatch.setattr(papers.wait_for_paper, "__defaults__", (0.0,))
    assert client.get(f"/plans/{code}/pdf/").status_code == 503
    paper = PrintedPaper.objects.get()
    assert NAME not in str(paper.order)
    assert TITLE not in str(paper.order)

    make_paper(paper_id=UUID(str(paper.id)), at=AT)

    printed = client.get(f"/plans/{code}/pdf/")
    assert printed.status_code == 200
    assert printed.content[:5] == b"%PDF-"


def test_a_program_opens_it_too(place: Place, items: Items, client: Client) -> None:
    code = row(handed_over(place, draft_of(items))).code or ""

    answer = client.get(f"/api/v1/plans/{code}")

    told = answer.json()
    assert (answer.status_code, told["status"], told["revision"]) == (200, "handed-over", 1)
    assert [(step["place"], step["after"], step["required_by_law"]) for step in told["steps"]] == [
        (1, [], None),
        (2, [], True),
        (3, [1, 2], None),
        (4, [3], None),
    ]
    assert (told["ends_on"], told["latest_on"]) == ("2026-03-23", "2026-04-09")
    assert told["papers"][0] == {
        "name": "居民身份证",
        "steps": [1, 3],
        "originals": 1,
        "copies": 3,
        "government_has": False,
        "comes_out_of": [],
    }
    assert NAME not in answer.content.decode()
    assert client.get("/api/v1/plans/2222AAAA").status_code == 404


# who


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "near-guide", "town-guide"])
def test_others_open_no_plan(place: Place, items: Items, signed_in: SignIn, who: str) -> None:
    plan_id = handed_over(place, draft_of(items))
    browser = signed_in(who)

    assert browser.get(f"/consulting/plans/{plan_id}/").status_code == 403
    assert browser.get(f"/consulting/plans/{plan_id}/draft/").status_code == 403
    assert browser.post(f"/consulting/plans/{plan_id}/contact/", {"text": "你好"}).status_code == 403


def test_a_manager_reads_and_does_not_write(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = handed_over(place, draft_of(items))
    browser = signed_in("manager")

    assert browser.get(f"/consulting/plans/{plan_id}/").status_code == 200
    assert browser.get(f"/consulting/plans/{plan_id}/draft/").status_code == 403
    assert browser.get("/consulting/plans/new/").status_code == 403


def test_nobody_is_led_to_sign_in_first(place: Place, client: Client) -> None:
    assert client.get("/consulting/plans/").status_code in (302, 401)


def test_each_label_names_its_own_field(place: Place, items: Items, signed_in: SignIn) -> None:
    plan_id = written(place, draft_of(items))
    browser = signed_in("guide")
    services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people["guide"], at=AT)

    for address in (f"/consulting/plans/{plan_id}/draft/", f"/consulting/plans/{plan_id}/"):
        page = browser.get(address).content.decode()
        ids = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)
