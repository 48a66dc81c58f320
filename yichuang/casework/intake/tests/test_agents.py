"""The papers of a case's agent: another one later, one taken back; by service, page and API."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused, unchanged
from yichuang.casework.cases.tests.fixtures import Api
from yichuang.casework.intake import services
from yichuang.casework.intake.errors import FileNotStored, NoAgent
from yichuang.casework.intake.tests.applications import agent, authority, licence_application
from yichuang.casework.intake.tests.counter_pages import at_window, text
from yichuang.casework.intake.tests.states import receive
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.documents.tests.factories import EXE, PDF
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityRevoked,
    AuthorityUnknown,
    InvalidAuthority,
)
from yichuang.foundation.parties.types import AgentPower, AuthorityView

APPLY_ONLY = authority(powers=frozenset({AgentPower.APPLY}))


@pytest.fixture
def number(county: County) -> str:
    """A case of an agent who may apply, and nothing else."""
    return receive(county, licence_application(agent=agent(), authority=APPLY_ONLY)).number


def held(number: str) -> tuple[AuthorityView, ...]:
    case = cases.case_by_number(number)
    assert case.agent_id is not None
    return parties.authorities_of(case.applicant_id, case.agent_id)


def record(county: County, number: str, *, by: str = "clerk", **changes: Any) -> Any:
    return services.record_agents_authority(
        number=number, authority=authority(**changes), actor=county.people[by], at=AT
    )


def revoke(county: County, number: str, authority_id: Any, *, by: str = "clerk") -> None:
    services.revoke_agents_authority(number=number, authority_id=authority_id, actor=county.people[by], at=AT)


def test_another_paper_gives_another_power(county: County, number: str) -> None:
    authority_id = record(county, number, powers=frozenset({AgentPower.WITHDRAW}))

    case = cases.case_by_number(number)
    assert case.agent_id is not None
    found = parties.check_authority(
        principal_id=case.applicant_id,
        agent_id=case.agent_id,
        power=AgentPower.WITHDRAW,
        handling_code=case.handling_code,
        on=TODAY,
    )
    assert found.id == authority_id


def test_the_applicant_takes_a_paper_back(county: County, number: str) -> None:
    revoke(county, number, held(number)[0].id)

    assert held(number)[0].revoked_on == TODAY
    with refused(AuthorityRevoked, "已经于 2026年2月11日 撤销"):
        revoke(county, number, held(number)[0].id)


def test_papers_of_others_are_not_touched(county: County, number: str) -> None:
    other = agent(name="柯木", id_number=agent().id_number[:6] + "198505010552")
    other_number = receive(county, licence_application(applicant=other, agent=agent())).number

    with refused(AuthorityUnknown):
        revoke(county, number, held(other_number)[0].id)
    with refused(AuthorityUnknown):
        revoke(county, number, uuid4())


def test_a_case_without_an_agent_has_no_papers(county: County) -> None:
    alone = receive(county).number

    with refused(NoAgent, "这个办件没有代理人"):
        record(county, alone)
    with refused(NoAgent):
        revoke(county, alone, uuid4())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, AuthorityEnded),
        ({"powers": frozenset()}, InvalidAuthority),
        ({"file_id": uuid4()}, FileNotStored),
    ],
)
def test_a_paper_that_is_not_in_order_is_not_recorded(
    county: County, number: str, changes: dict[str, Any], error: type[Any]
) -> None:
    with refused(error) as refusal:
        record(county, number, **changes)

    assert all(one.pointer.startswith("/agent/authority") for one in refusal.value.errors)


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("town-clerk", NotYourPlace),
        ("near-clerk", NotYourPlace),
        ("issuer", NotYourRole),
        ("officer", NotYourRole),
        ("manager", NotYourRole),
        ("supervisor", NotYourRole),
    ],
)
def test_others_record_and_revoke_nothing(county: County, number: str, by: str, error: type[Any]) -> None:
    with refused(error):
        record(county, number, by=by)
    with refused(error):
        revoke(county, number, held(number)[0].id, by=by)


# the page


PAPER = {"authority-valid_until": "2026-12-31", "authority-powers": ["withdraw", "collect"]}


def test_the_page_shows_the_papers_and_takes_another(desk: Client, number: str) -> None:
    address = f"/counter/cases/{number}/agent/"
    assert f'href="{address}"' in text(desk.get(f"/counter/cases/{number}/"))
    page = text(desk.get(address))
    assert "陆* 替 王* 办什么" in page
    assert "代为申请\n" in page or "代为申请" in page
    assert "陆青禾" not in page

    scan = SimpleUploadedFile("委托书.pdf", PDF)
    answer = desk.post(f"{address}authorities/", PAPER | {"authority-file": scan})

    assert (answer.status_code, answer["Location"]) == (302, address)
    newest = held(number)[0]
    assert newest.powers == {AgentPower.WITHDRAW, AgentPower.COLLECT}
    assert newest.file_id is not None
    assert "授权委托书已登记" in text(desk.get(address))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"authority-valid_until": ""}, "请填写委托书上的截止日期。"),
        ({"authority-valid_until": "2026-02-10"}, "授权已于 2026年2月10日 到期"),
        ({"authority-powers": []}, "请选择委托书授权代理人办什么。"),
        ({"authority-file": SimpleUploadedFile("委托书.pdf", EXE)}, "这个文件不是"),
    ],
)
def test_a_paper_that_is_not_in_order_stays_on_the_page(
    desk: Client, number: str, change: dict[str, Any], says: str
) -> None:
    desk.get(f"/counter/cases/{number}/agent/")

    with unchanged():
        answer = desk.post(f"/counter/cases/{number}/agent/authorities/", PAPER | change)

    page = text(answer)
    assert answer.status_code == 422
    assert says in page
    typed = PAPER | change
    assert not typed["authority-valid_until"] or f'value="{typed["authority-valid_until"]}"' in page
    for power in PAPER["authority-powers"]:
        ticked = re.search(rf'<input[^>]*name="authority-powers"[^>]*value="{power}"[^>]*>', page)
        assert ticked is not None
        assert ("checked" in ticked[0]) is (power in typed["authority-powers"])


def test_a_paper_sent_twice_is_recorded_once(desk: Client, number: str) -> None:
    """Without scripts a second press sends it again, the scan included."""
    address = f"/counter/cases/{number}/agent/"
    key = re.search(r'name="page-key" value="([0-9a-f]{32})"', text(desk.get(address)))
    assert key is not None

    def send() -> Any:
        scan = SimpleUploadedFile("委托书.pdf", PDF)
        return desk.post(f"{address}authorities/", PAPER | {"page-key": key[1], "authority-file": scan})

    first = send()
    with unchanged():
        again = send()

    assert (first.status_code, again.status_code, again["Location"]) == (302, 302, address)
    assert "这份委托书已经登记，没有再登记一次" in text(desk.get(address))
    assert len(held(number)) == 2


def test_a_paper_sent_again_with_other_words_asks_first(desk: Client, number: str) -> None:
    address = f"/counter/cases/{number}/agent/"
    key = re.search(r'name="page-key" value="([0-9a-f]{32})"', text(desk.get(address)))
    assert key is not None
    desk.post(f"{address}authorities/", PAPER | {"page-key": key[1]})

    with unchanged():
        asked = desk.post(
            f"{address}authorities/", PAPER | {"page-key": key[1], "authority-valid_until": "2026-11-30"}
        )

    assert asked.status_code == 409
    assert "这一页刚才已经提交过，内容又改过了" in text(asked)
    assert 'value="2026-11-30"' in text(asked)


def test_markup_in_a_paper_is_words(desk: Client, number: str) -> None:
    bad = {"authority-valid_until": "<b>x</b>", "authority-powers": ["<b>x</b>"]}

    page = text(desk.post(f"/counter/cases/{number}/agent/authorities/", bad))

    assert "<b>x</b>" not in page


def test_a_button_takes_a_paper_back(desk: Client, number: str) -> None:
    address = f"/counter/cases/{number}/agent/revocations/{held(number)[0].id}/"
    assert address in text(desk.get(f"/counter/cases/{number}/agent/"))

    assert desk.post(address).status_code == 302
    page = text(desk.get(f"/counter/cases/{number}/agent/"))
    assert "已撤销" in page
    assert address not in page
    assert desk.post(address).status_code == 409


def test_the_page_is_for_staff_of_the_outlet(
    signed_in: Callable[[str], Client], county: County, number: str
) -> None:
    town = at_window(signed_in("town-clerk"), county.town.id)

    assert town.get(f"/counter/cases/{number}/agent/").status_code == 403
    assert town.post(f"/counter/cases/{number}/agent/authorities/", PAPER).status_code == 403
    alone = receive(county).number
    own = at_window(signed_in("clerk"), county.a1.id)
    assert own.get(f"/counter/cases/{alone}/agent/").status_code == 409


# the API

BODY = {"powers": ["collect"], "valid_from": "2026-02-01", "valid_until": "2026-02-28"}


def test_the_api_records_and_revokes(api: Api, number: str) -> None:
    answer = api.post(f"/cases/{number}/authorities", BODY, by="clerk")

    assert answer.status_code == 201, answer.content.decode()
    assert answer.json() == {"id": str(held(number)[0].id)}
    done = api.post(f"/cases/{number}/authorities/{answer.json()['id']}/revocation", by="clerk")
    assert (done.status_code, done.json()) == (200, answer.json())
    again = api.post(f"/cases/{number}/authorities/{answer.json()['id']}/revocation", by="clerk")
    assert (again.status_code, again.json()["code"]) == (409, "parties.authority-revoked")


@pytest.mark.parametrize(
    ("body", "by", "status", "code"),
    [
        (BODY | {"powers": []}, "clerk", 422, "malformed-request"),
        (BODY | {"valid_until": "2026-02-10"}, "clerk", 422, "parties.authority-ended"),
        (BODY | {"valid_until": "2026-01-10"}, "clerk", 422, "parties.invalid-authority"),
        (BODY, "town-clerk", 403, "accounts.not-your-place"),
        (BODY, "officer", 403, "accounts.not-your-role"),
        (BODY, None, 401, "unauthenticated"),
    ],
)
def test_the_api_refuses_with_a_code(
    api: Api, number: str, body: dict[str, Any], by: str | None, status: int, code: str
) -> None:
    api.headers(by)
    with unchanged():
        answer = api.post(f"/cases/{number}/authorities", body, by=by)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
