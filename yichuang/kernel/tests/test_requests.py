"""Requests: their numbers, their refusals, their health – and what the log does not say."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import structlog
from django.db import OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from yichuang.kernel import errors, logs, metrics, views

RESIDENT_ID = "990101199003070031"
PHONE = "13800001111"
NAME = "欧阳娜娜"
TOKEN = "QmVhcmVyLXRva2Vu"


class Refused(errors.Conflict):
    """A refusal of this test."""

    code = "test.refused"
    title = "这份办件已经受理"


def refuse(request: HttpRequest) -> HttpResponse:
    fields = (errors.FieldError("/applicant/phone", "手机号应为 11 位"),)
    raise Refused("办件 990101 已于 3 月 6 日受理", errors=fields, number="990101", status=999)


def refuse_for_a_while(request: HttpRequest) -> HttpResponse:
    raise errors.TooMany(retry_after_seconds=90)


def need_sign_in(request: HttpRequest) -> HttpResponse:
    raise errors.Unauthenticated


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


def break_down(request: HttpRequest, token: str = "") -> HttpResponse:
    structlog.get_logger("test").warning("odd input", phone=request.POST.get("phone", ""))
    raise ValueError(f"cannot read {request.POST.get('id_number')}\n{request.POST.get('phone')}")


@csrf_protect
def protected(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse()


def fine(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(structlog.contextvars.get_contextvars()["request_id"])


urlpatterns = [
    path("", include("config.urls")),
    *(
        path(f"{prefix}test/{name}/", view)
        for prefix in ("", "api/")
        for name, view in (
            ("refuse", refuse),
            ("too-many", refuse_for_a_while),
            ("sign-in", need_sign_in),
            ("lost", lose_database),
            ("broken", break_down),
            ("broken/<str:token>", break_down),
            ("protected/<str:token>", protected),
            ("fine/<str:token>", fine),
        )
    ),
]

handler404 = "yichuang.kernel.views.page_not_found"
handler500 = "yichuang.kernel.views.server_error"

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What this test logs, as it would reach the disk."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        logs.configure()
    yield stream
    root.handlers[:] = before


@pytest.fixture
def lines(written: io.StringIO) -> Callable[[], list[dict[str, Any]]]:
    """What this test logged, line by line."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


class TestRequestIds:
    def test_every_answer_carries_its_number(self, client):
        first = client.get("/test/fine/x/")
        second = client.get("/test/fine/x/")

        assert UUID(first["X-Request-ID"]).version == 7
        assert first["X-Request-ID"] != second["X-Request-ID"]
        assert first.content.decode() == first["X-Request-ID"], "the log lines of the view carry it"

    @pytest.mark.parametrize(
        "given", ["0123456789abcdef0123456789abcdef", "019510a0-0000-7000-8000-000000000001"]
    )
    def test_a_number_given_by_the_proxy_is_kept(self, client, given):
        assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given

    @pytest.mark.parametrize("given", ["", "x", PHONE, RESIDENT_ID, "0" * 31, "a\nb", "A" * 32, "g" * 32])
    def test_anything_else_is_not(self, client, given):
        assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given

    def test_no_number_stays_behind(self, client):
        client.get("/test/fine/x/")
        client.get("/test/broken/")

        assert structlog.contextvars.get_contextvars() == {}


class TestRefusals:
    def test_programs_get_a_problem_document(self, client):
        answer = client.get("/api/test/refuse/")

        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
        assert json.loads(answer.content) == {
            "type": "/problems/test.refused/",
            "title": "这份办件已经受理",
            "status": 409,
            "detail": "办件 990101 已于 3 月 6 日受理",
            "instance": answer["X-Request-ID"],
            "code": "test.refused",
            "errors": [{"pointer": "/applicant/phone", "detail": "手机号应为 11 位"}],
            "number": "990101",
        }

    def test_people_get_a_page_that_says_why(self, client, db):
        answer = client.get("/test/refuse/")

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "这份办件已经受理" in page
        assert "办件 990101 已于 3 月 6 日受理" in page
        assert "手机号应为 11 位" in page
        assert answer["X-Request-ID"] in page

    def test_whoever_asks_too_often_is_told_when_to_come_back(self, client):
        answer = client.get("/api/test/too-many/")

        assert (answer.status_code, answer["Retry-After"]) == (429, "90")

    def test_people_are_sent_to_sign_in_and_back(self, client):
        answer = client.get("/test/sign-in/?page=2")

        assert (answer.status_code, answer["Location"]) == (
            302,
            "/accounts/login/?next=/test/sign-in/%3Fpage%3D2",
        )

    @pytest.mark.parametrize(
        ("current", "back"),
        [
            ("http://testserver/counter/?case=1", "/counter/%3Fcase%3D1"),
            ("https://evil.example/counter/", "/counter/"),
            ("", "/"),
        ],
    )
    def test_htmx_takes_the_whole_page_to_sign_in(self, client, current, back):
        answer = client.get("/test/sign-in/", headers={"HX-Request": "true", "HX-Current-URL": current})

        assert (answer.status_code, answer["HX-Redirect"]) == (401, f"/accounts/login/?next={back}")

    def test_programs_are_told_to_sign_in(self, client):
        assert client.get("/api/test/sign-in/").status_code == 401

    @pytest.mark.parametrize("prefix", ["", "api/"])
    def test_a_lost_database_is_for_trying_again(self, client, prefix):
        answer = client.get(f"/{prefix}test/lost/")

        assert answer.status_code == 503
        assert answer["X-Request-ID"] in answer.content.decode()

    @pytest.mark.parametrize("prefix", ["", "api/"])
    def test_a_defect_is_500_and_carries_its_number(self, client, prefix):
        answer = client.get(f"/{prefix}test/broken/")

        assert answer.status_code == 500
        assert answer["X-Request-ID"] in answer.content.decode()
        assert "ValueError" not in answer.content.decode()

    @pytest.mark.parametrize(("prefix", "content_type"), [("", "text/html"), ("api/", "application/problem")])
    def test_an_unknown_address_is_404(self, client, db, prefix, content_type):
        answer = client.get(f"/{prefix}test/nothing/")

        assert answer.status_code == 404
        assert answer["Content-Type"].startswith(content_type)

    def test_every_code_has_a_page(self, client, db):
        answer = client.get("/problems/test.refused/")

        assert answer.status_code == 200
        assert "A refusal of this test." in answer.content.decode()
        assert client.get("/problems/test.unknown/").status_code == 404


class TestLogs:
    def test_a_request_is_one_line(self, client, lines):
        answer = client.get(f"/test/fine/{TOKEN}/?q={NAME}")

        (line,) = lines()
        assert line.pop("ms") >= 0
        assert line.pop("timestamp")
        assert line == {
            "event": "request",
            "level": "info",
            "logger": "yichuang.requests",
            "method": "GET",
            "route": "test/fine/<str:token>/",
            "status": 200,
            "request_id": answer["X-Request-ID"],
        }

    def test_a_refusal_is_a_line_without_a_stack(self, client, lines):
        answer = client.get("/api/test/refuse/")

        refused, request = lines()
        assert (refused["event"], refused["code"], refused["status"]) == ("refused", "test.refused", 409)
        assert (request["event"], request["status"]) == ("request", 409)
        assert refused["request_id"] == request["request_id"] == answer["X-Request-ID"]

    def test_a_defect_is_logged_with_its_stack(self, client, lines):
        answer = client.get("/test/broken/")

        (failed,) = [line for line in lines() if line["logger"] == "django.request"]
        assert failed["event"] == "Internal Server Error: test/broken/"
        assert failed["request_id"] == answer["X-Request-ID"]
        assert "in break_down" in failed["exception"]

    def test_no_personal_data_reaches_the_log(self, client, db, written):
        person = {"id_number": RESIDENT_ID, "phone": PHONE, "name": NAME}
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)

        client.post(f"/test/broken/{TOKEN}/?q={NAME}", person)
        client.post(f"/api/test/broken/{TOKEN}/", person)
        client.get(f"/nowhere/{TOKEN}/{PHONE}/?id={RESIDENT_ID}", headers={"X-Request-ID": PHONE})
        strict.post(f"/test/protected/{TOKEN}/", person)
        client.get("/test/fine/x/", headers={"Host": f"{PHONE}.example"})
        client.get("/test/lost/", person)

        log = written.getvalue()
        assert log.count("\n") >= 12
        for secret in (RESIDENT_ID, PHONE, NAME, TOKEN, json.dumps(NAME)[1:-1]):
            assert secret not in log
        # what helps support is still there
        assert "138****1111" in log
        assert "990101********0031" in log
        assert "test/broken/<str:token>/" in log

    def test_libraries_log_json_too(self, lines):
        logging.getLogger("some.library").warning("caller %s", PHONE, extra={"phone": PHONE})

        (line,) = lines()
        assert (line["event"], line["level"]) == ("caller 138****1111", "warning")

    def test_jobs_are_logged_when_they_fail(self, lines):
        library = logging.getLogger("procrastinate.worker")
        library.info("Starting job")
        library.info("Job ended with status: Error, to retry", exc_info=RuntimeError("no paper"))
        library.error("Job ended with status: Error")

        first, second = lines()
        assert (first["event"], "no paper" in first["exception"]) == (
            "Job ended with status: Error, to retry",
            True,
        )
        assert second["event"] == "Job ended with status: Error"

    def test_a_line_that_cannot_be_written_does_not_spill_its_arguments(self, lines):
        record = logging.makeLogRecord({"name": "some.library", "msg": "%d calls", "args": (PHONE,)})
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logs._Handler):  # pytest's own handlers raise
                handler.handle(record)

        (line,) = lines()
        assert (line["event"], line["logger"]) == ("a line was lost", "some.library")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"号码{RESIDENT_ID}，电话{PHONE}。", "号码990101********0031，电话138****1111。"),
            ("11010119900307003x", "110101********003x"),
            (f"id {RESIDENT_ID}", "id 990101********0031"),
            ("01a203326920724894251b1f31e71403", "01a203326920724894251b1f31e71403"),  # a request's id
            (f"case 99010120260306{'000017'}3", "case 990101202603060000173"),  # a case number
            ("0195138000011110", "0195138000011110"),
            ("a13800001111b", "a13800001111b"),  # inside a UUID
            ("12345678901", "12345678901"),  # no mobile number begins so
            ("", ""),
        ],
    )
    def test_numbers_of_people_are_masked_and_others_are_not(self, text, expected):
        assert logs.masked(text) == expected


class TestHealth:
    def test_the_process_answers_without_a_database(self, client):
        answer = client.get("/healthz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    def test_it_is_ready_with_a_migrated_database(self, client, db, monkeypatch):
        monkeypatch.setattr(views, "_ready_once", False)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ready"})

    def test_it_is_not_ready_while_migrations_wait(self, client, db, monkeypatch):
        monkeypatch.setattr(views, "_ready_once", False)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'kernel'")

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()) == (503, {"status": "migrations are waiting"})
        assert views._ready_once is False

    def test_migrations_are_looked_for_until_it_was_ready_once(self, client, db, monkeypatch):
        monkeypatch.setattr(views, "_ready_once", False)
        assert client.get("/readyz").status_code == 200
        monkeypatch.delattr(MigrationExecutor, "migration_plan")

        assert client.get("/readyz").status_code == 200

    @pytest.mark.parametrize("was_ready", [False, True])
    def test_it_is_not_ready_without_its_database(self, client, db, monkeypatch, was_ready):
        nowhere = DatabaseWrapper(connection.settings_dict | {"HOST": "127.0.0.1", "PORT": "1"}, "default")
        monkeypatch.setattr(views, "connection", nowhere)
        monkeypatch.setattr(views, "_ready_once", was_ready)

        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()) == (503, {"status": "the database does not answer"})


class TestMetrics:
    def count(self, **labels: str) -> float:
        sample = metrics._requests.labels(**labels)
        return sum(bucket.get() for bucket in sample._buckets)

    def test_requests_are_counted_by_route(self, client):
        labels = {"method": "GET", "route": "test/fine/<str:token>/", "status": "200"}
        before = self.count(**labels)

        client.get("/test/fine/a/")
        client.get("/test/fine/b/")

        assert self.count(**labels) == before + 2

    def test_a_sender_cannot_invent_labels(self, client):
        labels = {"method": "other", "route": "test/fine/<str:token>/", "status": "200"}
        before = self.count(**labels)

        client.generic("BREW", "/test/fine/a/")

        assert self.count(**labels) == before + 1
