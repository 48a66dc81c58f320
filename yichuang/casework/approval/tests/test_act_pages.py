"""The pages of refusal, end and handing on: typed, read through, done; what was typed stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.approval import queries
from yichuang.casework.approval.models import Refusal, Termination
from yichuang.casework.approval.tests.states import (
    claim,
    decide,
    hand_on,
    opine,
    opposed_number,
    refuse,
    reviewed_number,
    terminate,
)
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.tests.applications import agent, licence_application
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import OrganisationInput
from yichuang.offer.catalogue.types import ItemType

SignIn = Callable[[str], Client]

REFUSAL = {"facts": "车辆技术等级为三级", "reason": "不符合条件", "legal_basis": "第一条\n第二条"}
TERMINATION = {"ground": "applicant-dead", "reason": "申请人已去世", "legal_basis": "行政许可法"}
CONSENT = {"consent": "on"}
MARKUP = "<script>alert(1)</script>{{ 7*7 }}#sys.inputs"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def as_words(*pages: str) -> None:
    """Each of the pages shows ``MARKUP``, letter by letter."""
    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}#sys.inputs" in page


def path(number: str, act: str = "") -> str:
    return f"/office/cases/{number}/{act + '/' if act else ''}"


# refusal


def test_a_refusal_is_typed_read_through_and_done(county: County, signed_in: SignIn) -> None:
    number = opposed_number(county)
    browser = signed_in("head")

    assert path(number, "refusal") in text(browser.get(path(number)))
    form = text(browser.get(path(number, "refusal")))
    with unchanged():
        paper = browser.post(path(number, "refusal"), REFUSAL)
    done = browser.post(path(number, "refusal"), REFUSAL | CONSENT)

    assert "《中华人民共和国道路运输条例》第二十四条" in form  # what the item rests on, to begin with
    assert "安澜县人民政府" in form
    assert paper.status_code == 200
    for said in ("不予行政许可决定书", "车辆技术等级为三级", "第二条", "安澜县人民法院"):
        assert said in text(paper)
    assert "王小满" not in text(paper)
    assert (done.status_code, done["Location"]) == (302, path(number))
    assert Refusal.objects.get().legal_basis == ["第一条", "第二条"]
    page = text(browser.get(path(number)))
    assert "不予行政许可决定书" in page
    assert "车辆技术等级为三级" in page


def test_what_is_no_licence_is_refused_in_other_words(county: County, signed_in: SignIn) -> None:
    """DOMAIN 2.2."""
    number = opposed_number(county, county.item(item_type=ItemType.CONFIRMATION))

    paper = text(signed_in("head").post(path(number, "refusal"), REFUSAL))

    assert "不予办理通知书" in paper
    assert "不予行政许可" not in paper


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"facts": " "}, "请写明查明的事实"),
        ({"reason": ""}, "请写明不予批准的理由"),
        ({"legal_basis": "\n \n"}, "请写明法律依据"),
        ({"reason": "长" * 2001}, "2000"),
    ],
)
@pytest.mark.parametrize("consent", [{}, CONSENT])
def test_a_refusal_that_says_too_little_stays_typed(
    county: County, signed_in: SignIn, change: dict[str, str], says: str, consent: dict[str, str]
) -> None:
    number = opposed_number(county)
    browser = signed_in("head")
    data = REFUSAL | change

    with unchanged():
        answer = browser.post(path(number, "refusal"), data | consent)

    assert answer.status_code == 422
    assert says in text(answer)
    for typed in data.values():
        assert typed.strip()[:100] in text(answer)


def test_without_remedies_the_page_says_who_puts_it_right(county: County, signed_in: SignIn) -> None:
    number = opposed_number(county)
    places.record_organisation(
        organisation=OrganisationInput("JTJ", "安澜县交通运输局", region_code="990101"), at=AT
    )
    browser = signed_in("head")

    page = text(browser.get(path(number, "refusal")))
    with unchanged():
        answer = browser.post(path(number, "refusal"), REFUSAL)

    assert "还没有登记行政复议机关和管辖法院，请系统管理员补上" in page
    assert 'name="facts"' not in page
    assert answer.status_code == 409
    assert "车辆技术等级为三级" in text(answer)  # what was typed stays


def test_a_refusal_that_came_too_late_says_so_and_stays_typed(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    browser = signed_in("head")
    decide(county, number, by="deputy")

    with unchanged():
        answer = browser.post(path(number, "refusal"), REFUSAL | CONSENT)

    assert answer.status_code == 409
    assert "办件现在是“准予”" in text(answer)
    assert "车辆技术等级为三级" in text(answer)


@pytest.mark.parametrize("field", ["facts", "reason", "legal_basis"])
def test_markup_in_a_refusal_is_words(county: County, signed_in: SignIn, field: str) -> None:
    number = opposed_number(county)
    browser = signed_in("head")
    data = REFUSAL | {field: MARKUP}

    missing = "reason" if field == "facts" else "facts"
    wrong = text(browser.post(path(number, "refusal"), data | {missing: ""}))
    paper = text(browser.post(path(number, "refusal"), data))
    browser.post(path(number, "refusal"), data | CONSENT)

    as_words(wrong, paper)
    assert "<script>alert" not in text(browser.get(path(number)))
    kept = getattr(Refusal.objects.get(), field)
    assert kept == ([MARKUP] if field == "legal_basis" else MARKUP)


# end


def test_an_end_is_typed_read_through_and_done(county: County, signed_in: SignIn) -> None:
    number = accepted_number(county, licence_application(agent=agent()))
    claim(county, number)
    browser = signed_in("officer")

    assert path(number, "termination") in text(browser.get(path(number)))
    with unchanged():
        paper = browser.post(path(number, "termination"), TERMINATION)
    done = browser.post(path(number, "termination"), TERMINATION | CONSENT)

    for said in ("终止办理", "申请人死亡", "申请人已去世", "道路货物运输经营申请表"):
        assert said in text(paper)
    assert "陆青禾" not in text(paper)
    assert (done.status_code, done["Location"]) == (302, path(number))
    assert Termination.objects.get().ground == "applicant-dead"
    assert cases.case_by_number(number).status is CaseStatus.TERMINATED
    assert "申请人已去世" in text(browser.get(path(number)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ground": ""}, "请选终止原因"),
        ({"ground": "bored"}, ""),
        ({"reason": ""}, "请写明终止办理的理由"),
        ({"legal_basis": " "}, "请写明终止办理的依据"),
    ],
)
def test_an_end_that_says_too_little_stays_typed(
    county: County, signed_in: SignIn, change: dict[str, str], says: str
) -> None:
    number = reviewed_number(county)
    browser = signed_in("officer")

    with unchanged():
        answer = browser.post(path(number, "termination"), TERMINATION | change | CONSENT)

    assert answer.status_code == 422
    assert says in text(answer)
    assert (TERMINATION | change)["reason"] in text(answer)


@pytest.mark.parametrize("field", ["reason", "legal_basis"])
def test_markup_in_an_end_is_words(county: County, signed_in: SignIn, field: str) -> None:
    number = reviewed_number(county)
    browser = signed_in("officer")
    data = TERMINATION | {field: MARKUP}

    as_words(
        text(browser.post(path(number, "termination"), data | {"ground": ""})),
        text(browser.post(path(number, "termination"), data)),
    )
    browser.post(path(number, "termination"), data | CONSENT)

    assert "<script>alert" not in text(browser.get(path(number)))
    kept = getattr(Termination.objects.get(), field)
    assert kept == ([MARKUP] if field == "legal_basis" else MARKUP)


# handing on


def test_a_case_is_handed_on(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    browser = signed_in("officer")
    to = str(county.people["other-officer"].user_id)

    page = text(browser.get(path(number, "hand-on")))
    done = browser.post(path(number, "hand-on"), {"to": to, "reason": "外出学习"})

    assert re.findall(r'<option value="[0-9a-f-]{36}">(\w+)</option>', page) == sorted(
        ["孙岩", "李恒", "沈原", "韩冬"]
    )
    assert (done.status_code, done["Location"]) == (302, path(number))
    assert queries.review_of(cases.case_by_number(number).id).claimed_by_name == "孙岩"
    assert "外出学习" in text(browser.get(path(number)))


@pytest.mark.parametrize(
    ("to", "reason", "says"),
    [
        ("", "外出学习", "请选一位同事"),
        ("social-officer", "外出学习", "请选本部门能审查这个办件的同事"),
        ("other-officer", " ", "请写明移交的原因"),
    ],
)
def test_what_is_wrong_with_a_handing_on_stands_beside_it(
    county: County, signed_in: SignIn, to: str, reason: str, says: str
) -> None:
    number = reviewed_number(county)
    browser = signed_in("officer")
    user_id = str(county.people[to].user_id) if to else ""

    with unchanged():
        answer = browser.post(path(number, "hand-on"), {"to": user_id, "reason": reason})

    assert answer.status_code == 422
    assert says in text(answer)
    assert reason.strip() in text(answer)


def test_markup_in_the_reason_of_a_handing_on_is_words(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    browser = signed_in("officer")
    to = str(county.people["other-officer"].user_id)

    wrong = text(browser.post(path(number, "hand-on"), {"to": "", "reason": MARKUP}))
    browser.post(path(number, "hand-on"), {"to": to, "reason": MARKUP})

    as_words(wrong, text(browser.get(path(number))))


# who


@pytest.mark.parametrize("act", ["refusal", "termination", "hand-on"])
@pytest.mark.parametrize("username", ["clerk", "issuer", "manager", "supervisor", "social-head"])
def test_who_may_not_neither_sees_nor_does(
    county: County, signed_in: SignIn, act: str, username: str
) -> None:
    number = opposed_number(county)
    browser = signed_in(username)

    assert browser.get(path(number, act)).status_code == 403
    with unchanged():
        assert browser.post(path(number, act), REFUSAL | TERMINATION | CONSENT).status_code == 403


def test_only_what_is_possible_is_offered(county: County, signed_in: SignIn) -> None:
    number = opposed_number(county)
    offered = {
        username: [act for act in ("refusal", "termination", "hand-on") if path(number, act) in page]
        for username in ("officer", "other-officer", "head")
        for page in [text(signed_in(username).get(path(number)))]
    }

    assert offered == {
        "officer": ["termination", "hand-on"],  # their own opinion: another refuses
        "other-officer": ["refusal"],
        "head": ["refusal", "termination", "hand-on"],
    }


def test_what_is_not_possible_says_why(county: County, signed_in: SignIn) -> None:
    number = accepted_number(county)
    browser = signed_in("officer")

    for act in ("refusal", "termination", "hand-on"):
        page = text(browser.get(path(number, act)))
        assert "请先领取这个办件" in page
        assert 'id="act"' not in page


def test_one_button_is_the_primary(county: County, signed_in: SignIn) -> None:
    number = opposed_number(county)
    browser = signed_in("head")

    for address in (path(number), path(number, "refusal"), path(number, "hand-on"), "/office/today/"):
        assert text(browser.get(address)).count("btn-primary") <= 1, address


# what the list says


def test_the_list_shows_lights_flags_and_filters(
    county: County, signed_in: SignIn, on_the_day: Callable[[Any], None]
) -> None:
    """SUP-01 R6."""
    late = accepted_number(county)
    claim(county, late)
    browser = signed_in("officer")
    on_the_day(AT.replace(month=4, day=1))

    page = text(browser.get("/office/"))
    unlawful = text(browser.get("/office/", {"due": "unlawful", "whose": "mine"}))

    assert 'data-light="red"' in page
    assert "超过法定时限" in page
    assert "其中 1 件超过了法定时限" in page
    assert path(late) in unlawful
    assert "?whose=mine&amp;due=late" in unlawful  # one filter is kept beside another
    assert path(late) not in text(browser.get("/office/", {"whose": "nobody"}))


def test_wherever_staff_read_the_history_a_handing_on_is_called_so(county: County, signed_in: SignIn) -> None:
    number = reviewed_number(county)
    hand_on(county, number)

    for who, page in (("officer", path(number)), ("clerk", f"/cases/{number}/")):
        told = text(signed_in(who).get(page))
        titles = re.findall(r"<b>(收件|受理|领取|审查意见|移交)</b>", told)
        assert titles == ["收件", "受理", "领取", "审查意见", "移交"], who


def test_the_history_of_a_file_is_told(county: County, signed_in: SignIn) -> None:
    refused_one, ended = opposed_number(county), reviewed_number(county)
    hand_on(county, refused_one, reason="回避")
    opine(county, refused_one, Conclusion.REFUSE, "仍不符合", by="other-officer")
    refuse(county, refused_one)
    terminate(county, ended)
    browser = signed_in("head")

    first, second = text(browser.get(path(refused_one))), text(browser.get(path(ended)))

    assert "赵青移交给孙岩" in first
    assert "回避" in first
    assert "不予批准" in first
    assert "申请人依法终止" in second
    for page in (first, second):
        assert path(refused_one, "refusal") not in page
        assert path(ended, "termination") not in page
