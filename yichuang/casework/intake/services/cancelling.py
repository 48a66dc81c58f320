"""Void and deleted (作废、删除): a supervisor takes a case out, with a reason, and nothing is removed."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import Step
from yichuang.casework.intake import queries, rules
from yichuang.casework.intake.events import CaseCancelled
from yichuang.casework.intake.models import Cancellation
from yichuang.casework.intake.services.settling import settle_by_time
from yichuang.casework.intake.types import CancellationKind
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices import services as notices
from yichuang.kernel import outbox
from yichuang.kernel.transactions import act

_WORDS = {
    CancellationKind.VOID: "办件作废，不再办理",
    CancellationKind.DELETE: "录入错误，已删除，编号不再使用",
}


@act
def void_case(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Declare a case void in law (作废). It stays where it is, and whoever may read it still may.

    By the hall manager of its outlet or the head of the competent department, never by who received
    or accepted it.

    Policy: DOMAIN 4.2 and R28 — a written reason, a supervisor, nothing removed, the number never reused.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ActNotPossible: decided or ended;
        OwnCase; CancellationUnexplained: ``errors`` point at ``/reason``.

    Publishes:
        ``intake.case-cancelled`` v1, kind ``void``.

    Concurrency: locks the case first; of a decision and a cancellation the second gets ActNotPossible.
    """
    _cancel(number, CancellationKind.VOID, reason, actor, at)


@act
def delete_case(*, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Take out a case that was entered by mistake (删除), before anybody answered it. Soft, as void.

    Policy: R28 — soft, with a reason, by a supervisor. What was accepted can only be declared void.

    Raises:
        As :func:`void_case`.

    Publishes:
        ``intake.case-cancelled`` v1, kind ``delete``.

    Concurrency: locks the case first; of an acceptance and a deletion the second gets ActNotPossible.
    """
    _cancel(number, CancellationKind.DELETE, reason, actor, at)


def _cancel(number: str, kind: CancellationKind, reason: str, actor: Actor, at: datetime) -> None:
    case = settle_by_time(number=number, at=at)
    queries.check_cancellation(case, kind, actor)
    given = rules.given_reason(reason, kind.label)
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            queries.act_of_cancellation(kind),
            at,
            words=_WORDS[kind],
        ),
    )
    Cancellation.objects.create(
        case_id=case.id,
        act_id=act_id,
        kind=kind.value,
        reason=given,
        by_user_id=actor.user_id,
        by_name=actor.name,
    )
    notices.void_notices(case_number=number, at=at)
    outbox.publish(
        CaseCancelled(
            case.id,
            number,
            case.handling_code,
            case.organisation_id,
            case.outlet_id,
            kind.value,
            case.status.value,
        ),
        actor=actor.principal,
        at=at,
        topic=case.topic,
    )
