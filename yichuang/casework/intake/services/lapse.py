"""Lapse (逾期未补正): what was asked for did not come, so the case ends without an answer."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.events import CaseLapsed
from yichuang.casework.intake.queries import current_checks, notices_told
from yichuang.casework.intake.services import correction_data
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.kernel import outbox
from yichuang.kernel.time import date_words
from yichuang.offer.catalogue import queries as catalogue


def lapse(case: CaseView, at: datetime) -> None:
    """Record that a held case ended because not everything came in time (补正不来办结).

    Policy: DOMAIN 2.1 — no law sets the period; the notice named it, and what follows when it ends.

    Publishes:
        ``intake.case-lapsed`` v1.
    """
    told = notices_told(case)[-1]
    checked = current_checks(case)
    cases.take_step(
        case=case,
        step=Step(
            ActKind.LAPSE,
            "system",
            at,
            words=f"到{date_words(told.correct_by)}没有收到全部补正材料，视为放弃申请",
            details={
                "correct_by": told.correct_by.isoformat(),
                "missing": rules.missing_words(rules.all_gaps(checked)),
            },
        ),
    )
    notices.issue_notice(
        kind=NoticeKind.TERMINATION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        data=correction_data.lapse(
            version=catalogue.version(case.version_id), case=case, told=told, checked=checked, at=at
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    outbox.publish(
        CaseLapsed(case.id, case.number, case.handling_code, case.organisation_id, told.correct_by),
        actor="system",
        at=at,
        topic=case.topic,
    )
