"""Acts take POST; whoever comes otherwise is led to the page of the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from yichuang.kernel.errors import Unauthenticated
from yichuang.kernel.posts import posted_from


def form(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(f"form {number}")


@posted_from("form")
def act(request: HttpRequest, number: str) -> HttpResponse:
    return HttpResponse(f"done {number}")


@posted_from("form")
def guarded(request: HttpRequest, number: str) -> HttpResponse:
    raise Unauthenticated


urlpatterns = [
    path("cases/<str:number>/", form, name="form"),
    path("cases/<str:number>/act/", act),
    path("cases/<str:number>/guarded/", guarded),
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
