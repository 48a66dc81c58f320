from __future__ import annotations

import contextlib
import struct
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.foundation.documents import rules
from yichuang.foundation.documents.errors import FileTooLarge, FileTypeRefused
from yichuang.foundation.documents.tests.factories import DOCX, EXE, JPEG, OFD, PDF, PNG, XLSX, package
from yichuang.foundation.documents.types import FileKind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (PNG, FileKind.PNG),
        (JPEG, FileKind.JPEG),
        (DOCX, FileKind.DOCX),
        (XLSX, FileKind.XLSX),
        (OFD, FileKind.OFD),
    ],
)
def test_kind_is_told_by_content(content: bytes, kind: FileKind) -> None:
    assert rules.file_kind(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        EXE,
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(20),
        b"\x7fELF" + bytes(60),
        b"plain words",
        b"#!/bin/sh\nrm -rf /\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # the old Word format, or an encrypted new one
        package("evil.exe"),
        package("word/document.xml"),  # a Word document without its table of contents
        package("word/document.xml", "xl/workbook.xml", "[Content_Types].xml"),  # two things at once
        b"PK\x03\x04" + bytes(100),
        DOCX[:-30],
    ],
)
def test_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(FileTypeRefused):
        rules.file_kind(content)


def test_document_with_macros_is_refused() -> None:
    with pytest.raises(FileTypeRefused, match="宏"):
        rules.file_kind(package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"))


def test_zip_bomb_is_refused_without_unpacking() -> None:
    bomb = bytearray(package("[Content_Types].xml", "word/document.xml"))
    directory = bomb.find(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = struct.pack("<L", 0xF0000000)  # says it unpacks to 3.75 GB

    with pytest.raises(FileTypeRefused, match="过大"):
        rules.file_kind(bytes(bomb))


def test_package_with_too_many_entries_is_refused() -> None:
    with pytest.raises(FileTypeRefused, match="过多"):
        rules.file_kind(package("OFD.xml", *(f"d/{n}" for n in range(5_000)), content=b""))


@given(st.integers(0, len(DOCX) - 1), st.integers(0, 255))
def test_damaged_package_is_a_kind_or_a_refusal(position: int, byte: int) -> None:
    damaged = DOCX[:position] + bytes([byte]) + DOCX[position + 1 :]
    with contextlib.suppress(FileTypeRefused):
        assert rules.file_kind(damaged) in FileKind


def test_size_limit_is_ten_megabytes() -> None:
    rules.check_size(10 * 1024 * 1024)
    with pytest.raises(FileTooLarge, match=r"30\.0 MB") as refusal:
        rules.check_size(30 * 1024 * 1024)
    assert refusal.value.extra == {"limit_bytes": 10_485_760, "size_bytes": 31_457_280}
    with pytest.raises(FileTypeRefused, match="空"):
        rules.check_size(0)


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("营业执照.pdf", "营业执照.pdf"),
        ("营业执照", "营业执照.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\a.dll", "a.dll.pdf"),
        ("/etc/shadow", "shadow.pdf"),
        ("C:\\表格.PDF", "表格.pdf"),
        ("合同.pdf.exe", "合同.pdf.pdf"),
        ("身份证\u202efdp.exe", "身份证fdp.pdf"),  # reads as 身份证exe.pdf where text runs to the left
        ("a\x00b\r\nContent-Type: x.pdf", "ab Content-Type x.pdf"),
        ("...", "文件.pdf"),
        ("..", "文件.pdf"),
        ("", "文件.pdf"),
        ("con.png", "文件.pdf"),
        ("照片.png", "照片.pdf"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
        ('a<b>"c|d?*.pdf', "abcd.pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, clean: str) -> None:
    assert rules.clean_name(given_name, FileKind.PDF) == clean


@given(st.text(), st.sampled_from(list(FileKind)))
def test_any_name_becomes_a_safe_one(name: str, kind: FileKind) -> None:
    clean = rules.clean_name(name, kind)

    assert clean.endswith(f".{kind}")
    assert 1 < len(clean) <= 100
    assert not set(clean) & set('/\\<>:"|?*')
    assert not clean.startswith(".")
    assert all(unicodedata.category(c)[0] != "C" for c in clean)
    assert rules.clean_name(clean, kind) == clean
