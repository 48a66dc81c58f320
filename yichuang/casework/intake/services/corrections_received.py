"""Corrections handed in (补正材料): recorded, and a receipt given for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import AgentNotRecorded
from yichuang.casework.intake.events import CorrectionRecorded
from yichuang.casework.intake.queries import current_checks, notices_told
from yichuang.casework.intake.services import correction_data
from yichuang.casework.intake.services.fixes import check_again
from yichuang.casework.intake.services.holding import hold_at_window
from yichuang.casework.intake.services.materials import write_checks
from yichuang.casework.intake.services.notice_data import officer_words
from yichuang.casework.intake.types import Corrected, MaterialInput
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import AgentPower
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue


@act
def record_corrections(
    *,
    number: str,
    materials: Iterable[MaterialInput],
    window: WindowView,
    actor: Actor,
    at: datetime,
    by_agent: bool = False,
) -> Corrected:
    """Record what came in answer to a correction notice, and give a receipt for it (补正材料接收单).

    Only the materials named are checked anew; the others keep their last check. Corrections may come
    in parts until the last day; when nothing is missing any more the case is to be accepted.

    Law:
        行政许可法 §29         an agent may act, as far as the written authority goes
        行政许可法 §31         nothing the published list does not name
        行政许可法 §32(1)(五)  all corrections made: must be accepted

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere; WindowTakesNothing.
        ActNotPossible: nothing was asked for, or the last day has passed.
        AgentNotRecorded; AuthorityMissing, AuthorityEnded, AuthorityTooNarrow: of the agent who came.
        NothingHandedIn; MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown, FileNotStored.

    Publishes:
        ``intake.correction-recorded`` v1.

    Concurrency: locks the case first.
    """
    case = hold_at_window(number=number, act=Act.CORRECT, window=window, actor=actor, at=at)
    rules.check_window(window)
    case_queries.check_possible(case.status, ActKind.RECORD_CORRECTION)
    if by_agent:
        _check_agent(case, legal_date(at))
    checked = check_again(case, tuple(materials))
    anew = {material.code: material for material in checked}
    gaps = rules.all_gaps(anew.get(material.code, material) for material in current_checks(case))
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.RECORD_CORRECTION,
            at,
            window.id,
            f"收到补正材料 {len(checked)} 份",
            {
                "materials": [material.code for material in checked],
                "missing": rules.missing_words(gaps),
                "by_agent": by_agent,
            },
        ),
    )
    write_checks(case.id, act_id, checked)
    receipt = notices.issue_notice(
        kind=NoticeKind.CORRECTION_RECEIPT,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=correction_data.receipt(
            version=catalogue.version(case.version_id),
            case=case,
            officer=officer_words(window, actor),
            checked=checked,
            gaps=gaps,
            at=at,
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    event = CorrectionRecorded(case.id, number, len(gaps))
    outbox.publish(event, actor=actor.principal, at=at, topic=case.topic)
    return Corrected(case.id, number, receipt, gaps, notices_told(case)[-1].correct_by)


def _check_agent(case: CaseView, on: date) -> None:
    """Whether the agent of the case may correct for the applicant today."""
    if case.agent_id is None:
        raise AgentNotRecorded
    parties.check_authority(
        principal_id=case.applicant_id,
        agent_id=case.agent_id,
        power=AgentPower.CORRECT,
        handling_code=case.handling_code,
        on=on,
    )
