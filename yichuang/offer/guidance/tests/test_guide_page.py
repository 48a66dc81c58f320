"""The guide as a page: what the catalogue says of an item stands there, what it does not say is left out."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from yichuang.offer.catalogue.tests.factories import published_item
from yichuang.offer.catalogue.types import HandlingVersion, ServiceObject

pytestmark = pytest.mark.django_db


def who_may(client: Client, version: HandlingVersion) -> str:
    """The words of the part about who can apply; empty: there is none."""
    answer = client.get(f"/guide/{version.code}/")
    assert answer.status_code == 200
    part = re.search(
        r'<section[^>]*aria-labelledby="conditions">(.*?)</section>', answer.content.decode(), re.S
    )
    return " ".join(re.sub(r"<[^>]*>", " ", part[1]).split()) if part else ""


def test_the_guide_says_for_whom_the_item_is(client: Client) -> None:
    """CAT-13: 服务对象 before the conditions."""
    version = published_item()

    assert who_may(client, version) == "什么人能办 自然人 、 企业法人 有检测合格的车辆"


def test_it_says_so_of_an_item_without_conditions(client: Client) -> None:
    version = published_item(service_objects=(ServiceObject.SOCIAL_ORGANISATION,), conditions=())

    assert who_may(client, version) == "什么人能办 社会组织法人"


def test_what_nobody_has_said_is_left_out(client: Client) -> None:
    only_conditions = published_item(service_objects=())

    assert who_may(client, only_conditions) == "什么人能办 有检测合格的车辆"


def test_without_either_there_is_no_such_part(client: Client) -> None:
    assert who_may(client, published_item(service_objects=(), conditions=())) == ""


def test_it_is_said_in_english_too(client: Client) -> None:
    client.cookies["django_language"] = "en"

    assert who_may(client, published_item()).startswith("Who can apply Natural person , Company")
