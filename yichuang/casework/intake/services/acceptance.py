"""Acceptance (受理): the legal act that starts both clocks."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import AcceptanceFacts, ActKind, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import MaterialsIncomplete
from yichuang.casework.intake.events import CaseAccepted
from yichuang.casework.intake.queries import current_checks
from yichuang.casework.intake.services import notice_data
from yichuang.casework.intake.services.holding import hold_at_window
from yichuang.casework.intake.types import Accepted
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks.types import DueDates
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue


@act
def accept_case(*, number: str, window: WindowView, actor: Actor, at: datetime) -> Accepted:
    """Accept a case and start the promised and the statutory clock (受理, 受理通知书).

    The limits are those of the catalogue version the case was received under, for the scenario it was
    received in, so a later edit of the item never moves this deadline.

    Law:
        行政许可法 §32(1)(五)  complete and in legal form: must be accepted
        行政许可法 §32(2)      a dated, sealed written notice is owed
        行政许可法 §42, §82    the limit runs from acceptance, in working days

    Args:
        window: where the clerk sits; the case must have been received at the same outlet.
        at: its Asia/Shanghai date is the legal date; the first day counted is the next one. Limits in
            hours run from the moment.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere; WindowTakesNothing.
        ActNotPossible: already accepted, by silence too, or ended.
        MaterialsIncomplete: carries ``missing``, the gaps in words.
        CalendarNotLoaded: a due date would fall beyond the loaded calendar.

    Publishes:
        ``intake.case-accepted`` v1.

    Concurrency: locks the case first; of two simultaneous calls one gets ActNotPossible.
    """
    case = hold_at_window(number=number, act=Act.ACCEPT, window=window, actor=actor, at=at)
    rules.check_window(window)
    case_queries.check_possible(case.status, ActKind.ACCEPT)
    gaps = rules.all_gaps(current_checks(case))
    if gaps:
        words = rules.missing_words(gaps)
        raise MaterialsIncomplete(f"还差 {len(gaps)} 处，不能受理：" + "；".join(words), missing=words)
    version = catalogue.version(case.version_id)
    terms = version.terms(case.answers)
    due = rules.days_to_keep(
        calendars.working_calendar(), promised=terms.promised, statutory=terms.statutory, at=at
    )
    cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.ACCEPT,
            at,
            window.id,
            "材料齐全，决定受理，开始计算办理时限",
            _due_details(due),
        ),
        evidence=AcceptanceFacts(actor.user_id, due.promised_on, due.statutory_on),
    )
    notice = notices.issue_notice(
        kind=NoticeKind.ACCEPTANCE_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=notice_data.acceptance(
            version=version,
            case=case,
            window=window,
            actor=actor,
            due=due,
            at=at,
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    outbox.publish(
        CaseAccepted(
            case.id, number, case.handling_code, case.organisation_id, due.promised_on, due.statutory_on
        ),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Accepted(case.id, number, notice, due.promised_on, due.statutory_on)


def _due_details(due: DueDates) -> dict[str, object]:
    return {
        "promised_due_on": due.promised_on.isoformat() if due.promised_on else None,
        "statutory_due_on": due.statutory_on.isoformat() if due.statutory_on else None,
    }
