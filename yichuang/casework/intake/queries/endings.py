"""Whether a case may be ended so. The act asks after locking; pages ask before they show what it writes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import ReceivedElsewhere
from yichuang.casework.intake.models import Cancellation
from yichuang.casework.intake.queries.checks import current_checks
from yichuang.casework.intake.types import (
    CancellationKind,
    CancellationView,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import AgentPower
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import Conflict, Forbidden

_TAKEN_IN = (ActKind.RECEIVE, ActKind.ACCEPT)


def act_of_ground(ground: NonAcceptanceGround) -> ActKind:
    """What not accepting on this ground is called in the case."""
    if ground is NonAcceptanceGround.NOT_NEEDED:
        return ActKind.FIND_NOT_NEEDED
    return ActKind.DECLINE_ACCEPTANCE


def act_of_cancellation(kind: CancellationKind) -> ActKind:
    """What cancelling so is called in the case."""
    return ActKind.VOID if kind is CancellationKind.VOID else ActKind.DELETE


def check_window_of_case(case: CaseView, act: Act, window: WindowView, actor: Actor) -> None:
    """Whether the actor may do this with the case at this window: one of the outlet that received it.

    Raises:
        NotYourRole, NotYourPlace: not this person, or not there.
        ReceivedElsewhere: carries ``outlet``.
    """
    accounts.require(actor, act, outlet_id=window.outlet_id, region_code=window.region_code)
    accounts.require(actor, act, outlet_id=case.outlet_id, region_code=case.region_code)
    if case.outlet_id != window.outlet_id:
        outlet = places.outlet(case.outlet_id)
        raise ReceivedElsewhere(f"这个办件是{outlet.name}收的，请到那里的窗口办理", outlet=outlet.code)


def check_non_acceptance(case: CaseView, refusal: NonAcceptanceInput) -> NonAcceptanceInput:
    """The refusal to accept as it will stand, when the case may be refused so (不予受理).

    Raises:
        ActNotPossible; NonAcceptanceIncomplete; NotYetCorrected, NothingMissing.
    """
    cases.check_possible(case.status, act_of_ground(refusal.ground))
    authority = places.organisation(case.organisation_id)
    complete = rules.complete_non_acceptance(refusal, own_name=authority.name)
    if refusal.ground is NonAcceptanceGround.STILL_INCOMPLETE:
        steps = [step.kind for step in cases.timeline(case.id)]
        rules.check_still_incomplete(rules.all_gaps(current_checks(case)), steps)
    return complete


def check_withdrawal(case: CaseView, withdrawal: WithdrawalInput, on: date) -> None:
    """Whether the case may be taken back by who came (撤回).

    Raises:
        ActNotPossible; WithdrawalUnproven;
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow: of the agent.
    """
    cases.check_possible(case.status, ActKind.WITHDRAW)
    rules.check_withdrawal(withdrawal, has_agent=case.agent_id is not None)
    if withdrawal.by_agent and case.agent_id is not None:
        parties.check_authority(
            principal_id=case.applicant_id,
            agent_id=case.agent_id,
            power=AgentPower.WITHDRAW,
            handling_code=case.handling_code,
            on=on,
        )


def check_cancellation(case: CaseView, kind: CancellationKind, actor: Actor) -> None:
    """Whether this supervisor may cancel the case now (作废、删除).

    Raises:
        NotYourRole, NotYourPlace; ActNotPossible; OwnCase.
    """
    accounts.require(
        actor,
        Act.CANCEL_CASE,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    )
    cases.check_possible(case.status, act_of_cancellation(kind))
    rules.check_not_own(actor.user_id, cases.takers_of(case.id, _TAKEN_IN))


def cancellations_open_to(case: CaseView, actor: Actor) -> tuple[CancellationKind, ...]:
    """How this person may cancel the case now: for pages that offer only what is possible."""
    kinds = cases.cancellations_of(case, actor)
    if not kinds or actor.user_id in cases.takers_of(case.id, _TAKEN_IN):
        return ()
    return tuple(CancellationKind(kind) for kind in kinds)


def cancellation_of(case_id: UUID) -> CancellationView | None:
    """Why and by whom a case was cancelled; None: it was not. One statement."""
    row = Cancellation.objects.select_related("act").filter(case_id=case_id).first()
    if row is None:
        return None
    return CancellationView(CancellationKind(row.kind), row.reason, row.by_name, row.act.at)


def ways_out(case: CaseView, window: WindowView, actor: Actor) -> tuple[str, ...]:
    """How this person may end the case here and now, beside a decision: for the menu of its page.

    Of ``not-needed``, ``non-acceptance``, ``withdrawal``, ``void`` and ``delete``.
    """
    asked = (
        ("not-needed", Act.DECLINE, ActKind.FIND_NOT_NEEDED),
        ("non-acceptance", Act.DECLINE, ActKind.DECLINE_ACCEPTANCE),
        ("withdrawal", Act.WITHDRAW, ActKind.WITHDRAW),
    )
    open_here = []
    for name, act, kind in asked:
        try:
            check_window_of_case(case, act, window, actor)
            cases.check_possible(case.status, kind)
        except (Forbidden, Conflict):
            continue
        open_here.append(name)
    return (*open_here, *(kind.value for kind in cancellations_open_to(case, actor)))
