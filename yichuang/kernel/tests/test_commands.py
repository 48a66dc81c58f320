"""The base of the product's commands: words or JSON, exit 0, 1 or 2."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management.base import CommandParser
from django.db import OperationalError, ProgrammingError

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import Conflict, Invalid


class Command(ProductCommand):
    """Does what it is told."""

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["done", "refused", "wrong", "lost", "broken"])

    def exit_code(self, refusal: Any) -> int:
        return 2 if isinstance(refusal, Invalid) else super().exit_code(refusal)

    def run(self, **options: Any) -> None:
        match options["what"]:
            case "done":
                self.show("已签封 3 条", {"sealed": 3, "受理": True})
            case "refused":
                raise Conflict("已经受理", number="9901")
            case "wrong":
                raise Invalid("日期写错了")
            case "lost":
                raise OperationalError("connection refused\n")
            case "broken":
                raise ProgrammingError("no such table")


def call(*words: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) as a shell would see them."""
    out, err = io.StringIO(), io.StringIO()
    command = Command(stdout=out, stderr=err, no_color=True)
    parser = command.create_parser("yichuang", "test")
    options = vars(parser.parse_args(words))
    code = 0
    try:
        command.execute(**options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_done_is_0_and_speaks():
    assert call("done") == (0, "已签封 3 条\n", "")


def test_json_is_one_document():
    code, out, err = call("done", "--json")

    assert (code, json.loads(out), err) == (0, {"sealed": 3, "受理": True}, "")
    assert "受理" in out


def test_a_refusal_is_1_and_one_sentence_on_stderr():
    assert call("refused") == (1, "", "已经受理\n")


def test_a_refusal_in_json_names_its_code():
    code, out, err = call("refused", "--json")

    assert (code, err) == (1, "")
    assert json.loads(out) == {"code": "conflict", "detail": "已经受理", "number": "9901"}


def test_a_command_may_call_a_refusal_wrong_use():
    assert call("wrong") == (2, "", "日期写错了\n")


def test_a_lost_database_is_one_sentence():
    assert call("lost") == (1, "", "数据库连接不上或已中断：connection refused\n")


def test_a_defect_is_not_hidden():
    with pytest.raises(ProgrammingError):
        call("broken")


def test_wrong_words_are_2(capsys):
    with pytest.raises(SystemExit) as refused:
        Command().run_from_argv(["yichuang", "test", "nonsense"])

    assert refused.value.code == 2
    assert "nonsense" in capsys.readouterr().err
