"""出件送达: to whom it belongs, at the outlet where it waits, once; then the case is completed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from yichuang.casework.approval.tests.states import claim, decide, opine, reviewed_number
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus, CompletionCode
from yichuang.casework.intake.tests.applications import (
    agent,
    application_for,
    company,
    licence_application,
)
from yichuang.casework.intake.tests.states import accept, accepted_number, receive
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.types import ApprovalTier, ResultDocument, ResultKind
from yichuang.outcome.delivery import queries
from yichuang.outcome.delivery.errors import (
    IdentityNotChecked,
    ReceiverMismatch,
    ReceiverMissing,
    ResultNotReady,
)
from yichuang.outcome.delivery.models import HandOver
from yichuang.outcome.delivery.tests.states import (
    decided_card_number,
    decided_number,
    hand_over,
    prepared_number,
    receiver,
)
from yichuang.outcome.delivery.types import Relation

LATER = AT + timedelta(days=2)


def test_a_hand_over_completes_the_case(county: County) -> None:
    """APP-02 APP-17 INT-14 DEL-01."""
    number = prepared_number(county)
    issuer = county.people["issuer"]
    OutboxEvent.objects.all().delete()

    delivered = hand_over(county, number, at=LATER)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at) == (CaseStatus.DELIVERED, LATER)
    assert case.completion_code is CompletionCode.RESULT_ISSUED
    assert (delivered.case_id, delivered.number, delivered.at) == (case.id, number, LATER)
    assert delivered.document_number == queries.result_of(case.id).document_number
    act = Act.objects.get(case_id=case.id, kind="deliver")
    assert (act.at, act.actor, act.by_name, act.window_id) == (
        LATER,
        issuer.principal,
        "冯悦",
        county.issue.id,
    )
    assert (act.from_status, act.to_status) == ("awaiting-issue", "delivered")
    assert act.words == "安澜县政务服务中心已把《道路运输经营许可证》交给本人"
    assert act.details == {"relation": "self", "method": "signed"}
    assert Case.objects.get(pk=case.id).delivery_id == act.id
    proof = queries.hand_over_of(case.id)
    assert (proof.receiver_name, proof.relation, proof.at) == ("王*", Relation.SELF, LATER)
    assert (proof.by_name, proof.window_id) == ("冯悦", county.issue.id)
    entry = AuditEntry.objects.filter(stream="case", stream_id=str(case.id)).latest("sequence")
    assert (entry.action, entry.actor) == ("deliver", issuer.principal)
    issued, *others = OutboxEvent.objects.order_by("id").values_list("name", "topic", "payload")
    assert (issued[0], issued[2]["kind"]) == ("notices.notice-issued", "service-return")
    assert others == [
        (
            "delivery.case-delivered",
            f"case:{case.id}",
            {"case_id": str(case.id), "number": number, "completion_code": "0"},
        )
    ]


def test_whoever_stands_here_need_not_wait_for_the_job(county: County) -> None:
    """APP-18: the result is made in the same act when the worker has not made it yet."""
    number = decided_card_number(county)

    delivered = hand_over(county, number, window=county.a1, actor=county.people["chief"])

    case = cases.case_by_number(number)
    assert case.status is CaseStatus.DELIVERED
    assert [entry.kind.value for entry in cases.timeline(case.id)] == [
        "receive",
        "accept",
        "grant",
        "prepare-result",
        "deliver",
    ]
    assert delivered.document_number == queries.result_of(case.id).document_number


def test_what_comes_out_decides_how_the_case_counts(county: County) -> None:
    """办结结果: 出证办结 when a licence or document came out, else 办结."""
    for kind, code in (
        (ResultKind.LICENCE, CompletionCode.RESULT_ISSUED),
        (ResultKind.DOCUMENT, CompletionCode.RESULT_ISSUED),
        (ResultKind.OTHER, CompletionCode.COMPLETED),
    ):
        version = county.item(result=ResultDocument(kind, "结果"), approval_tier=ApprovalTier.SOLE)
        number = decided_number(county, application_for(version))
        hand_over(county, number)
        assert cases.case_by_number(number).completion_code is code


def test_the_receivers_name_lies_encrypted_and_nowhere_else(county: County) -> None:
    number = prepared_number(county, licence_application(agent=agent()))
    OutboxEvent.objects.all().delete()

    hand_over(county, number, receiver("陆青禾", Relation.AGENT))

    assert HandOver.objects.get().receiver_name == "陆青禾"
    with connection.cursor() as cursor:
        cursor.execute("SELECT receiver_name FROM delivery_handover")
        assert "陆青禾".encode() not in bytes(cursor.fetchone()[0])
    seen = str(list(Act.objects.values("words", "details"))) + str(
        list(OutboxEvent.objects.values("payload"))
    )
    seen += str(list(AuditEntry.objects.filter(stream="case").values("details")))
    assert "陆青禾" not in seen
    assert "王小满" not in seen


# who may take it


@pytest.mark.parametrize("name", ["王小满", " 王小满 ", "王 小满", "王·小满"])
def test_the_applicant_takes_it_under_their_own_name(county: County, name: str) -> None:
    number = prepared_number(county)

    hand_over(county, number, receiver(name))

    assert HandOver.objects.get().receiver_name == name.strip()


@pytest.mark.parametrize("name", ["王小", "李小满", "王小满1"])
def test_who_is_not_the_applicant_does_not_take_it_as_the_applicant(county: County, name: str) -> None:
    number = prepared_number(county)

    with refused(ReceiverMismatch, match="证件上的姓名和本人不一致；别人代领，请选代理人") as refusal:
        hand_over(county, number, receiver(name))

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/name"]


def test_a_company_comes_by_its_representative_or_an_agent(county: County) -> None:
    version = county.item(approval_tier=ApprovalTier.SOLE)
    number = prepared_number(county, application_for(version, applicant=company()))

    with refused(ReceiverMismatch, match="申请人是单位，请选法定代表人或者代理人"):
        hand_over(county, number, receiver("安澜县顺达运输有限公司"))
    with refused(ReceiverMismatch, match="证件上的姓名和法定代表人不一致"):
        hand_over(county, number, receiver("王小满", Relation.LEGAL_REPRESENTATIVE))
    hand_over(county, number, receiver("田大禾", Relation.LEGAL_REPRESENTATIVE))

    assert cases.case_by_number(number).status is CaseStatus.DELIVERED


def test_a_representative_nobody_recorded_is_believed_by_the_document(county: County) -> None:
    unknown = company(legal_representative="")
    number = prepared_number(county, application_for(county.item(), applicant=unknown))

    hand_over(county, number, receiver("田大禾", Relation.LEGAL_REPRESENTATIVE))

    assert cases.case_by_number(number).status is CaseStatus.DELIVERED


def test_a_person_has_no_legal_representative(county: County) -> None:
    number = prepared_number(county)

    with refused(ReceiverMismatch, match="申请人是个人，请选本人或者代理人") as refusal:
        hand_over(county, number, receiver(relation=Relation.LEGAL_REPRESENTATIVE))

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/relation"]


def test_without_a_name_or_a_look_at_the_document_nothing_leaves_the_desk(county: County) -> None:
    number = prepared_number(county)

    with refused(ReceiverMissing, match="请写明领取人姓名"):
        hand_over(county, number, receiver("  "))
    with refused(IdentityNotChecked, match="请先核对领取人的身份证件"):
        hand_over(county, number, receiver(id_checked=False))


# when and where


def test_a_result_is_handed_over_once(county: County) -> None:
    number = prepared_number(county)
    hand_over(county, number)

    with refused(ActNotPossible, match="办件现在是“已送达”，不能办理“送达”"):
        hand_over(county, number)


def test_before_the_decision_there_is_nothing_to_hand_over(county: County) -> None:
    """APP-17: no case is closed without its result."""
    for number in (receive(county).number, accepted_number(county), reviewed_number(county)):
        with refused(ResultNotReady, match="这个办件还没有办理结果，不能出件"):
            hand_over(county, number)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        hand_over(county, "990101202602119999990")


@pytest.mark.parametrize("username", ["clerk", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_hand_nothing_over(county: County, username: str) -> None:
    number = prepared_number(county)

    with refused(NotYourRole, match="“出件送达”由出件员、首席代表办理"):
        hand_over(county, number, actor=county.people[username])


def test_another_outlet_hands_nothing_over(county: County) -> None:
    number = prepared_number(county)
    town_issuer = county.people["town-issuer"]

    with refused(NotYourPlace):
        hand_over(county, number, actor=town_issuer)
    with refused(NotYourPlace):
        hand_over(county, number, actor=town_issuer, window=county.town)


def test_a_town_hands_out_what_the_county_decided(county: County) -> None:
    """DEL-06 R26."""
    number = receive(county, by="town-clerk", window=county.town).number
    accept(county, number, by="town-clerk", window=county.town)
    claim(county, number)
    opine(county, number)
    decide(county, number)

    with refused(NotYourPlace):
        hand_over(county, number)
    hand_over(county, number, actor=county.people["town-issuer"], window=county.town)

    assert cases.case_by_number(number).status is CaseStatus.DELIVERED


def test_who_may_not_learns_nothing_of_the_receiver(county: County) -> None:
    """The permission is asked first."""
    number = prepared_number(county)

    with refused(NotYourRole):
        hand_over(county, number, receiver(""), actor=county.people["clerk"])
