"""The people of a case in full, for a reason."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases.queries import case_by_number
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.types import Matter, PartyView
from yichuang.kernel.transactions import act


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
