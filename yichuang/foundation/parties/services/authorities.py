"""Written authority (授权委托书): the paper by which somebody lets another act for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts.queries import may, require
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import AuthorityRevoked, AuthorityUnknown, InvalidAuthority
from yichuang.foundation.parties.models import Authority
from yichuang.foundation.parties.services.people import STREAM
from yichuang.foundation.parties.types import AuthorityInput
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import date_words, legal_date
from yichuang.kernel.transactions import act


@act
def record_authority(
    *, principal_id: UUID, agent_id: UUID, authority: AuthorityInput, actor: Actor, at: datetime
) -> UUID:
    """Record the written authority a principal gave an agent (登记授权委托书), seen at a desk.

    Several may stand beside each other: a later paper takes nothing from an earlier one.

    Law:
        行政许可法 §29    an application may be made through an agent
        民法典 §165       what the paper has to say

    Args:
        authority: both days of its period count; no ``handling_codes``: every item.

    Raises:
        NotYourRole, NotYourPlace: the actor serves nobody at a desk.
        InvalidAuthority: ``errors`` points at each wrong field.
        AuthorityEnded: its period is over.
    """
    require_desk(actor)
    problems = rules.authority_problems(authority)
    if principal_id == agent_id:
        problems["agent"] = "代理人和委托人是同一个人。"
    if problems:
        raise InvalidAuthority(
            "".join(problems.values()),
            errors=tuple(FieldError(f"/authority/{field}", problem) for field, problem in problems.items()),
        )
    if authority.valid_until < legal_date(at):
        rules.refuse_ended(authority.valid_until)
    row = Authority.objects.create(
        principal_id=principal_id,
        agent_id=agent_id,
        powers=sorted({power.value for power in authority.powers}),
        handling_codes=sorted(set(authority.handling_codes)),
        valid_from=authority.valid_from,
        valid_until=authority.valid_until,
        file_id=authority.file_id,
        recorded_by=actor.principal,
        recorded_at=at,
    )
    _audit("authority-recorded", row, actor, at)
    return row.id


@act
def revoke_authority(*, authority_id: UUID, actor: Actor, at: datetime) -> None:
    """Record that the principal takes an authority back (撤销授权): from this moment it lets nobody act.

    What was done under it stays done.

    Law: 民法典 §173(二)

    Raises:
        NotYourRole, NotYourPlace: the actor serves nobody at a desk.
        AuthorityUnknown; AuthorityRevoked: there is nothing left to take back.

    Concurrency: locks the row; of two at once one gets AuthorityRevoked.
    """
    require_desk(actor)
    row = Authority.objects.select_for_update().filter(id=authority_id).first()
    if row is None:
        raise AuthorityUnknown("没有这份授权委托。")
    if row.revoked_at is not None:
        on = date_words(legal_date(row.revoked_at))
        raise AuthorityRevoked(f"这份授权已经于 {on} 撤销，不用再撤销。")
    row.revoked_at, row.revoked_by = at, actor.principal
    row.save(update_fields=["revoked_at", "revoked_by"])
    _audit("authority-revoked", row, actor, at)


def require_desk(actor: Actor) -> None:
    """Papers are seen where people are received or served; nowhere else."""
    for act_there in (Act.RECEIVE, Act.DELIVER):
        if any(may(actor, act_there, outlet_id=post.outlet_id) for post in actor.posts if post.outlet_id):
            return
    require(actor, Act.RECEIVE)


def _audit(action: str, row: Authority, actor: Actor, at: datetime) -> None:
    audit.record(
        stream=STREAM,
        stream_id=row.principal_id,
        action=action,
        actor=actor.principal,
        at=at,
        details={
            "authority": str(row.id),
            "agent": str(row.agent_id),
            "powers": list(row.powers),
            "handling_codes": list(row.handling_codes),
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat(),
        },
    )
