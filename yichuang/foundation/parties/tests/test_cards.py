"""Identity-card readers: a real reader process over HTTP, and lines as a keyboard reader types them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yichuang.foundation.parties import queries, rules
from yichuang.foundation.parties.adapters.http_reader import HttpReader
from yichuang.foundation.parties.errors import CardExpired, CardUnreadable, ReaderUnavailable
from yichuang.foundation.parties.tests.factories import BORN, make_resident_id
from yichuang.foundation.parties.types import IdCard

pytestmark = pytest.mark.smoke

ON = date(2026, 2, 11)
NUMBER = make_resident_id(BORN, 1)
CARD = IdCard("张三", NUMBER)


# typed as by a keyboard


@pytest.mark.parametrize(
    "line",
    [
        f"张三|男|汉|19900615|安澜县文昌路1号|{NUMBER}|安澜县公安局|20160211-20360211",
        f"张三|男|汉|1990年06月15日|安澜县文昌路1号|{NUMBER.lower()}|安澜县公安局|2016.02.11-长期\r\n",
        f" 张三 ^1^01^19900615^安澜县文昌路1号^{NUMBER}^^",
        f"张三\t男\t汉\t19900615\t安澜县\t{NUMBER}",
        f"张三；男；汉；19900615；安澜县；{NUMBER}；安澜县公安局；20160211；20260211",
        "张三|男|汉|19900615|安澜县|" + "".join(chr(ord(c) + 0xFEE0) for c in NUMBER) + "|||",
    ],
)
def test_a_line_gives_name_and_number_whatever_stands_between(line: str) -> None:
    assert rules.is_card_line(line)
    assert queries.card_of_text(line, ON) == CARD


@pytest.mark.parametrize("name", ["𠮷田", "阿依古丽·买买提", "㛃"])
def test_rare_characters_and_the_dot_come_through(name: str) -> None:
    assert queries.card_of_text(f"{name}|女|维吾尔|19900615|安澜县|{NUMBER}|", ON) == IdCard(name, NUMBER)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("张三|男|汉|19900615|安澜县|", "没有身份证号码"),
        (f"张三|男|汉|19900615|安澜县|{NUMBER[:17]}", "没有身份证号码"),
        (f"张三|男|汉|19900615|安澜县|{NUMBER[:17]}{'1' if NUMBER[17] != '1' else '2'}", "校验码不对"),
        (f"|男|汉|19900615|安澜县|{NUMBER}", "请填写姓名"),
        (f"张\x00三|男|汉|19900615|安澜县|{NUMBER}", "无法显示的字符"),
        (f"张三|男|汉|19900615|{'县' * 2000}|{NUMBER}", "太长"),
        (f"张三|男|汉|19900615|安澜县|{NUMBER}|安澜县公安局|20160211-20261399", "有效期限不是一个日期"),
    ],
)
def test_a_corrupt_line_is_refused_in_words(line: str, sentence: str) -> None:
    with pytest.raises(CardUnreadable, match=sentence) as refusal:
        queries.card_of_text(line, ON)
    assert "手工填写" in refusal.value.detail
    assert NUMBER not in refusal.value.detail


def test_an_expired_card_proves_nothing() -> None:
    line = f"张三|男|汉|19900615|安澜县|{NUMBER}|安澜县公安局|20060210-20260210"

    with pytest.raises(CardExpired, match="这张身份证已于 2026年2月10日 到期，请办事人出示有效的身份证件。"):
        queries.card_of_text(line, ON)


@pytest.mark.parametrize(
    "text", ["张三", "安澜县文昌路1号", "一|二", "阿依古丽·买买提", f"张三 {NUMBER}", ""]
)
def test_what_people_type_is_no_line_of_a_reader(text: str) -> None:
    assert not queries.is_card_line(text)


# answers of a service


def answer(**card: Any) -> dict[str, Any]:
    return {"status": "ok", "card": {"name": "张三", "number": NUMBER, "valid_until": "2036-02-11"} | card}


def test_an_answer_gives_name_and_number_and_nothing_else() -> None:
    given = answer(portrait="/9j/4AAQ", address="安澜县文昌路1号", nation="汉")

    assert queries.card_of_text(json.dumps(given), ON) == CARD
    assert vars(queries.card_of_text(json.dumps(given), ON)).keys() == {"name", "number"}


@pytest.mark.parametrize("until", ["长期", "long-term", "", "2026-02-11", "20360211"])
def test_a_card_is_good_until_its_last_day(until: str) -> None:
    assert rules.card_of_answer(answer(valid_until=until), ON) == CARD


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"status": "no-card"}, "读卡器上没有身份证，请把身份证放好再读。"),
        ({"status": "unreadable"}, "没有读出这张身份证"),
        ({"status": "no-reader"}, "没有找到读卡器"),
        ({"status": "on-fire"}, "看不懂"),
        ({"status": "ok"}, "看不懂"),
        ({"status": ["ok"]}, "看不懂"),
        ({"status": "ok", "card": []}, "看不懂"),
        (answer(number=1), "看不懂"),
        (answer(name=None), "看不懂"),
        ([], "看不懂"),
        (None, "看不懂"),
        (answer(number="123"), "身份证号码应当是 18 位"),
        (answer(name=""), "请填写姓名"),
        (answer(name="<b>*</b>"), "星号"),
        (answer(valid_until="2026-02-31"), "有效期限不是一个日期"),
    ],
)
def test_a_corrupt_answer_is_refused_in_words(given: Any, sentence: str) -> None:
    with pytest.raises(CardUnreadable, match=sentence):
        rules.card_of_answer(given, ON)


def test_an_expired_card_is_refused_whoever_read_it() -> None:
    with pytest.raises(CardExpired, match="2026年2月10日"):
        rules.card_of_answer(answer(valid_until="2026-02-10"), ON)


@pytest.mark.parametrize("text", ["{", '{"status": }', "{" * 10_000, '{"a":' * 2_000 + "1" + "}" * 2_000])
def test_broken_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(CardUnreadable, match="看不懂"):
        queries.card_of_text(text, ON)


# a reader process


@pytest.fixture
def on_the_reader(tmp_path: Path) -> Path:
    return tmp_path / "card.json"


@pytest.fixture
def service(on_the_reader: Path) -> Iterator[str]:
    """The address of a reader that runs beside the test."""
    command = [sys.executable, "-m", "yichuang.foundation.parties.tests.reader_service"]
    with subprocess.Popen(
        [*command, "--card", str(on_the_reader)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_a_card_is_read_from_a_reader_process(service: str, on_the_reader: Path) -> None:
    reader = HttpReader(service)
    with pytest.raises(CardUnreadable, match="读卡器上没有身份证"):
        reader.read(ON)

    on_the_reader.write_text(json.dumps(answer(portrait="x" * 50_000)), encoding="utf-8")
    assert reader.read(ON) == CARD

    on_the_reader.write_bytes(b"\xff\xfe not json")
    with pytest.raises(CardUnreadable, match="看不懂"):
        reader.read(ON)

    on_the_reader.write_text(json.dumps(answer(portrait="x" * 1_100_000)), encoding="utf-8")
    with pytest.raises(CardUnreadable, match="太长"):
        reader.read(ON)


def test_a_reader_that_is_gone_is_said_to_be_gone(service: str) -> None:
    with pytest.raises(ReaderUnavailable, match="身份证读卡器没有响应"):
        HttpReader("http://127.0.0.1:9", 1.0).read(ON)
    with pytest.raises(ReaderUnavailable):
        HttpReader(f"{service}/elsewhere").read(ON)


def test_the_server_has_a_reader_only_when_one_is_set_up(
    service: str, on_the_reader: Path, settings: Any
) -> None:
    settings.ID_READER_URL = ""
    assert not queries.has_attached_reader()
    with pytest.raises(ReaderUnavailable, match="这里没有接身份证读卡器"):
        queries.card_of_attached_reader(ON)

    settings.ID_READER_URL = service
    on_the_reader.write_text(json.dumps(answer()), encoding="utf-8")
    assert queries.has_attached_reader()
    assert queries.card_of_attached_reader(ON) == CARD
