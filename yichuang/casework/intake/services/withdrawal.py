"""Withdrawal (撤回): the applicant takes the application back before a decision."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, Step
from yichuang.casework.intake import queries, rules
from yichuang.casework.intake.events import CaseWithdrawn
from yichuang.casework.intake.models import Withdrawal
from yichuang.casework.intake.services import ending_data
from yichuang.casework.intake.services.holding import hold_at_window
from yichuang.casework.intake.services.scans import check_scan
from yichuang.casework.intake.types import WithdrawalInput, Withdrawn
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act


@act
def withdraw_case(
    *, number: str, withdrawal: WithdrawalInput, window: WindowView, actor: Actor, at: datetime
) -> Withdrawn:
    """Take an application back at its applicant's wish (撤回, 终止办理（退件）通知书).

    At any window of the outlet that received it, until it is decided, on a signed paper of the
    applicant, or of the case's agent under a written authority to withdraw. The papers go back, and
    the notice lists them. Nothing is lost for a later application.

    Law:
        行政许可法 §29  what an agent may apply for, an agent may take back

    Policy: DOMAIN 2.1 — the law has no article; in writing, with a certificate, the materials returned.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere.
        ActNotPossible: decided or ended.
        WithdrawalUnproven: ``errors`` point at ``/by_agent``, ``/has_signed_paper``, ``/identity_checked``.
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow: of the agent. FileNotStored: of the scan.

    Publishes:
        ``intake.case-withdrawn`` v1.

    Concurrency: locks the case first; of a decision and a withdrawal the second gets ActNotPossible.
    """
    case = hold_at_window(number=number, act=Act.WITHDRAW, window=window, actor=actor, at=at)
    queries.check_withdrawal(case, withdrawal, legal_date(at))
    check_scan(withdrawal.file_id, pointer="/file_id")
    returned = rules.returned_words(queries.current_checks(case))
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.WITHDRAW,
            at,
            window.id,
            "申请已经撤回，不再办理" + ("，材料已经退还" if returned else ""),
            {"by_agent": withdrawal.by_agent},
        ),
    )
    notice = notices.issue_notice(
        kind=NoticeKind.TERMINATION_NOTICE,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=ending_data.termination(
            case=case, withdrawal=withdrawal, returned=returned, window=window, actor=actor, at=at
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    Withdrawal.objects.create(
        case_id=case.id,
        act_id=act_id,
        agent_id=case.agent_id if withdrawal.by_agent else None,
        reason=withdrawal.reason.strip(),
        file_id=withdrawal.file_id,
        notice_number=notice.number,
    )
    outbox.publish(
        CaseWithdrawn(case.id, number, case.handling_code, case.organisation_id, case.status.value),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Withdrawn(case.id, number, notice, returned)
