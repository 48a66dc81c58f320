"""Withdrawing at the counter: read and confirmed, with the signed paper, and what was typed stays."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.models import Withdrawal
from yichuang.casework.intake.tests.applications import agent, authority, licence_application
from yichuang.casework.intake.tests.counter_pages import text
from yichuang.casework.intake.tests.ending_forms import BROUGHT, MARKUP, hidden, path
from yichuang.casework.intake.tests.states import receive
from yichuang.foundation.documents.tests.factories import EXE, PDF
from yichuang.foundation.parties.types import AgentPower


@pytest.fixture
def number(county: County) -> str:
    return receive(county).number


def test_a_withdrawal_is_read_and_confirmed(desk: Client, number: str) -> None:
    form = text(desk.get(path(number, "withdrawal")))
    assert "撤回要有<em>签名的书面申请</em>" in form
    assert 'value="yes"' not in form  # the case has no agent

    with unchanged():
        page = text(desk.post(path(number, "withdrawal"), BROUGHT))
    assert "终止办理（退件）通知书" in page
    assert "道路货物运输经营申请表（原件 1 份）" in page
    assert "车不买了" in page

    done = desk.post(path(number, "withdrawal"), hidden(page))

    assert (done.status_code, done["Location"]) == (302, f"/counter/cases/{number}/")
    assert cases.case_by_number(number).status is CaseStatus.WITHDRAWN
    assert Withdrawal.objects.get().reason == "车不买了"


def test_the_scan_is_chosen_once(desk: Client, number: str) -> None:
    brought = BROUGHT | {"file": SimpleUploadedFile("撤回.pdf", PDF)}
    page = text(desk.post(path(number, "withdrawal"), brought))
    back = text(desk.post(path(number, "withdrawal"), hidden(page) | {"step": "write"}))
    assert "扫描件已经存好" in back

    desk.post(path(number, "withdrawal"), hidden(page))

    assert Withdrawal.objects.get().file_id is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"has_signed_paper": ""}, "请收下签名的书面撤回申请"),
        ({"identity_checked": ""}, "请核对来人的身份证件"),
        ({"by_agent": "yes"}, "这个办件没有登记代理人，要由申请人撤回"),
        ({"by_agent": "cousin"}, "请选谁来撤回"),
        ({"reason": "长" * 501}, "500"),
        ({"file": "exe"}, "这个文件不是"),
    ],
)
def test_what_was_typed_of_a_withdrawal_stays(
    desk: Client, number: str, change: dict[str, Any], says: str
) -> None:
    if change.get("file"):
        change = {"file": SimpleUploadedFile("a.pdf", EXE)}
    typed = {name: value for name, value in (BROUGHT | change).items() if value}
    desk.get(path(number, "withdrawal"))

    with unchanged():
        answer = desk.post(path(number, "withdrawal"), typed)

    page = text(answer)
    assert answer.status_code == 422
    assert says in page
    assert str(typed["reason"]) in page
    for name in ("has_signed_paper", "identity_checked"):
        ticked = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert ticked is not None
        assert (" checked" in ticked[0]) is (name in typed)


def test_an_agent_without_the_power_is_told_so(desk: Client, county: County) -> None:
    paper = authority(powers=frozenset({AgentPower.APPLY}))
    theirs = receive(county, licence_application(agent=agent(), authority=paper)).number
    form = text(desk.get(path(theirs, "withdrawal")))
    assert "要有撤回的书面授权" in form
    desk.get(path(theirs, "withdrawal"))

    with unchanged():
        answer = desk.post(path(theirs, "withdrawal"), BROUGHT | {"by_agent": "yes"})

    assert answer.status_code in (409, 422)
    assert "撤回" in text(answer)
    assert "办件没有变动，您填的内容还在。" in text(answer)


def test_markup_in_a_withdrawal_is_shown_as_written(desk: Client, county: County, number: str) -> None:
    typed = BROUGHT | {"reason": MARKUP}
    address = path(number, "withdrawal")

    wrong = text(desk.post(address, typed | {"has_signed_paper": ""}))
    read = text(desk.post(address, typed))
    desk.post(address, typed | {"step": "confirm"})
    after = text(desk.get(f"/counter/cases/{number}/"))
    public = text(Client().get(f"/progress/{cases.case_by_number(number).progress_token}/"))

    for page in (wrong, read, after, public):
        assert "<script>alert" not in page
    for page in (wrong, read):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert Withdrawal.objects.get().reason == MARKUP
