"""删除: of what was entered by mistake and nobody answered; softly, and the number is never used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.models import Act, Case
from yichuang.casework.cases.tests.births import states_that_refuse
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.casework.cases.types import ActKind, CaseStatus, CompletionCode
from yichuang.casework.intake import queries
from yichuang.casework.intake.errors import CancellationUnexplained, OwnCase
from yichuang.casework.intake.models import SubmittedMaterial
from yichuang.casework.intake.tests.endings import case_in, delete
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.tests.test_voiding import with_posts_of
from yichuang.casework.intake.types import CancellationKind
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.models import AuditEntry, OutboxEvent

PACKAGE = Path(__file__).resolve().parents[3]


def test_the_case_stays_and_says_that_it_was_a_mistake(county: County) -> None:
    """R28."""
    number = receive(county).number
    OutboxEvent.objects.all().delete()

    delete(county, number)

    case = cases.case_by_number(number)
    assert (case.status, case.completed_at, case.completion_code) == (
        CaseStatus.DELETED,
        AT,
        CompletionCode.DELETED,
    )
    act = Act.objects.get(case_id=case.id, sequence=2)
    assert (act.kind, act.words) == ("delete", "录入错误，已删除，编号不再使用")
    found = queries.cancellation_of(case.id)
    assert found is not None
    assert (found.kind, found.reason) == (CancellationKind.DELETE, "事项选错，已重新收件")
    assert SubmittedMaterial.objects.filter(case_id=case.id).count() == 2
    entry = AuditEntry.objects.get(stream="case", stream_id=str(case.id), sequence=2)
    assert (entry.action, entry.details) == ("delete", {"from": "received", "to": "deleted"})
    event = OutboxEvent.objects.get()
    assert (event.name, event.payload["kind"]) == ("intake.case-cancelled", "delete")


def test_its_number_is_never_used_again(county: County) -> None:
    number = receive(county).number
    delete(county, number)

    others = {receive(county).number for _ in range(5)}

    assert number not in others
    assert Case.objects.filter(number=number).count() == 1


@pytest.mark.parametrize("status", states_that_refuse(ActKind.DELETE))
def test_what_was_answered_is_not_deleted(county: County, status: CaseStatus) -> None:
    number = case_in(county, status)

    with refused(ActNotPossible, match="不能办理“删除”"):
        delete(county, number)


def test_what_silence_accepted_is_not_deleted(county: County) -> None:
    """DOMAIN 7, row 14: nobody deletes and registers anew to gain time."""
    number = receive(county).number

    with refused(ActNotPossible, match="办件现在是“已受理”"):
        delete(county, number, at=AT.replace(day=26))


def test_without_a_reason_nothing_is_deleted(county: County) -> None:
    number = receive(county).number

    with refused(CancellationUnexplained, match="请写明删除的原因"):
        delete(county, number, reason=" ")


def test_who_received_it_may_not(county: County) -> None:
    number = receive(county).number

    with refused(OwnCase):
        delete(with_posts_of(county, "clerk", "manager"), number, by="clerk")


@pytest.mark.parametrize("username", ["clerk", "chief", "issuer", "officer", "supervisor"])
def test_other_roles_may_not(county: County, username: str) -> None:
    number = receive(county).number

    with refused(NotYourRole):
        delete(county, number, by=username)


def test_another_department_or_outlet_may_not(county: County) -> None:
    at_town = receive(county, by="town-clerk", window=county.town).number

    with refused(NotYourPlace):
        delete(county, at_town, by="manager")
    with refused(NotYourPlace):
        delete(county, at_town, by="social-head")


def test_no_page_and_no_program_removes_a_case() -> None:
    """Nothing in casework deletes rows, but the counts of guesses and what a clerk typed and gave up."""
    allowed = {"casework/cases/services/guesses.py", "casework/intake/services/drafts.py"}
    found = {
        str(path.relative_to(PACKAGE))
        for path in (PACKAGE / "casework").rglob("*.py")
        if "tests" not in path.parts and (".delete()" in (text := path.read_text()) or "DELETE FROM" in text)
    }

    assert found <= allowed
