"""Behind our proxy, limits count visitors: not the proxy, and not what a visitor says of himself."""

from __future__ import annotations

import pytest
from django.test import Client

from yichuang.casework.cases import services
from yichuang.foundation.accounts.tests.factories import UserFactory

PROXY = "127.0.0.1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: object) -> None:
    settings.TRUSTED_PROXIES = (PROXY,)  # type: ignore[attr-defined]
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]


def guess(client: Client, number: int, forwarded: str, peer: str = PROXY) -> int:
    form = {"number": f"guess {number}", "last4": "0000"}
    return client.post("/progress/", form, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded).status_code


def test_one_visitor_is_limited_whatever_he_says_and_others_are_not(client: Client) -> None:
    answers = [
        guess(client, n, f"198.51.100.{n}, 203.0.113.7") for n in range(services.GUESSES_PER_SOURCE + 1)
    ]

    assert answers == [404] * services.GUESSES_PER_SOURCE + [429]
    assert guess(client, 99, "203.0.113.8") == 404


def test_who_comes_around_the_proxy_is_himself(client: Client) -> None:
    answers = [
        guess(client, n, f"198.51.100.{n}", peer="192.0.2.66") for n in range(services.GUESSES_PER_SOURCE + 1)
    ]

    assert answers[-1] == 429
    assert guess(client, 99, "192.0.2.66", peer=PROXY) == 429
    assert guess(client, 99, "192.0.2.67", peer=PROXY) == 404


def test_wrong_passwords_lock_one_visitor_and_not_the_proxy(client: Client) -> None:
    user = UserFactory(username="zhangsan")
    user.set_password("a right password 9")
    user.save()

    def sign_in(password: str, forwarded: str) -> int:
        form = {"login": "zhangsan", "password": password}
        answer = client.post("/accounts/login/", form, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)
        return answer.status_code

    for n in range(5):
        sign_in("wrong", f"198.51.100.{n}, 203.0.113.7")

    assert sign_in("a right password 9", "203.0.113.7") == 429
    assert sign_in("a right password 9", "203.0.113.9") == 302
