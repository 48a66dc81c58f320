"""Accounts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import factory
from factory.django import DjangoModelFactory

from yichuang.foundation.accounts import models, rules
from yichuang.foundation.accounts.types import Actor, Post, PostInput, Role
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory, RegionFactory
from yichuang.kernel.crypto import sm3
from yichuang.kernel.ids import new_id

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
TODAY = date(2026, 2, 11)


class UserFactory(DjangoModelFactory[models.User]):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"staff{number}")
    display_name = factory.Sequence(lambda number: f"员工{number}")
    created_at = AT
    password = factory.django.Password("a-long-sentence-2026")


class PostFactory(DjangoModelFactory[models.Post]):
    """A clerk's post unless told otherwise; the places the role needs are made."""

    class Meta:
        model = models.Post

    role = Role.CLERK.value
    power = factory.LazyAttribute(lambda post: rules.POWER_OF_ROLE[Role(post.role)].value)
    user = factory.SubFactory(UserFactory, power=factory.SelfAttribute("..power"))
    region = factory.SubFactory(RegionFactory)
    outlet = factory.LazyAttribute(
        lambda post: OutletFactory(region=post.region) if Role(post.role) in rules.NEEDS_OUTLET else None
    )
    organisation = factory.LazyAttribute(
        lambda post: (
            OrganisationFactory(region=post.region) if Role(post.role) in rules.NEEDS_ORGANISATION else None
        )
    )
    starts_on = date(2026, 1, 1)


class ApiTokenFactory(DjangoModelFactory[models.ApiToken]):
    class Meta:
        model = models.ApiToken

    class Params:
        raw = factory.Sequence(lambda number: f"yc_token_{number}")

    post = factory.SubFactory(PostFactory)
    digest = factory.LazyAttribute(lambda token: sm3(token.raw.encode()))
    created_at = AT
    expires_at = factory.LazyAttribute(lambda token: token.created_at + timedelta(days=30))


class WrittenAuthorisationFactory(DjangoModelFactory[models.WrittenAuthorisation]):
    class Meta:
        model = models.WrittenAuthorisation

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    document_number = factory.Sequence(lambda number: f"安交授〔2026〕{number}号")
    valid_from = TODAY
    valid_until = date(2026, 12, 31)
    authorised_by = factory.SubFactory(UserFactory)
    authorised_at = AT


def an_actor(
    role: Role,
    *,
    region_code: str = "990101",
    organisation_id: UUID | None = None,
    outlet_id: UUID | None = None,
) -> Actor:
    """Somebody with one post, not in the database: for rules."""
    user_id = new_id()
    post = Post(new_id(), role, region_code, organisation_id, outlet_id)
    return Actor(f"user:{user_id}", user_id, "某某", (post,))


def post_input(row: models.Post, **changes: object) -> PostInput:
    """The appointment a post was made from."""
    given = {
        "role": Role(row.role),
        "region_code": row.region_id,
        "organisation_id": row.organisation_id,
        "outlet_id": row.outlet_id,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
    }
    return PostInput(**(given | changes))  # type: ignore[arg-type]
