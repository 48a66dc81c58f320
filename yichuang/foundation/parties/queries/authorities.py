"""Who may act for whom: the written authorities (授权委托书) on record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import AuthorityUnknown
from yichuang.foundation.parties.models import Authority
from yichuang.foundation.parties.types import AgentPower, AuthorityView
from yichuang.kernel.time import legal_date


def check_authority(
    *, principal_id: UUID, agent_id: UUID, power: AgentPower, handling_code: str, on: date
) -> AuthorityView:
    """The authority under which the agent may do this for the principal today (核对授权). One statement.

    Law:
        行政许可法 §29    an application may be made through an agent

    Raises:
        AuthorityMissing, AuthorityEnded, AuthorityTooNarrow: why not, to read aloud.
    """
    held = authorities_of(principal_id, agent_id)
    return rules.choose_authority(held, power=power, handling_code=handling_code, on=on)


def authorities_of(principal_id: UUID, agent_id: UUID | None = None) -> tuple[AuthorityView, ...]:
    """Every authority a principal gave, ended and revoked ones included; newest first.

    Args:
        agent_id: None: to anybody.
    """
    rows = Authority.objects.filter(principal_id=principal_id).order_by("-recorded_at", "-id")
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    return tuple(map(authority_view, rows))


def authority(authority_id: UUID) -> AuthorityView:
    """One authority.

    Raises:
        AuthorityUnknown
    """
    row = Authority.objects.filter(id=authority_id).first()
    if row is None:
        raise AuthorityUnknown("没有这份授权委托。")
    return authority_view(row)


def authority_view(row: Authority) -> AuthorityView:
    """A row as others see it."""
    return AuthorityView(
        id=row.id,
        principal_id=row.principal_id,
        agent_id=row.agent_id,
        powers=frozenset(AgentPower(power) for power in row.powers),
        handling_codes=tuple(row.handling_codes),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        file_id=row.file_id,
        recorded_at=row.recorded_at,
        revoked_on=legal_date(row.revoked_at) if row.revoked_at else None,
    )
