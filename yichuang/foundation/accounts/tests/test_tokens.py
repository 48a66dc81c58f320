from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from yichuang.foundation.accounts import queries, services
from yichuang.foundation.accounts.errors import (
    AccountDetailsWrong,
    AccountNotFound,
    OnePowerOnly,
    PostIncomplete,
    SignInRequired,
    TokenRefused,
)
from yichuang.foundation.accounts.models import ApiToken, Post, User
from yichuang.foundation.accounts.tests.factories import AT, ApiTokenFactory, PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role, TokenRequest
from yichuang.foundation.places.errors import PlaceNotFound
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory, RegionFactory
from yichuang.foundation.places.tests.refusals import refused
from yichuang.kernel.crypto import sm3
from yichuang.kernel.models import AuditEntry
from yichuang.kernel.time import now

pytestmark = [pytest.mark.django_db, pytest.mark.smoke]


def test_a_token_says_who_acts_under_which_one_post():
    post = PostFactory()
    PostFactory(user=post.user, outlet=OutletFactory())

    made = services.create_token(post_id=post.id, days=7, at=AT)
    actor = queries.actor_of_token(made.token, AT)

    assert actor.principal == f"token:{made.id}"
    assert (actor.user_id, actor.name) == (post.user_id, post.user.display_name)
    assert [held.id for held in actor.posts] == [post.id]
    assert made.expires_at == AT + timedelta(days=7)


def test_only_the_digest_of_a_token_is_kept_and_nothing_shows_it(caplog, capsys):
    post = PostFactory()

    with caplog.at_level("DEBUG"):
        made = services.create_token(post_id=post.id, days=7, at=AT)
        queries.actor_of_token(made.token, AT)

    row = ApiToken.objects.get(id=made.id)
    assert bytes(row.digest) == sm3(made.token.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM accounts_apitoken t")
        stored = cursor.fetchone()[0]
    seen = "".join(capsys.readouterr())
    audit = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
    for place in (stored, caplog.text, seen, audit, repr(made), str(row)):
        assert made.token not in place


def test_tokens_are_long_and_all_different():
    post = PostFactory()

    tokens = {services.create_token(post_id=post.id, days=1, at=AT).token for _ in range(20)}

    assert len(tokens) == 20
    assert all(token.startswith("yc_") and len(token) >= 46 for token in tokens)


def test_a_token_counts_until_its_last_moment():
    token = ApiTokenFactory(raw="yc_x", expires_at=AT + timedelta(hours=1))

    assert queries.actor_of_token("yc_x", AT + timedelta(minutes=59)).principal == f"token:{token.id}"
    with pytest.raises(TokenRefused):
        queries.actor_of_token("yc_x", AT + timedelta(hours=1))


@pytest.mark.parametrize(
    "ended",
    [
        {"revoked_at": AT},
        {"post__ends_on": date(2026, 2, 10)},
        {"post__starts_on": date(2026, 2, 12)},
        {"post__user__is_active": False},
    ],
)
def test_a_token_dies_with_what_it_stands_on(ended):
    ApiTokenFactory(raw="yc_x", **ended)

    with pytest.raises(TokenRefused) as refusal:
        queries.actor_of_token("yc_x", AT)
    with pytest.raises(TokenRefused) as unknown:
        queries.actor_of_token("yc_unknown", AT)
    assert refusal.value.detail == unknown.value.detail


def test_a_revoked_token_opens_nothing():
    post = PostFactory()
    made = services.create_token(post_id=post.id, days=7, at=AT)

    services.revoke_token(token_id=made.id, at=AT)
    services.revoke_token(token_id=made.id, at=AT + timedelta(days=1))

    with pytest.raises(TokenRefused):
        queries.actor_of_token(made.token, AT)
    assert ApiToken.objects.get(id=made.id).revoked_at == AT
    actions = AuditEntry.objects.filter(stream_id=str(post.user_id)).values_list("action", flat=True)
    assert sorted(actions) == ["token-created", "token-revoked"]
    with refused(AccountNotFound):
        services.revoke_token(token_id=uuid4(), at=AT)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lasts_between_a_day_and_a_year(days):
    post = PostFactory()

    with refused(AccountDetailsWrong, match="1 到 366 天"):
        services.create_token(post_id=post.id, days=days, at=AT)
    with refused(AccountNotFound):
        services.create_token(post_id=uuid4(), days=1, at=AT)

    assert not ApiToken.objects.exists()


def test_finding_the_holder_is_one_prepared_statement(django_assert_num_queries):
    ApiTokenFactory(raw="yc_x")

    with django_assert_num_queries(1):
        queries.actor_of_token("yc_x", AT)
    for _ in range(5):
        queries.actor_of_token("yc_x", AT)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%accounts_apitoken t%'"
        )
        assert cursor.fetchone()[0] == 1


def test_a_request_with_a_bearer_token_is_asked_for_its_holder_once(django_assert_num_queries):
    made = services.create_token(post_id=PostFactory(starts_on=date(2020, 1, 1)).id, days=366, at=AT)
    ApiToken.objects.update(expires_at=AT + timedelta(days=36500))
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {made.token}"})

    with django_assert_num_queries(1):
        first = queries.actor_of_request(request)
        again = queries.actor_of_request(request)

    assert first is again
    assert first.principal == f"token:{made.id}"


def test_a_request_of_nobody_is_asked_to_sign_in(rf, client):
    response = client.get("/desk/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/desk/"
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(SignInRequired):
        queries.actor_of_request(request)


@pytest.fixture
def hall():
    return OutletFactory(code="HALL")


def test_a_token_is_issued_with_the_account_and_post_it_needs(hall):
    request = TokenRequest(Role.CLERK, outlet_code="HALL")

    made = services.issue_token(request=request, at=AT)
    actor = queries.actor_of_token(made.token, AT)

    assert made.username == "api-clerk-hall-990101"
    assert [(post.role, post.outlet_id, post.region_code) for post in actor.posts] == [
        (Role.CLERK, hall.id, "990101")
    ]
    assert not User.objects.get(id=actor.user_id).has_usable_password()


def test_a_second_token_for_the_place_uses_the_same_account_and_post(hall):
    request = TokenRequest(Role.CLERK, outlet_code="HALL")

    first, second = (services.issue_token(request=request, at=AT) for _ in range(2))

    assert first.token != second.token
    assert (User.objects.count(), Post.objects.count(), ApiToken.objects.count()) == (1, 1, 2)


def test_accounts_made_for_different_roles_are_different_people(hall):
    OrganisationFactory(code="JTJ")

    clerk = services.issue_token(request=TokenRequest(Role.CLERK, outlet_code="HALL"), at=AT)
    officer = services.issue_token(
        request=TokenRequest(Role.DEPARTMENT_OFFICER, organisation_code="JTJ"), at=AT
    )

    assert clerk.username != officer.username


def test_a_token_for_a_named_account_takes_its_post(hall):
    user = UserFactory(username="zhangsan")

    made = services.issue_token(request=TokenRequest(Role.CLERK, None, "HALL", None, "zhangsan"), at=AT)

    assert queries.actor_of_token(made.token, AT).user_id == user.id
    with refused(AccountNotFound, match="lisi"):
        services.issue_token(request=TokenRequest(Role.CLERK, None, "HALL", None, "lisi"), at=AT)
    with refused(OnePowerOnly):
        services.issue_token(
            request=TokenRequest(Role.SYSTEM_ADMINISTRATOR, "990101", username="zhangsan"), at=AT
        )


def test_a_token_for_nowhere_is_refused_and_leaves_nothing(hall):
    with refused(PlaceNotFound):
        services.issue_token(request=TokenRequest(Role.CLERK, outlet_code="NONE"), at=AT)
    with refused(PostIncomplete):
        services.issue_token(request=TokenRequest(Role.SUPERVISOR), at=AT)
    with refused(PostIncomplete, match="部门"):
        services.issue_token(request=TokenRequest(Role.DEPARTMENT_OFFICER, outlet_code="HALL"), at=AT)

    assert (User.objects.count(), ApiToken.objects.count()) == (0, 0)


def run(capsys, *arguments):
    call_command(*arguments)
    return capsys.readouterr().out


def test_the_command_prints_a_token_that_works(hall, capsys):
    printed = run(capsys, "token_create", "--role", "clerk", "--outlet", "HALL")
    token, words = printed.strip().splitlines()

    assert queries.actor_of_token(token, now()).posts[0].outlet_id == hall.id
    assert "api-clerk-hall-990101" in words


def test_the_command_prints_json_and_revokes(hall, capsys):
    OrganisationFactory(code="JTJ")
    arguments = ("--role", "chief-representative", "--outlet", "HALL", "--organisation", "JTJ", "--days", "2")

    made = json.loads(run(capsys, "token_create", *arguments, "--json"))
    assert set(made) == {"token", "id", "user", "role", "expires_at"}
    assert queries.actor_of_token(made["token"], now()).posts[0].role is Role.CHIEF_REPRESENTATIVE

    run(capsys, "token_revoke", made["id"])
    with pytest.raises(TokenRefused):
        queries.actor_of_token(made["token"], now())


def test_the_command_makes_a_regional_post_in_the_installations_region(settings, capsys):
    RegionFactory(code="990101")
    settings.REGION = "990101"

    made = json.loads(run(capsys, "token_create", "--role", "supervisor", "--json"))

    assert made["user"] == "api-supervisor-990101"


@pytest.mark.django_db(transaction=True)
def test_the_command_refuses_in_one_sentence(capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("token_create", "--role", "clerk", "--outlet", "NONE")

    assert stopped.value.code == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip() == "没有登记网点 NONE。"
