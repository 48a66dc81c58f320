from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from yichuang.foundation.accounts import queries, services
from yichuang.foundation.accounts.errors import (
    AccountClosed,
    AccountDetailsWrong,
    AccountNotFound,
    NotYourPlace,
    NotYourRole,
    OnePowerOnly,
    OwnAccount,
    PostIncomplete,
    UsernameTaken,
)
from yichuang.foundation.accounts.models import Post, User
from yichuang.foundation.accounts.tests.factories import AT, TODAY, PostFactory, UserFactory, post_input
from yichuang.foundation.accounts.types import PostInput, Role
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory, RegionFactory
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

SUPERVISOR = PostInput(Role.SUPERVISOR, "990101")


def audited(user_id) -> list[str]:
    rows = AuditEntry.objects.filter(stream="account", stream_id=str(user_id)).order_by("sequence")
    return [row.action for row in rows]


@pytest.fixture
def security_administrator():
    post = PostFactory(role=Role.SECURITY_ADMINISTRATOR.value)
    return queries.actor_of_user(post.user_id, AT)


def test_an_account_is_made_and_can_sign_in_but_do_nothing():
    user_id = services.create_user(
        username="zhangsan", display_name="张三", password="a-long-sentence-2026", at=AT
    )

    user = User.objects.get(id=user_id)
    assert user.check_password("a-long-sentence-2026")
    assert queries.actor_of_user(user_id, AT).posts == ()
    assert queries.user_id_of("zhangsan") == user_id
    assert audited(user_id) == ["created"]


def test_an_account_without_a_password_has_none_that_works():
    user_id = services.create_user(username="api", display_name="接口", at=AT)

    assert not User.objects.get(id=user_id).has_usable_password()


def test_a_username_is_used_once():
    UserFactory(username="zhangsan")

    with refused(UsernameTaken, match="zhangsan"):
        services.create_user(username="zhangsan", display_name="另一个张三", at=AT)

    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "", "display_name": "张三"}, "/username"),
        ({"username": "zhang san", "display_name": "张三"}, "/username"),
        ({"username": "z", "display_name": " "}, "/display_name"),
        ({"username": "z", "display_name": "张" * 51}, "/display_name"),
        ({"username": "z", "display_name": "张三", "password": "short"}, "/password"),
        ({"username": "zhangsan2026", "display_name": "张三", "password": "zhangsan2026"}, "/password"),
        ({"username": "z", "display_name": "张三", "password": "1234567890"}, "/password"),
    ],
)
def test_wrong_details_name_their_field(given, field):
    with refused(AccountDetailsWrong) as refusal:
        services.create_user(**given, at=AT)

    assert {error.pointer for error in refusal.value.errors} == {field}
    assert not User.objects.exists()


def test_a_post_is_given_and_counts_from_its_first_day_to_its_last():
    user, outlet = UserFactory(), OutletFactory()
    services.assign_post(
        user_id=user.id,
        post=PostInput(
            Role.CLERK,
            "990101",
            outlet_id=outlet.id,
            starts_on=date(2026, 2, 12),
            ends_on=date(2026, 2, 13),
        ),
        at=AT,
    )

    def posts_at(hours):
        return len(queries.actor_of_user(user.id, AT.replace(day=11) + hours).posts)

    # 2026-02-11 09:30 in Shanghai; the post begins at midnight and ends with the 13th
    assert posts_at(timedelta(0)) == 0
    assert posts_at(timedelta(hours=14, minutes=29)) == 0
    assert posts_at(timedelta(hours=14, minutes=30)) == 1
    assert posts_at(timedelta(hours=62, minutes=29)) == 1
    assert posts_at(timedelta(hours=62, minutes=30)) == 0


def test_the_same_post_again_is_the_same_post():
    post = PostFactory()

    again = services.assign_post(user_id=post.user_id, post=post_input(post), at=AT)
    undated = services.assign_post(user_id=post.user_id, post=post_input(post, starts_on=None), at=AT)

    assert (again, undated) == (post.id, post.id)
    assert Post.objects.count() == 1
    assert audited(post.user_id) == []


def test_a_post_ended_by_mistake_is_given_again():
    post = PostFactory()
    services.end_post(post_id=post.id, ends_on=TODAY, at=AT)

    again = services.assign_post(user_id=post.user_id, post=post_input(post, ends_on=None), at=AT)

    assert (again, Post.objects.get().ends_on) == (post.id, None)
    assert audited(post.user_id) == ["post-ended", "post-given"]


def test_somebody_who_left_comes_back_to_a_post_of_its_own():
    post = PostFactory(ends_on=date(2026, 1, 31))

    again = services.assign_post(
        user_id=post.user_id, post=post_input(post, starts_on=None, ends_on=None), at=AT
    )

    assert again != post.id
    assert Post.objects.get(id=again).starts_on == TODAY
    assert Post.objects.get(id=post.id).ends_on == date(2026, 1, 31)


def test_a_post_without_a_first_day_begins_on_the_shanghai_date():
    user = UserFactory()
    RegionFactory()

    post_id = services.assign_post(user_id=user.id, post=PostInput(Role.SUPERVISOR, "990101"), at=AT)

    assert Post.objects.get(id=post_id).starts_on == TODAY
    assert audited(user.id) == ["post-given"]


ADMINISTRATORS = [role for role in Role if role.value.endswith("administrator")]


@pytest.mark.parametrize(
    ("role", "other"), [(role, other) for role in ADMINISTRATORS for other in Role if other is not role]
)
def test_nobody_holds_an_administrators_post_beside_another_role(role, other):
    held = PostFactory(role=other.value)

    with refused(OnePowerOnly, match=role.label):
        services.assign_post(user_id=held.user_id, post=PostInput(role, "990101"), at=AT)
    administrator = PostFactory(role=role.value)
    wanted = post_input(held, starts_on=None)
    with refused(OnePowerOnly, match=other.label):
        services.assign_post(user_id=administrator.user_id, post=wanted, at=AT)

    assert Post.objects.filter(user_id=held.user_id).count() == 1
    assert Post.objects.filter(user_id=administrator.user_id).count() == 1


def test_an_ended_post_still_decides_the_power_of_its_account():
    ended = PostFactory(role=Role.AUDIT_ADMINISTRATOR.value, ends_on=date(2026, 1, 31))

    with refused(OnePowerOnly):
        services.assign_post(
            user_id=ended.user_id, post=PostInput(Role.SYSTEM_ADMINISTRATOR, "990101"), at=AT
        )


@pytest.mark.parametrize("role", list(Role))
def test_a_role_needs_its_places(role):
    user = UserFactory()
    RegionFactory()
    at_place = role in {
        Role.CLERK,
        Role.CHIEF_REPRESENTATIVE,
        Role.ISSUING_CLERK,
        Role.GUIDE,
        Role.HALL_MANAGER,
        Role.DEPARTMENT_OFFICER,
        Role.DEPARTMENT_HEAD,
        Role.CATALOGUE_EDITOR,
    }

    if at_place:
        with refused(PostIncomplete):
            services.assign_post(user_id=user.id, post=PostInput(role, "990101"), at=AT)
        assert not Post.objects.exists()
    else:
        services.assign_post(user_id=user.id, post=PostInput(role, "990101"), at=AT)
        assert Post.objects.count() == 1


def test_a_post_stands_where_its_outlet_and_department_reach():
    user = UserFactory()
    county, town, next_county = (RegionFactory(code=code) for code in ("990101", "990101001", "990102"))
    town_centre, department = OutletFactory(region=town), OrganisationFactory(region=county)

    def post(role, region, **place):
        return services.assign_post(user_id=user.id, post=PostInput(role, region.code, **place), at=AT)

    assert post(Role.CLERK, town, outlet_id=town_centre.id)
    assert post(Role.DEPARTMENT_OFFICER, town, organisation_id=department.id)
    with refused(PostIncomplete, match="990102"):
        post(Role.CLERK, next_county, outlet_id=town_centre.id)
    with refused(PostIncomplete, match="990102"):
        post(Role.DEPARTMENT_OFFICER, next_county, organisation_id=department.id)


def test_a_post_at_a_place_nobody_knows_is_refused():
    user = UserFactory()
    RegionFactory()

    with refused(PlaceNotFound):
        services.assign_post(user_id=user.id, post=PostInput(Role.SUPERVISOR, "990199"), at=AT)
    with refused(PlaceNotFound):
        services.assign_post(user_id=user.id, post=PostInput(Role.CLERK, "990101", outlet_id=uuid4()), at=AT)
    with refused(AccountNotFound):
        services.assign_post(user_id=uuid4(), post=PostInput(Role.SUPERVISOR, "990101"), at=AT)


def test_a_post_ends_with_its_last_day():
    post = PostFactory()

    with refused(PostIncomplete):
        services.end_post(post_id=post.id, ends_on=date(2025, 12, 31), at=AT)
    services.end_post(post_id=post.id, ends_on=date(2026, 2, 10), at=AT)

    assert queries.actor_of_user(post.user_id, AT).posts == ()
    assert audited(post.user_id) == ["post-ended"]


def test_a_closed_account_opens_nothing():
    post = PostFactory()

    services.close_account(user_id=post.user_id, at=AT)
    services.close_account(user_id=post.user_id, at=AT)

    with pytest.raises(AccountClosed):
        queries.actor_of_user(post.user_id, AT)
    assert audited(post.user_id) == ["closed"]


def test_a_password_is_reset_by_the_same_rules():
    user = UserFactory()

    with refused(AccountDetailsWrong):
        services.set_password(user_id=user.id, password="short", at=AT)
    services.set_password(user_id=user.id, password="another-sentence-2026", at=AT)

    user.refresh_from_db()
    assert user.check_password("another-sentence-2026")
    assert audited(user.id) == ["password-reset"]


def test_accounts_are_managed_by_the_security_administrator_of_the_region(security_administrator):
    user_id = services.create_user(username="z", display_name="张三", at=AT, by=security_administrator)
    outlet = OutletFactory()
    post = PostInput(Role.CLERK, "990101", outlet_id=outlet.id)
    services.assign_post(user_id=user_id, post=post, at=AT, by=security_administrator)

    rows = AuditEntry.objects.filter(stream_id=str(user_id))
    assert {row.actor for row in rows} == {security_administrator.principal}
    RegionFactory(code="990102")
    with refused(NotYourPlace):
        services.assign_post(
            user_id=user_id, post=PostInput(Role.SUPERVISOR, "990102"), at=AT, by=security_administrator
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMINISTRATOR])
def test_accounts_are_managed_by_nobody_else(role):
    post = PostFactory(role=role.value)
    actor = queries.actor_of_user(post.user_id, AT)
    other = PostFactory()

    with refused(NotYourRole):
        services.create_user(username="z", display_name="张三", at=AT, by=actor)
    with refused(NotYourRole):
        services.assign_post(
            user_id=other.user_id, post=PostInput(Role.SUPERVISOR, "990101"), at=AT, by=actor
        )
    with refused(NotYourRole):
        services.end_post(post_id=other.id, ends_on=TODAY, at=AT, by=actor)
    with refused(NotYourRole):
        services.close_account(user_id=other.user_id, at=AT, by=actor)
    with refused(NotYourRole):
        services.set_password(user_id=other.user_id, password="another-sentence-2026", at=AT, by=actor)
    with refused(NotYourRole):
        services.create_token(post_id=other.id, days=1, at=AT, by=actor)


def test_nobody_appoints_or_closes_themselves(security_administrator):
    me = security_administrator.user_id

    with refused(OwnAccount):
        services.assign_post(
            user_id=me,
            post=PostInput(Role.SECURITY_ADMINISTRATOR, "990101"),
            at=AT,
            by=security_administrator,
        )
    with refused(OwnAccount):
        services.close_account(user_id=me, at=AT, by=security_administrator)
    with refused(OwnAccount):
        services.create_token(
            post_id=security_administrator.posts[0].id, days=1, at=AT, by=security_administrator
        )


def test_only_an_administrator_with_a_post_enters_the_admin():
    administrator = PostFactory(role=Role.SECURITY_ADMINISTRATOR.value, starts_on=date(2020, 1, 1)).user
    former = PostFactory(
        role=Role.SECURITY_ADMINISTRATOR.value, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31)
    ).user
    clerk = PostFactory(starts_on=date(2020, 1, 1)).user

    assert [user.is_staff for user in (administrator, former, clerk)] == [True, False, False]
    assert administrator.has_perms(["accounts.view_user", "axes.delete_accessattempt"])
    assert administrator.has_module_perms("accounts")
    assert not administrator.has_perm("places.change_outlet")
    assert not former.has_perm("accounts.view_user")
    assert not clerk.has_module_perms("places")
