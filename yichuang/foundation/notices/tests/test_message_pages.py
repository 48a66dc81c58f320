"""站内消息: the list of one person, unread first to the eye, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.notices import queries, services
from yichuang.foundation.notices.models import Message
from yichuang.foundation.notices.tests.factories import AT
from yichuang.foundation.notices.tests.test_messages import TASK

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> AbstractBaseUser:
    return PostFactory(role=Role.DEPARTMENT_OFFICER.value).user


@pytest.fixture
def reader(officer: AbstractBaseUser, settings: Any) -> Iterator[Client]:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    yield client
    translation.activate(settings.LANGUAGE_CODE)


def write(officer: AbstractBaseUser, count: int = 1, **values: str) -> list[UUID]:
    return [
        services.notify_staff(
            user_id=officer.pk,
            template="task-waiting",
            context=TASK | {"number": f"{n:021d}"} | values,
            at=AT + timedelta(minutes=n),
        )
        for n in range(count)
    ]


def text(client: Client, path: str = "/messages/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_the_list_shows_what_was_written_and_when(reader: Client, officer: AbstractBaseUser) -> None:
    write(officer)

    page = text(reader)

    assert "有新的办件等待审查" in page
    assert "社会保障卡申领" in page
    assert "有 <em>1 条消息</em>没有读" in page


def test_nobody_reads_or_counts_the_messages_of_another(reader: Client) -> None:
    other = PostFactory(role=Role.DEPARTMENT_OFFICER.value).user
    [message] = write(other)

    page = text(reader)
    answer = reader.post(f"/messages/{message}/reading/")
    reader.post("/messages/reading/", {"up_to": str(message)})

    assert "还没有消息" in page
    assert "有新的办件等待审查" not in page
    assert answer.status_code == 404
    assert Message.objects.get().read_at is None
    assert text(reader, "/messages/unread/").strip() == ""


@pytest.mark.parametrize("path", ["/messages/", "/messages/?before=x"])
def test_a_stranger_is_asked_to_sign_in(path: str) -> None:
    answer = Client().get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_bell_of_an_ended_session_is_silent_and_leads_nowhere() -> None:
    answer = Client().get("/messages/unread/")

    assert (answer.status_code, answer.content.decode().strip()) == (200, "")


def test_a_stranger_marks_nothing(officer: AbstractBaseUser) -> None:
    [message] = write(officer)

    Client().post(f"/messages/{message}/reading/")
    Client().post("/messages/reading/", {"up_to": str(message)})

    assert Message.objects.get().read_at is None


def test_one_is_marked_read_and_stays_in_the_list(reader: Client, officer: AbstractBaseUser) -> None:
    first, second = write(officer, 2)

    answer = reader.post(f"/messages/{first}/reading/", {"show": "unread"})

    assert answer["Location"] == "/messages/?show=unread"
    assert Message.objects.get(pk=first).read_at is not None
    assert Message.objects.get(pk=second).read_at is None
    assert text(reader).count("有新的办件等待审查") > text(reader, "/messages/?show=unread").count(
        "有新的办件等待审查"
    )
    assert queries.unread_count(officer.pk) == 1


def test_all_on_the_page_are_marked_and_what_came_meanwhile_is_not(
    reader: Client, officer: AbstractBaseUser
) -> None:
    first, newest = write(officer, 2)
    [later] = write(officer, 1)

    answer = reader.post("/messages/reading/", {"up_to": str(newest)})

    assert answer["Location"] == "/messages/"
    assert Message.objects.get(pk=later).read_at is None
    assert not Message.objects.filter(pk__in=[first, newest], read_at__isnull=True).exists()


@pytest.mark.parametrize("up_to", ["", "x", "1' OR '1'='1"])
def test_nonsense_marks_nothing(reader: Client, officer: AbstractBaseUser, up_to: str) -> None:
    write(officer)

    answer = reader.post("/messages/reading/", {"up_to": up_to})

    assert answer.status_code == 404
    assert queries.unread_count(officer.pk) == 1


def test_an_unknown_message_is_not_found(reader: Client) -> None:
    assert reader.post(f"/messages/{uuid4()}/reading/").status_code == 404
    assert reader.get(f"/messages/{uuid4()}/reading/").status_code == 405


def test_pages_follow_each_other_without_loss(reader: Client, officer: AbstractBaseUser) -> None:
    ids = write(officer, 45)
    seen: list[UUID] = []
    before = None
    while shown := queries.messages_of_user(officer.pk, before=before):
        seen += [message.id for message in shown]
        before = seen[-1]

    assert seen == ids[::-1]
    assert f"before={ids[25]}" in text(reader)
    last = text(reader, f"/messages/?before={ids[5]}")
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_filter_and_page_stay_together(reader: Client, officer: AbstractBaseUser) -> None:
    ids = write(officer, 21)

    page = text(reader, "/messages/?show=unread")

    assert f"?show=unread&amp;before={ids[1]}" in page


def test_the_bell_counts_and_says_nothing_when_all_is_read(reader: Client, officer: AbstractBaseUser) -> None:
    write(officer, 3)
    three = text(reader, "/messages/unread/")
    Message.objects.all().delete()
    write(officer, 120)
    many = text(reader, "/messages/unread/")
    services.mark_all_read(user_id=officer.pk, up_to=Message.objects.latest("id").pk, at=AT)

    assert ">3<" in three
    assert "3 条未读" in three
    assert ">99+<" in many
    assert text(reader, "/messages/unread/").strip() == ""
    assert "消息都读过了" in text(reader)


def test_the_bell_is_in_the_bar_of_staff_and_not_of_strangers(reader: Client) -> None:
    assert 'hx-get="/messages/unread/"' in text(reader)
    assert "/messages/" not in Client().get("/d/").content.decode()


def test_markup_in_a_message_is_text(reader: Client, officer: AbstractBaseUser) -> None:
    write(officer, item="<script>alert(1)</script>")

    page = text(reader)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_page_costs_the_same_however_many_there_are(
    reader: Client, officer: AbstractBaseUser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(officer, 1)
    text(reader)
    with django_assert_num_queries(4) as few:
        text(reader)
    write(officer, 30)
    with django_assert_num_queries(len(few.captured_queries)):
        text(reader)


def test_the_list_is_read_in_english(reader: Client, officer: AbstractBaseUser) -> None:
    write(officer)
    reader.post("/i18n/setlang/", {"language": "en", "next": "/messages/"})

    assert "A new case awaits review" in text(reader)
