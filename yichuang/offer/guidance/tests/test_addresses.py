"""The public addresses answer whoever only asks whether they are there: proxies, monitors, link checkers."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/search/", "/search/?q=sbk"])
def test_a_head_is_answered_without_a_body(client: Client, address: str) -> None:
    answer = client.head(address)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("address", ["/", "/search/"])
def test_nothing_is_posted_to_a_page_that_is_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
