"""Who stands at the window (行政许可法 §29): the person, the legal representative, an agent with a paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, LICENCE_NEW, TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import Channel
from yichuang.casework.intake.errors import AttendanceUnclear, FileNotStored
from yichuang.casework.intake.tests.applications import (
    agent,
    authority,
    company,
    handed_in,
    licence_application,
    person,
    representative,
)
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.types import Application
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties import services as party_services
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityMissing,
    AuthorityTooNarrow,
    InvalidAuthority,
    InvalidIdentity,
)
from yichuang.foundation.parties.types import AgentPower, IdType

pytestmark = pytest.mark.smoke

YESTERDAY = TODAY - timedelta(days=1)


def evidence(number: str) -> dict[str, Any]:
    """What the receipt's act keeps of who stood there."""
    details: dict[str, Any] = Act.objects.get(case__number=number, sequence=1).details
    return {key: details[key] for key in ("attendance", "representative", "authority") if key in details}


def of_company(**changes: Any) -> Application:
    materials = (handed_in("m1"), handed_in("m3"))
    fields = {"answers": {"subject": "company"}, "applicant": company(), "materials": materials}
    return licence_application(**(fields | changes))


def pair(number: str) -> tuple[UUID, UUID]:
    case = cases.case_by_number(number)
    assert case.agent_id is not None
    return case.applicant_id, case.agent_id


# in person


def test_who_comes_in_person_is_asked_for_no_paper(county: County) -> None:
    assert evidence(receive(county).number) == {}


# agents


def test_an_agent_hands_in_the_paper_with_the_application(county: County) -> None:
    scan = documents.store_file(content=PDF, name="委托书.pdf", at=AT)
    paper = authority(
        powers=frozenset({AgentPower.APPLY, AgentPower.CORRECT}),
        handling_codes=(LICENCE_NEW,),
        file_id=scan,
    )

    number = receive(county, licence_application(agent=agent(), authority=paper)).number

    (held,) = parties.authorities_of(*pair(number))
    assert (held.powers, held.handling_codes, held.file_id) == (paper.powers, (LICENCE_NEW,), scan)
    assert (held.valid_from, held.valid_until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert evidence(number) == {"attendance": "agent", "authority": str(held.id)}


def test_a_paper_on_record_is_not_asked_for_again(county: County) -> None:
    first = receive(county, licence_application(agent=agent())).number

    second = receive(county, licence_application(agent=agent(), authority=None)).number

    assert len(parties.authorities_of(*pair(second))) == 1
    assert evidence(second) == evidence(first)


def test_an_agent_without_a_paper_is_refused(county: County) -> None:
    with refused(AuthorityMissing, "没有委托人的授权委托书，代理人今天还不能代为申请。") as refusal:
        receive(county, licence_application(agent=agent(), authority=None))

    assert [error.pointer for error in refusal.value.errors] == ["/agent/authority"]


def test_an_agent_whose_authority_ended_yesterday_is_refused(county: County) -> None:
    """One on record, and one handed in: both are read out with their last day."""
    ended = authority(valid_until=YESTERDAY)
    party_services.record_authority(
        principal_id=party_services.record_party(party=person(), at=AT),
        agent_id=party_services.record_party(party=agent(), at=AT),
        authority=ended,
        actor=county.people["clerk"],
        at=AT - timedelta(days=1),
    )

    for paper in (None, ended):
        with refused(AuthorityEnded, "授权已于 2026年2月10日 到期，请委托人重新出具授权委托书。") as refusal:
            receive(county, licence_application(agent=agent(), authority=paper))
        assert [error.pointer for error in refusal.value.errors] == ["/agent/authority/valid_until"]

    assert receive(county, licence_application(agent=agent(), authority=authority(valid_until=TODAY)))


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"powers": frozenset({AgentPower.COLLECT})}, AuthorityTooNarrow, "委托书只授权代为领取"),
        ({"handling_codes": ("another-item",)}, AuthorityTooNarrow, "事项里没有这一项"),
        ({"valid_from": TODAY + timedelta(days=1)}, AuthorityMissing, "授权从 2026年2月12日 起才有效"),
        ({"valid_from": date(2027, 1, 1)}, InvalidAuthority, "截止日期不能早于开始日期"),
        ({"powers": frozenset()}, InvalidAuthority, "请选择委托书授权代理人办什么"),
        ({"file_id": uuid4()}, FileNotStored, "没有上传成功"),
    ],
)
def test_a_paper_that_does_not_reach_this_application_is_refused(
    county: County, changes: dict[str, Any], error: type[Any], sentence: str
) -> None:
    with refused(error, sentence) as refusal:
        receive(county, licence_application(agent=agent(), authority=authority(**changes)))

    assert all(one.pointer.startswith("/agent/authority") for one in refusal.value.errors)


def test_a_revoked_paper_lets_nobody_apply(county: County) -> None:
    number = receive(county, licence_application(agent=agent())).number
    (held,) = parties.authorities_of(*pair(number))
    party_services.revoke_authority(authority_id=held.id, actor=county.people["clerk"], at=AT)

    with refused(AuthorityEnded, "授权已于 2026年2月11日 撤销"):
        receive(county, licence_application(agent=agent(), authority=None))


def test_an_agent_by_post_needs_a_paper_too(county: County) -> None:
    with refused(AuthorityMissing):
        receive(county, licence_application(agent=agent(), authority=None, channel=Channel.POST))


# organisations


def test_the_legal_representative_shows_an_identity_document(county: County) -> None:
    """The name is typed once, with the organisation or with the document."""
    for applicant, who in (
        (company(), representative(name="")),
        (company(legal_representative=""), representative()),
        (company(), representative()),
    ):
        number = receive(county, of_company(applicant=applicant, representative=who)).number

        case = cases.case_by_number(number)
        assert parties.for_documents(case.applicant_id).legal_representative == "田大禾"
        shown = parties.for_documents(UUID(evidence(number)["representative"]))
        assert (shown.name, shown.id_number) == ("田大禾", representative().id_number)
        assert evidence(number)["attendance"] == "representative"
        assert case.agent_id is None


def test_an_organisation_comes_by_an_agent_with_a_paper(county: County) -> None:
    number = receive(county, of_company(agent=agent())).number

    assert evidence(number).keys() == {"attendance", "authority"}
    assert cases.case_by_number(number).agent_id is not None


def test_an_organisation_does_not_come_by_itself(county: County) -> None:
    with refused(AttendanceUnclear, "请登记到场的法定代表人的证件，或者登记代理人和授权委托书") as refusal:
        receive(county, of_company(representative=None))
    assert [error.pointer for error in refusal.value.errors] == ["/attendance"]

    assert receive(county, of_company(representative=None, channel=Channel.WEB))


@pytest.mark.parametrize(
    ("changes", "pointer", "sentence"),
    [
        ({"representative": representative(name="田小禾")}, "/representative/name", "不是登记的法定代表人"),
        (
            {"applicant": company(legal_representative=""), "representative": representative(name="")},
            "/applicant/legal_representative",
            "请填写法定代表人。",
        ),
        ({"agent": agent(), "representative": representative()}, "/representative", "就不用填代理人"),
        (
            {"applicant": person(), "answers": {"subject": "person"}, "materials": (handed_in("m1"),)}
            | {"representative": representative()},
            "/representative",
            "自然人没有法定代表人。",
        ),
    ],
)
def test_who_stands_there_fits_the_applicant(
    county: County, changes: dict[str, Any], pointer: str, sentence: str
) -> None:
    with refused(AttendanceUnclear, sentence) as refusal:
        receive(county, of_company(**changes))

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_a_representative_with_a_wrong_number_is_refused(county: County) -> None:
    wrong = representative(id_number="990101197809120001")

    with refused(InvalidIdentity, "法定代表人：身份证号码的校验码不对") as refusal:
        receive(county, of_company(representative=wrong))

    assert [error.pointer for error in refusal.value.errors] == ["/representative/id_number"]


# who came before


def test_masks_of_an_earlier_party_become_what_is_known(county: County) -> None:
    receive(county)
    shown = replace(person(), name="王*", phone="138****3210")

    number = receive(county, licence_application(applicant=shown)).number

    view = parties.for_documents(cases.case_by_number(number).applicant_id)
    assert (view.name, view.phone) == ("王小满", "13800003210")


def test_masks_of_nobody_are_refused(county: County) -> None:
    with refused(InvalidIdentity, "姓名里有星号，请照证件填写完整的姓名。"):
        receive(county, licence_application(applicant=person(name="王*")))
    passport = person(id_type=IdType.PASSPORT, id_number="E12345678", phone="138****3210")
    with refused(InvalidIdentity, "请填写 11 位手机号码"):
        receive(county, licence_application(applicant=passport))
