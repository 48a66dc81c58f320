"""Pages of consulting: asking, answering, reviewing; and what is refused (GUI-02, GUI-03, GUI-10, GUI-11)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from yichuang.kernel.models import AuditEntry
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.models import Consultation, ConsultingLimit, DifficultMatter, FrequentQuestion
from yichuang.offer.guidance.tests.people import ANSWER, AT, TEXT, Place, answer, ask, record, route

pytestmark = pytest.mark.usefixtures("on_the_day")
KEY = "0123456789abcdef0123456789abcdef"

SignIn = Callable[[str], Client]


def words(response: Any) -> str:
    return str(response.content.decode())


def test_somebody_asks_and_reads_the_answer_with_number_and_code(place: Place, client: Client) -> None:
    form = words(client.get("/consult/", {"item": place.item.code}))
    assert place.item.name in form
    typed = {
        "text": TEXT,
        "name": "王小满",
        "phone": "138 0000 1234",
        "item": place.item.code,
        "page-key": KEY,
    }

    first = client.post("/consult/", typed)
    again = client.post("/consult/", typed)

    row = Consultation.objects.get()
    assert first["Location"] == again["Location"]
    assert first["Location"].startswith(f"/consult/{row.number}/")
    assert row.asker == {"name": "王小满", "phone": "13800001234"}
    page = client.get(first["Location"])
    assert page["Cache-Control"].count("no-store") == 1
    assert "最迟 <em>3月3日</em> 答复" in words(page)
    answer(place, row.number, by="guide")
    shown = words(client.get(first["Location"]))
    assert ANSWER in shown
    assert "姚琴" not in shown
    code = first["Location"].split("/")[3]
    found = client.post("/consult/answer/", {"number": row.number.lower(), "code": code})
    assert found["Location"] == first["Location"]


def test_a_wrong_code_opens_nothing(place: Place, client: Client) -> None:
    asked = ask(place)

    assert client.get(f"/consult/{asked.number}/WRONGWRONG22/").status_code == 404
    page = client.post("/consult/answer/", {"number": asked.number, "code": "nothing"})
    assert page.status_code == 404
    assert "没有查到这个咨询" in words(page)


def test_too_short_a_question_keeps_what_was_typed(place: Place, client: Client) -> None:
    page = client.post("/consult/", {"text": "怎么", "name": "王小满"})

    assert page.status_code == 422
    assert "请把问题写清楚" in words(page)
    assert "王小满" in words(page)
    assert not Consultation.objects.exists()


def test_one_further_question_is_taken(place: Place, client: Client) -> None:
    asked = ask(place)
    answer(place, asked.number, by="guide")
    here = f"/consult/{asked.number}/{asked.code}/"

    assert client.post(f"{here}further/", {"text": ""}).status_code == 422
    assert client.post(f"{here}further/", {"text": "那在哪里办转移？"})["Location"] == here
    assert client.post(f"{here}further/", {"text": "再来一次"}).status_code == 409
    assert Consultation.objects.get().rounds == 2
    assert client.get(f"{here}further/")["Location"] == here


def test_a_guide_sees_the_handbook_and_routes(place: Place, signed_in: SignIn) -> None:
    asked = ask(place)
    browser = signed_in("guide")

    listed, page = browser.get("/consulting/"), browser.get(f"/consulting/{asked.number}/")
    sent = browser.post(f"/consulting/{asked.number}/route/", {"organisation": "", "reason": "专业问题"})

    assert TEXT in words(listed)
    assert "货车挂靠在公司能不能个人申请？" in words(page)
    assert "138****1234" in words(page)
    assert "13800001234" not in words(page)
    assert sent.status_code == 302
    assert Consultation.objects.get().organisation_id == place.transport


def test_each_label_names_its_own_field(place: Place, signed_in: SignIn) -> None:
    asked = ask(place)

    page = words(signed_in("guide").get(f"/consulting/{asked.number}/"))

    ids = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]+)"', page)
    assert {"contact-reason", "route-reason", "text-text"} <= set(ids)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)


def test_the_expert_answers_on_the_page_and_proposes(place: Place, signed_in: SignIn) -> None:
    asked = ask(place)
    route(place, asked.number)
    browser = signed_in("officer")

    empty = browser.post(f"/consulting/{asked.number}/answer/", {"text": " "})
    done = browser.post(f"/consulting/{asked.number}/answer/", {"text": ANSWER})
    browser.post(f"/consulting/{asked.number}/proposal/")

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "请写明答复" in words(empty)
    assert Consultation.objects.get().status == "answered"
    assert FrequentQuestion.objects.get().status == "proposed"
    assert "已提为常见问题" in words(browser.get(f"/consulting/{asked.number}/"))


def test_hand_on_and_return_on_the_page(place: Place, signed_in: SignIn) -> None:
    asked, other = ask(place), ask(place)
    route(place, asked.number)
    route(place, other.number)
    browser = signed_in("officer")
    to = str(place.people["other-officer"].user_id)

    browser.post(f"/consulting/{asked.number}/hand-on/", {"to": to, "reason": "出差"})
    browser.post(f"/consulting/{other.number}/return/", {"reason": "属于公安"})

    assert Consultation.objects.get(number=asked.number).expert_name == "孙岩"
    assert Consultation.objects.get(number=other.number).status == "with-guide"
    late = browser.post(f"/consulting/{asked.number}/answer/", {"text": ANSWER})
    assert late.status_code == 403
    assert "这个咨询由孙岩答复" in words(late)
    assert ANSWER in words(late)


def test_the_phone_is_shown_for_a_reason_that_is_on_record(place: Place, signed_in: SignIn) -> None:
    asked = ask(place)
    here = f"/consulting/{asked.number}/contact/"
    browser = signed_in("guide")

    without = browser.post(here, {"reason": ""})
    shown = browser.post(here, {"reason": "回电13800001234问清车主"})

    assert without.status_code == 422
    assert "13800001234" not in words(without)
    assert "<b>王小满 13800001234</b>" in words(shown)
    entry = AuditEntry.objects.get(stream="consultation", action="asker-shown")
    assert entry.details == {"reason": "回电***问清车主"}
    assert signed_in("manager").post(here, {"reason": "看看"}).status_code == 403


@pytest.mark.parametrize("by", ["clerk", "near-guide", "social-officer", "system-admin"])
def test_others_do_not_open_it(place: Place, signed_in: SignIn, by: str) -> None:
    asked = ask(place)

    assert signed_in(by).get(f"/consulting/{asked.number}/").status_code == 403


def test_nobody_opens_the_desk_without_signing_in(place: Place, client: Client, on_the_day: None) -> None:
    for address in ("/consulting/", "/consulting/new/", "/consulting/calls/", "/consulting/limits/"):
        answer_ = client.get(address)
        assert answer_.status_code in (302, 401), address


def test_the_manager_sees_what_is_late(place: Place, signed_in: SignIn) -> None:
    asked = ask(place)
    Consultation.objects.filter(number=asked.number).update(due_on="2026-02-27")

    page = words(signed_in("manager").get("/consulting/", {"show": "late"}))

    assert "1 个已超期" in page
    assert "超期 2 个工作日" in page  # the Saturday before was worked
    assert asked.number in page


def test_a_guide_writes_a_question_down_and_tells_number_and_code(place: Place, signed_in: SignIn) -> None:
    browser = signed_in("guide")
    typed = {
        "channel": "phone",
        "text": TEXT,
        "name": "王小满",
        "phone": "",
        "item": "",
        "hotline_number": "",
    }

    wrong = browser.post("/consulting/new/", typed)
    right = browser.post("/consulting/new/", typed | {"phone": "13800001234"})

    assert "回电号码" in words(wrong)
    row = Consultation.objects.get()
    assert row.number in words(right)
    assert row.channel == "phone"


def test_work_orders_are_imported_all_or_none(place: Place, signed_in: SignIn) -> None:
    browser = signed_in("guide")
    head = "工单编号,问题,姓名,电话,事项编码\n"
    good = f"DH0001,{TEXT},王小满,13800001234,{place.item.code}\n"

    def send(text: str, encoding: str = "utf-8-sig") -> Any:
        file = io.BytesIO(text.encode(encoding))
        file.name = "12345.csv"
        return browser.post("/consulting/import/", {"file": file})

    wrong = send(head + good + "DH0002,短,,,\nDH0003,这个事项编码是错的,,,no-such\n")
    assert wrong.status_code == 422
    assert "2 行有问题" in words(wrong)
    assert "请把问题写清楚" in words(wrong)
    assert not Consultation.objects.exists()
    assert "导入 <em>1 个</em>，0 个以前登记过" in words(send(head + good, "gb18030"))
    assert "导入 <em>0 个</em>，1 个以前登记过" in words(send(head + good))
    assert Consultation.objects.get().hotline_number == "DH0001"
    assert "缺少" in words(send("编号,内容\n1,2\n"))
    assert browser.post("/consulting/import/", {}).status_code == 422


def test_the_head_words_and_publishes_and_the_guide_shows_it(
    place: Place, signed_in: SignIn, client: Client
) -> None:
    asked = ask(place)
    answer(place, asked.number, by="guide", text="可以，王小满，打13800001234说。")
    services.propose_question(number=asked.number, actor=place.people["guide"], at=AT)
    row = FrequentQuestion.objects.get()
    browser = signed_in("head")
    here = f"/consulting/questions/{row.id}/"

    left = browser.post(here, {"question": TEXT, "answer": "王小满，打13800001234说。"})
    done = browser.post(here, {"question": "挂靠的货车能个人申请吗？", "answer": ANSWER})

    assert left.status_code == 422
    assert "请删去手机号码" in words(left)
    assert done.status_code == 302
    shown = words(client.get(f"/guide/{place.item.code}/"))
    assert "挂靠的货车能个人申请吗？" in shown
    assert ANSWER in shown
    assert "13800001234" not in shown
    assert "挂靠的货车能个人申请吗？" in words(client.get("/search/", {"q": "挂靠"}))
    browser.post(f"{here}end/", {"act": "take-down"})
    assert "挂靠的货车能个人申请吗？" not in words(client.get(f"/guide/{place.item.code}/"))


def test_the_head_keeps_experts_and_difficult_matters(place: Place, signed_in: SignIn) -> None:
    browser = signed_in("head")
    officer = str(place.people["officer"].user_id)

    assert browser.post("/consulting/experts/duty/", {"expert": officer}).status_code == 302
    assert browser.post("/consulting/experts/matters/", {"title": "挂靠车辆"}).status_code == 422
    browser.post(
        "/consulting/experts/matters/",
        {"title": "挂靠车辆", "item": place.item.code, "experts": [officer], "note": "看行驶证"},
    )

    page = words(browser.get("/consulting/experts/"))
    assert "今天的值班专家：<em>赵青</em>" in page
    assert "挂靠车辆" in page
    matter = DifficultMatter.objects.get()
    browser.post("/consulting/experts/removal/", {"matter": str(matter.id)})
    assert "清单里还没有疑难事项" in words(browser.get("/consulting/experts/"))
    assert signed_in("officer").get("/consulting/experts/").status_code == 403


def test_the_manager_sets_a_limit_with_its_source(place: Place, signed_in: SignIn) -> None:
    browser = signed_in("manager")

    wrong = browser.post("/consulting/limits/", {"kind": "department", "working_days": "2", "source": ""})
    right = browser.post(
        "/consulting/limits/", {"kind": "department", "working_days": "2", "source": "安政办〔2026〕3号"}
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "请写明依据" in words(wrong)
    assert ConsultingLimit.objects.get().working_days == 2
    assert "安政办〔2026〕3号" in words(browser.get("/consulting/limits/"))
    assert signed_in("guide").get("/consulting/limits/").status_code == 403


def test_a_clerk_calls_and_one_expert_takes_it(place: Place, signed_in: SignIn) -> None:
    clerk, officer, other = signed_in("clerk"), signed_in("officer"), signed_in("other-officer")
    made = clerk.post("/consulting/calls/new/", {"item": place.item.code, "window": "A1", "words": "挂靠？"})
    again = clerk.post("/consulting/calls/new/", {"item": place.item.code, "window": "A1"})
    here = made["Location"]

    assert again["Location"] == here
    assert "1 个窗口" in words(officer.get("/consulting/calls/"))
    assert officer.post(f"{here}taking/").status_code == 302
    taken = other.post(f"{here}taking/")
    assert taken.status_code == 409
    assert "由赵青接听了" in words(taken)
    officer.post(f"{here}end/", {"text": "看行驶证"})
    assert "看行驶证" in words(clerk.get(here))
    assert "现在没有窗口呼叫" in words(officer.get("/consulting/calls/"))
    assert queries.calls_for(place.people["officer"]) == ()
    assert signed_in("social-officer").get(here).status_code == 403


def test_the_town_does_not_see_the_countys(place: Place, signed_in: SignIn) -> None:
    record(place, by="guide")

    assert "没有要答复的咨询" in words(signed_in("town-guide").get("/consulting/"))
