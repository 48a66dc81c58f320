"""The people of a case in full: for whom, for what reason, and what stays behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from yichuang.casework.cases import services
from yichuang.casework.cases.tests.births import born
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.parties import queries as party_queries
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.tests.factories import a_person
from yichuang.kernel.models import AuditEntry

REASON = "电话核对送达地址"

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def case(county: County) -> CaseView:
    """A case of the hall and the transport department, with an agent."""
    agent = a_person(2, name="陆青禾", phone="13900009876")
    return born(county, agent_id=parties.record_party(party=agent, at=AT)).case


def facts(case: CaseView) -> list[str]:
    """Everything about its people that must not be seen by itself."""
    people = [party_queries.for_documents(party) for party in (case.applicant_id, case.agent_id) if party]
    return [fact for person in people for fact in (person.name, person.id_number, person.phone)]


def unmaskings() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(stream="party", action="unmasked").order_by("id"))


def show(client: Client, case: CaseView, **typed: str) -> object:
    return client.post(f"/cases/{case.number}/people/", typed, headers={"HX-Request": "true"})


@pytest.mark.parametrize("username", ["clerk", "issuer", "officer", "head"])
def test_a_reason_shows_them_and_is_on_record(
    signed_in: Callable[[str], Client], county: County, case: CaseView, username: str
) -> None:
    # SEC-06
    answer = show(signed_in(username), case, reason=REASON)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert [fact for fact in facts(case) if fact not in page] == []
    assert "no-store" in answer["Cache-Control"]
    entries = unmaskings()
    assert {entry.stream_id for entry in entries} == {str(case.applicant_id), str(case.agent_id)}
    assert {entry.actor for entry in entries} == {county.people[username].principal}
    assert all(entry.details == {"reason": REASON} for entry in entries)


@pytest.mark.parametrize("reason", ["", "  ", "查看", "打 13800003210 问一下"])
def test_without_a_reason_nothing_is_shown(
    signed_in: Callable[[str], Client], case: CaseView, reason: str
) -> None:
    browser = signed_in("officer")
    form = browser.get(f"/cases/{case.number}/people/")
    answer = show(browser, case, reason=reason)

    assert (form.status_code, answer.status_code) == (200, 422)
    for page in (form.content.decode(), answer.content.decode()):
        assert [fact for fact in facts(case) if fact in page.replace(reason, "")] == []
    assert 'name="reason"' in answer.content.decode()
    assert unmaskings() == []


@pytest.mark.parametrize(
    "username", ["town-clerk", "near-clerk", "town-issuer", "town-officer", "social-officer"]
)
def test_staff_of_another_place_are_refused(
    signed_in: Callable[[str], Client], county: County, case: CaseView, username: str
) -> None:
    """Wrong outlet, wrong region, wrong department."""
    browser = signed_in(username)

    assert browser.get(f"/cases/{case.number}/people/").status_code == 403
    assert show(browser, case, reason=REASON).status_code == 403
    with pytest.raises(NotYourPlace):
        services.show_people(number=case.number, actor=county.people[username], reason=REASON, at=AT)
    assert unmaskings() == []


@pytest.mark.parametrize("username", ["manager", "supervisor", "system-admin"])
def test_other_roles_are_refused(
    signed_in: Callable[[str], Client], county: County, case: CaseView, username: str
) -> None:
    assert show(signed_in(username), case, reason=REASON).status_code == 403
    with pytest.raises(NotYourRole):
        services.show_people(number=case.number, actor=county.people[username], reason=REASON, at=AT)
    assert unmaskings() == []


def test_nobody_signed_in_is_sent_to_sign_in(client: Client, case: CaseView) -> None:
    answer = client.post(f"/cases/{case.number}/people/", {"reason": REASON})

    assert answer.status_code in (302, 401)
    assert facts(case)[0] not in answer.content.decode()
    assert unmaskings() == []


def test_it_works_without_scripts_too(signed_in: Callable[[str], Client], case: CaseView) -> None:
    browser = signed_in("clerk")

    form = browser.get(f"/cases/{case.number}/people/").content.decode()
    page = browser.post(f"/cases/{case.number}/people/", {"reason": REASON}).content.decode()

    assert "<main" in form
    assert "<main" in page
    assert facts(case)[1] in page
