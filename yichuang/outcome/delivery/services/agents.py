"""By which right somebody takes a result for another: written authority to collect (代为领取)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.casework.cases.types import CaseView
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties import services as party_services
from yichuang.foundation.parties.errors import (
    AuthorityEnded,
    AuthorityMissing,
    AuthorityTooNarrow,
    InvalidAuthority,
    InvalidIdentity,
)
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, PartyInput, PartyKind
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.outcome.delivery import rules
from yichuang.outcome.delivery.errors import AgentUnidentified
from yichuang.outcome.delivery.types import ReceiverInput


def authority_to_collect(*, case: CaseView, receiver: ReceiverInput, actor: Actor, at: datetime) -> UUID:
    """The written authority under which an agent takes the result; one shown now is recorded first.

    Law: 行政许可法 §29 — an agent acts under the applicant's authority; 民法典 §165 — in writing.

    Returns:
        Id of the authority.

    Raises:
        AgentUnidentified, InvalidIdentity, ReceiverMismatch: who stands here is not clear.
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow, InvalidAuthority: nor by which right.
    """
    agent_id = _agent_of(case, receiver) or _known(receiver)
    if receiver.paper_until is not None:
        agent_id = agent_id or _recorded(receiver, actor, at)
    try:
        return _authority(case, agent_id, receiver.paper_until, actor, at)
    except (AuthorityMissing, AuthorityEnded, AuthorityTooNarrow, InvalidAuthority) as refusal:
        raise type(refusal)(
            refusal.detail, errors=(FieldError("/receiver/paper_until", refusal.detail),), **refusal.extra
        ) from None


def _authority(
    case: CaseView, agent_id: UUID | None, paper_until: date | None, actor: Actor, at: datetime
) -> UUID:
    today = legal_date(at)
    if agent_id is None:
        raise AuthorityMissing("没有委托人的授权委托书，代理人今天还不能代为领取。")
    if paper_until is not None:
        party_services.record_authority(
            principal_id=case.applicant_id,
            agent_id=agent_id,
            authority=AuthorityInput(
                frozenset({AgentPower.COLLECT}), min(today, paper_until), paper_until, (case.handling_code,)
            ),
            actor=actor,
            at=at,
        )
    found = parties.check_authority(
        principal_id=case.applicant_id,
        agent_id=agent_id,
        power=AgentPower.COLLECT,
        handling_code=case.handling_code,
        on=today,
    )
    return found.id


def _agent_of(case: CaseView, receiver: ReceiverInput) -> UUID | None:
    """Who came with the application, when it is they who stand here; None: somebody else does."""
    if receiver.id_number.strip():
        return None
    if case.agent_id and rules.same_name(receiver.name, parties.for_documents(case.agent_id).name):
        return case.agent_id
    raise AgentUnidentified(
        "领取的不是收件时登记的代理人，请填写证件号码" if case.agent_id else "请填写代理人的证件号码",
        errors=(FieldError("/receiver/id_number", "请填写代理人的证件号码"),),
    )


def _known(receiver: ReceiverInput) -> UUID | None:
    """Who is known by this identity document, under this name."""
    given = parties.normal_party(_as_party(receiver))
    found = parties.find_by_identity(given.id_type, given.id_number)
    if found is not None:
        rules.check_agent_name(receiver.name, parties.for_documents(found).name)
    return found


def _recorded(receiver: ReceiverInput, actor: Actor, at: datetime) -> UUID:
    try:
        return party_services.record_party(party=_as_party(receiver), at=at, by=actor.principal)
    except InvalidIdentity as wrong:
        raise InvalidIdentity(
            wrong.detail,
            errors=tuple(FieldError(f"/receiver{error.pointer}", error.detail) for error in wrong.errors),
        ) from None


def _as_party(receiver: ReceiverInput) -> PartyInput:
    return PartyInput(PartyKind.NATURAL, receiver.name, receiver.id_type, receiver.id_number.strip())
