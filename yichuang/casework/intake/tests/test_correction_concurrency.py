"""Clerk against clerk, and clerk against time: each on its own connection, one of them first."""

from __future__ import annotations

from datetime import datetime

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import County
from yichuang.casework.cases.types import CaseStatus, CaseView
from yichuang.casework.intake import services
from yichuang.casework.intake.errors import NothingToCorrect, ToldBefore
from yichuang.casework.intake.models import CorrectionNotice
from yichuang.casework.intake.tests.applications import handed_in
from yichuang.casework.intake.tests.states import accept, correct, faulty_company, fix, receive, tell
from yichuang.casework.intake.types import Accepted, Corrected, Requested
from yichuang.foundation.notices import queries as notices
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.at_once import AtOnce
from yichuang.kernel.time import SHANGHAI

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]

LAST_MOMENT = datetime(2026, 2, 25, 23, 59, 59, tzinfo=SHANGHAI)  # of the five working days
AFTER_SILENCE = datetime(2026, 2, 26, tzinfo=SHANGHAI)
LAST_TO_CORRECT = datetime(2026, 3, 10, 23, 59, 59, tzinfo=SHANGHAI)
AFTER_LAST_DAY = datetime(2026, 3, 11, tzinfo=SHANGHAI)


def kinds(number: str) -> list[str]:
    return [entry.kind.value for entry in cases.timeline(cases.case_by_number(number).id)]


def test_two_clerks_tell_once(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = faulty_company(county)

    results = at_once(
        [lambda: tell(county, number), lambda: tell(county, number, by="other-clerk", window=county.a2)]
    )

    assert sum(isinstance(result, Requested) for result in results) == 1
    assert [type(result) for result in results if not isinstance(result, Requested)] == [ToldBefore]
    assert kinds(number) == ["receive", "request-correction"]
    assert CorrectionNotice.objects.count() == 1
    assert OutboxEvent.objects.filter(name="intake.correction-requested").count() == 1
    assert len(notices.notices_of_case(number)) == 2


def test_a_fix_and_a_notice_come_one_after_the_other(committed_county: County, at_once: AtOnce) -> None:
    """The list is complete for what lay on the table when it was made."""
    county = committed_county
    number = faulty_company(county)

    fixed, told = at_once(
        [lambda: fix(county, number, handed_in("m1"), handed_in("m3")), lambda: tell(county, number)]
    )

    if isinstance(told, Requested):
        assert isinstance(fixed, ActNotPossible)
        assert [line.gap.key for line in told.lines] == ["m1.p1", "m3"]
        assert kinds(number) == ["receive", "request-correction"]
    else:
        assert isinstance(told, NothingToCorrect)
        assert fixed == ()
        assert kinds(number) == ["receive", "fix-on-the-spot"]


def test_two_corrections_are_both_recorded(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = faulty_company(county)
    tell(county, number)

    results = at_once(
        [
            lambda: correct(county, number, handed_in("m1")),
            lambda: correct(county, number, handed_in("m3"), by="other-clerk", window=county.a2),
        ]
    )

    assert all(isinstance(result, Corrected) for result in results)
    assert sorted(len(result.gaps) for result in results) == [0, 1]
    assert isinstance(accept(county, number), Accepted)


def test_silence_is_recorded_once(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = receive(county).number

    results = at_once([lambda: services.settle_by_time(number=number, at=AFTER_SILENCE)] * 4)

    assert {case.status for case in results} == {CaseStatus.ACCEPTED}
    assert kinds(number) == ["receive", "accept-by-default"]
    assert OutboxEvent.objects.filter(name="intake.case-accepted").count() == 1
    assert len(notices.notices_of_case(number)) == 2


def test_a_clerk_of_the_last_second_and_time_accept_once(committed_county: County, at_once: AtOnce) -> None:
    """Who comes first is what stands; both never do."""
    county = committed_county
    number = receive(county).number

    accepted, settled = at_once(
        [
            lambda: accept(county, number, at=LAST_MOMENT),
            lambda: services.settle_by_time(number=number, at=AFTER_SILENCE),
        ]
    )

    case = cases.case_by_number(number)
    assert isinstance(settled, CaseView)
    if isinstance(accepted, Accepted):
        assert (kinds(number), case.is_accepted_by_default) == (["receive", "accept"], False)
    else:
        assert isinstance(accepted, ActNotPossible)
        assert (kinds(number), case.is_accepted_by_default) == (["receive", "accept-by-default"], True)
    assert Act.objects.filter(case_id=case.id).count() == 2
    assert OutboxEvent.objects.filter(name="intake.case-accepted").count() == 1


def test_a_correction_of_the_last_second_and_the_lapse(committed_county: County, at_once: AtOnce) -> None:
    county = committed_county
    number = faulty_company(county)
    tell(county, number)

    corrected, settled = at_once(
        [
            lambda: correct(county, number, handed_in("m1"), handed_in("m3"), at=LAST_TO_CORRECT),
            lambda: services.settle_by_time(number=number, at=AFTER_LAST_DAY),
        ]
    )

    if isinstance(corrected, Corrected):
        assert settled.status is CaseStatus.CORRECTION
        assert kinds(number) == ["receive", "request-correction", "record-correction"]
    else:
        assert isinstance(corrected, ActNotPossible)
        assert settled.status is CaseStatus.LAPSED
        assert kinds(number) == ["receive", "request-correction", "lapse"]
