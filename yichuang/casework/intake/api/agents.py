"""The papers of a case's agent: another one later, one taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.casework.intake import services
from yichuang.casework.intake.api.shapes import AuthorityIn
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.kernel.api import WRITE_PROBLEMS, Key, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class AuthorityOut(Schema):
    """A written authority on record."""

    id: UUID


@router.post(
    "/cases/{number}/authorities",
    response={201: AuthorityOut} | WRITE_PROBLEMS,
    summary="登记授权委托书 Record a written authority of its agent",
)
def authorise_agent(
    request: HttpRequest, number: str, data: AuthorityIn, idempotency_key: Key
) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.case_for(actor, Act.RECEIVE, number)

    def write() -> tuple[int, dict[str, Any]]:
        authority_id = services.record_agents_authority(
            number=number, authority=data.to_input(), actor=actor, at=now()
        )
        return 201, {"id": str(authority_id)}

    return idempotent(request, f"cases/{number}/authorities", actor.principal, write)


@router.post(
    "/cases/{number}/authorities/{authority}/revocation",
    response={200: AuthorityOut} | WRITE_PROBLEMS,
    summary="撤销授权 The applicant takes the authority back",
)
def revoke_authority(
    request: HttpRequest, number: str, authority: UUID, idempotency_key: Key
) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.case_for(actor, Act.RECEIVE, number)

    def write() -> tuple[int, dict[str, Any]]:
        services.revoke_agents_authority(number=number, authority_id=authority, actor=actor, at=now())
        return 200, {"id": str(authority)}

    route = f"cases/{number}/authorities/{authority}/revocation"
    return idempotent(request, route, actor.principal, write)
