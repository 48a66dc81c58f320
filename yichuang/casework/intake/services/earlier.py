"""Whoever came before (以前办过的人): what is known of them fills the form, masked, with its source."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake.types import EarlierParty
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.types import IdType
from yichuang.kernel.transactions import act


@act
def find_earlier(*, id_type: IdType, id_number: str, actor: Actor, at: datetime) -> EarlierParty | None:
    """What an earlier case or registration knows of the holder of this document; None: nothing.

    By the whole number alone, and on record.

    Law: 个人信息保护法 §6, §51

    Raises:
        NotYourRole, NotYourPlace: the actor serves nobody at a desk.
    """
    known = parties.look_up_party(id_type=id_type, id_number=id_number, actor=actor, at=at)
    if known is None:
        return None
    last = cases.last_received_of(known.id)
    return EarlierParty(known, last or known.since, last is not None)
