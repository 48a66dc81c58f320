"""Storing scans by the API: types, sizes and names, whatever they pretend to be."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client

from yichuang.casework.cases.tests.county import CARD_NEW, County
from yichuang.casework.cases.tests.fingerprint import unchanged
from yichuang.casework.intake.tests.applications import person
from yichuang.foundation.documents import queries
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.documents.tests.factories import EXE, PDF

pytestmark = pytest.mark.smoke


class Upload(io.BytesIO):
    """A file with a name, as a browser sends it."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def store(
    client: Client,
    county: County,
    content: bytes,
    name: str = "申请表.pdf",
    *,
    by: str = "clerk",
    key: str = "k",
) -> Any:
    headers = {"Authorization": f"Bearer {county.token(by)}", "Idempotency-Key": key}
    return client.post("/api/v1/files", {"file": Upload(content, name)}, headers=headers)


def test_a_scan_is_stored_and_named_by_its_id(client: Client, county: County, on_the_day: object) -> None:
    answer = store(client, county, PDF)

    assert answer.status_code == 201, answer.content.decode()
    stored = answer.json()
    assert {key: stored[key] for key in ("name", "kind", "size")} == {
        "name": "申请表.pdf",
        "kind": "pdf",
        "size": len(PDF),
    }
    assert queries.read_file(stored["id"]).content == PDF

    body = {
        "code": CARD_NEW,
        "applicant": {
            "kind": "natural",
            "name": person().name,
            "id_type": "resident-id",
            "id_number": person().id_number,
        },
        "materials": [{"code": "m1", "collected": "scan", "originals": 1, "file_ids": [stored["id"]]}],
        "window": "A1",
    }
    headers = {"Authorization": f"Bearer {county.token('clerk')}", "Idempotency-Key": "receipt"}
    received = client.post(
        "/api/v1/cases", json.dumps(body), content_type="application/json", headers=headers
    )
    assert received.status_code == 201, received.content.decode()


def test_the_same_upload_twice_is_one_file(client: Client, county: County, on_the_day: object) -> None:
    headers = {"Authorization": f"Bearer {county.token('clerk')}", "Idempotency-Key": "k"}
    answers = [
        client.post("/api/v1/files", {"file": Upload(PDF, name)}, headers=headers)
        for name in ("a.pdf", "a.pdf", "b.pdf")
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replay"] == "true"
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7\n" + bytes(30 * 1024 * 1024), "大.pdf", "documents.file-too-large"),
        (EXE, "申请表.pdf", "documents.file-type-refused"),
        (b"<html><script>alert(1)</script>", "申请表.png", "documents.file-type-refused"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "章.svg", "documents.file-type-refused"),
        (b"PK\x03\x04", "申请表.docx", "documents.file-type-refused"),
        (b"", "空.pdf", "documents.file-type-refused"),
    ],
)
def test_what_is_too_large_or_disguised_is_refused(
    client: Client, county: County, on_the_day: object, content: bytes, name: str, code: str
) -> None:
    county.token("clerk")
    headers = {"Authorization": f"Bearer {county.token('clerk')}", "Idempotency-Key": "k"}
    with unchanged():
        answer = client.post("/api/v1/files", {"file": Upload(content, name)}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_thirty_megabytes_are_refused_in_words(client: Client, county: County, on_the_day: object) -> None:
    answer = store(client, county, b"%PDF-1.7\n" + bytes(30 * 1024 * 1024))

    assert answer.json()["detail"] == "文件有 30.0 MB，不能超过 10 MB"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.pdf"),
        ("/srv/../申请表.pdf", "申请表.pdf"),
        ("申请表.pdf.exe", "申请表.pdf.pdf"),
        ("con.pdf", "文件.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "img src=x onerror=alert(1).pdf"),
        ("𠮷野·㛃.pdf", "𠮷野·㛃.pdf"),
        ("阿依古丽·买买提.PDF", "阿依古丽·买买提.pdf"),
        ("表\u202efdp.exe", "表fdp.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
    ],
)
def test_a_name_loses_its_tricks_and_keeps_its_characters(
    client: Client, county: County, on_the_day: object, name: str, kept: str
) -> None:
    answer = store(client, county, PDF, name)

    assert answer.json()["name"] == kept
    assert queries.file_info(answer.json()["id"]).name == kept


@pytest.mark.parametrize("by", ["officer", "head", "issuer", "manager", "supervisor", "system-admin"])
def test_only_who_receives_stores_scans(client: Client, county: County, on_the_day: object, by: str) -> None:
    headers = {"Authorization": f"Bearer {county.token(by)}", "Idempotency-Key": "k"}
    with unchanged():
        answer = client.post("/api/v1/files", {"file": Upload(PDF, "a.pdf")}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "accounts.not-your-role")


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {}},
        {"data": {"file": "text, no file"}},
        {"data": {"file": Upload(PDF, "a.pdf"), "case": "1"}},
        {"data": json.dumps({"file": "x"}), "content_type": "application/json"},
        {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"", "content_type": "multipart/form-data"},
    ],
)
def test_a_request_without_a_file_is_a_problem(
    client: Client, county: County, on_the_day: object, sent: dict[str, Any]
) -> None:
    headers = {"Authorization": f"Bearer {county.token('clerk')}", "Idempotency-Key": "k"}
    answer = client.post("/api/v1/files", headers=headers, **sent)

    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_scan_wants_a_token_and_a_key(client: Client, county: County, on_the_day: object) -> None:
    assert client.post("/api/v1/files", {"file": Upload(PDF, "a.pdf")}).status_code == 401
    headers = {"Authorization": f"Bearer {county.token('clerk')}"}
    assert client.post("/api/v1/files", {"file": Upload(PDF, "a.pdf")}, headers=headers).status_code == 422
