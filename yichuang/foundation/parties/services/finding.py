"""Looking for somebody (查找办事人): for a purpose, and on record."""

from __future__ import annotations

from datetime import datetime

from yichuang.foundation.accounts.queries import reach
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import queries, rules
from yichuang.foundation.parties.errors import SearchIncomplete
from yichuang.foundation.parties.types import PartyKey, SoughtParty
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act

STREAM = "party-search"

_RECORDED = 20
"""So many of the parties found are named in the audit log."""


@act
def seek_party(*, by: PartyKey, value: str, purpose: str, actor: Actor, at: datetime) -> SoughtParty:
    """Look for a party by the whole of its identity number, name or phone, and write down why.

    The log keeps who looked, by what, for what, and whom it led to by id; what was typed it does not.

    Law:
        个人信息保护法 §6, §51: for a stated purpose, and on record.

    Args:
        purpose: at least four characters, without names and numbers: it goes into the audit log.

    Raises:
        NotYourRole: nobody whose work is with cases.
        SearchIncomplete: ``errors`` points at ``/value`` and ``/purpose``.
        TooManyNamesakes: so many are meant that a list of their cases helps nobody.
    """
    reach(actor, Act.READ_CASE)
    stated = " ".join(purpose.split())
    normal = rules.normal_sought(by, value)
    found = {
        "value": rules.sought_problem(by, normal),
        "purpose": rules.reason_problem(stated, normal or stated * 2, "查询"),
    }
    problems = {field: problem for field, problem in found.items() if problem}
    if problems:
        raise SearchIncomplete(
            "".join(problems.values()),
            errors=tuple(FieldError(f"/{field}", problem) for field, problem in problems.items()),
        )
    whom = queries.sought(by, value)
    party_ids = queries.parties_sought(whom)
    audit.record(
        stream=STREAM,
        stream_id=actor.user_id,
        action="searched",
        actor=actor.principal,
        at=at,
        details={
            "by": by.value,
            "purpose": stated,
            "count": len(party_ids),
            "parties": [str(party_id) for party_id in party_ids[:_RECORDED]],
        },
    )
    return whom
