"""Every refusal of the platform: unmistakable, in a clerk's words, and documented."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from yichuang.kernel import errors
from yichuang.kernel.management.commands import problems_docs
from yichuang.kernel.problems import explanation, known_problems, problem_document, problem_response

OURS = problems_docs.our_problems()

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FAMILIES = {
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.WrongMethod: 405,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


@pytest.fixture(params=OURS, ids=lambda error: error.code)
def problem(request: Any) -> type[errors.DomainError]:
    return request.param


def bare(problem: type[errors.DomainError], detail: str = "") -> errors.DomainError:
    """An instance, whatever its own constructor asks for."""
    error = problem.__new__(problem)
    errors.DomainError.__init__(error, detail)
    return error


def test_there_are_many():
    assert len(OURS) > 60
    assert set(FAMILIES) < set(OURS)


def test_codes_are_unique():
    codes = [error.code for error in OURS]

    assert len(codes) == len(set(codes))


def test_a_code_names_its_domain_and_the_refusal(problem):
    domain, *rest = problem.__module__.split(".")[1:]
    if domain == "kernel":
        assert re.fullmatch(r"(kernel\.)?[a-z]+(-[a-z]+)*", problem.code)
    else:
        assert re.fullmatch(rf"{rest[0]}\.[a-z]+(-[a-z]+)*", problem.code)


def test_the_title_is_chinese_and_ends_without_a_full_stop(problem):
    assert CHINESE.search(problem.title)
    assert not problem.title.endswith("。")
    assert len(problem.title) <= 60


def test_the_status_is_that_of_its_family(problem):
    family = [status for base, status in FAMILIES.items() if issubclass(problem, base)]

    assert len(family) == (0 if problem is errors.DomainError else 1)
    assert problem.status in (*family, 400)


def test_the_docstring_says_when(problem):
    assert explanation(problem).endswith((".", "。", ")")), "a sentence"


def test_an_instance_is_a_problem_document(problem):
    request = RequestFactory().get("/")
    request.request_id = "0123456789abcdef0123456789abcdef"

    answer = problem_response(bare(problem), request)

    assert (answer.status_code, answer["Content-Type"]) == (problem.status, "application/problem+json")
    assert json.loads(answer.content) == {
        "type": f"/problems/{problem.code}/",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.title,
        "instance": request.request_id,
        "code": problem.code,
    }


def test_an_instance_says_its_own_sentence(problem):
    error = bare(problem, "办件 990101 已经受理")

    assert str(error) == error.detail == "办件 990101 已经受理"
    assert problem_document(error, "")["detail"] == "办件 990101 已经受理"


def test_a_problem_code_has_its_page(problem, client, db):
    answer = client.get(f"/problems/{problem.code}/")

    assert answer.status_code == 200
    assert problem.code in answer.content.decode()


def test_wrong_fields_and_further_members_stand_in_the_document():
    error = errors.Invalid(
        "手机号有误",
        errors=(errors.FieldError("/applicant/phone", "应为 11 位"),),
        limit=11,
        status=200,
        code="forged",
    )

    document = problem_document(error, "r")

    assert document["errors"] == [{"pointer": "/applicant/phone", "detail": "应为 11 位"}]
    assert (document["limit"], document["status"], document["code"]) == (11, 422, "invalid")


def test_groups_without_a_code_are_no_problems():
    class Group(errors.DomainError):
        """Holds together."""

    class Member(Group, errors.Conflict):
        """A member of two families of classes."""

        code = "test.member"

    known = known_problems()

    assert Group not in known
    assert known.count(Member) == 1


class TestPage:
    def test_the_reference_page_is_the_one_the_classes_give(self):
        assert problems_docs.PAGE.read_text(encoding="utf-8") == problems_docs.page(), (
            "run `yichuang problems docs --write`"
        )

    def test_the_reference_page_is_complete(self):
        page = problems_docs.PAGE.read_text(encoding="utf-8")

        assert len(re.findall(r"^\| `[a-z.-]+` \|", page, re.MULTILINE)) == len(OURS)
        for error in OURS:
            assert f"| `{error.code}` | {error.status} | {error.title} |" in page

    def test_the_command_prints_and_writes_it(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setattr(problems_docs, "PAGE", tmp_path / "problems.md")

        call_command("problems_docs")
        printed = capsys.readouterr().out
        call_command("problems_docs", write=True)

        assert printed == problems_docs.page() + ("" if problems_docs.page().endswith("\n") else "\n")
        assert (tmp_path / "problems.md").read_text(encoding="utf-8") == problems_docs.page()
