"""当场更正: what can be put right at the window is put right there, and nothing else moves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import queries
from yichuang.casework.intake.errors import (
    FileNotStored,
    MaterialNamedTwice,
    MaterialNotListed,
    NothingHandedIn,
    ReceivedElsewhere,
    ReviewPointUnknown,
    WindowTakesNothing,
)
from yichuang.casework.intake.models import SubmittedMaterial
from yichuang.casework.intake.tests.applications import (
    application_for,
    company,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.states import accept, fix, receive, with_both
from yichuang.casework.intake.types import CollectionMode, Verdict
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(minutes=7)
UNMET = {"p1": False, "p2": True}


@pytest.fixture
def faulty(county: County) -> str:
    """A company's case: the form is not filled in, the articles are missing."""
    application = licence_application(
        answers={"subject": "company"}, applicant=company(), materials=(handed_in("m1", points=UNMET),)
    )
    return receive(county, application).number


def test_what_is_put_right_is_checked_anew_and_the_rest_keeps_its_check(county: County, faulty: str) -> None:
    clerk = county.people["clerk"]
    OutboxEvent.objects.all().delete()

    gaps = fix(county, faulty, handed_in("m1"), at=LATER)

    assert [gap.words for gap in gaps] == ["缺公司章程"]
    case = cases.case_by_number(faulty)
    assert (case.status, case.act_count, case.received_at) == (CaseStatus.RECEIVED, 2, AT)
    act = Act.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.at, act.actor, act.by_name) == ("fix-on-the-spot", LATER, clerk.principal, "周敏")
    assert (act.from_status, act.to_status) == ("received", "received")
    assert act.words == "在窗口当场更正 1 份材料"
    assert act.details == {"materials": ["m1"]}
    assert [row.code for row in SubmittedMaterial.objects.filter(act=act)] == ["m1"]
    assert [(m.code, m.verdict) for m in queries.current_checks(case)] == [
        ("m1", Verdict.PASSED),
        ("m2", Verdict.EXEMPT),
        ("m3", Verdict.MISSING),
    ]
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert (entry.action, entry.details) == ("fix-on-the-spot", {"from": "received", "to": "received"})
    assert list(OutboxEvent.objects.values_list("name", "topic", "payload")) == [
        (
            "intake.materials-fixed",
            f"case:{case.id}",
            {"case_id": str(case.id), "number": faulty, "gap_count": 1},
        )
    ]
    assert len(notices.notices_of_case(faulty)) == 1  # the receipt of the first day stands


def test_the_answer_is_still_due_from_the_receipt(county: County, faulty: str) -> None:
    due = cases.case_by_number(faulty).answer_due_on

    fix(county, faulty, handed_in("m1"), at=AT + timedelta(days=2))

    assert cases.case_by_number(faulty).answer_due_on == due


def test_the_newest_check_counts_whatever_its_id(county: County, faulty: str) -> None:
    fix(county, faulty, handed_in("m1"))
    # two machines' clocks differ: the later row may have the smaller id
    newest = (
        SubmittedMaterial.objects.filter(case__number=faulty, code="m1").order_by("-act__sequence").first()
    )
    SubmittedMaterial.objects.filter(pk=newest.pk).update(id="00000000-0000-7000-8000-000000000001")

    checked = queries.current_checks(cases.case_by_number(faulty))

    assert checked[0].verdict is Verdict.PASSED


def test_a_scan_stays_with_its_material_until_another_comes(county: County) -> None:
    first, second, third = (documents.store_file(content=PDF, name=f"{n}.pdf", at=AT) for n in "abc")
    scanned = handed_in("m1", collected=CollectionMode.SCAN, points=UNMET, file_ids=(first, second))
    number = receive(county, licence_application(materials=(scanned,))).number

    fix(county, number, handed_in("m1", collected=CollectionMode.SCAN))

    checked = queries.current_checks_with_files(cases.case_by_number(number))
    assert (checked[0].verdict, checked[0].file_ids) == (Verdict.PASSED, (first, second))

    fix(county, number, handed_in("m1", collected=CollectionMode.SCAN, file_ids=(third,)))

    checked = queries.current_checks_with_files(cases.case_by_number(number))
    assert checked[0].file_ids == (third,)


def test_the_list_is_that_of_the_version_received_under(county: County) -> None:
    """R16: its review points, whatever has been published since."""
    version = county.item()
    application = application_for(version, materials=())
    number = receive(county, application).number

    fix(county, number, *application_for(version).materials)

    assert queries.current_checks(cases.case_by_number(number))[0].verdict is Verdict.PASSED


def test_a_material_given_back_is_missing_again(county: County) -> None:
    number = receive(county).number

    gaps = fix(county, number, handed_in("m1", collected=None, points={}))

    assert [gap.words for gap in gaps] == ["缺道路货物运输经营申请表"]


# refusals


def test_nothing_is_no_fix(county: County, faulty: str) -> None:
    with refused(NothingHandedIn, match="没有登记任何材料"):
        fix(county, faulty)


def test_the_rules_of_the_list_hold(county: County, faulty: str) -> None:
    """R11."""
    with refused(MaterialNotListed):
        fix(county, faulty, handed_in("m1"), handed_in("m9"))
    with refused(MaterialNamedTwice):
        fix(county, faulty, handed_in("m1"), handed_in("m1"))
    with refused(ReviewPointUnknown):
        fix(county, faulty, handed_in("m1", points={"p7": True}))
    with refused(FileNotStored):
        fix(county, faulty, handed_in("m1", file_ids=(new_id(),)))


def test_after_acceptance_nothing_is_fixed(county: County) -> None:
    number = receive(county).number
    accept(county, number)

    with refused(ActNotPossible, match="办件现在是“已受理”，不能办理“当场更正”") as refusal:
        fix(county, number, handed_in("m1"))

    assert refusal.value.extra == {"status": "accepted", "act": "fix-on-the-spot"}


@pytest.mark.parametrize(
    "number", ["990101202602110000017", "123", "", "９９０１０１２０２６０２１１００００１７７", "a\0b"]
)
def test_an_unknown_number_is_refused(county: County, number: str) -> None:
    with refused(CaseUnknown, match="请核对办件编号"):
        fix(county, number, handed_in("m1"))


@pytest.mark.parametrize("username", ["issuer", "officer", "head", "manager", "supervisor"])
def test_other_roles_fix_nothing(county: County, faulty: str, username: str) -> None:
    with refused(NotYourRole):
        fix(county, faulty, handed_in("m1"), actor=county.people[username])


def test_another_outlet_fixes_nothing(county: County, faulty: str) -> None:
    with refused(NotYourPlace):  # at a window that is not hers
        fix(county, faulty, handed_in("m1"), actor=county.people["town-clerk"])
    with refused(NotYourPlace):  # at her own window, a case that is not of her outlet
        fix(county, faulty, handed_in("m1"), actor=county.people["town-clerk"], window=county.town)


def test_who_serves_two_outlets_fixes_where_it_was_received(county: County, faulty: str) -> None:
    with refused(ReceivedElsewhere):
        fix(county, faulty, handed_in("m1"), actor=with_both(county).people["both"], window=county.town)


def test_an_issue_window_fixes_nothing(county: County, faulty: str) -> None:
    with refused(WindowTakesNothing, match="C1 是综合出件窗口，不办理收件和受理"):
        fix(county, faulty, handed_in("m1"), window=county.issue)
