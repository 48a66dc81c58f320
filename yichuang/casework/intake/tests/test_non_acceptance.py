"""不予受理: written, with reason, basis, remedies and the right authority; never in place of a correction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown, RemediesUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.births import states_that_allow, states_that_refuse
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.casework.intake.errors import (
    NonAcceptanceIncomplete,
    NothingMissing,
    NotYetCorrected,
    ReceivedElsewhere,
)
from yichuang.casework.intake.models import NonAcceptance
from yichuang.casework.intake.tests.applications import (
    agent,
    card_application,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.endings import NOT_OURS, case_in, decline
from yichuang.casework.intake.tests.states import correct, receive, tell, with_both
from yichuang.casework.intake.types import Declined, NonAcceptanceGround
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.services.rendering import render_notice
from yichuang.foundation.notices.tests.reading import squeezed, words_of
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import OrganisationInput
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=2)


def paper_of(declined: Declined) -> str:
    """What is printed, without the breaks of its lines."""
    render_notice(notice_id=declined.notice.id, at=AT)
    pdf = notices.notice_pdf(declined.notice.id)
    assert pdf is not None
    return words_of(pdf)


def test_it_is_written_down_with_all_that_the_law_asks_for(county: County) -> None:
    """R3 R4."""
    clerk = county.people["clerk"]
    number = receive(county, licence_application(agent=agent())).number
    OutboxEvent.objects.all().delete()

    declined = decline(county, number, window=county.a2, at=LATER)

    case = cases.case_by_number(number)
    assert (case.status, case.act_count) == (CaseStatus.NOT_ACCEPTED, 2)
    assert (case.completed_at, case.completion_code) == (LATER, CompletionCode.RETURNED)
    assert (case.accepted_at, case.promised_due_on) == (None, None)
    act = Act.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.at, act.actor, act.by_name) == (
        "decline-acceptance",
        LATER,
        clerk.principal,
        "周敏",
    )
    assert (act.from_status, act.to_status, act.window_id) == ("received", "not-accepted", county.a2.id)
    assert act.words == "这件事不由本机关办理，请向安澜县人力资源和社会保障局申请"
    assert act.details == {"ground": "not-competent", "apply_to": NOT_OURS.apply_to}
    row = NonAcceptance.objects.get(case_id=case.id)
    assert (row.act_id, row.ground, row.reason) == (act.id, "not-competent", NOT_OURS.reason)
    assert (row.legal_basis, row.apply_to) == (list(NOT_OURS.legal_basis), NOT_OURS.apply_to)
    assert (row.reconsideration_body, row.court) == ("安澜县人民政府", "安澜县人民法院")
    assert row.notice_number == declined.notice.number
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert entry.details == {"from": "received", "to": "not-accepted"}
    events = list(
        OutboxEvent.objects.exclude(name="notices.notice-issued").values_list("name", "topic", "payload")
    )
    assert events == [
        (
            "intake.acceptance-declined",
            f"case:{case.id}",
            {
                "case_id": str(case.id),
                "number": number,
                "handling_code": case.handling_code,
                "organisation_id": str(county.transport),
                "ground": "not-competent",
            },
        )
    ]


def test_the_paper_names_ground_reason_basis_authority_and_remedies(county: County) -> None:
    declined = decline(county, receive(county).number)

    assert declined.notice.kind is NoticeKind.NON_ACCEPTANCE
    text = paper_of(declined)
    for said in (
        "不予受理通知书",
        declined.notice.number,
        "王小满",
        "申请事项依法不属于本机关职权范围",
        NOT_OURS.reason,
        NOT_OURS.legal_basis[0],
        "请向安澜县人力资源和社会保障局（文昌路88号，电话 0990-1000001）提出申请",
        "六十日内向安澜县人民政府申请行政复议",
        "六个月内依法向安澜县人民法院提起行政诉讼",
        "样章",
        "2026年2月11日",
        "A1 窗口 周敏",
    ):
        assert squeezed(said) in text, said


def test_an_authority_that_is_not_on_record_is_named_as_written(county: County) -> None:
    declined = decline(county, receive(county).number, apply_to=" 省交通运输厅 ")

    assert "请向省交通运输厅提出申请" in paper_of(declined)
    assert NonAcceptance.objects.get().apply_to == "省交通运输厅"


def test_what_is_no_licence_is_not_spoken_of_as_one(county: County) -> None:
    """DOMAIN 2.2: 行政许可 words only for type 01."""
    number = receive(county, card_application()).number

    text = paper_of(
        decline(county, number, legal_basis=("《社会保险法》第五十八条",), apply_to="安澜县公安局")
    )

    assert "申请事项不属于本机关职责范围" in text
    assert "行政许可" not in text


def test_another_reason_names_no_other_authority(county: County) -> None:
    number = receive(county).number

    declined = decline(county, number, ground=NonAcceptanceGround.OTHER, reason="一年内不得再次申请")

    assert NonAcceptance.objects.get().apply_to == ""
    text = paper_of(declined)
    assert "依法不予受理的其他情形" in text
    assert "提出申请" not in text.replace("向本机关提出", "")


# the states of the table


@pytest.mark.parametrize("status", states_that_allow(ActKind.DECLINE_ACCEPTANCE))
def test_it_is_possible_while_nobody_has_answered(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    decline(county, number)

    assert cases.case_by_number(number).status is CaseStatus.NOT_ACCEPTED


@pytest.mark.parametrize("status", states_that_refuse(ActKind.DECLINE_ACCEPTANCE))
def test_no_other_state_allows_it(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    with refused(ActNotPossible, match="不能办理“不予受理”"):
        decline(county, number)


def test_a_licence_accepted_by_silence_is_no_longer_declined(county: County) -> None:
    """R1: five working days after the 11th end on the 25th."""
    number = receive(county).number
    on_the_last_day = receive(county).number
    decline(county, on_the_last_day, at=AT.replace(day=25, hour=15))

    with refused(ActNotPossible, match="办件现在是“已受理”，不能办理“不予受理”"):
        decline(county, number, at=AT.replace(day=25, hour=16, minute=0))  # midnight in Shanghai


def test_what_silence_does_not_accept_may_still_be_declined(county: County) -> None:
    number = receive(county, card_application()).number

    decline(county, number, at=AT.replace(day=27), apply_to="安澜县公安局")

    assert cases.case_by_number(number).status is CaseStatus.NOT_ACCEPTED


# materials as the ground

STILL = {"ground": NonAcceptanceGround.STILL_INCOMPLETE, "reason": "申请表仍未填写完整"}


def test_missing_materials_are_first_asked_for(county: County) -> None:
    number = receive(county, licence_application(materials=())).number

    with refused(NotYetCorrected, match="还没有一次性告知补正"):
        decline(county, number, **STILL)


def test_who_was_told_has_the_time_to_bring_them(county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    tell(county, number)

    with refused(NotYetCorrected, match="还没有交来补正材料"):
        decline(county, number, **STILL)


def test_what_came_and_is_still_faulty_may_be_declined(county: County) -> None:
    number = receive(county, licence_application(materials=())).number
    tell(county, number)
    correct(county, number, handed_in("m1", points={"p1": False, "p2": True}))

    text = paper_of(decline(county, number, **STILL))

    assert "补正后的申请材料仍不齐全或者不符合法定形式" in text
    assert cases.case_by_number(number).status is CaseStatus.NOT_ACCEPTED


def test_what_is_complete_now_has_to_be_accepted(county: County) -> None:
    """行政许可法 §32(1)(五)."""
    number = receive(county, licence_application(materials=())).number
    tell(county, number)
    correct(county, number, handed_in("m1"))

    with refused(NothingMissing, match="应当受理"):
        decline(county, number, **STILL)


# what it has to say


@pytest.mark.parametrize(
    ("changes", "pointer", "says"),
    [
        ({"reason": "  "}, "/reason", "请写明不予受理的理由"),
        ({"legal_basis": ()}, "/legal_basis", "请写明法律依据"),
        ({"legal_basis": ("", " \n")}, "/legal_basis", "请写明法律依据"),
        ({"apply_to": " "}, "/apply_to", "请写明应当向哪个机关申请"),
        ({"apply_to": "安澜县交通运输局"}, "/apply_to", "这就是本机关，请写明另一个机关"),
    ],
)
def test_without_it_nothing_is_declined(
    county: County, changes: dict[str, Any], pointer: str, says: str
) -> None:
    number = receive(county).number

    with refused(NonAcceptanceIncomplete, match=says) as refusal:
        decline(county, number, **changes)

    assert [(error.pointer, error.detail) for error in refusal.value.errors] == [(pointer, says)]


def test_everything_that_is_missing_is_said_at_once(county: County) -> None:
    number = receive(county).number

    with refused(NonAcceptanceIncomplete) as refusal:
        decline(county, number, reason="", legal_basis=(), apply_to="")

    pointers = [error.pointer for error in refusal.value.errors]
    assert pointers == ["/reason", "/legal_basis", "/apply_to"]


def test_without_remedies_on_record_nothing_is_declined(county: County) -> None:
    number = receive(county).number
    places.record_organisation(
        organisation=OrganisationInput("JTJ", "安澜县交通运输局", "990101", "安交运"), at=AT
    )

    with refused(RemediesUnknown, match="请系统管理员补上"):
        decline(county, number)


# who and where


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor", "system-admin"])
def test_other_roles_decline_nothing(county: County, username: str) -> None:
    number = receive(county).number

    with refused(NotYourRole):
        decline(county, number, by=username)


def test_another_outlet_declines_nothing(county: County) -> None:
    number = receive(county).number

    with refused(NotYourPlace):  # at a window that is not hers
        decline(county, number, by="town-clerk")
    with refused(NotYourPlace):  # at her own window, a case that is not of her outlet
        decline(county, number, by="town-clerk", window=county.town)


def test_who_serves_two_outlets_ends_it_where_it_was_received(county: County) -> None:
    number = receive(county).number

    with refused(ReceivedElsewhere, match="这个办件是安澜县政务服务中心收的") as refusal:
        decline(with_both(county), number, by="both", window=county.town)

    assert refusal.value.extra == {"outlet": "HALL"}


@pytest.mark.parametrize("number", ["990101202602110000017", "123", "", "a\0b"])
def test_an_unknown_number_is_refused(county: County, number: str) -> None:
    with refused(CaseUnknown, match="请核对办件编号"):
        decline(county, number)


# what looks like code


@pytest.mark.parametrize(
    "text", ['#eval("1+1")', "{{ 7*7 }}", "$x$ *b* _i_ @ref <tag>", "</script><b>加粗</b>"]
)
def test_what_looks_like_code_is_printed_as_written(county: County, text: str) -> None:
    declined = decline(county, receive(county).number, reason=text, legal_basis=(text,), apply_to=text)

    printed = paper_of(declined)

    assert printed.count(squeezed(text)) == 3
