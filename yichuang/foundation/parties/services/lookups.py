"""Looking for somebody who came before (查以前的登记): by the whole identity number, and on record."""

from __future__ import annotations

from datetime import datetime

from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import queries, rules
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.services.authorities import require_desk
from yichuang.foundation.parties.services.people import STREAM
from yichuang.foundation.parties.types import IdType, KnownParty
from yichuang.kernel import audit
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

LOOKUP_STREAM = "party-lookup"


@act
def look_up_party(*, id_type: IdType, id_number: str, actor: Actor, at: datetime) -> KnownParty | None:
    """What is known of whoever has this identity document (办事人以前的登记), masked; None: nobody.

    Never by part of a number and never by name. Each look-up is on record: of who was found with them,
    of nobody with whoever asked.

    Law: 个人信息保护法 §6, §51

    Raises:
        NotYourRole, NotYourPlace: the actor serves nobody at a desk.
    """
    require_desk(actor)
    number = rules.normal_id_number(id_number)
    if not number or rules.ID_PROBLEM[id_type](number, legal_date(at)):
        return None
    row = Party.objects.filter(id_type=id_type.value, id_index=queries.id_index(id_type, number)).first()
    audit.record(
        stream=STREAM if row else LOOKUP_STREAM,
        stream_id=row.id if row else actor.user_id,
        action="looked-up" if row else "not-found",
        actor=actor.principal,
        at=at,
        details={"id_type": id_type.value},
    )
    return queries.known(row) if row else None
