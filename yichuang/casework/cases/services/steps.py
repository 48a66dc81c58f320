"""A case's birth, and one step after another.

Other domains decide *whether* a step is lawful and call these inside their own transaction; here
the transition table is applied, the act row, the status and the audit entry are written together.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.casework.cases import rules
from yichuang.casework.cases.errors import CaseUnknown
from yichuang.casework.cases.queries import CASE_COLUMNS, check_number, to_view
from yichuang.casework.cases.types import (
    AcceptanceFacts,
    BornCase,
    CaseView,
    DecisionFacts,
    DeliveryFacts,
    EndingFacts,
    Evidence,
    NewCase,
    Step,
)
from yichuang.kernel import audit
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

_OPEN_CASE = """
WITH born AS (
    INSERT INTO cases_case (
        id, number, status, region_code, version_id, item_code, handling_code, name, item_type,
        handling_type, organisation_id, outlet_id, window_id, applicant_id, agent_id, channel,
        answers, progress_token, received_at, answer_due_on, receipt_id, act_count)
    VALUES (
        %(case)s, cases_next_number(%(region)s, %(on)s), %(status)s, %(region)s, %(version)s,
        %(item)s, %(handling)s, %(name)s, %(item_type)s, %(handling_type)s, %(organisation)s,
        %(outlet)s, %(window)s, %(applicant)s, %(agent)s, %(channel)s, %(answers)s::jsonb,
        %(token)s, %(at)s, %(answer_due_on)s, %(act)s, 1)
    RETURNING number
), step AS (
    INSERT INTO cases_act (
        id, case_id, sequence, kind, at, actor, by_user_id, by_name, window_id, from_status,
        to_status, words, details)
    VALUES (%(act)s, %(case)s, 1, %(kind)s, %(at)s, %(actor)s, %(by_user)s, %(by_name)s,
        %(window)s, '', %(status)s, %(words)s, %(details)s::jsonb)
)
SELECT number FROM born
"""

# what each kind of evidence leaves on the case beside the status
_EVIDENCE_COLUMNS: dict[type[Evidence] | None, str] = {
    None: "",
    AcceptanceFacts: """,
        accepted_at = %(accepted_at)s, accepted_by_id = %(accepted_by)s, acceptance_id = %(act)s,
        acceptance_order = nextval('cases_acceptance_order'),
        promised_due_on = %(promised)s, statutory_due_on = %(statutory)s""",
    DecisionFacts: ", decided_at = %(at)s, decision_id = %(act)s",
    DeliveryFacts: ", delivery_id = %(act)s, completed_at = %(at)s, completion_code = %(completion)s",
    EndingFacts: ", completed_at = %(at)s, completion_code = %(completion)s",
}
# NO KEY: rows that only point at the case, as a review being routed, need not wait for it
_LOCK_CASE = f"""
SELECT {", ".join(CASE_COLUMNS)} FROM cases_case WHERE number = %s FOR NO KEY UPDATE
"""  # noqa: S608 - constants only

_TAKE_STEP = {
    kind: f"""
WITH moved AS (
    UPDATE cases_case SET status = %(status)s, act_count = act_count + 1{columns}
    WHERE id = %(case)s
)
INSERT INTO cases_act (
    id, case_id, sequence, kind, at, actor, by_user_id, by_name, window_id, from_status,
    to_status, words, details)
VALUES (%(act)s, %(case)s, %(sequence)s, %(kind)s, %(at)s, %(actor)s, %(by_user)s, %(by_name)s,
    %(window)s, %(from_status)s, %(status)s, %(words)s, %(details)s::jsonb)
"""  # noqa: S608 - constants only
    for kind, columns in _EVIDENCE_COLUMNS.items()
}


@act
def open_case(*, new: NewCase, step: Step) -> BornCase:
    """Give birth to a case at its receipt (收件). One statement, and one for its audit entry.

    Law: 行政许可法 §32 — the materials' receipt is a dated fact from which the answer is due.
    """
    case_id, act_id, token = new_id(), new_id(), secrets.token_urlsafe(32)
    status = rules.next_status(None, step.kind)
    parameters = _step_parameters(case_id, act_id, step) | {
        "status": status.value,
        "region": new.region_code,
        "on": legal_date(step.at),
        "version": new.version_id,
        "item": new.item_code,
        "handling": new.handling_code,
        "name": new.name,
        "item_type": new.item_type,
        "handling_type": new.handling_type,
        "organisation": new.organisation_id,
        "outlet": new.outlet_id,
        "window": new.window_id,
        "applicant": new.applicant_id,
        "agent": new.agent_id,
        "channel": new.channel.value,
        "answers": json.dumps(new.answers, ensure_ascii=False),
        "token": token,
        "answer_due_on": new.answer_due_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_CASE, parameters)
        number: str = cursor.fetchone()[0]
    audit.record(
        stream="case",
        stream_id=case_id,
        action=step.kind.value,
        actor=step.actor,
        at=step.at,
        details={"number": number, "to": status.value},
        first=True,
    )
    case = CaseView(
        id=case_id,
        number=number,
        status=status,
        received_at=step.at,
        accepted_at=None,
        accepted_by_id=None,
        promised_due_on=None,
        statutory_due_on=None,
        decided_at=None,
        completed_at=None,
        completion_code=None,
        progress_token=token,
        act_count=1,
        **{name: getattr(new, name) for name in NewCase.__dataclass_fields__},
    )
    return BornCase(case, act_id)


@act
def lock_case(*, number: str) -> CaseView:
    """Hold a case until the transaction ends and read it. Every act begins with this.

    Raises:
        CaseUnknown: no case has this number.
    """
    check_number(number)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CASE, [number])
        row = cursor.fetchone()
    if row is None:
        raise CaseUnknown(f"没有办件 {number}，请核对办件编号")
    columns = dict(zip(CASE_COLUMNS, row, strict=True))
    return to_view(columns | {"answers": json.loads(columns["answers"])})


@act
def take_step(*, case: CaseView, step: Step, evidence: Evidence | None = None) -> UUID:
    """Write one act of a held case: act row, status, evidence and audit entry together.

    An act that ends the case (``rules.ENDINGS``) completes it with the code of such an end.

    Args:
        case: as :func:`lock_case` returned it in this transaction.

    Returns:
        Id of the act.

    Raises:
        ActNotPossible: the transition table has no such step from the case's state.

    Concurrency: the caller holds the case; ``one_act_per_step`` is the backstop.
    """
    status = rules.next_status(case.status, step.kind)
    if step.kind in rules.ENDINGS:
        evidence = EndingFacts(rules.ENDINGS[step.kind])
    act_id = new_id()
    parameters = (
        _step_parameters(case.id, act_id, step)
        | {"status": status.value, "from_status": case.status.value, "sequence": case.act_count + 1}
        | _evidence_parameters(evidence, step.at)
    )
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_STEP[type(evidence) if evidence else None], parameters)
    audit.record(
        stream="case",
        stream_id=case.id,
        action=step.kind.value,
        actor=step.actor,
        at=step.at,
        details={"from": case.status.value, "to": status.value} | _authorisation(step),
    )
    return act_id


def _authorisation(step: Step) -> dict[str, object]:
    """The written authorisation (书面授权) on which the step rests, for the audit; mostly none."""
    number = (step.details or {}).get("authorisation")
    return {"authorisation": number} if number else {}


def _step_parameters(case_id: UUID, act_id: UUID, step: Step) -> dict[str, Any]:
    return {
        "case": case_id,
        "act": act_id,
        "kind": step.kind.value,
        "at": step.at,
        "actor": step.actor,
        "by_user": step.by_user_id,
        "by_name": step.by_name,
        "window": step.window_id,
        "words": step.words,
        "details": json.dumps(step.details or {}, ensure_ascii=False),
    }


def _evidence_parameters(evidence: Evidence | None, at: datetime) -> dict[str, Any]:
    if isinstance(evidence, AcceptanceFacts):
        return {
            "accepted_at": evidence.accepted_at or at,
            "accepted_by": evidence.accepted_by_id,
            "promised": evidence.promised_due_on,
            "statutory": evidence.statutory_due_on,
        }
    if isinstance(evidence, DeliveryFacts | EndingFacts):
        return {"completion": evidence.completion_code.value}
    return {}
