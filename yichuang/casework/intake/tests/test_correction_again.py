"""再次告知: what newly arose by the clerk, what could have been seen the first time by a supervisor."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.models import Act as ActRow
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake.errors import SecondReasonMissing, ToldBefore
from yichuang.casework.intake.models import CorrectionNotice
from yichuang.casework.intake.rules import handed_in_anew, keys_told_before
from yichuang.casework.intake.tests.applications import company, handed_in, licence_application
from yichuang.casework.intake.tests.states import UNMET, correct, faulty_company, receive, tell
from yichuang.casework.intake.types import CollectionMode, Gap, NoticeTold, PastCheck
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.tests.factories import PDF
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import OutboxEvent

NEXT_DAY = AT + timedelta(days=1)
REASON = "补正时发现章程已经换发，原件与第一次提交的不一致。"


def corrected_once(county: County) -> str:
    """Told of m1.p1 and m3; m1 came back with another fault, m3 came in order."""
    number = faulty_company(county)
    tell(county, number)
    correct(county, number, handed_in("m1"), handed_in("m3", points={"p1": False, "p2": True}), at=NEXT_DAY)
    return number


def test_what_newly_arose_from_the_corrections_is_told_by_the_clerk(county: County) -> None:
    number = corrected_once(county)

    told = tell(county, number, at=NEXT_DAY, reason="不需要")

    assert [(line.gap.key, line.told_before) for line in told.lines] == [("m3.p1", False)]
    assert told.correct_by == date(2026, 3, 11)
    content = notices.frozen_notice(told.notice.id).content
    assert (content.is_second, content.second_reason) == (False, "")
    row = CorrectionNotice.objects.get(case__number=number, round=2)
    assert row.reason is None
    assert ActRow.objects.get(pk=row.act_id).words == "再次告知需要补正 1 处，2026年3月11日前补正"
    assert cases.case_by_number(number).status is CaseStatus.CORRECTION


def test_what_was_told_the_first_time_is_a_supervisor_s_to_tell_again(county: County) -> None:
    """R2: nothing came, and the window would like to ask for the same again."""
    number = faulty_company(county)
    tell(county, number)
    words = [
        "道路货物运输经营申请表还要做到“道路货物运输经营申请表填写完整”",
        "缺公司章程",
    ]

    with refused(
        ToldBefore, match="有 2 处第一次告知时就能看出来，要由大厅管理员或者部门负责人写明理由"
    ) as refusal:
        tell(county, number, at=NEXT_DAY, reason=REASON)
    assert refusal.value.extra == {"told": words}

    told = tell(county, number, by="manager", window=None, at=NEXT_DAY, reason=f" {REASON} ")

    assert [line.told_before for line in told.lines] == [True, True]
    content = notices.frozen_notice(told.notice.id).content
    assert (content.is_second, content.second_reason) == (True, REASON)
    assert content.officer == "大厅管理员 施岭"
    row = CorrectionNotice.objects.get(case__number=number, round=2)
    assert (row.reason, row.act.by_name, row.act.window_id) == (REASON, "施岭", None)
    assert row.act.details["told_before"] == ["m1.p1", "m3"]
    assert OutboxEvent.objects.filter(name="intake.correction-requested").count() == 2


def test_what_passed_the_first_time_and_lies_there_unchanged_was_visible(county: County) -> None:
    """A tick taken away from the same paper is no new fault of the applicant."""
    number = receive(
        county,
        licence_application(
            answers={"subject": "company"}, applicant=company(), materials=(handed_in("m1"),)
        ),
    ).number
    tell(county, number)  # the articles are missing; the form had passed
    correct(county, number, handed_in("m1", points=UNMET), handed_in("m3"), at=NEXT_DAY)

    with refused(ToldBefore, match="道路货物运输经营申请表填写完整"):
        tell(county, number, at=NEXT_DAY)
    assert tell(county, number, by="head", window=None, at=NEXT_DAY, reason=REASON).lines[0].told_before


def test_another_paper_in_the_place_of_one_that_passed_is_new(county: County) -> None:
    scan = documents.store_file(content=PDF, name="a.pdf", at=AT)
    number = receive(
        county,
        licence_application(
            answers={"subject": "company"}, applicant=company(), materials=(handed_in("m1"),)
        ),
    ).number
    tell(county, number)
    other = handed_in("m1", collected=CollectionMode.SCAN, points=UNMET, file_ids=(scan,))
    correct(county, number, other, handed_in("m3"), at=NEXT_DAY)

    assert not tell(county, number, at=NEXT_DAY).lines[0].told_before


def test_telling_again_needs_the_reason(county: County) -> None:
    number = faulty_company(county)
    tell(county, number)

    for reason in ("", "  \n"):
        with refused(SecondReasonMissing, match="要写明理由"):
            tell(county, number, by="manager", window=None, reason=reason)
    with refused(SecondReasonMissing, match="超过 500 字"):
        tell(county, number, by="manager", window=None, reason="长" * 501)


@pytest.mark.parametrize("by", ["manager", "head"])
def test_the_first_time_is_the_window_s(county: County, by: str) -> None:
    number = faulty_company(county)

    with refused(NotYourRole):
        tell(county, number, by=by, window=None)


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("clerk", NotYourRole),
        ("issuer", NotYourRole),
        ("officer", NotYourRole),
        ("supervisor", NotYourRole),
        ("social-head", NotYourPlace),
    ],
)
def test_who_allows_telling_again(county: County, by: str, error: type[NotYourRole | NotYourPlace]) -> None:
    number = faulty_company(county)
    tell(county, number)

    with refused(error):
        tell(county, number, by=by, window=None, reason=REASON)


# the rule


def past(code: str, sequence: int, originals: int = 1, **changes: object) -> PastCheck:
    fields: dict[str, object] = {"collected": CollectionMode.PAPER, "copies": 0, "has_files": False}
    return PastCheck(code=code, sequence=sequence, originals=originals, **(fields | changes))  # type: ignore[arg-type]


def notice(*keys: str, place: int = 1, sequence: int = 2) -> NoticeTold:
    return NoticeTold(place, sequence, AT, date(2026, 3, 11), new_id(), frozenset(keys))


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], set()),
        ([past("m1", 3)], {"m1"}),  # asked for: whatever is recorded is a correction
        ([past("m2", 3)], set()),  # not asked for, and the same paper
        ([past("m2", 3, originals=2)], {"m2"}),
        ([past("m2", 3, collected=CollectionMode.SCAN)], {"m2"}),
        ([past("m2", 3, has_files=True)], {"m2"}),
        ([past("m4", 3)], {"m4"}),  # there was none before
        ([past("m4", 3, originals=0, collected=None)], set()),
        ([past("m2", 3, originals=2), past("m2", 4)], {"m2"}),
    ],
)
def test_what_counts_as_handed_in_anew(later: list[PastCheck], expected: set[str]) -> None:
    before = [past("m1", 1), past("m2", 1, originals=3), past("m2", 2)]

    assert handed_in_anew([*later, *before], after=2, asked={"m1"}) == expected


def test_a_gap_any_notice_listed_was_told_before() -> None:
    """Mended in the second round, broken again in the third: told before all the same."""
    notices_given = [notice("m1.p2", place=2, sequence=4), notice("m1.p1", "m3")]
    checks = [past("m1", 1), past("m1", 3), past("m1", 5), past("m3", 3)]
    gaps = [Gap("m1", "表", "齐", "p1"), Gap("m1", "表", "清", "p3"), Gap("m5", "证")]

    assert keys_told_before(gaps, told=notices_given, checks=checks) == {"m1.p1", "m5"}
    assert keys_told_before(gaps, told=[], checks=checks) == frozenset()
