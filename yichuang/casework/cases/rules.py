"""The transition table and the case number: what may follow what."""

from __future__ import annotations

import re

from stdnum.iso7064 import mod_11_10

from yichuang.casework.cases.errors import ActNotPossible
from yichuang.casework.cases.types import ActKind as A
from yichuang.casework.cases.types import CaseStatus as S
from yichuang.casework.cases.types import CompletionCode as C

TRANSITIONS: dict[tuple[S | None, A], S] = {
    # before the window has it
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.PRE_CHECK): S.SUBMITTED,
    (S.SUBMITTED, A.PRE_REJECT): S.PRE_REJECTED,
    (S.SUBMITTED, A.RECEIVE): S.RECEIVED,
    (None, A.RECEIVE): S.RECEIVED,
    # received: five working days to answer (行政许可法 §32)
    (S.RECEIVED, A.FIX_ON_THE_SPOT): S.RECEIVED,
    (S.RECEIVED, A.REQUEST_CORRECTION): S.CORRECTION,
    (S.RECEIVED, A.FIND_NOT_NEEDED): S.NOT_NEEDED,
    (S.RECEIVED, A.DECLINE_ACCEPTANCE): S.NOT_ACCEPTED,
    (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, A.ACCEPT_BY_DEFAULT): S.ACCEPTED,
    (S.CORRECTION, A.RECORD_CORRECTION): S.CORRECTION,
    (S.CORRECTION, A.REQUEST_CORRECTION): S.CORRECTION,
    (S.CORRECTION, A.ACCEPT): S.ACCEPTED,
    (S.CORRECTION, A.DECLINE_ACCEPTANCE): S.NOT_ACCEPTED,
    (S.CORRECTION, A.LAPSE): S.LAPSED,
    # accepted: the clock runs
    (S.ACCEPTED, A.CLAIM): S.IN_REVIEW,
    (S.ACCEPTED, A.GRANT): S.GRANTED,
    (S.ACCEPTED, A.TERMINATE): S.TERMINATED,
    (S.IN_REVIEW, A.CLAIM): S.IN_REVIEW,
    (S.IN_REVIEW, A.OPINE): S.IN_REVIEW,
    (S.IN_REVIEW, A.EXTEND): S.IN_REVIEW,
    (S.IN_REVIEW, A.START_SPECIAL_PROCEDURE): S.SPECIAL_PROCEDURE,
    (S.SPECIAL_PROCEDURE, A.END_SPECIAL_PROCEDURE): S.IN_REVIEW,
    (S.IN_REVIEW, A.SUSPEND): S.SUSPENDED,
    (S.SUSPENDED, A.RESUME): S.IN_REVIEW,
    (S.IN_REVIEW, A.GRANT): S.GRANTED,
    (S.IN_REVIEW, A.REFUSE): S.REFUSED,
    (S.IN_REVIEW, A.REPORT_UP): S.REPORTED_UP,
    (S.IN_REVIEW, A.TERMINATE): S.TERMINATED,
    # decided: the result goes out
    (S.GRANTED, A.PREPARE_RESULT): S.AWAITING_ISSUE,
    (S.REFUSED, A.PREPARE_RESULT): S.AWAITING_ISSUE,
    (S.AWAITING_ISSUE, A.DELIVER): S.DELIVERED,
    (S.DELIVERED, A.ARCHIVE): S.ARCHIVED,
    (S.REPORTED_UP, A.ARCHIVE): S.ARCHIVED,
    (S.TERMINATED, A.ARCHIVE): S.ARCHIVED,
    (S.NOT_ACCEPTED, A.ARCHIVE): S.ARCHIVED,
    (S.NOT_NEEDED, A.ARCHIVE): S.ARCHIVED,
    (S.LAPSED, A.ARCHIVE): S.ARCHIVED,
    (S.WITHDRAWN, A.ARCHIVE): S.ARCHIVED,
    # the applicant may take it back until it is decided
    (S.DRAFT, A.WITHDRAW): S.WITHDRAWN,
    (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,
    (S.RECEIVED, A.WITHDRAW): S.WITHDRAWN,
    (S.CORRECTION, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.IN_REVIEW, A.WITHDRAW): S.WITHDRAWN,
    (S.SPECIAL_PROCEDURE, A.WITHDRAW): S.WITHDRAWN,
    (S.SUSPENDED, A.WITHDRAW): S.WITHDRAWN,
    # entered by mistake, or void in law: never physically deleted, number kept
    (S.DRAFT, A.DELETE): S.DELETED,
    (S.SUBMITTED, A.DELETE): S.DELETED,
    (S.RECEIVED, A.DELETE): S.DELETED,
    (S.RECEIVED, A.VOID): S.VOIDED,
    (S.CORRECTION, A.VOID): S.VOIDED,
    (S.ACCEPTED, A.VOID): S.VOIDED,
    (S.IN_REVIEW, A.VOID): S.VOIDED,
    (S.SUSPENDED, A.VOID): S.VOIDED,
}
"""(state, act) → next state. None is a case not yet born. What is not listed is refused.

Policy: DOMAIN 4.2, which derives it from 行政许可法 §29–57 and the national status codes.
"""

FINAL = frozenset(
    {S.DELIVERED, S.ARCHIVED, S.NOT_NEEDED, S.NOT_ACCEPTED, S.LAPSED, S.PRE_REJECTED}
    | {S.WITHDRAWN, S.VOIDED, S.DELETED, S.REPORTED_UP, S.TERMINATED}
)
"""Nothing more is owed to the applicant."""

STOPPED = frozenset({S.SPECIAL_PROCEDURE, S.SUSPENDED})
"""The clock stands still: only a written notice leads here (行政许可法 §45)."""

EVIDENCE = {
    A.RECEIVE: "receipt",
    A.ACCEPT: "acceptance",
    A.ACCEPT_BY_DEFAULT: "acceptance",
    A.GRANT: "decision",
    A.REFUSE: "decision",
    A.DELIVER: "delivery",
}
"""Acts the case keeps a key to, and the column of the key."""


ENDINGS = {
    A.PRE_REJECT: C.RETURNED,
    A.FIND_NOT_NEEDED: C.RETURNED,
    A.DECLINE_ACCEPTANCE: C.RETURNED,
    A.LAPSE: C.NO_CORRECTION,
    A.TERMINATE: C.RETURNED,
    A.WITHDRAW: C.RETURNED,
    A.REPORT_UP: C.REPORTED_UP,
    A.VOID: C.VOIDED,
    A.DELETE: C.DELETED,
}
"""Acts that end a case without a hand-over, and the national code of such an end. Policy: DOMAIN 4.2"""


ENDED_OTHERWISE = frozenset(
    {S.NOT_NEEDED, S.NOT_ACCEPTED, S.LAPSED, S.WITHDRAWN, S.VOIDED, S.DELETED, S.REPORTED_UP, S.TERMINATED}
)
"""Ended without a result that was handed over: few of all cases."""


def evidence_of_states() -> dict[S, set[frozenset[str]]]:
    """State → every set of evidence with which the table can lead there.

    The database's CHECKs are made of this, so a state and its evidence cannot contradict each other.
    """
    reached: dict[S | None, set[frozenset[str]]] = {None: {frozenset()}, S.DRAFT: {frozenset()}}
    waiting: list[tuple[S | None, frozenset[str]]] = [(None, frozenset()), (S.DRAFT, frozenset())]
    while waiting:
        status, held = waiting.pop()
        for (start, act), end in TRANSITIONS.items():
            after = held | {EVIDENCE[act]} if act in EVIDENCE else held
            if start is status and after not in reached.setdefault(end, set()):
                reached[end].add(after)
                waiting.append((end, after))
    return {status: found for status, found in reached.items() if status}


def next_status(status: S | None, act: A) -> S:
    """The state that ``act`` leads to.

    Raises:
        ActNotPossible: the table has no such step.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        state = status.label if status else "尚未收件"
        raise ActNotPossible(
            f"办件现在是“{state}”，不能办理“{act.label}”",
            status=status.value if status else None,
            act=act.value,
        ) from None


def is_case_number(text: str) -> bool:
    """Whether ``text`` has the form of a case number (办件编号) and its check digit fits.

    Region (6) + date (8) + serial (≥ 6) + check digit by ISO 7064 MOD 11,10.
    """
    return text.isascii() and text.isdigit() and 21 <= len(text) <= 24 and bool(mod_11_10.is_valid(text))


def is_progress_token(text: str) -> bool:
    """Whether ``text`` has the form of a progress token (进度查询码): 32 random bytes, base64url."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None
