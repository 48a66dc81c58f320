"""Non-acceptance (不予受理): not needed, not ours, or still not in form; always in writing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import CaseView, Step
from yichuang.casework.intake import queries
from yichuang.casework.intake.events import AcceptanceDeclined
from yichuang.casework.intake.models import NonAcceptance
from yichuang.casework.intake.services import ending_data
from yichuang.casework.intake.services.holding import hold_at_window
from yichuang.casework.intake.types import Declined, NonAcceptanceGround, NonAcceptanceInput
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import NoticeKind, NoticeRef, Remedies
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act


@act
def decline_acceptance(
    *, number: str, refusal: NonAcceptanceInput, window: WindowView, actor: Actor, at: datetime
) -> Declined:
    """Decide not to accept an application and say so in writing (不予受理, 不予受理通知书).

    The notice names the ground, the reason, the legal basis, where it can be challenged, and the right
    authority when this one is not competent. A licence nobody answered in time is accepted by law
    and can no longer be declined: the refusal finds it accepted.

    Law:
        行政许可法 §32(1)(二)  not this authority's: declined at once, naming the one to apply to
        行政许可法 §32(1)(四)  not told in time: accepted
        行政许可法 §32(2)      in writing, dated, under seal
        行政许可法 §38(2)      with reasons and remedies

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere.
        ActNotPossible: answered already, by the authority or by the law.
        NonAcceptanceIncomplete: ``errors`` point at ``/reason``, ``/legal_basis``, ``/apply_to``.
        NotYetCorrected, NothingMissing: of incomplete materials as the ground.
        RemediesUnknown: nobody recorded where the authority's refusals can be challenged.

    Publishes:
        ``intake.acceptance-declined`` v1.

    Concurrency: locks the case first; of two simultaneous answers one gets ActNotPossible.
    """
    case = hold_at_window(number=number, act=Act.DECLINE, window=window, actor=actor, at=at)
    complete = queries.check_non_acceptance(case, refusal)
    remedies = case_queries.remedies_of(case)
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            queries.act_of_ground(complete.ground),
            at,
            window.id,
            _words(complete),
            {"ground": complete.ground.value, "apply_to": complete.apply_to},
        ),
    )
    notice = notices.issue_notice(
        kind=NoticeKind.NON_ACCEPTANCE,
        authority=places.organisation(case.organisation_id),
        case_number=number,
        data=ending_data.non_acceptance(
            case=case, refusal=complete, remedies=remedies, window=window, actor=actor, at=at
        ),
        at=at,
        outlet_id=case.outlet_id,
    )
    _record(case, act_id, complete, remedies, notice)
    outbox.publish(
        AcceptanceDeclined(case.id, number, case.handling_code, case.organisation_id, complete.ground.value),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
    return Declined(case.id, number, notice)


@act
def find_not_needed(
    *,
    number: str,
    reason: str,
    legal_basis: tuple[str, ...],
    window: WindowView,
    actor: Actor,
    at: datetime,
) -> Declined:
    """Tell the applicant, in writing, that the law asks for nothing here (不需要办理).

    Law:
        行政许可法 §32(1)(一)  no licence needed: the applicant is told at once
        行政许可法 §32(2)      in writing, dated, under seal

    Raises:
        As :func:`decline_acceptance`; the case must be one that nobody has answered in any way.

    Publishes:
        ``intake.acceptance-declined`` v1, ground ``not-needed``.
    """
    finding = NonAcceptanceInput(NonAcceptanceGround.NOT_NEEDED, reason, legal_basis)
    return decline_acceptance(number=number, refusal=finding, window=window, actor=actor, at=at)


def _words(refusal: NonAcceptanceInput) -> str:
    if refusal.ground is NonAcceptanceGround.NOT_NEEDED:
        return "这件事不需要办理，原因写在不予受理通知书上"
    if refusal.apply_to:
        return f"这件事不由本机关办理，请向{refusal.apply_to}申请"
    return "不予受理，理由写在不予受理通知书上"


def _record(
    case: CaseView,
    act_id: UUID,
    refusal: NonAcceptanceInput,
    remedies: Remedies | None,
    notice: NoticeRef,
) -> None:
    NonAcceptance.objects.create(
        case_id=case.id,
        act_id=act_id,
        ground=refusal.ground.value,
        reason=refusal.reason,
        legal_basis=list(refusal.legal_basis),
        apply_to=refusal.apply_to,
        reconsideration_body=remedies.reconsideration_body if remedies else "",
        court=remedies.court if remedies else "",
        notice_number=notice.number,
    )
