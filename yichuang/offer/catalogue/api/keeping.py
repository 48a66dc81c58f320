"""Who may do what with an item through the API: asked before an answer is replayed as well."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel.api import Line
from yichuang.offer.catalogue import queries
from yichuang.offer.catalogue.types import HandlingVersion

Digest = Annotated[
    Line,
    Field(
        min_length=64,
        max_length=64,
        description="内容指纹 of what was looked at; another answer than 409 was about just this content",
    ),
]


def keeper(request: HttpRequest, act: Act, organisation_id: UUID) -> Actor:
    """Who may do this with the items of a department.

    Raises:
        Unauthenticated, NotYourRole, NotYourPlace.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, act)
    body = places.organisation(organisation_id)
    accounts.require(actor, act, organisation_id=body.id, region_code=body.region_code)
    return actor


def keeper_of_version(request: HttpRequest, act: Act, version_id: UUID) -> tuple[Actor, HandlingVersion]:
    """Who may do this with a version, and the version; a wrong role is told before what there is.

    Raises:
        Unauthenticated, NotYourRole, NotYourPlace, VersionUnknown.
    """
    accounts.reach(accounts.actor_of_request(request), act)
    version = queries.version(version_id)
    return keeper(request, act, version.organisation_id), version
