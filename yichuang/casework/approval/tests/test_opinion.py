"""审查意见: written by who has the case, kept for ever, told to nobody outside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from yichuang.casework.approval import queries
from yichuang.casework.approval.errors import ClaimedByAnother, NotClaimed, TextMissing
from yichuang.casework.approval.tests.states import claim, decide, opine, reviewed_number
from yichuang.casework.approval.types import Conclusion
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible, CaseUnknown
from yichuang.casework.cases.models import Act
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus
from yichuang.casework.intake.tests.states import accepted_number, receive
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent

LATER = AT + timedelta(hours=4)


@pytest.fixture
def claimed(county: County) -> str:
    number = accepted_number(county)
    claim(county, number)
    return number


def test_an_opinion_is_an_act_and_its_words(county: County, claimed: str) -> None:
    officer = county.people["officer"]

    opine(county, claimed, Conclusion.REFUSE, "  车辆未经检测 ", at=LATER)

    case = cases.case_by_number(claimed)
    assert (case.status, case.act_count) == (CaseStatus.IN_REVIEW, 4)
    act = Act.objects.get(case_id=case.id, sequence=4)
    assert (act.kind, act.at, act.by_name, act.words) == ("opine", LATER, "赵青", "承办人完成审查")
    assert act.details == {"conclusion": "refuse"}
    (opinion,) = queries.opinions_of(case.id)
    assert (opinion.by_user_id, opinion.by_name, opinion.at) == (officer.user_id, "赵青", LATER)
    assert (opinion.conclusion, opinion.text) == (Conclusion.REFUSE, "车辆未经检测")
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=4)
    assert (entry.action, entry.actor) == ("opine", officer.principal)


def test_what_it_says_stays_in_the_file(county: County, claimed: str) -> None:
    """APP-21: traced inside, not shown outside."""
    opine(county, claimed, text="申请人提供的车辆照片不清楚")

    case = cases.case_by_number(claimed)
    seen = str(list(Act.objects.values("words", "details"))) + str(
        list(OutboxEvent.objects.values("payload"))
    )
    assert "照片" not in seen
    assert "照片" not in str(list(AuditEntry.objects.values("details")))
    assert ActKind.OPINE not in [step.kind for step in cases.progress_of(case, AT).steps]


def test_a_later_opinion_speaks_after_the_first(county: County, claimed: str) -> None:
    opine(county, claimed, Conclusion.REFUSE, "车辆未经检测", at=AT)
    opine(county, claimed, Conclusion.GRANT, "检测合格证明已补", at=LATER)

    opinions = queries.opinions_of(cases.case_by_number(claimed).id)

    assert [(o.conclusion, o.text) for o in opinions] == [
        (Conclusion.REFUSE, "车辆未经检测"),
        (Conclusion.GRANT, "检测合格证明已补"),
    ]


def test_opinions_stand_in_the_order_of_their_acts(county: County, claimed: str) -> None:
    """Whatever the ids that two machines gave them."""
    opine(county, claimed, Conclusion.REFUSE, "一")
    opine(county, claimed, Conclusion.GRANT, "二")
    Act.objects.filter(kind="opine", sequence=4).update(sequence=9)

    assert [o.text for o in queries.opinions_of(cases.case_by_number(claimed).id)] == ["二", "一"]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_an_opinion_without_words_is_refused(county: County, claimed: str, text: str) -> None:
    with refused(TextMissing, match="请写明审查意见") as refusal:
        opine(county, claimed, text=text)

    assert [error.pointer for error in refusal.value.errors] == ["/text"]


def test_the_case_is_claimed_first(county: County) -> None:
    number = accepted_number(county)

    with refused(NotClaimed, match="请先领取这个办件"):
        opine(county, number)


@pytest.mark.parametrize("username", ["other-officer", "head"])
def test_only_who_has_the_case_writes(county: County, claimed: str, username: str) -> None:
    with refused(ClaimedByAnother, match="这个办件由赵青承办") as refusal:
        opine(county, claimed, by=username)

    assert refusal.value.extra == {"claimed_by": "赵青"}


@pytest.mark.parametrize("username", ["clerk", "issuer", "chief", "supervisor"])
def test_other_roles_write_no_opinion(county: County, claimed: str, username: str) -> None:
    with refused(NotYourRole, match="“提出审查意见”由部门审批人员、部门负责人办理"):
        opine(county, claimed, by=username)


def test_another_department_writes_no_opinion(county: County, claimed: str) -> None:
    with refused(NotYourPlace):
        opine(county, claimed, by="social-officer")
    with refused(NotYourPlace):
        opine(county, claimed, by="town-officer")


def test_not_before_acceptance_and_not_after_the_decision(county: County) -> None:
    received = receive(county).number
    decided = reviewed_number(county)
    decide(county, decided)

    with refused(ActNotPossible, match="办件现在是“已收件”，不能办理“审查意见”"):
        opine(county, received)
    with refused(ActNotPossible, match="办件现在是“准予”，不能办理“审查意见”"):
        opine(county, decided)


def test_an_unknown_number_is_refused(county: County) -> None:
    with refused(CaseUnknown):
        opine(county, "990101202602119999990")
