"""收件: what a receipt writes, gives and publishes; what it refuses without a trace."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, LICENCE, LICENCE_NEW, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus, Channel
from yichuang.casework.intake import queries
from yichuang.casework.intake.errors import (
    AgentIsApplicant,
    AnswersIncomplete,
    FileNotStored,
    ItemNotComplete,
    MaterialNamedTwice,
    MaterialNotListed,
    OutOfScope,
    ReviewPointUnknown,
)
from yichuang.casework.intake.models import SubmittedMaterial
from yichuang.casework.intake.tests.applications import (
    agent,
    application_for,
    company,
    handed_in,
    licence_application,
    person,
)
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.types import CollectionMode, Gap, Verdict
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.errors import InvalidIdentity
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.errors import ItemNeedsChoice, ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import Element, ItemType
from yichuang.offer.guidance.errors import InvalidAnswer

PERSONAL = ("王小满", "陆青禾", "13800003210", "13900009876", "19900307", "19850501")


def payloads() -> list[tuple[str, str, dict[str, object]]]:
    """The events in the outbox: name, topic, facts."""
    return list(OutboxEvent.objects.order_by("id").values_list("name", "topic", "payload"))


def audit_of(case_id: object) -> list[tuple[str, str, dict[str, object]]]:
    entries = AuditEntry.objects.filter(stream="case", stream_id=str(case_id)).order_by("sequence")
    return list(entries.values_list("action", "actor", "details"))


def test_a_receipt_writes_the_case_its_act_its_materials_and_its_paper(county: County) -> None:
    """INT-02 INT-04 INT-06 CAT-08: received is its own step, before and without acceptance."""
    clerk = county.people["clerk"]
    OutboxEvent.objects.all().delete()

    received = receive(county)

    case = cases.case_by_number(received.number)
    assert received.case_id == case.id
    assert received.gaps == ()
    assert received.answer_due_on == case.answer_due_on == date(2026, 2, 25)
    assert (case.status, case.act_count, case.accepted_at) == (CaseStatus.RECEIVED, 1, None)
    assert (case.handling_code, case.item_code) == (LICENCE_NEW, LICENCE)
    assert (case.name, case.item_type) == ("道路普通货物运输经营许可（新办）", "01")
    assert (case.handling_type, case.channel) == ("committed", Channel.WINDOW)
    assert case.organisation_id == county.transport  # APP-01: the item's department, whichever window
    assert (case.outlet_id, case.window_id) == (county.a1.outlet_id, county.a1.id)
    assert (case.region_code, case.received_at) == ("990101", AT)
    assert case.answers == {"subject": "person"}
    assert len(case.progress_token) == 43

    act = Act.objects.get(case_id=case.id)
    assert (act.sequence, act.kind, act.at, act.window_id) == (1, "receive", AT, county.a1.id)
    assert (act.actor, act.by_user_id, act.by_name) == (clerk.principal, clerk.user_id, "周敏")
    assert (act.from_status, act.to_status) == ("", "received")
    assert act.words == "安澜县政务服务中心 A1 窗口收到申请材料"
    assert act.details == {"gaps": 0, "version_number": 1}

    rows = SubmittedMaterial.objects.filter(act_id=act.id).order_by("code")
    assert [(row.code, row.name, row.verdict, row.collected, row.originals) for row in rows] == [
        ("m1", "道路货物运输经营申请表", "passed", "paper", 1),
        ("m2", "负责人身份证明", "exempt", None, 0),
    ]
    assert audit_of(case.id) == [("receive", clerk.principal, {"number": case.number, "to": "received"})]
    issued, published = payloads()
    assert issued[0] == "notices.notice-issued"
    assert published == (
        "intake.case-received",
        f"case:{case.id}",
        {
            "case_id": str(case.id),
            "number": case.number,
            "handling_code": LICENCE_NEW,
            "organisation_id": str(county.transport),
            "outlet_id": str(county.a1.outlet_id),
            "gap_count": 0,
        },
    )


def test_the_receipt_says_what_was_handed_in_and_when_the_answer_is_due(county: County) -> None:
    """INT-09: its QR code leads to the case."""
    received = receive(
        county,
        licence_application(
            answers={"subject": "company"},
            applicant=company(),
            materials=(handed_in("m1", points={"p1": False, "p2": True}, note="用旧版表格"),),
        ),
    )

    assert received.receipt.kind is NoticeKind.RECEIPT
    assert re.fullmatch(r"安交运收〔2026〕\d+ 号", received.receipt.number)
    frozen = notices.frozen_notice(received.receipt.id)
    content = frozen.content
    assert frozen.case_number == received.number
    assert frozen.authority.name == "安澜县交通运输局"
    assert (content.applicant.name, content.applicant.id_type) == ("安澜县顺达运输有限公司", "uscc")
    assert (content.received_at, content.received_by) == (AT, "周敏")
    assert content.answer_due_on == date(2026, 2, 25)
    assert content.item.scenario == ("公司",)
    assert content.officer == "A1 窗口 周敏"
    token = cases.case_by_number(received.number).progress_token
    assert content.inquiry.progress.endswith(f"/progress/{token}/")
    assert content.inquiry.qr == ""  # the code leads to the document's own page
    assert [(m.name, m.form, m.complete, m.note) for m in content.materials] == [
        ("道路货物运输经营申请表", "纸质收取", False, "道路货物运输经营申请表填写完整"),
        ("负责人身份证明", "政府已有，免交", True, ""),
        ("公司章程", "未交", False, "未提交"),
    ]
    assert [view.number for view in notices.notices_of_case(received.number)] == [received.receipt.number]


def test_something_missing_does_not_stop_a_receipt(county: County) -> None:
    received = receive(county, licence_application(materials=()))

    assert received.gaps == (Gap("m1", "道路货物运输经营申请表"),)
    assert [gap.words for gap in received.gaps] == ["缺道路货物运输经营申请表"]
    assert cases.case_by_number(received.number).status is CaseStatus.RECEIVED


def test_a_point_that_is_not_met_is_a_gap_in_words(county: County) -> None:
    application = licence_application(materials=(handed_in("m1", points={"p2": False}),))

    received = receive(county, application)

    # p2 does not block; p1 is not named and so not met
    assert [gap.words for gap in received.gaps] == [
        "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”"
    ]


@pytest.mark.parametrize(
    ("at", "answer_due_on"),
    [
        (AT, date(2026, 2, 25)),
        (datetime(2026, 2, 10, 16, 0, tzinfo=UTC), date(2026, 2, 25)),  # midnight in Shanghai begins the 11th
        (datetime(2026, 2, 11, 15, 59, 59, tzinfo=UTC), date(2026, 2, 25)),  # and ends it
        (datetime(2026, 2, 11, 16, 0, tzinfo=UTC), date(2026, 2, 26)),
        (datetime(2026, 2, 13, 8, 0, tzinfo=UTC), date(2026, 2, 27)),
        (datetime(2026, 2, 14, 2, 0, tzinfo=UTC), date(2026, 2, 28)),  # a make-up Saturday, due on another
        (datetime(2026, 2, 18, 2, 0, tzinfo=UTC), date(2026, 2, 28)),  # in the holidays
        (datetime(2026, 9, 18, 2, 0, tzinfo=UTC), date(2026, 9, 24)),  # Sunday the 20th is worked
        (datetime(2026, 9, 29, 2, 0, tzinfo=UTC), date(2026, 10, 12)),
        (datetime(2026, 12, 24, 2, 0, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_answer_is_due_in_five_working_days(county: County, at: datetime, answer_due_on: date) -> None:
    """R6 and 行政许可法 §32: 调休 counts, the day of receipt does not."""
    assert receive(county, at=at).answer_due_on == answer_due_on


def test_a_receipt_whose_answer_falls_beyond_the_calendar_is_refused(county: County) -> None:
    with refused(CalendarNotLoaded, match="2027"):
        receive(county, at=datetime(2026, 12, 25, 2, 0, tzinfo=UTC))


def test_an_agent_is_recorded_and_printed(county: County) -> None:
    application = licence_application(agent=agent())

    received = receive(county, application)

    case = cases.case_by_number(received.number)
    assert case.agent_id is not None
    assert case.agent_id != case.applicant_id
    assert parties.for_documents(case.agent_id).name == "陆青禾"
    content = notices.frozen_notice(received.receipt.id).content
    assert content.agent is not None
    assert (content.applicant.name, content.agent.name) == ("王小满", "陆青禾")
    assert content.agent.id_number == application.agent.id_number


def test_people_are_printed_as_they_are_recorded(county: County) -> None:
    number = person().id_number
    spaced = person(name=" 王　小满 ", id_number=f" {number[:6]} {number[6:14]} {number[14:].lower()}")

    received = receive(county, licence_application(applicant=spaced))

    printed = notices.frozen_notice(received.receipt.id).content.applicant
    assert (printed.name, printed.id_number) == ("王 小满", number)


def test_the_same_person_is_recorded_once_and_a_changed_phone_names_who_changed_it(county: County) -> None:
    first = cases.case_by_number(receive(county).number)
    changed = licence_application(applicant=person(phone="13811112222"))
    second = cases.case_by_number(receive(county, changed, by="other-clerk").number)

    assert first.applicant_id == second.applicant_id
    entry = AuditEntry.objects.get(stream="party", stream_id=str(first.applicant_id))
    assert (entry.action, entry.actor) == ("changed", county.people["other-clerk"].principal)
    assert entry.details == {"fields": ["phone"]}


def test_nothing_personal_leaves_the_encrypted_columns(county: County) -> None:
    received = receive(county, licence_application(agent=agent()))

    case = cases.case_by_number(received.number)
    seen = str(payloads()) + str(audit_of(case.id)) + str(list(Act.objects.values("words", "details")))
    assert [secret for secret in PERSONAL if secret in seen] == []


def test_any_window_in_scope_takes_any_item(county: County) -> None:
    """CAT-01 INT-08 R18 R26: the town takes a county item under the county's number."""
    received = receive(county, by="town-clerk", window=county.town)

    case = cases.case_by_number(received.number)
    assert case.number.startswith("99010120260211")
    assert (case.outlet_id, case.organisation_id) == (county.town.outlet_id, county.transport)
    assert case.region_code == "990101001"


def test_the_case_keeps_the_version_in_force_when_it_was_received(county: County) -> None:
    """R16: an item code with one handling item is enough, and what is published later changes nothing."""
    version = county.item()
    received = receive(county, application_for(version, code=version.item_code))

    assert cases.case_by_number(received.number).version_id == version.id


def test_materials_with_scans_keep_their_files(county: County) -> None:
    scans = tuple(documents.store_file(content=PDF, name=f"{n}.pdf", at=AT) for n in "ab")
    material = handed_in("m1", collected=CollectionMode.SCAN, originals=0, file_ids=scans)

    received = receive(county, licence_application(materials=(material,)))

    checked = queries.current_checks_with_files(cases.case_by_number(received.number))
    assert [(m.code, m.verdict, m.file_ids) for m in checked] == [
        ("m1", Verdict.PASSED, scans),
        ("m2", Verdict.EXEMPT, ()),
    ]


# refusals


def test_an_unlisted_material_is_refused(county: County) -> None:
    """R11: 行政许可法 §31. m3 is asked of companies only."""
    application = licence_application(materials=(handed_in("m1"), handed_in("m3")))

    with refused(MaterialNotListed, match="“m3”，不能要求申请人提交") as refusal:
        receive(county, application)

    assert [error.pointer for error in refusal.value.errors] == ["/materials/1/code"]


def test_a_material_named_twice_is_refused(county: County) -> None:
    with refused(MaterialNamedTwice, match="“道路货物运输经营申请表”登记了两次") as refusal:
        receive(county, licence_application(materials=(handed_in("m1"), handed_in("m1"))))

    assert [error.pointer for error in refusal.value.errors] == ["/materials/1/code"]


def test_a_point_of_another_material_is_refused(county: County) -> None:
    with refused(ReviewPointUnknown, match="没有审查要点“p9”") as refusal:
        receive(county, licence_application(materials=(handed_in("m1", points={"p9": True}),)))

    assert [error.pointer for error in refusal.value.errors] == ["/materials/0/points/p9"]


def test_a_scan_that_is_not_stored_is_refused(county: County) -> None:
    material = handed_in("m1", collected=CollectionMode.SCAN, file_ids=(new_id(),))

    with refused(FileNotStored, match="没有上传成功") as refusal:
        receive(county, licence_application(materials=(material,)))

    assert [error.pointer for error in refusal.value.errors] == ["/materials/0/file_ids/0"]


def test_open_questions_are_asked_first(county: County) -> None:
    with refused(AnswersIncomplete, match="还要问：申请人是哪一类？") as refusal:
        receive(county, licence_application(answers={}))

    assert refusal.value.extra == {"unanswered": ["subject"]}
    assert [error.pointer for error in refusal.value.errors] == ["/answers/subject"]


def test_an_answer_that_is_no_option_is_refused(county: County) -> None:
    with refused(InvalidAnswer):
        receive(county, licence_application(answers={"subject": "ghost"}))


@pytest.mark.parametrize(
    ("who", "pointer"),
    [("applicant", "/applicant/id_number"), ("agent", "/agent/id_number")],
)
def test_a_wrong_identity_number_points_at_whose_it_is(county: County, who: str, pointer: str) -> None:
    wrong = person(id_number="990101199003070000")

    with refused(InvalidIdentity, match="校验码不对") as refusal:
        receive(county, licence_application(**{who: wrong}))

    assert [error.pointer for error in refusal.value.errors] == [pointer]
    assert refusal.value.detail.startswith("代理人：") == (who == "agent")


def test_nobody_is_their_own_agent(county: County) -> None:
    with refused(AgentIsApplicant, match="本人来办不用填代理人"):
        receive(county, licence_application(agent=person(phone="13900000000")))


def test_an_item_nobody_knows_is_refused(county: County) -> None:
    with refused(ItemUnknown):
        receive(county, licence_application(code="11990101MB2A102365499999999900099"))


def test_an_item_not_yet_in_force_is_refused(county: County) -> None:
    with refused(ItemNotOffered):
        receive(county, at=AT - timedelta(days=60))


def test_an_item_with_an_incomplete_guide_is_refused(county: County) -> None:
    version = county.item(result=None, item_type=ItemType.PUBLIC_SERVICE)

    with refused(ItemNotComplete, match="还缺办理结果，补全并公布之前不能收件") as refusal:
        receive(county, application_for(version))

    assert refusal.value.extra == {"elements": [Element.RESULT.value]}


def test_a_window_out_of_scope_says_which_windows_may(county: County) -> None:
    """R18: the refusal names who can; the neighbour county was granted nothing."""
    with refused(OutOfScope, match="不在邻县政务服务中心") as refusal:
        receive(county, by="near-clerk", window=county.near)

    assert refusal.value.extra["windows"] == [
        "安澜县政务服务中心 A1",
        "安澜县政务服务中心 A2",
        "城关镇便民服务中心 T1",
    ]


def test_an_issue_window_receives_nothing(county: County) -> None:
    """INT-14: one port in, one port out."""
    with refused(OutOfScope, match="是综合出件窗口，不办理收件"):
        receive(county, window=county.issue)


@pytest.mark.parametrize(
    "username",
    ["issuer", "officer", "head", "manager", "supervisor", "system-admin"],
)
def test_other_roles_receive_nothing(county: County, username: str) -> None:
    with refused(NotYourRole, match="“收件”由窗口受理员、首席代表办理"):
        receive(county, by=username)


@pytest.mark.parametrize("username", ["town-clerk", "near-clerk"])
def test_a_clerk_of_another_outlet_receives_nothing_here(county: County, username: str) -> None:
    with refused(NotYourPlace):
        receive(county, by=username)


def test_a_refused_receipt_leaves_no_new_party(county: County) -> None:
    stranger = licence_application(applicant=agent(), agent=person(id_number="x"))

    with refused(InvalidIdentity):
        receive(county, stranger)

    assert parties.find_by_identity(agent().id_type, agent().id_number) is None


def test_an_item_with_several_handling_items_wants_a_choice(county: County) -> None:
    one = county.item()
    other = county.item(
        item_code=one.item_code, code=one.item_code + "02", name="道路普通货物运输经营许可（变更）"
    )

    with refused(ItemNeedsChoice) as refusal:
        receive(county, licence_application(code=one.item_code, answers={}))

    assert [choice["code"] for choice in refusal.value.extra["choices"]] == [one.code, other.code]
