"""Where somebody does something: the outlet of the post that may, and the windows there."""

from __future__ import annotations

import pytest

from yichuang.foundation.accounts import queries
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.tests.factories import AT
from yichuang.foundation.accounts.types import Act, Actor, Post, Role
from yichuang.foundation.places import services as places
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.tests.factories import OutletFactory
from yichuang.foundation.places.types import WindowInput
from yichuang.kernel.ids import new_id

HALL, TOWN, DEPARTMENT = new_id(), new_id(), new_id()


def actor(*posts: tuple[Role, object, object]) -> Actor:
    held = tuple(Post(new_id(), role, "990101", organisation, outlet) for role, outlet, organisation in posts)
    return Actor("user:1", new_id(), "周敏", held)


CLERK_AT_TOWN = (Role.CLERK, TOWN, None)
ISSUER_AT_HALL = (Role.ISSUING_CLERK, HALL, None)
OFFICER = (Role.DEPARTMENT_OFFICER, None, DEPARTMENT)


def test_the_post_that_may_says_where() -> None:
    both = actor(CLERK_AT_TOWN, ISSUER_AT_HALL)

    assert queries.outlet_of(both, Act.RECEIVE) == TOWN
    assert queries.outlet_of(both, Act.DELIVER) == HALL


def test_of_several_outlets_the_first_counts() -> None:
    assert queries.outlet_of(actor((Role.CLERK, HALL, None), CLERK_AT_TOWN), Act.ACCEPT) == HALL


@pytest.mark.parametrize("posts", [(), (OFFICER,), (ISSUER_AT_HALL,), (OFFICER, ISSUER_AT_HALL)])
def test_who_may_not_is_told_who_may(posts: tuple[tuple[Role, object, object], ...]) -> None:
    with pytest.raises(NotYourRole, match="“收件”由窗口受理员、首席代表办理"):
        queries.outlet_of(actor(*posts), Act.RECEIVE)


def test_who_may_but_works_at_no_outlet_is_told_so() -> None:
    with pytest.raises(NotYourPlace, match=r"不在网点|不在这个部门"):
        queries.outlet_of(actor(OFFICER), Act.CLAIM)


def test_a_window_is_found_at_ones_own_outlet_or_at_the_one_named(db: None) -> None:
    ours, theirs = OutletFactory(), OutletFactory()
    for outlet in (ours, theirs):
        places.record_window(window=WindowInput(outlet.code, "A1", "综合受理"), at=AT)
    clerk = actor((Role.CLERK, ours.id, None))

    found = queries.window_of(clerk, Act.RECEIVE, window="A1")

    assert (found.code, found.outlet_id) == ("A1", ours.id)
    assert queries.window_of(clerk, Act.RECEIVE, window="A1", outlet=ours.code) == found
    with pytest.raises(NotYourPlace):
        queries.window_of(clerk, Act.RECEIVE, window="A1", outlet=theirs.code)
    with pytest.raises(NotYourRole):
        queries.window_of(clerk, Act.DELIVER, window="A1")
    with pytest.raises(PlaceNotFound):
        queries.window_of(clerk, Act.RECEIVE, window="Z9")
    with pytest.raises(PlaceNotFound):
        queries.window_of(clerk, Act.RECEIVE, window="A1", outlet="NOWHERE")
