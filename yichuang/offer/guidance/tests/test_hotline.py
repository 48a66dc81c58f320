"""12345 工单: a table is imported whole, or not at all with each wrong row named (GUI-02)."""

from __future__ import annotations

from pathlib import Path

import pytest

from yichuang.foundation.accounts.errors import NotYourRole
from yichuang.kernel.spreadsheets import Column, workbook
from yichuang.offer.guidance import services
from yichuang.offer.guidance.errors import HotlineFileWrong
from yichuang.offer.guidance.models import Consultation
from yichuang.offer.guidance.services import hotline
from yichuang.offer.guidance.tests.people import AT, TEXT, Place
from yichuang.offer.guidance.tests.refusals import refused
from yichuang.offer.guidance.types import HotlineReport

HEAD = "工单编号,问题,姓名,电话,事项编码\n"


def send(place: Place, content: bytes, by: str = "guide") -> HotlineReport:
    return services.import_work_orders(content=content, actor=place.people[by], at=AT)


def test_an_excel_table_is_imported(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "12345.xlsx"
    with workbook(file, "工单", [Column(name) for name in hotline.COLUMNS]) as sheet:
        sheet.add([2026030200017, TEXT, "王小满", "13800001234", place.item.code])
        sheet.add([None, None, None, None, None])
        sheet.add(["DH0002", TEXT, None, None, None])

    report = send(place, file.read_bytes())

    assert (report.added, report.known) == (2, 0)
    rows = Consultation.objects.order_by("hotline_number")
    assert list(rows.values_list("hotline_number", "channel", "handling_code")) == [
        ("2026030200017", "hotline", place.item.code),
        ("DH0002", "hotline", ""),
    ]
    assert rows[0].asker == {"name": "王小满", "phone": "13800001234"}


def test_every_wrong_row_is_named_and_nothing_is_imported(place: Place) -> None:
    text = HEAD + f"DH0001,{TEXT},,,\nDH0002,短,,12,\n,{TEXT},,,\nDH0001,{TEXT},,,\nDH0005,{TEXT},,,no-such\n"

    report = send(place, text.encode())

    assert (report.added, report.known) == (0, 0)
    assert [(line.row, line.hotline_number) for line in report.wrong] == [
        (3, "DH0002"),
        (4, ""),
        (5, "DH0001"),
        (6, "DH0005"),
    ]
    assert report.wrong[0].faults[0] == "请把问题写清楚，至少五个字"
    assert report.wrong[2].faults == ("同一个工单在表里出现两次",)
    assert not Consultation.objects.exists()


def test_known_work_orders_are_left_as_they_are(place: Place) -> None:
    send(place, (HEAD + f"DH0001,{TEXT},,,\n").encode())

    report = send(place, (HEAD + f"DH0001,换了一个问法的问题,,,\nDH0002,{TEXT},,,\n").encode("gb18030"))

    assert (report.added, report.known) == (1, 1)
    assert Consultation.objects.get(hotline_number="DH0001").question == TEXT


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "缺少"),
        ("编号,内容\n1,2\n".encode(), "缺少“工单编号”“问题”列"),
        (HEAD.encode(), "没有工单"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"PK\x03\x04 no workbook", "打不开"),
    ],
    ids=["empty", "no-heads", "no-rows", "not-text", "broken-workbook"],
)
def test_what_is_no_table_is_refused(place: Place, content: bytes, words: str) -> None:
    with refused(HotlineFileWrong, match=words):
        send(place, content)


def test_a_table_too_large_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hotline, "MOST_ROWS", 1)
    with refused(HotlineFileWrong, match="超过 1 行"):
        send(place, (HEAD + f"DH0001,{TEXT},,,\nDH0002,{TEXT},,,\n").encode())
    monkeypatch.setattr(hotline, "MOST_BYTES", 10)
    with refused(HotlineFileWrong, match="分几次"):
        send(place, HEAD.encode())


def test_only_who_writes_questions_down_imports(place: Place) -> None:
    with refused(NotYourRole):
        send(place, (HEAD + f"DH0001,{TEXT},,,\n").encode(), by="officer")
