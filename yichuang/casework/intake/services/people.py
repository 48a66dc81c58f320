"""The people of an application, recorded: who applies, who stands here, and by which right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import AgentIsApplicant, AttendanceUnclear
from yichuang.casework.intake.services.scans import check_scan
from yichuang.casework.intake.types import Application, Attendance
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import queries as parties_queries
from yichuang.foundation.parties import services as parties
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityMissing,
    AuthorityTooNarrow,
    InvalidAuthority,
    InvalidIdentity,
    PartyError,
)
from yichuang.foundation.parties.types import AgentPower, PartyInput, PartyKind
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date

AUTHORITY_SCAN = "/agent/authority/file_id"
"""Where requests of intake name the scan of an agent's paper."""

_WHOSE = {"agent": "代理人：", "representative": "法定代表人："}


@dataclass(frozen=True)
class RecordedPeople:
    """Applicant and agent, in the form they are stored and printed in.

    ``evidence`` goes into the act: who stood here and by which paper, in ids alone; empty when the
    applicant came in person.
    """

    applicant: PartyInput
    applicant_id: UUID
    agent: PartyInput | None
    agent_id: UUID | None
    evidence: Mapping[str, str]


def record_people(
    application: Application, *, handling_code: str, actor: Actor, at: datetime
) -> RecordedPeople:
    """Record who applies and who comes for them; an agent needs written authority for this item.

    Law: 行政许可法 §29 — an application may be made through an agent

    Raises:
        InvalidIdentity: pointers begin with ``/applicant``, ``/agent`` or ``/representative``.
        AgentIsApplicant; AttendanceUnclear.
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow, InvalidAuthority, FileNotStored: of the
            agent's paper; pointers begin with ``/agent/authority``.

    Concurrency: people are recorded in the order of their identities, so that two who come for each
        other at two windows do not wait for each other for ever.
    """
    people = _people(application)
    attendance = _attendance(application, people, legal_date(at))
    in_order = sorted(people, key=lambda who: (people[who].id_type.value, people[who].id_number))
    ids = {who: _record(people[who], who, actor.principal, at) for who in in_order}
    if ids["applicant"] == ids.get("agent"):
        raise AgentIsApplicant(errors=(FieldError("/agent/id_number", "和申请人的证件号码一样"),))
    evidence: dict[str, str] = {}
    if attendance is not Attendance.ONESELF:
        evidence["attendance"] = attendance.value
    if "representative" in ids:
        evidence["representative"] = str(ids["representative"])
    if "agent" in ids:
        authority_id = _authority(application, (ids["applicant"], ids["agent"]), handling_code, actor, at)
        evidence["authority"] = str(authority_id)
    return RecordedPeople(
        people["applicant"], ids["applicant"], people.get("agent"), ids.get("agent"), evidence
    )


def _people(application: Application) -> dict[str, PartyInput]:
    """Everybody named, in normal form. The representative's name is typed once."""
    people = {"applicant": _typed(application.applicant)}
    if application.agent is not None:
        people["agent"] = _typed(application.agent)
    if application.representative is not None:
        named = people["applicant"].legal_representative
        given = _typed(application.representative)
        people["representative"] = replace(given, name=given.name or named)
        if application.applicant.kind is PartyKind.LEGAL:
            people["applicant"] = replace(people["applicant"], legal_representative=named or given.name)
    return people


def _typed(party: PartyInput) -> PartyInput:
    """In normal form. What the form showed masked of an earlier party is what is known of them."""
    return parties_queries.restored(parties_queries.normal_party(party))


def _attendance(application: Application, people: Mapping[str, PartyInput], on: date) -> Attendance:
    """Who stands here. A wrong applicant is said before that nobody comes for them."""
    try:
        return rules.attendance(
            replace(
                application,
                applicant=people["applicant"],
                agent=people.get("agent"),
                representative=people.get("representative"),
            )
        )
    except AttendanceUnclear:
        problems = parties_queries.problems(people["applicant"], on)
        if problems:
            errors = tuple(FieldError(f"/applicant/{field}", said) for field, said in problems.items())
            raise InvalidIdentity("".join(problems.values()), errors=errors) from None
        raise


def _record(party: PartyInput, who: str, by: str, at: datetime) -> UUID:
    try:
        return parties.record_party(party=party, at=at, by=by)
    except InvalidIdentity as refusal:
        errors = tuple(FieldError(f"/{who}{error.pointer}", error.detail) for error in refusal.errors)
        raise InvalidIdentity(_WHOSE.get(who, "") + refusal.detail, errors=errors) from refusal


def _authority(
    application: Application, pair: tuple[UUID, UUID], handling_code: str, actor: Actor, at: datetime
) -> UUID:
    """The paper under which the agent applies: the one handed in now is recorded, then all are asked."""
    principal_id, agent_id = pair
    given = application.authority
    try:
        if given is not None:
            check_scan(given.file_id, pointer=AUTHORITY_SCAN)
            parties.record_authority(
                principal_id=principal_id, agent_id=agent_id, authority=given, actor=actor, at=at
            )
        return parties_queries.check_authority(
            principal_id=principal_id,
            agent_id=agent_id,
            power=AgentPower.APPLY,
            handling_code=handling_code,
            on=legal_date(at),
        ).id
    except (AuthorityMissing, AuthorityEnded, AuthorityTooNarrow, InvalidAuthority) as refusal:
        raise of_agent(refusal) from refusal


def of_agent(refusal: PartyError) -> PartyError:
    """The refusal of a paper, pointing where requests of intake hold it."""
    errors = tuple(FieldError(f"/agent{error.pointer}", error.detail) for error in refusal.errors)
    return type(refusal)(refusal.detail, errors=errors)
