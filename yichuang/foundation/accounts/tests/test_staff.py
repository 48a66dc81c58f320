"""Everybody who may do something: by the posts in force today, each person once, by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts import queries
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Act, Role

pytestmark = pytest.mark.django_db

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
TODAY = date(2026, 2, 11)
OFFICER, HEAD, CLERK = (
    Role.DEPARTMENT_OFFICER.value,
    Role.DEPARTMENT_HEAD.value,
    Role.CLERK.value,
)


def test_each_person_is_there_once_with_the_posts_that_let_them() -> None:
    post = PostFactory(role=OFFICER, starts_on=TODAY)
    PostFactory(user=post.user, role=HEAD, organisation=post.organisation, starts_on=TODAY)
    PostFactory(user=post.user, role=CLERK, starts_on=TODAY)
    PostFactory(role=CLERK, starts_on=TODAY)

    (found,) = queries.staff_who_may(Act.CLAIM, at=AT)

    assert (found.user_id, found.principal) == (post.user_id, f"user:{post.user_id}")
    assert found.name == post.user.display_name
    assert {held.role for held in found.posts} == {Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD}


def test_only_posts_in_force_of_accounts_that_are_open_count() -> None:
    PostFactory(role=OFFICER, starts_on=TODAY + timedelta(days=1))
    PostFactory(role=OFFICER, starts_on=date(2026, 1, 1), ends_on=TODAY - timedelta(days=1))
    PostFactory(role=OFFICER, starts_on=TODAY, user=UserFactory(is_active=False))
    here = PostFactory(role=OFFICER, starts_on=TODAY, ends_on=TODAY)

    assert [one.user_id for one in queries.staff_who_may(Act.CLAIM, at=AT)] == [here.user_id]


def test_those_of_one_organisation_by_name(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = PostFactory(role=OFFICER, starts_on=TODAY, user=UserFactory(display_name="乙"))
    second = PostFactory(
        role=HEAD,
        organisation=first.organisation,
        starts_on=TODAY,
        user=UserFactory(display_name="丙"),
    )
    PostFactory(role=OFFICER, starts_on=TODAY)

    with django_assert_num_queries(1):
        found = queries.staff_who_may(Act.CLAIM, at=AT, organisation_id=first.organisation_id)

    assert {one.user_id for one in found} == {first.user_id, second.user_id}
    assert [one.name for one in found] == sorted(one.name for one in found)
