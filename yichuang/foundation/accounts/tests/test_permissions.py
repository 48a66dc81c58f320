"""Each act tries the right post, a wrong role, a wrong department, a wrong outlet and a wrong region."""

from __future__ import annotations

from uuid import uuid4

import pytest

from yichuang.foundation.accounts import rules
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.tests.factories import an_actor
from yichuang.foundation.accounts.types import Act, Actor, Power, Role, Scope

OUTLET, OTHER_OUTLET = uuid4(), uuid4()
DEPARTMENT, OTHER_DEPARTMENT = uuid4(), uuid4()
HERE = {"outlet_id": OUTLET, "organisation_id": DEPARTMENT, "region_code": "990101001"}

EVERY_PAIR = [(act, role) for act, roles in rules.PERMISSIONS.items() for role in roles]
EVERY_OTHER_PAIR = [(act, role) for act in Act for role in Role if role not in rules.PERMISSIONS[act]]


def of(role: Role) -> Actor:
    """Somebody in the role whose post shares outlet, department and region with the matter."""
    return an_actor(role, organisation_id=DEPARTMENT, outlet_id=OUTLET)


def test_the_table_names_every_act_and_every_act_has_somebody():
    assert set(rules.PERMISSIONS) == set(Act)
    assert all(rules.PERMISSIONS.values())
    assert {role for roles in rules.PERMISSIONS.values() for role in roles} == set(Role)


@pytest.mark.parametrize(("act", "role"), EVERY_PAIR)
def test_who_may_may_here(act, role):
    actor = of(role)

    assert rules.require(actor, act, **HERE) == actor.posts[0]


@pytest.mark.parametrize(("act", "role"), EVERY_OTHER_PAIR)
def test_a_wrong_role_is_told_who_may(act, role):
    with pytest.raises(NotYourRole) as refusal:
        rules.require(of(role), act, **HERE)

    assert f"“{act.label}”由" in refusal.value.detail
    assert all(allowed.label in refusal.value.detail for allowed in rules.PERMISSIONS[act])
    assert f"您的岗位是{role.label}" in refusal.value.detail


@pytest.mark.parametrize(("act", "role"), EVERY_PAIR)
def test_the_right_role_elsewhere_may_not(act, role):
    elsewhere = an_actor(role, organisation_id=OTHER_DEPARTMENT, outlet_id=OTHER_OUTLET, region_code="990102")

    with pytest.raises(NotYourPlace):
        rules.require(elsewhere, act, **HERE)


@pytest.mark.parametrize(("act", "role"), EVERY_PAIR)
def test_each_scope_looks_at_its_own_place(act, role):
    scopes = rules.PERMISSIONS[act][role]
    cases = {
        Scope.OUTLET: {"outlet_id": OTHER_OUTLET},
        Scope.ORGANISATION: {"organisation_id": OTHER_DEPARTMENT},
        Scope.REGION: {"region_code": "990102"},
    }
    for scope, wrong in cases.items():
        expected = scopes != (scope,) and not (scope is Scope.REGION and scopes == (Scope.ORGANISATION,))
        assert rules.may(of(role), act, **(HERE | wrong)) is expected, (act, role, scope)


@pytest.mark.parametrize(("act", "role"), EVERY_PAIR)
def test_a_matter_without_a_place_is_nobodys(act, role):
    assert not rules.may(of(role), act)


def test_an_officer_of_one_county_does_not_decide_in_the_next():
    officer = an_actor(Role.DEPARTMENT_OFFICER, organisation_id=DEPARTMENT, region_code="990101")

    assert rules.may(officer, Act.DECIDE, organisation_id=DEPARTMENT, region_code="990101003")
    assert rules.may(officer, Act.DECIDE, organisation_id=DEPARTMENT)
    assert not rules.may(officer, Act.DECIDE, organisation_id=DEPARTMENT, region_code="990102")
    assert not rules.may(officer, Act.DECIDE, organisation_id=DEPARTMENT, region_code="9901")


def test_a_post_without_a_department_is_not_in_every_department():
    nowhere = an_actor(Role.DEPARTMENT_OFFICER)

    assert not rules.may(nowhere, Act.DECIDE, organisation_id=None, region_code="990101")
    assert not rules.may(nowhere, Act.DECIDE, organisation_id=DEPARTMENT)


def test_the_post_that_fits_is_returned_among_several():
    at_home = of(Role.CLERK)
    elsewhere = an_actor(Role.CLERK, outlet_id=OTHER_OUTLET)
    both = Actor("user:x", at_home.user_id, "某某", (*elsewhere.posts, *at_home.posts))

    assert rules.require(both, Act.ACCEPT, outlet_id=OUTLET) == at_home.posts[0]
    assert rules.require(both, Act.ACCEPT, outlet_id=OTHER_OUTLET) == elsewhere.posts[0]


def test_somebody_without_a_post_may_nothing_and_is_told_so():
    nobody = Actor("user:x", uuid4(), "某某", ())

    for act in Act:
        with pytest.raises(NotYourRole, match="您现在没有岗位"):
            rules.require(nobody, act, **HERE)


def test_acceptance_and_decision_are_in_different_hands():
    acceptors = set(rules.PERMISSIONS[Act.ACCEPT])
    deciders = set(rules.PERMISSIONS[Act.DECIDE])

    assert not acceptors & deciders
    for by_authorisation in (Act.DECIDE_IMMEDIATELY, Act.DECIDE_COMMITTED):
        assert set(rules.PERMISSIONS[by_authorisation]) == {Role.CHIEF_REPRESENTATIVE}


def test_the_three_administrators_share_no_act_with_anybody():
    administrators = [role for role in Role if rules.POWER_OF_ROLE[role] is not Power.BUSINESS]

    assert len(administrators) == 3
    assert len({rules.POWER_OF_ROLE[role] for role in administrators}) == 3
    for act, roles in rules.PERMISSIONS.items():
        if set(roles) & set(administrators):
            assert len(roles) == 1, act
    for role in administrators:
        assert sum(role in roles for roles in rules.PERMISSIONS.values()) == 1


def test_powers_share_nothing_in_the_admin():
    apps = [app for power in Power for app in rules.ADMIN_APPS[power]]

    assert len(apps) == len(set(apps))
    assert rules.ADMIN_APPS[Power.BUSINESS] == frozenset()
    assert rules.may_administer(Power.SECURITY, "accounts.change_user")
    assert not rules.may_administer(Power.SYSTEM, "accounts.view_user")
    assert rules.may_administer(Power.AUDIT, "kernel.view_auditentry")
    assert not rules.may_administer(Power.AUDIT, "kernel.change_auditentry")
