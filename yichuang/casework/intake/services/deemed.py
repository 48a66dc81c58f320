"""Acceptance by default (视为受理): the authority kept silent, so the law accepts."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import AcceptanceFacts, ActKind, CaseView, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.events import CaseAccepted
from yichuang.casework.intake.services import correction_data
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.offer.catalogue import queries as catalogue


def accept_by_default(case: CaseView, at: datetime) -> None:
    """Record that a held case counts as accepted from the moment its materials were received.

    Nobody accepted it, whatever is missing. Both limits run from the receipt, so the days that
    passed in silence are the authority's.

    Law: 行政许可法 §32(1)(四) — not told in time, accepted from the day the materials were received

    Raises:
        CalendarNotLoaded: a limit ends beyond the loaded calendar. Nothing is guessed: the case stays
            accepted by law, and the record follows when the year is there.

    Publishes:
        ``intake.case-accepted`` v1 with ``by_default``.
    """
    version = catalogue.version(case.version_id)
    terms = version.terms(case.answers)
    due = rules.days_to_keep(
        calendars.working_calendar(),
        promised=terms.promised,
        statutory=terms.statutory,
        at=case.received_at,
    )
    cases.take_step(
        case=case,
        step=Step(
            ActKind.ACCEPT_BY_DEFAULT,
            "system",
            at,
            words="没有在答复期限内告知需要补正的内容，自收到申请材料之日起视为受理",
            details={
                "answer_due_on": case.answer_due_on.isoformat(),
                "promised_due_on": due.promised_on.isoformat() if due.promised_on else None,
                "statutory_due_on": due.statutory_on.isoformat() if due.statutory_on else None,
            },
        ),
        evidence=AcceptanceFacts(None, due.promised_on, due.statutory_on, case.received_at),
    )
    notices.issue_notice(
        kind=NoticeKind.ACCEPTANCE_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=correction_data.acceptance_by_default(version=version, case=case, due=due),
        at=at,
        outlet_id=case.outlet_id,
    )
    outbox.publish(
        CaseAccepted(
            case.id,
            case.number,
            case.handling_code,
            case.organisation_id,
            due.promised_on,
            due.statutory_on,
            by_default=True,
        ),
        actor="system",
        at=at,
        topic=case.topic,
    )
