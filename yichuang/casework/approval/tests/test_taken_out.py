"""A case that was withdrawn or declared void leaves the department."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from yichuang.casework.approval import queries
from yichuang.casework.approval.tests.states import (
    claim,
    decide,
    opine,
    reviewed_number,
)
from yichuang.casework.approval.tests.test_worklist import SOON, numbers, routed, worklist
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.tests.county import TODAY, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.intake.tests.endings import declare_void, withdraw
from yichuang.casework.intake.tests.states import accepted_number

TAKE_OUT = [withdraw, declare_void]


@pytest.mark.parametrize("take_out", TAKE_OUT)
def test_it_stands_on_no_list_and_in_no_figure(
    county: County, take_out: Callable[[County, str], object]
) -> None:
    gone, stays = accepted_number(county), accepted_number(county)
    routed(county, gone, stays)
    claim(county, gone)

    take_out(county, gone)

    assert numbers(worklist(county)) == [stays]
    counts = queries.work_counts(
        organisation_ids=(county.transport,),
        today=TODAY,
        soon_until=SOON,
        user_id=county.people["officer"].user_id,
    )
    assert (counts.all, counts.mine) == (1, 0)


@pytest.mark.parametrize("take_out", TAKE_OUT)
def test_nothing_is_done_with_it_any_more(county: County, take_out: Callable[[County, str], object]) -> None:
    unclaimed, claimed = accepted_number(county), reviewed_number(county)
    for number in (unclaimed, claimed):
        take_out(county, number)

    with refused(ActNotPossible, match="不能办理“领取”"):
        claim(county, unclaimed)
    with refused(ActNotPossible, match="不能办理“审查意见”"):
        opine(county, claimed)
    with refused(ActNotPossible, match="不能办理“准予”"):
        decide(county, claimed)


def test_what_is_decided_is_not_withdrawn(county: County) -> None:
    number = reviewed_number(county)
    decide(county, number)

    with refused(ActNotPossible, match="办件现在是“准予”，不能办理“撤回申请”"):
        withdraw(county, number)


@pytest.mark.usefixtures("on_the_day")
def test_the_file_leads_its_head_to_the_voiding(county: County, signed_in: Callable[[str], Client]) -> None:
    number = accepted_number(county)
    routed(county, number)

    pages = {
        username: signed_in(username).get(f"/office/cases/{number}/").content.decode()
        for username in ("head", "officer")
    }

    address = f"/counter/cases/{number}/voidance/"
    assert address in pages["head"]
    assert address not in pages["officer"]
