"""The hall manager's pages: who may, what they show, what they do, what stays when an act is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT
from yichuang.offer.scope import queries
from yichuang.offer.scope.models import Entrustment, LevelStep, ScopeException, ScopeGrant
from yichuang.offer.scope.tests.factories import SIGNED, entrust, exception, grant, set_level
from yichuang.offer.scope.tests.halls import Halls
from yichuang.offer.scope.tests.unchanged import unchanged
from yichuang.offer.scope.types import Level, Mandate, Place, Subject

SignIn = Callable[[str], Client]
TODAY = legal_date(AT)
DAY = timedelta(days=1)
LISTS = ["/hall/", "/hall/scopes/", "/hall/exceptions/", "/hall/entrustments/", "/hall/coverage/"]
FORMS = ["/hall/scopes/new/", "/hall/levels/new/", "/hall/exceptions/new/", "/hall/entrustments/new/"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return text(answer)


def sheet(answer: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


# — who —


@pytest.mark.parametrize("who", ["clerk", "head", "supervisor", "system-admin"])
@pytest.mark.parametrize("address", [*LISTS, *FORMS, "/hall/coverage.xlsx"])
def test_who_manages_no_hall_has_no_page_here(signed_in: SignIn, who: str, address: str) -> None:
    browser = signed_in(who)

    assert browser.get(address).status_code == 403
    if address in FORMS:
        with unchanged():
            assert browser.post(address, {}).status_code == 403


@pytest.mark.parametrize("who", ["town-manager", "near-manager"])
@pytest.mark.parametrize("address", [*LISTS, *FORMS])
def test_another_outlet_is_its_own_managers(signed_in: SignIn, who: str, address: str) -> None:
    browser = signed_in(who)

    assert browser.get(f"{address}?outlet=HALL").status_code == 403
    assert browser.get(address).status_code == 200
    assert browser.get(f"{address}?outlet=NOWHERE").status_code == 404


@pytest.mark.parametrize("who", ["town-manager", "near-manager", "clerk", "head"])
def test_nobody_else_ends_what_an_outlet_has(halls: Halls, signed_in: SignIn, who: str) -> None:
    addresses = [
        f"/hall/scopes/{grant(Place(window_id=halls.a1.id))}/withdrawal/",
        f"/hall/exceptions/{exception(Subject(item_id=halls.aid.item_id), Place(halls.hall))}/withdrawal/",
        f"/hall/entrustments/{entrust(halls.civil, halls.hall)}/revocation/",
    ]
    browser = signed_in(who)

    for address in addresses:
        assert browser.get(address).status_code == 403
        with unchanged():
            assert browser.post(address, {"ended_on": TODAY, "reason": "-"}).status_code == 403
    paper = Entrustment.objects.get()
    assert browser.get(f"/hall/entrustments/{paper.id}/original/").status_code == 403


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    for address in [*LISTS, *FORMS]:
        assert client.get(address).status_code == 302


def test_what_does_not_exist_is_not_found(signed_in: SignIn) -> None:
    browser = signed_in("manager")
    for address in ("scopes/{}/withdrawal", "exceptions/{}/withdrawal", "entrustments/{}/revocation"):
        page(browser, f"/hall/{address.format(new_id())}/", 404)


def test_an_exception_everywhere_is_nobodys_to_end_here(halls: Halls, signed_in: SignIn) -> None:
    everywhere = exception(Subject(item_id=halls.aid.item_id))
    browser = signed_in("manager")

    with unchanged():
        address = f"/hall/exceptions/{everywhere}/withdrawal/"
        assert browser.post(address, {"ended_on": TODAY, "reason": "-"}).status_code == 403
    assert "所有网点都不受理的" in page(browser, "/hall/exceptions/")


# — lists —


def test_the_desk_of_a_hall_manager_leads_here(signed_in: SignIn) -> None:
    answer = signed_in("manager").get("/desk/")

    assert (answer.status_code, answer["Location"]) == (302, "/hall/")


def test_the_home_says_how_much_is_taken_and_what_ends(halls: Halls, signed_in: SignIn) -> None:
    grant(Place(halls.hall), Subject(item_id=halls.aid.item_id))
    entrust(halls.civil, halls.hall, valid_until=TODAY + 30 * DAY, gives_scope=False)

    found = page(signed_in("manager"), "/hall/")

    assert "安澜县政务服务中心：<em>50%</em> 的事项任一综合窗口都能受理" in found
    assert "1 份受理委托书快到期" in found
    assert "还有 30 天（到 2026-03-31）" in found
    assert "还有 1 个事项没有窗口受理。" in found


def test_whoever_has_two_outlets_chooses(halls: Halls, signed_in: SignIn) -> None:
    browser = signed_in("both")

    assert '<option value="HALL" selected>' in page(browser, "/hall/")
    assert '<option value="T1" selected>' in page(browser, "/hall/scopes/?outlet=T1")


def test_scopes_are_listed_with_levels_and_history(halls: Halls, signed_in: SignIn) -> None:
    """CAT-05"""
    grant(Place(window_id=halls.a1.id), basis="进驻决定〔2025〕3号")
    set_level(Place(window_id=halls.a1.id), Level.ONE_DEPARTMENT, halls.civil, reason="差错多")
    grant(Place(window_id=halls.a2.id), valid_from=TODAY + DAY)
    grant(Place(window_id=halls.t1.id), basis="镇里的")
    browser = signed_in("manager")

    now = page(browser, "/hall/scopes/")
    past = page(browser, "/hall/scopes/?past=1")

    assert "一窗通办 → 同部门跨领域" in now
    assert "退回" in now
    assert "还没生效" in now
    assert "镇里的" not in now
    assert "看已经结束的 1 条" in now
    assert "进驻决定〔2025〕3号" in past
    assert "差错多" in past


def test_empty_lists_say_what_to_do(signed_in: SignIn) -> None:
    browser = signed_in("manager")

    assert "这个网点还没有受理范围" in page(browser, "/hall/scopes/")
    assert "没有受理例外" in page(browser, "/hall/exceptions/")
    assert "还没有受理委托书" in page(browser, "/hall/entrustments/")


# — acts —


def given(place: str, **values: Any) -> dict[str, Any]:
    return {
        "place": place, "organisation": "", "item": "", "mandate": "own", "entrustment": "",
        "basis": "进驻决定〔2026〕2号", "valid_from": TODAY.isoformat(), "valid_until": "", "training": "",
    } | values  # fmt: skip


def test_a_manager_gives_a_scope_and_ends_it(halls: Halls, signed_in: SignIn) -> None:
    """CAT-05: given, ended with a reason, kept in the history."""
    browser = signed_in("manager")
    form = given(f"window-{halls.a1.id}", item=halls.freight.item_code, valid_until=str(TODAY + 9 * DAY))

    answer = browser.post("/hall/scopes/new/", form)

    assert (answer.status_code, answer["Location"]) == (302, "/hall/scopes/?outlet=HALL")
    [view] = queries.grants(outlet_id=halls.hall)
    assert (view.place, view.subject) == (
        Place(window_id=halls.a1.id), Subject(item_id=halls.freight.item_id),
    )  # fmt: skip
    assert (view.valid_until, view.last_day) == (TODAY + 10 * DAY, TODAY + 9 * DAY)
    ending = {"ended_on": str(TODAY + DAY), "reason": "窗口调整"}
    assert browser.post(f"/hall/scopes/{view.id}/withdrawal/", ending).status_code == 302
    assert ScopeGrant.objects.get().valid_until == TODAY + DAY


def test_what_was_typed_stays_when_an_act_is_refused(halls: Halls, signed_in: SignIn) -> None:
    grant(Place(window_id=halls.a1.id))
    browser = signed_in("manager")
    form = given(f"window-{halls.a1.id}")

    with unchanged():
        answer = browser.post("/hall/scopes/new/", form)
    assert answer.status_code == 409
    assert "同一地点、同一事项在这些日子里已有登记" in text(answer)
    assert "进驻决定〔2026〕2号" in text(answer)

    with unchanged():
        answer = browser.post("/hall/scopes/new/", form | {"valid_until": str(TODAY - DAY)})
    assert answer.status_code == 422
    assert "失效日期要晚于生效日期" in text(answer)

    for wrong in ({"item": "NOSUCH"}, {"place": f"window-{halls.t1.id}"}, {"basis": ""}, {"valid_from": "x"}):
        with unchanged():
            assert browser.post("/hall/scopes/new/", form | wrong).status_code == 422


def test_entrusted_without_a_paper_is_refused_in_words(halls: Halls, signed_in: SignIn) -> None:
    browser = signed_in("manager")

    with unchanged():
        answer = browser.post(
            "/hall/scopes/new/",
            given(f"outlet-{halls.hall}", item=halls.aid.item_code, mandate="entrusted"),
        )

    assert answer.status_code == 409
    assert "要有委托部门签字的受理委托书" in text(answer)


def test_a_manager_sets_a_level(halls: Halls, signed_in: SignIn) -> None:
    """CAT-04"""
    browser = signed_in("manager")
    form = {
        "place": f"zone-{halls.zone}",
        "level": "cross-department",
        "organisations": [str(halls.transport), str(halls.civil)],
        "theme": "",
        "valid_from": TODAY.isoformat(),
        "reason": "试运行平稳",
        "basis": "进驻决定",
    }

    assert browser.post("/hall/levels/new/", form).status_code == 302
    assert LevelStep.objects.get().level == "cross-department"
    assert queries.window_may_take(window=halls.a2, version=halls.aid, on=TODAY).allowed
    with unchanged():
        again = browser.post("/hall/levels/new/", form | {"organisations": [str(halls.civil)]})
    assert again.status_code == 422
    assert "至少要选两个部门" in text(again)
    with unchanged():
        assert browser.post("/hall/levels/new/", form).status_code == 409


def test_a_manager_registers_a_paper_reads_it_and_revokes_it(halls: Halls, signed_in: SignIn) -> None:
    """CAT-25: number, who entrusts whom, which items, from and until, the signed original."""
    browser = signed_in("town-manager")
    form = {
        "number": "安民委〔2026〕1号",
        "principal": str(halls.civil),
        "agent": "云栖镇人民政府",
        "mandate": "entrusted",
        "items": halls.aid.item_code,
        "training": "岗前培训8学时",
        "valid_from": TODAY.isoformat(),
        "valid_until": str(TODAY + 99 * DAY),
    }

    with unchanged():
        without = browser.post("/hall/entrustments/new/", form)
        nonsense = browser.post("/hall/entrustments/new/", form | {"original": signed(b"MZ nothing")})
    assert (without.status_code, nonsense.status_code) == (422, 422)
    assert browser.post("/hall/entrustments/new/", form | {"original": signed()}).status_code == 302

    paper = Entrustment.objects.get()
    assert paper.valid_until == TODAY + 100 * DAY
    assert queries.window_may_take(window=halls.t1, version=halls.aid, on=TODAY).mandate is Mandate.ENTRUSTED
    listed = page(browser, "/hall/entrustments/")
    assert "安澜县民政局 → 云栖镇人民政府" in listed
    original = browser.get(f"/hall/entrustments/{paper.id}/original/")
    assert (original.content, original["Content-Type"]) == (SIGNED, "application/pdf")
    ending = {"ended_on": TODAY.isoformat(), "reason": "机构改革"}
    assert browser.post(f"/hall/entrustments/{paper.id}/revocation/", ending).status_code == 302
    assert not queries.window_may_take(window=halls.t1, version=halls.aid, on=TODAY).allowed
    with unchanged():
        assert browser.post(f"/hall/entrustments/{paper.id}/revocation/", ending).status_code == 409


def signed(content: bytes = SIGNED) -> SimpleUploadedFile:
    return SimpleUploadedFile("委托书.pdf", content, "application/pdf")


def test_a_manager_keeps_the_exceptions_and_everybody_reads_them(
    halls: Halls, signed_in: SignIn, client: Client
) -> None:
    """CAT-02: with reasons; an exception blocks at once."""
    grant(Place(halls.hall))
    browser = signed_in("manager")
    form = {
        "place": f"outlet-{halls.hall}", "organisation": "", "item": halls.aid.item_code,
        "reason": "要到公安专区采集指纹", "basis": "例外事项目录", "valid_from": TODAY.isoformat(),
        "valid_until": "",
    }  # fmt: skip

    assert browser.post("/hall/exceptions/new/", form).status_code == 302

    answer = queries.window_may_take(window=halls.a1, version=halls.aid, on=TODAY)
    assert answer.reason.endswith("受理：要到公安专区采集指纹")
    assert "要到公安专区采集指纹" in page(browser, "/hall/exceptions/")
    public = page(client, "/exceptions/")
    assert "<em>1 类</em>事项暂时不能在任一窗口受理" in public
    assert "要到公安专区采集指纹" in public
    row = ScopeException.objects.get()
    ending = {"ended_on": TODAY.isoformat(), "reason": "已联网"}
    assert browser.post(f"/hall/exceptions/{row.id}/withdrawal/", ending).status_code == 302
    assert "没有例外事项" in page(client, "/exceptions/")
    with unchanged():
        refused = browser.post("/hall/exceptions/new/", form | {"item": ""})
    assert refused.status_code == 422
    assert "部门、事项、业务办理项要选一个" in text(refused)


# — figures —


def test_the_figures_are_shown_and_exported(halls: Halls, signed_in: SignIn) -> None:
    """CAT-28: items in no window's scope are listed; CAT-01 as a share."""
    grant(Place(window_id=halls.a1.id), Subject(organisation_id=halls.civil))
    browser = signed_in("manager")

    found = page(browser, "/hall/coverage/")
    rows = sheet(browser.get("/hall/coverage.xlsx"))

    assert "<em>0%</em> 的事项任一综合窗口都能受理" in found
    assert "1 个事项没有任何窗口受理" in found
    assert halls.freight.code in found
    assert rows[1][:3] == ["网点", "安澜县政务服务中心", ""]
    assert rows[1][3:] == [2, 2, 1, 50, 0, 0, 1]
    assert [row[:2] for row in rows[4:]] == [
        ["部门", "安澜县交通运输局"],
        ["部门", "安澜县民政局"],
        ["层级", "同部门跨领域"],
        ["层级", "没有受理范围"],
        ["没有窗口受理的事项", halls.freight.name],
    ]


@pytest.mark.parametrize("address", [*LISTS, *FORMS])
def test_the_pages_read_in_english(signed_in: SignIn, address: str) -> None:
    answer = signed_in("manager").get(address, headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert "Scopes" in text(answer)
