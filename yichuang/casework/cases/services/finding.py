"""Looking for somebody's cases (按申请人查办件)."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases.queries import reference_of
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.types import PartyKey
from yichuang.kernel.transactions import act


@act
def search_applicant(*, by: PartyKey, value: str, purpose: str, actor: Actor, at: datetime) -> str:
    """Look for the cases of somebody by the whole of their number, name or phone, and write down why.

    Law:
        个人信息保护法 §6, §51: for a stated purpose, and on record.

    Returns:
        A reference for the list's address, which says nothing of the person and ends by itself.

    Raises:
        NotYourRole; SearchIncomplete; TooManyNamesakes.
    """
    whom = parties.seek_party(by=by, value=value, purpose=purpose, actor=actor, at=at)
    return reference_of(whom, actor.user_id, at)
