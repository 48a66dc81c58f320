"""Where somebody may do something, for lists: exactly where they may do it one by one."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yichuang.foundation.accounts import rules
from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.foundation.accounts.tests.factories import an_actor
from yichuang.foundation.accounts.types import Act, Actor, Post, Reach, Role
from yichuang.foundation.places.queries import covers

OUTLETS = (uuid4(), uuid4())
DEPARTMENTS = (uuid4(), uuid4())
REGIONS = ("99", "9901", "990101", "990101001", "990102")

POSTS = st.builds(
    Post,
    st.uuids(),
    st.sampled_from(Role),
    st.sampled_from(REGIONS),
    st.sampled_from([None, *DEPARTMENTS]),
    st.sampled_from([None, *OUTLETS]),
)
ACTORS = st.lists(POSTS, max_size=4).map(lambda posts: Actor("user:x", uuid4(), "某某", tuple(posts)))


def contains(reach: Reach, outlet: UUID, department: UUID, region: str) -> bool:
    """As a list asks the database."""
    return (
        outlet in reach.outlets
        or any(department == ours and covers(outer, region) for ours, outer in reach.departments)
        or any(covers(outer, region) for outer in reach.regions)
    )


@settings(max_examples=500, deadline=None)
@given(
    actor=ACTORS,
    act=st.sampled_from([Act.READ_CASE, Act.EXPORT_CASES, Act.MANAGE_PLACES, Act.DECIDE]),
    outlet=st.sampled_from(OUTLETS),
    department=st.sampled_from(DEPARTMENTS),
    region=st.sampled_from(REGIONS),
)
def test_a_list_holds_what_may_be_opened_and_nothing_else(
    actor: Actor, act: Act, outlet: UUID, department: UUID, region: str
) -> None:
    try:
        reach = rules.reach(actor, act)
    except NotYourRole:
        reach = Reach()
    may = rules.may(actor, act, outlet_id=outlet, organisation_id=department, region_code=region)

    assert contains(reach, outlet, department, region) is may


def test_a_wrong_role_is_told_who_may() -> None:
    editor = an_actor(Role.CATALOGUE_EDITOR, organisation_id=DEPARTMENTS[0])

    with pytest.raises(NotYourRole, match="您的岗位是事项管理员"):
        rules.reach(editor, Act.READ_CASE)


def test_a_role_without_a_place_reaches_nothing() -> None:
    assert rules.reach(an_actor(Role.CLERK), Act.READ_CASE) == Reach()
