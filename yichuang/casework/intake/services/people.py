"""The applicant and the agent of an application, recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.casework.intake.errors import AgentIsApplicant
from yichuang.casework.intake.types import Application
from yichuang.foundation.parties import queries as parties_queries
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.errors import InvalidIdentity
from yichuang.foundation.parties.types import PartyInput
from yichuang.kernel.errors import FieldError


@dataclass(frozen=True)
class RecordedPeople:
    """Applicant and agent, in the form they are stored and printed in."""

    applicant: PartyInput
    applicant_id: UUID
    agent: PartyInput | None
    agent_id: UUID | None


def record_people(application: Application, *, by: str, at: datetime) -> RecordedPeople:
    """Record who applies and who comes for them.

    Raises:
        InvalidIdentity: pointers begin with ``/applicant`` or ``/agent``.
        AgentIsApplicant.

    Concurrency: people are recorded in the order of their identities, so that two who come for each
        other at two windows do not wait for each other for ever.
    """
    people = {"applicant": parties_queries.normal_party(application.applicant)}
    if application.agent is not None:
        people["agent"] = parties_queries.normal_party(application.agent)
    in_order = sorted(people, key=lambda who: (people[who].id_type.value, people[who].id_number))
    ids = {who: _record(people[who], who, by, at) for who in in_order}
    if ids["applicant"] == ids.get("agent"):
        raise AgentIsApplicant(errors=(FieldError("/agent/id_number", "和申请人的证件号码一样"),))
    return RecordedPeople(people["applicant"], ids["applicant"], people.get("agent"), ids.get("agent"))


def _record(party: PartyInput, who: str, by: str, at: datetime) -> UUID:
    try:
        return parties.record_party(party=party, at=at, by=by)
    except InvalidIdentity as refusal:
        errors = tuple(FieldError(f"/{who}{error.pointer}", error.detail) for error in refusal.errors)
        whose = "代理人：" if who == "agent" else ""
        raise InvalidIdentity(whose + refusal.detail, errors=errors) from refusal
