"""The papers of a case's agent: recorded when one comes later, taken back when the applicant says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake.errors import NoAgent
from yichuang.casework.intake.services.people import AUTHORITY_SCAN, of_agent
from yichuang.casework.intake.services.scans import check_scan
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import queries as parties_queries
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.errors import AuthorityEnded, AuthorityUnknown, InvalidAuthority
from yichuang.foundation.parties.types import AuthorityInput
from yichuang.kernel.transactions import act


@act
def record_agents_authority(*, number: str, authority: AuthorityInput, actor: Actor, at: datetime) -> UUID:
    """Record another written authority of the case's agent (登记授权委托书): to correct, withdraw or collect.

    Law: 行政许可法 §29; 民法典 §165

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; NoAgent.
        InvalidAuthority, AuthorityEnded, FileNotStored: pointers begin with ``/agent/authority``.
    """
    principal_id, agent_id = _pair(number, actor)
    check_scan(authority.file_id, pointer=AUTHORITY_SCAN)
    try:
        return parties.record_authority(
            principal_id=principal_id, agent_id=agent_id, authority=authority, actor=actor, at=at
        )
    except (InvalidAuthority, AuthorityEnded) as refusal:
        raise of_agent(refusal) from refusal


@act
def revoke_agents_authority(*, number: str, authority_id: UUID, actor: Actor, at: datetime) -> None:
    """Record that the applicant takes an authority of the case's agent back (撤销授权).

    Law: 民法典 §173(二)

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; NoAgent.
        AuthorityUnknown: none of this applicant for this agent. AuthorityRevoked.
    """
    held = parties_queries.authorities_of(*_pair(number, actor))
    if authority_id not in {one.id for one in held}:
        raise AuthorityUnknown("没有这份授权委托。")
    parties.revoke_authority(authority_id=authority_id, actor=actor, at=at)


def _pair(number: str, actor: Actor) -> tuple[UUID, UUID]:
    """Who gave the authority and to whom, when the actor receives at the case's outlet."""
    case = cases.case_for(actor, Act.RECEIVE, number)
    if case.agent_id is None:
        raise NoAgent
    return case.applicant_id, case.agent_id
