"""一次性补正告知: once, in writing, everything; and who may not tell, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act as ActRow
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import queries, services
from yichuang.casework.intake.errors import (
    GapUnknown,
    NothingToCorrect,
    PeriodNotValid,
    ReceivedElsewhere,
    WindowTakesNothing,
)
from yichuang.casework.intake.models import CorrectionGap, CorrectionNotice
from yichuang.casework.intake.tests.applications import (
    application_for,
    card_application,
    handed_in,
    licence_application,
)
from yichuang.casework.intake.tests.states import accept, faulty_company, receive, tell, with_both
from yichuang.casework.intake.types import Application
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue.tests.factories import material

NEXT_DAY = AT + timedelta(days=1)


def moment(month: int, day: int, hour: int = 10) -> datetime:
    """A moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


# what is done


def test_everything_is_told_at_once_and_in_writing(county: County) -> None:
    """R2, 行政许可法 §32(1)(四)."""
    clerk = county.people["clerk"]
    number = faulty_company(county)
    OutboxEvent.objects.all().delete()

    told = tell(county, number, window=county.a2, at=NEXT_DAY)

    assert [line.gap.words for line in told.lines] == [
        "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”",
        "缺公司章程",
    ]
    assert told.correct_by == date(2026, 3, 11)  # 15 working days after 12 February
    case = cases.case_by_number(number)
    assert (case.status, case.act_count, case.received_at) == (CaseStatus.CORRECTION, 2, AT)
    act = ActRow.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.at, act.window_id) == ("request-correction", NEXT_DAY, county.a2.id)
    assert (act.from_status, act.to_status) == ("received", "correction")
    assert (act.actor, act.by_user_id, act.by_name) == (clerk.principal, clerk.user_id, "周敏")
    assert act.words == "一次性告知需要补正 2 处，2026年3月11日前补正"
    assert act.details == {
        "gaps": ["m1.p1", "m3"],
        "missing": [
            "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”",
            "缺公司章程",
        ],
        "told_before": [],
        "correct_by": "2026-03-11",
        "round": 1,
        "is_late": False,
    }
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert (entry.action, entry.details) == ("request-correction", {"from": "received", "to": "correction"})
    issued, published = OutboxEvent.objects.order_by("id")
    assert issued.name == "notices.notice-issued"
    assert (published.name, published.topic) == ("intake.correction-requested", f"case:{case.id}")
    assert published.payload == {
        "case_id": str(case.id),
        "number": number,
        "handling_code": case.handling_code,
        "organisation_id": str(county.transport),
        "round": 1,
        "gap_count": 2,
        "told_before_count": 0,
        "correct_by": "2026-03-11",
    }


def test_the_notice_is_kept_with_its_gaps(county: County) -> None:
    number = faulty_company(county)

    told = tell(county, number, notes={"m3": "全体股东要签字"})

    row = CorrectionNotice.objects.get(case__number=number)
    assert (row.act.sequence, row.round, row.correct_by) == (2, 1, date(2026, 3, 10))
    assert (row.period, row.document_id, row.reason) == ("15 个工作日", told.notice.id, None)
    assert list(
        CorrectionGap.objects.filter(notice=row)
        .order_by("position")
        .values_list("position", "material_code", "point_code", "note", "told_before")
    ) == [(1, "m1", "p1", None, False), (2, "m3", "", "全体股东要签字", False)]
    assert queries.lines_told(cases.case_by_number(number), 1)[1].note == "全体股东要签字"


def test_the_paper_says_how_until_when_and_what_follows(county: County) -> None:
    """DOMAIN 4.4."""
    number = faulty_company(county)

    told = tell(county, number, notes={"m3": "  全体股东要签字  "})

    assert told.notice.kind is NoticeKind.CORRECTION_NOTICE
    assert re.fullmatch(r"安交运\S+〔2026〕\d+ 号", told.notice.number)
    content = notices.frozen_notice(told.notice.id).content
    assert [(gap.material, gap.problem, gap.how_to_fix, gap.legal_basis) for gap in content.gaps] == [
        (
            "道路货物运输经营申请表",
            "没有做到：道路货物运输经营申请表填写完整",
            "改正后重新提交道路货物运输经营申请表，做到“道路货物运输经营申请表填写完整”（查验方法：逐项看）。",
            "道路货物运输及站场管理规定",
        ),
        (
            "公司章程",
            "没有提交",
            "提交公司章程（原件 1 份）。窗口说明：全体股东要签字",
            "道路货物运输及站场管理规定",
        ),
    ]
    assert (content.correct_by, content.period) == (date(2026, 3, 10), "15 个工作日")
    assert content.consequence.startswith("逾期没有提交全部补正材料的，视为放弃本次申请")
    assert content.channels == "到安澜县政务服务中心任一受理窗口提交（文昌路88号）"
    assert (content.is_second, content.second_reason) == (False, "")
    assert (content.received_at, content.officer) == (AT, "A1 窗口 周敏")


def test_where_no_basis_is_given_for_a_material_the_item_s_stands(county: County) -> None:
    version = county.item(materials=(material(code="m1", name="申请表", legal_basis=""),))
    number = receive(county, application_for(version, materials=())).number

    told = tell(county, number)

    assert told.lines[0].legal_basis == "；".join(
        f"{basis.law}{basis.article}" for basis in version.legal_basis
    )
    assert told.lines[0].legal_basis


def test_what_the_government_has_and_what_is_optional_is_not_asked_for(county: County) -> None:
    """R12: the identity of m2 comes from the register; p2 never stops anything."""
    number = receive(county, licence_application(materials=(handed_in("m1", points={"p2": False}),))).number

    told = tell(county, number)

    assert [line.gap.key for line in told.lines] == ["m1.p1"]


@pytest.mark.parametrize(("application", "says"), [(licence_application, True), (card_application, False)])
def test_only_a_licence_is_spoken_of_as_one(
    county: County, application: Callable[..., Application], says: bool
) -> None:
    """DOMAIN 2.2."""
    case = cases.case_by_number(receive(county, application(materials=())).number)

    paper = services.preview_correction(
        case=case, window=county.a1, actor=county.people["clerk"], at=AT, notes={}, reason=""
    )

    words = " ".join((paper.opening, *paper.clauses, *paper.closing))
    assert ("行政许可" in words) is says


@pytest.mark.parametrize("by", ["clerk", "other-clerk", "clerk-and-officer", "chief"])
def test_who_receives_may_tell(county: County, by: str) -> None:
    number = faulty_company(county)

    assert tell(county, number, by=by).number == number


@pytest.mark.parametrize(
    ("at", "limit", "expected"),
    [
        (moment(2, 11), None, date(2026, 3, 10)),
        (moment(2, 25, 23), None, date(2026, 3, 17)),
        (moment(2, 11), Limit(1, LimitUnit.WORKING_DAY), date(2026, 2, 12)),
        (moment(2, 13), Limit(1, LimitUnit.WORKING_DAY), date(2026, 2, 14)),  # a worked Saturday
        (moment(2, 14), Limit(5, LimitUnit.WORKING_DAY), date(2026, 2, 28)),
        (moment(2, 11), Limit(7, LimitUnit.CALENDAR_DAY), date(2026, 2, 24)),  # ends in the holidays
        (moment(2, 11), Limit(1, LimitUnit.MONTH), date(2026, 3, 11)),
    ],
)
def test_the_period_is_the_item_s_and_counts_from_the_next_day(
    county: County, at: datetime, limit: Limit | None, expected: date
) -> None:
    version = county.item(correction_limit=limit)
    number = receive(county, application_for(version, materials=()), at=moment(2, 11, 9)).number

    told = tell(county, number, at=at)

    assert told.correct_by == expected
    words = limit.words if limit else "15 个工作日"
    assert notices.frozen_notice(told.notice.id).content.period == words


def test_the_region_says_what_is_usual(county: County) -> None:
    services.set_correction_period(
        limit=Limit(20, LimitUnit.WORKING_DAY, "某省政务服务条例"), actor="system", at=AT
    )
    own = county.item(correction_limit=Limit(5, LimitUnit.WORKING_DAY))
    usual, set_by_item = (
        receive(county, application).number
        for application in (licence_application(materials=()), application_for(own, materials=()))
    )

    assert tell(county, usual).correct_by == date(2026, 3, 17)
    assert tell(county, set_by_item).correct_by == date(2026, 2, 25)
    services.set_correction_period(
        limit=Limit(1, LimitUnit.MONTH, "修订后的某省政务服务条例"), actor="system", at=NEXT_DAY
    )
    again = receive(county, licence_application(materials=())).number
    assert tell(county, again).correct_by == date(2026, 3, 11)
    entries = AuditEntry.objects.filter(stream="correction-period").order_by("sequence")
    assert [entry.details for entry in entries] == [
        {"amount": 20, "unit": "working-day", "basis": "某省政务服务条例"},
        {"amount": 1, "unit": "month", "basis": "修订后的某省政务服务条例"},
    ]


@pytest.mark.parametrize(
    "limit",
    [
        Limit(24, LimitUnit.HOUR, "依据"),
        Limit(0, LimitUnit.IMMEDIATE, "依据"),
        Limit(366, LimitUnit.CALENDAR_DAY, "依据"),
        Limit(13, LimitUnit.MONTH, "依据"),
        Limit(15, LimitUnit.WORKING_DAY, " "),
    ],
)
def test_a_usual_period_has_days_and_a_basis(county: County, limit: Limit) -> None:
    with refused(PeriodNotValid):
        services.set_correction_period(limit=limit, actor="system", at=AT)


def test_the_last_day_has_to_be_in_the_calendar(county: County) -> None:
    number = receive(county, licence_application(materials=()), at=moment(12, 14)).number

    with refused(CalendarNotLoaded, match="2027"):
        tell(county, number, at=moment(12, 15))


def test_a_late_notice_for_what_silence_does_not_accept_says_that_it_is_late(county: County) -> None:
    number = receive(county, card_application(materials=())).number

    tell(county, number, by="chief", at=moment(3, 20))

    assert ActRow.objects.get(case__number=number, sequence=2).details["is_late"] is True


# refusals


def test_complete_materials_are_accepted_not_corrected(county: County) -> None:
    """行政许可法 §32(1)(五)."""
    number = receive(county).number

    with refused(NothingToCorrect, match="应当受理"):
        tell(county, number)


@pytest.mark.parametrize("key", ["m9", "m2", "m1.p2", "m1", "", "m3.p1"])
def test_nothing_else_can_be_asked_for(county: County, key: str) -> None:
    """R11: no material the list does not name, and no point that is met or stops nothing."""
    number = faulty_company(county)

    with refused(GapUnknown, match="不在需要补正的内容里"):
        tell(county, number, notes={key: "再交一份计划书"})
    with refused(GapUnknown, match="超过 300 字"):
        tell(county, number, notes={"m3": "长" * 301})


@pytest.mark.parametrize("end", ["accepted", "told"])
def test_only_what_awaits_an_answer_is_told(county: County, end: str) -> None:
    number = receive(county).number
    accept(county, number)

    with refused(ActNotPossible, match="不能办理“一次性补正告知”"):
        tell(county, number)


@pytest.mark.parametrize("number", ["990101202602110000017", "123", "", "a\0b"])
def test_an_unknown_number_is_refused(county: County, number: str) -> None:
    with refused(CaseUnknown):
        tell(county, number)


@pytest.mark.parametrize("by", ["issuer", "officer", "head", "manager", "supervisor"])
def test_other_roles_tell_nothing_at_a_window(county: County, by: str) -> None:
    number = faulty_company(county)

    with refused(NotYourRole):
        tell(county, number, by=by)


def test_another_outlet_tells_nothing(county: County) -> None:
    number = faulty_company(county)

    with refused(NotYourPlace):
        tell(county, number, by="town-clerk")
    with refused(NotYourPlace):
        tell(county, number, by="town-clerk", window=county.town)
    with refused(WindowTakesNothing):
        tell(county, number, window=county.issue)


def test_who_serves_two_outlets_tells_where_it_was_received(county: County) -> None:
    number = faulty_company(county)

    with refused(ReceivedElsewhere):
        tell(with_both(county), number, by="both", window=county.town)


def test_a_version_published_since_asks_for_nothing(county: County) -> None:
    """R16: the list is that of the version received under."""
    version = county.item(materials=(material(code="m1", name="申请表"),))
    number = receive(county, application_for(version, materials=())).number

    county_lists = [line.gap.material_name for line in tell(county, number).lines]

    assert county_lists == ["申请表"]
