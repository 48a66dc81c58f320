"""Signing in and out as people do it, with the lockout on."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse

from yichuang.foundation.accounts.models import User
from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-sentence-2026"


@pytest.fixture(autouse=True)
def _lockout(settings):
    settings.AXES_ENABLED = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user():
    return PostFactory(user__username="zhangsan", starts_on=date(2020, 1, 1)).user


def sign_in(client, username="zhangsan", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **extra)


def audited(stream_id) -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(stream="account", stream_id=str(stream_id)).order_by("sequence")
    return [(row.action, row.actor) for row in rows]


def test_signing_in_leads_to_the_desk_and_is_audited(client, user):
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(user.id)
    assert audited(user.id) == [("signed-in", f"user:{user.id}")]


def test_signing_out_is_audited(client, user):
    sign_in(client)

    response = client.post(reverse("account_logout"))

    assert response.status_code == 302
    assert "_auth_user_id" not in client.session
    assert audited(user.id)[-1] == ("signed-out", f"user:{user.id}")


def test_a_wrong_password_opens_nothing_and_is_audited(client, user):
    response = sign_in(client, password="wrong")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert audited(user.id) == [("sign-in-failed", "system")]


def test_a_name_of_no_account_is_never_written_down(client, user):
    sign_in(client, username="my-secret-password", password="x")

    assert audited("unknown") == [("sign-in-failed", "system")]
    assert "my-secret-password" not in json.dumps(
        list(AuditEntry.objects.values_list("details", "stream_id"))
    )


def test_a_closed_account_does_not_sign_in(client, user):
    user.is_active = False
    user.save()

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_five_failures_lock_the_name_at_that_address_even_for_the_right_password(client, user):
    for _ in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    assert sign_in(client, password="wrong").status_code == 429

    locked = sign_in(client)

    assert locked.status_code == 429
    assert "_auth_user_id" not in client.session
    actions = [action for action, _ in audited(user.id)]
    assert actions.count("sign-in-failed") >= 5
    assert "locked-out" in actions
    assert "signed-in" not in actions


def test_the_lock_is_of_one_name_at_one_address(client, user):
    UserFactory(username="lisi")
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 429

    assert sign_in(client, username="lisi")["Location"] == "/desk/"
    client.logout()
    assert sign_in(client, REMOTE_ADDR="127.0.0.9")["Location"] == "/desk/"


def test_four_failures_are_forgiven_by_the_right_password(client, user):
    for _ in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client)["Location"] == "/desk/"
    client.logout()

    for _ in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client)["Location"] == "/desk/"


def test_the_lock_opens_after_its_time(client, user):
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 429

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=16))

    assert sign_in(client)["Location"] == "/desk/"


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    posted = client.post(
        reverse("account_signup"),
        {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD},
    )

    for response in (page, posted):
        assert b"password1" not in response.content
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


def test_a_password_changed_by_its_owner_is_audited(client, user):
    sign_in(client)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another-sentence-2026", "password2": "another-sentence-2026"},
    )

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password("another-sentence-2026")
    assert "password-changed" in [action for action, _ in audited(user.id)]


def test_no_password_reaches_the_log(client, user, caplog, capsys):
    with caplog.at_level("DEBUG"):
        sign_in(client, password="wrong-sentence-2026")
        sign_in(client)

    seen = caplog.text + "".join(capsys.readouterr())
    for secret in ("wrong-sentence-2026", PASSWORD, "zhangsan"):
        assert secret not in seen


# Second factor


def present_code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def secret(user):
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, key)
    return key


def test_a_second_factor_can_be_switched_on_and_off(client, user, django_capture_on_commit_callbacks):
    sign_in(client)
    asked_again = client.get(reverse("mfa_activate_totp"))
    assert asked_again["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    key = page.context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_activate_totp"), {"code": present_code(key)})

    assert response.status_code == 302
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert key not in json.dumps(stored.data)
    assert get_adapter().decrypt(stored.data["secret"]) == key
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    actions = [action for action, _ in audited(user.id)]
    assert actions[0] == "signed-in"
    assert "factor-added" in actions
    assert "factor-removed" in actions


def test_with_a_second_factor_the_password_alone_opens_nothing(client, user, secret):
    response = sign_in(client)

    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session

    response = client.post(reverse("mfa_authenticate"), {"code": present_code(secret)})
    assert response["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(user.id)


def test_a_second_factor_cannot_be_guessed_at_leisure(client, user, secret):
    sign_in(client)
    right = present_code(secret)
    wrong = "000000" if right != "000000" else "111111"

    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": wrong})
    client.post(reverse("mfa_authenticate"), {"code": right})

    assert "_auth_user_id" not in client.session
    assert [action for action, _ in audited(user.id)].count("factor-failed") == 5


def test_every_role_may_use_a_second_factor(client):
    for number, role in enumerate(Role):
        user = PostFactory(role=role.value, user__username=f"u{number}", starts_on=date(2020, 1, 1)).user
        client.force_login(user)

        assert client.get(reverse("mfa_index")).status_code == 200
