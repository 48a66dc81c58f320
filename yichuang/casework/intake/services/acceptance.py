"""Acceptance (受理): the legal act that starts both clocks."""

from __future__ import annotations

from datetime import date, datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import AcceptanceFacts, ActKind, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import MaterialsIncomplete
from yichuang.casework.intake.events import CaseAccepted
from yichuang.casework.intake.queries import current_checks
from yichuang.casework.intake.services import notice_data
from yichuang.casework.intake.types import Accepted
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion


@act
def accept_case(*, number: str, window: WindowView, actor: Actor, at: datetime) -> Accepted:
    """Accept a case and start the promised and the statutory clock (受理, 受理通知书).

    The limits are those of the catalogue version the case was received under, so a later edit of
    the item never moves this deadline.

    Law:
        行政许可法 §32(1)(五)  complete and in legal form: must be accepted
        行政许可法 §32(2)      a dated, sealed written notice is owed
        行政许可法 §42, §82    the limit runs from acceptance, in working days

    Args:
        at: its Asia/Shanghai date is the legal date; the first day counted is the next one.

    Raises:
        CaseUnknown; ActNotPossible: already accepted or ended; NotYourRole, NotYourPlace.
        MaterialsIncomplete: carries ``missing``, the gaps in words.
        CalendarNotLoaded: a due date would fall beyond the loaded calendar.

    Publishes:
        ``intake.case-accepted`` v1.

    Concurrency: locks the case first; of two simultaneous calls one gets ActNotPossible.
    """
    accounts.require(actor, Act.ACCEPT, outlet_id=window.outlet_id, region_code=window.region_code)
    case = cases.lock_case(number=number)
    gaps = rules.all_gaps(current_checks(case))
    if gaps:
        words = rules.missing_words(gaps)
        raise MaterialsIncomplete(f"还差 {len(gaps)} 处，不能受理：" + "；".join(words), missing=words)
    version = catalogue.version(case.version_id)
    promised_due_on, statutory_due_on = _due_dates(version, legal_date(at))
    cases.take_step(
        case=case,
        step=Step(
            ActKind.ACCEPT,
            actor.principal,
            at,
            actor.user_id,
            actor.name,
            window.id,
            "材料齐全，决定受理，开始计算办理时限",
            _due_details(promised_due_on, statutory_due_on),
        ),
        evidence=AcceptanceFacts(actor.user_id, promised_due_on, statutory_due_on),
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
            due=(promised_due_on, statutory_due_on),
            at=at,
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    outbox.publish(
        CaseAccepted(
            case.id, number, case.handling_code, case.organisation_id, promised_due_on, statutory_due_on
        ),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Accepted(case.id, number, notice, promised_due_on, statutory_due_on)


def _due_dates(version: HandlingVersion, on: date) -> tuple[date | None, date | None]:
    calendar = calendars.working_calendar()
    promised = clocks.due_on(calendar, on, version.promised) if version.promised else None
    statutory = clocks.due_on(calendar, on, version.statutory) if version.statutory else None
    return promised or statutory, statutory


def _due_details(promised: date | None, statutory: date | None) -> dict[str, object]:
    return {
        "promised_due_on": promised.isoformat() if promised else None,
        "statutory_due_on": statutory.isoformat() if statutory else None,
    }
