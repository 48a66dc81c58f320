"""Writing a case: birth, and one step after another.

Other domains decide *whether* a step is lawful and call these inside their own transaction; here
the transition table is applied, the act row, the status and the audit entry are written together.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.casework.cases import rules
from yichuang.casework.cases.errors import CaseUnknown, TooManyGuesses
from yichuang.casework.cases.models import ProgressGuess
from yichuang.casework.cases.queries import CASE_COLUMNS, case_by_number, check_number, to_view
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
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.types import Matter, PartyView
from yichuang.kernel import audit
from yichuang.kernel.crypto import blind_index
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

_BOOK_GUESS = """
INSERT INTO cases_progressguess (bucket, count, ends_at)
SELECT bucket, 1, %s FROM unnest(%s::text[]) bucket ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET count = cases_progressguess.count + 1
RETURNING bucket, count
"""

# Policy: look-ups that do not fit, an hour. People mistype; nobody mistypes this often.
GUESSES_PER_SOURCE = 30  # a hall's visitors share one address
GUESSES_PER_CASE = 5
GUESSES_IN_ALL = 3000


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
        details={"from": case.status.value, "to": status.value},
    )
    return act_id


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


@act
def book_guess(*, source: str, number: str, at: datetime) -> None:
    """Take one of this hour's look-ups that may fail (查询防刷), by source, by case number and in all.

    It is taken before anyone looks, so that guesses sent at once do not pass the limit together;
    :func:`return_guess` gives it back when the answer was right.

    Policy: DESIGN, "look-up guesses are limited by source, by case and in all".

    Raises:
        TooManyGuesses: carries ``retry_after_seconds``; the refused look-up is not counted.
    """
    limits = _buckets(source, number, at)
    ends_at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK_GUESS, [ends_at, sorted(limits)])
        booked: list[tuple[str, int]] = cursor.fetchall()
    if any(count > limits[bucket] for bucket, count in booked):
        raise TooManyGuesses(retry_after_seconds=int((ends_at - at).total_seconds()))


@act
def return_guess(*, source: str, number: str, at: datetime) -> None:
    """Give back what :func:`book_guess` took at the same moment: the answer was right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_progressguess SET count = greatest(count - 1, 0) WHERE bucket IN"
            " (SELECT bucket FROM cases_progressguess WHERE bucket = ANY(%s) ORDER BY bucket FOR UPDATE)",
            [sorted(_buckets(source, number, at))],
        )


@act
def forget_guesses(*, at: datetime) -> int:
    """Delete counts whose hour has passed; returns how many."""
    count, _ = ProgressGuess.objects.filter(ends_at__lt=at).delete()
    return count


@act
def show_people(*, number: str, actor: Actor, reason: str, at: datetime) -> tuple[PartyView, ...]:
    """Show the applicant, and the agent after them, in full (查看完整信息) to staff whose case it is.

    Law: 个人信息保护法 §6, §51 — for a stated purpose, and on record.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReasonMissing.
    """
    case = case_by_number(number)
    matter = Matter(case.outlet_id, case.organisation_id, case.region_code)
    return tuple(
        parties.unmask_party(party_id=party_id, actor=actor, matter=matter, reason=reason, at=at)
        for party_id in (case.applicant_id, case.agent_id)
        if party_id
    )


def _buckets(source: str, number: str, at: datetime) -> dict[str, int]:
    """Bucket → its limit. Source and number are digested: the table holds no address."""
    hour = at.strftime("%Y%m%d%H")

    def short(value: str) -> str:
        return blind_index(value, "cases.guesses").hex()[:24]

    return {
        f"source:{short(source)}:{hour}": GUESSES_PER_SOURCE,
        f"case:{short(number)}:{hour}": GUESSES_PER_CASE,
        f"all:{hour}": GUESSES_IN_ALL,
    }


__all__ = [
    "book_guess",
    "forget_guesses",
    "lock_case",
    "open_case",
    "return_guess",
    "show_people",
    "take_step",
]
