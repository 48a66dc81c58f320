"""What the pages of versions and items share: who may read them, what their rail shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue.queries import listing


def reader(request: HttpRequest, organisation_id: UUID | None = None) -> Actor:
    """Whoever may read the items of this department, or of any when none is named.

    Raises:
        Unauthenticated, NotYourRole, NotYourPlace.
    """
    actor = accounts.actor_of_request(request)
    accounts.reach(actor, Act.READ_CATALOGUE)
    if organisation_id is not None:
        body = places.organisation(organisation_id)
        accounts.require(actor, Act.READ_CATALOGUE, organisation_id=body.id, region_code=body.region_code)
    return actor


def may(actor: Actor, act: Act, organisation_id: UUID) -> bool:
    body = places.organisation(organisation_id)
    return accounts.may(actor, act, organisation_id=body.id, region_code=body.region_code)


def rail(actor: Actor, here: str) -> dict[str, Any]:
    """What the rail of every such page shows.

    Args:
        here: the place the page belongs to: ``items`` or ``reviews``.
    """
    waiting = listing.waiting_drafts(actor)
    return {
        "here": here,
        "waiting_number": sum(not line.is_own for line in waiting),
        "is_editor": any(
            accounts.may(actor, Act.EDIT_CATALOGUE, organisation_id=post.organisation_id)
            for post in actor.posts
            if post.organisation_id
        ),
    }
