"""Acts take POST; whoever comes otherwise is led to the page of the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from yichuang.kernel.errors import Conflict, Unauthenticated
from yichuang.kernel.models import IdempotencyRecord
from yichuang.kernel.posts import PageSentAgain, new_page_key, once_a_page, posted_from
from yichuang.kernel.time import now


def form(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(f"form {number}")


@posted_from("form")
def act(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(f"done {number}")


@posted_from("form")
def guarded(request: HttpRequest, number: str) -> HttpResponse:
    raise Unauthenticated


written: list[str] = []


@posted_from("form")
def writing(request: HttpRequest, number: str) -> HttpResponse:
    def write() -> str:
        if request.POST["words"] == "refused":
            raise Conflict("refused")
        written.append(request.POST["words"])
        return f"row {len(written)}"

    try:
        who = request.headers.get("X-Who", "user:1")
        answer, is_new = once_a_page(request, principal=who, at=now(), write=write)
        return HttpResponse(f"{answer} {is_new}")
    except Conflict as refusal:
        return HttpResponse(refusal.code, status=refusal.status)


urlpatterns = [
    path("cases/<str:number>/", form, name="form"),
    path("cases/<str:number>/act/", act),
    path("cases/<str:number>/guarded/", guarded),
    path("cases/<str:number>/writing/", writing, name="writing"),
]


@pytest.fixture
def visitor(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    settings.LOGIN_URL = "/accounts/login/"
    return Client()


def test_a_posted_act_is_done(visitor: Client) -> None:
    assert visitor.post("/cases/7/act/").content == b"done 7"


def test_who_comes_by_get_is_led_to_the_form_with_the_query(visitor: Client) -> None:
    assert visitor.get("/cases/7/act/?answer.x=y").headers["Location"] == "/cases/7/?answer.x=y"
    assert visitor.get("/cases/7/act/").headers["Location"] == "/cases/7/"


def test_other_methods_are_refused() -> None:
    answer = act(RequestFactory().put("/cases/7/act/"), number="7")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    ("sender", "back"),
    [
        ("http://testserver/cases/7/?answer.x=y", "/cases/7/%3Fanswer.x%3Dy"),
        ("http://elsewhere.example/cases/7/", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_who_must_sign_in_first_comes_back_to_the_page_of_the_form(
    visitor: Client, sender: str, back: str
) -> None:
    answer = visitor.post("/cases/7/guarded/", headers={"Referer": sender} if sender else {})

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={back}"


# the same page again


@pytest.fixture
def rows(db: None) -> list[str]:
    """What has been written; nothing yet."""
    written.clear()
    return written


def test_a_page_sent_twice_is_written_once(visitor: Client, rows: list[str]) -> None:
    page = {"page-key": new_page_key(), "words": "yes"}

    first, again = (visitor.post("/cases/7/writing/", page).content for _ in range(2))

    assert (first, again) == (b"row 1 True", b"row 1 False")
    assert rows == ["yes"]


def test_another_page_person_or_case_writes_its_own(visitor: Client, rows: list[str]) -> None:
    key, other = new_page_key(), new_page_key()

    visitor.post("/cases/7/writing/", {"page-key": key, "words": "first"})
    visitor.post("/cases/7/writing/", {"page-key": other, "words": "first"})
    visitor.post("/cases/7/writing/", {"page-key": key, "words": "first"}, headers={"X-Who": "user:2"})
    elsewhere = visitor.post("/cases/8/writing/", {"page-key": key, "words": "first"})

    assert rows == ["first"] * 3
    assert (elsewhere.status_code, elsewhere.content.decode()) == (409, PageSentAgain.code)


def test_a_page_sent_again_with_other_words_is_asked_about(visitor: Client, rows: list[str]) -> None:
    key = new_page_key()
    visitor.post("/cases/7/writing/", {"page-key": key, "words": "first"})

    answer = visitor.post("/cases/7/writing/", {"page-key": key, "words": "second"})

    assert (answer.status_code, answer.content.decode()) == (409, PageSentAgain.code)
    assert rows == ["first"]


def test_a_refused_page_may_be_put_right(visitor: Client, rows: list[str]) -> None:
    key = new_page_key()

    refused = visitor.post("/cases/7/writing/", {"page-key": key, "words": "refused"})
    right = visitor.post("/cases/7/writing/", {"page-key": key, "words": "right"})

    assert (refused.status_code, right.content) == (409, b"row 1 True")
    assert rows == ["right"]


@pytest.mark.parametrize("key", ["", "short", "x" * 33, "一" * 32, "../" * 11])
def test_without_a_key_of_ours_nothing_is_remembered(visitor: Client, rows: list[str], key: str) -> None:
    for _ in range(2):
        visitor.post("/cases/7/writing/", {"page-key": key, "words": "yes"})

    assert rows == ["yes", "yes"]
    assert not IdempotencyRecord.objects.exists()


def test_an_address_of_any_length_has_a_route(visitor: Client, rows: list[str]) -> None:
    answer = visitor.post(f"/cases/{'7' * 300}/writing/", {"page-key": new_page_key(), "words": "yes"})

    assert answer.status_code == 200
    assert IdempotencyRecord.objects.get().route == "writing"
