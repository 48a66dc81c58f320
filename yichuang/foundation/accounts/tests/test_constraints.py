"""Each constraint meets an attempt to break it behind the services' back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from yichuang.foundation.accounts import models
from yichuang.foundation.accounts.tests.factories import (
    AT,
    ApiTokenFactory,
    PostFactory,
    UserFactory,
    WrittenAuthorisationFactory,
)
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places.tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]

ADMINISTRATORS = [role for role in Role if role.value.endswith("administrator")]


def refused_by(name, change):
    with refused(IntegrityError, match=name):
        change()


def test_user_power_is_known():
    user = UserFactory()

    refused_by("user_power_is_known", lambda: models.User.objects.filter(id=user.id).update(power="all"))
    refused_by("accounts_user_username", lambda: UserFactory(username=user.username))


@pytest.mark.parametrize(
    ("role", "other"), [(role, other) for role in ADMINISTRATORS for other in Role if other is not role]
)
def test_no_account_holds_two_powers(role, other):
    post = PostFactory(role=other.value)

    # a second post with the power its role needs is not the account's power
    refused_by("post_has_the_power_of_its_user", lambda: PostFactory(role=role.value, user=post.user))
    # one with the account's power is not the role's
    refused_by(
        "post_role_belongs_to_its_power",
        lambda: PostFactory(role=role.value, user=post.user, power=post.power),
    )
    # nor does the account change its power under the post
    power = PostFactory(role=role.value).power
    refused_by(
        "post_has_the_power_of_its_user",
        lambda: models.User.objects.filter(id=post.user_id).update(power=power),
    )


def test_post_places_and_days():
    clerk = PostFactory()
    officer = PostFactory(role=Role.DEPARTMENT_OFFICER.value)
    rows = models.Post.objects

    refused_by("post_at_a_window_has_an_outlet", lambda: rows.filter(id=clerk.id).update(outlet=None))
    refused_by(
        "post_in_a_department_has_an_organisation",
        lambda: rows.filter(id=officer.id).update(organisation=None),
    )
    refused_by(
        "post_ends_after_it_starts", lambda: rows.filter(id=clerk.id).update(ends_on=date(2025, 12, 31))
    )
    refused_by("post_role_belongs_to_its_power", lambda: rows.filter(id=clerk.id).update(role="king"))


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPARTMENT_OFFICER, Role.SUPERVISOR])
def test_post_is_given_once(role):
    post = PostFactory(role=role.value)

    refused_by(
        "post_is_given_once",
        lambda: PostFactory(
            role=role.value, user=post.user, outlet=post.outlet, organisation=post.organisation
        ),
    )


def test_token():
    token = ApiTokenFactory(raw="yc_x")

    refused_by("accounts_apitoken_digest", lambda: ApiTokenFactory(raw="yc_x"))
    refused_by(
        "token_ends_after_it_starts",
        lambda: models.ApiToken.objects.filter(id=token.id).update(expires_at=AT - timedelta(days=1)),
    )


def test_written_authorisation():
    paper = WrittenAuthorisationFactory()
    rows = models.WrittenAuthorisation.objects.filter(id=paper.id)

    refused_by(
        "authorisation_number_is_unique_in_its_department",
        lambda: WrittenAuthorisationFactory(
            organisation=paper.organisation, document_number=paper.document_number
        ),
    )
    refused_by("authorisation_ends_after_it_starts", lambda: rows.update(valid_until=date(2026, 1, 1)))
    for covers in ([], ["immediate", "reported"]):
        refused_by("authorisation_covers_known_kinds", lambda covers=covers: rows.update(covers=covers))
    refused_by("authorisation_is_given_by_another_person", lambda: rows.update(user=paper.authorised_by))
    for half in ({"withdrawn_on": date(2026, 3, 1)}, {"withdrawn_by": paper.authorised_by}):
        refused_by("authorisation_withdrawal_names_its_day_and_person", lambda half=half: rows.update(**half))
