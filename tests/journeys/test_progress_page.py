"""What anyone with the link sees of a case that went its whole way: where it is, and nobody's name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from yichuang.casework.approval.tests.states import claim, decide, opine
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import TODAY, County
from yichuang.casework.intake.tests.applications import agent, company, handed_in, licence_application, person
from yichuang.casework.intake.tests.states import accept, receive
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.outcome.delivery import services as delivery
from yichuang.outcome.delivery.tests.states import AT, hand_over, receiver
from yichuang.outcome.delivery.types import Relation

pytestmark = pytest.mark.usefixtures("on_the_day")


def finished(county: County) -> str:
    """A company's case, brought by an agent and fetched by a third."""
    materials = (handed_in("m1", note="王小满补的复印件"), handed_in("m3"))
    application = licence_application(
        answers={"subject": "company"}, applicant=company(), agent=agent(), materials=materials
    )
    number = receive(county, application).number
    accept(county, number)
    claim(county, number)
    opine(county, number, text="孟知秋的车辆符合要求")
    decide(county, number, conditions="由田大禾负责")
    delivery.prepare_result(number=number, at=AT)
    third = {"id_number": make_resident_id(date(1992, 2, 2), 77), "paper_until": TODAY}
    hand_over(county, number, receiver("孟知秋", Relation.AGENT, **third))
    return number


def test_the_public_page_names_nobody(county: County, client: Client) -> None:
    case = cases.case_by_number(finished(county))

    page = client.get(f"/progress/{case.progress_token}/").content.decode()

    people = [person(), agent(), company()]
    secrets = {secret for one in people for secret in (one.name, one.id_number, one.phone)}
    secrets |= {"孟知秋", "田大禾", "王小满", "孟*", "陆*", "赵青", "李恒", "周敏", "冯悦"}
    secrets |= {one.phone[-4:] for one in people} | {"顺达"}
    assert sorted(secret for secret in secrets if secret in page) == []
    assert "审查意见" not in page
    for label in ("收件", "受理", "领取", "准予", "制证", "送达"):
        assert label in page


def test_the_words_of_every_step_name_nobody(county: County) -> None:
    case = cases.case_by_number(finished(county))

    words = [step.words for step in cases.timeline(case.id)]

    assert words == [
        "安澜县政务服务中心 A1 窗口收到申请材料",
        "材料齐全，决定受理，开始计算办理时限",
        "部门开始审查",
        "承办人完成审查",
        "决定准予",
        "结果已制作，等待领取",
        "安澜县政务服务中心已把《道路运输经营许可证》交给代理人",
    ]


def test_the_agents_phone_leads_to_the_page_too(county: County, client: Client) -> None:
    case = cases.case_by_number(finished(county))

    for phone in (company().phone, agent().phone):
        answer = client.post("/progress/", {"number": case.number, "last4": phone[-4:]})
        assert answer.status_code == 302
        page = client.get(answer["Location"]).content.decode()
        assert case.number in page
        assert case.progress_token not in page
        assert not re.search(r"/d/[a-z2-7]{26}", page)  # the papers are for who holds the receipt
    stranger = client.post("/progress/", {"number": case.number, "last4": person().phone[-4:]})
    assert stranger.status_code == 404


def test_the_page_leads_to_the_papers_of_whoever_holds_it(county: County, client: Client) -> None:
    """The papers themselves are for the holder of the receipt's QR code."""
    case = cases.case_by_number(finished(county))

    page = client.get(f"/progress/{case.progress_token}/").content.decode()

    assert (
        len(set(re.findall(r"/d/[a-z2-7]{26}\.pdf", page))) == 4
    )  # receipt, acceptance, decision, proof of service
