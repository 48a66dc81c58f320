"""验真: what was issued is genuine, what was not is unknown, and nobody can try for long."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yichuang.foundation.notices import queries, rules, services
from yichuang.foundation.notices.errors import NoticeUnknown, TooManyChecks
from yichuang.foundation.notices.models import Notice, VerificationGuess, Voiding
from yichuang.foundation.notices.services.rendering import render_notice
from yichuang.foundation.notices.tasks import forget_old_checks
from yichuang.foundation.notices.tests.factories import AT, CASE_NUMBER, authority, content, issue
from yichuang.foundation.notices.tests.reading import qr_codes, words_of
from yichuang.foundation.notices.types import NoticeKind, NoticeRef
from yichuang.kernel.crypto import sm3
from yichuang.kernel.time import now

pytestmark = pytest.mark.django_db
FORGED = "b" * 26
PERSON = {"name": "王小满", "id_type": "resident-id", "id_number": "99010119900101001X"}


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def notice() -> NoticeRef:
    ref = issue(NoticeKind.GRANT_DECISION, applicant=PERSON)
    render_notice(notice_id=ref.id, at=AT)
    return ref


def pdf_of(ref: NoticeRef) -> bytes:
    pdf = queries.notice_pdf(ref.id)
    assert pdf is not None
    return pdf


def upload(data: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def page(client: Client, path: str) -> tuple[int, str]:
    response = client.get(path)
    return response.status_code, response.content.decode()


# — what is said of a genuine document —


def test_the_code_on_the_paper_leads_to_the_page_that_verifies_it(client: Client, notice: NoticeRef) -> None:
    [address] = qr_codes(pdf_of(notice))

    assert address == f"https://zwfw.anlan.example/d/{notice.token}/"
    response = client.get(address.removeprefix("https://zwfw.anlan.example"))
    said = response.content.decode()

    assert response.status_code == 200
    assert "这份文书是真的" in said
    for fact in (
        "准予行政许可决定书",
        notice.number,
        "安澜县交通运输局",
        "2026年3月2日",
        CASE_NUMBER,
        "道路普通货物运输经营许可（新办）",
        "王*",
        sm3(pdf_of(notice)).hex(),
        f"/d/{notice.token}.pdf",
    ):
        assert fact in said, fact
    assert "王小满" not in said
    assert "99010119900101001X" not in said
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"  # and its form can be sent
    assert "noindex" in response["X-Robots-Tag"]


def test_the_name_of_an_organisation_is_public(client: Client) -> None:
    ref = issue()

    assert "样例物流有限公司" in page(client, f"/d/{ref.token}/")[1]


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_document_can_be_verified(client: Client, kind: NoticeKind) -> None:
    ref = issue(kind)
    render_notice(notice_id=ref.id, at=AT)

    status, said = page(client, f"/d/{ref.token}/")

    assert status == 200
    assert kind.label in said
    assert rules.verification_code(ref.token) in said
    assert f"验证码{ref.token[:6].upper()}" in words_of(pdf_of(ref))


def test_a_document_without_its_file_is_verified_without_a_digest(client: Client) -> None:
    ref = issue()

    status, said = page(client, f"/d/{ref.token}/")

    assert status == 200
    assert "SM3" not in said


def test_what_was_issued_later_in_the_same_case_is_named(client: Client) -> None:
    by = authority()
    earlier = issue(NoticeKind.ACCEPTANCE_NOTICE, by)
    ending = issue(NoticeKind.TERMINATION_NOTICE, by, at=AT + timedelta(days=3))
    elsewhere = issue(NoticeKind.REFUSAL_DECISION, by, case_number="990101202603020000025")

    of_first = queries.verification(queries.notice(earlier.id))
    of_last = queries.verification(queries.notice(ending.id))

    assert [(later.title, later.number) for later in of_first.later] == [
        ("终止办理（退件）通知书", ending.number)
    ]
    assert of_last.later == ()
    said = page(client, f"/d/{earlier.token}/")[1]
    assert ending.number in said
    assert elsewhere.number not in said


def test_the_documents_of_a_void_case_say_so(client: Client, notice: NoticeRef) -> None:
    services.void_notices(case_number=CASE_NUMBER, at=AT + timedelta(days=1))
    services.void_notices(case_number=CASE_NUMBER, at=AT + timedelta(days=9))

    said = page(client, f"/d/{notice.token}/")[1]

    assert Voiding.objects.get().at == AT + timedelta(days=1)
    assert "2026年3月3日起已经作废" in said
    assert "这份文书是真的" not in said
    other = issue(case_number="990101202603020000025")
    assert "这份文书是真的" in page(client, f"/d/{other.token}/")[1]


def test_only_papers_of_the_procedure_open_the_case() -> None:
    progress = "https://zwfw.anlan.example/progress/abc/"
    inquiry = {"site": "https://zwfw.anlan.example", "progress": progress}
    opened = {
        kind
        for kind in NoticeKind
        if queries.verification(queries.notice(issue(kind, inquiry=inquiry).id)).progress == progress
    }

    assert opened == {
        NoticeKind.RECEIPT,
        NoticeKind.CORRECTION_NOTICE,
        NoticeKind.CORRECTION_RECEIPT,
        NoticeKind.ACCEPTANCE_NOTICE,
    }


def test_a_document_shown_to_others_asks_before_it_opens_the_case(client: Client, notice: NoticeRef) -> None:
    said = page(client, f"/d/{notice.token}/")[1]

    assert f"/progress/?number={CASE_NUMBER}" in said


def test_papers_printed_before_this_page_still_lead_to_their_progress() -> None:
    old = {"site": "https://zwfw.anlan.example", "qr": "https://zwfw.anlan.example/progress/abc/"}

    seen = queries.verification(queries.notice(issue(inquiry=old).id))

    assert seen.progress == "https://zwfw.anlan.example/progress/abc/"


def test_markup_in_a_document_is_text_on_the_page(client: Client) -> None:
    hostile = "<script>alert(1)</script>{{ x }}"
    item = content(NoticeKind.RECEIPT)["item"] | {"name": hostile}
    ref = issue(item=item, applicant={"name": f"<b>{hostile}", "id_type": "uscc", "id_number": "1"})

    said = page(client, f"/d/{ref.token}/")[1]

    assert "<script>alert(1)" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ x }}" in said


# — is this file the one that was issued? —


def test_the_issued_file_is_recognised_and_any_other_is_not(client: Client, notice: NoticeRef) -> None:
    pdf = pdf_of(notice)
    files = Notice.objects.count(), VerificationGuess.objects.count()

    same = client.post(f"/d/{notice.token}/", {"file": upload(pdf)})
    changed = client.post(f"/d/{notice.token}/", {"file": upload(pdf.replace(b"%PDF", b"%PDF", 1) + b"\n")})

    assert (same.status_code, changed.status_code) == (200, 200)
    assert "文件一致" in same.content.decode()
    assert "文件不一致" not in same.content.decode()
    assert "文件不一致" in changed.content.decode()
    assert files[0] == Notice.objects.count()


def test_the_file_of_another_document_is_not_this_one(client: Client, notice: NoticeRef) -> None:
    other = issue()
    render_notice(notice_id=other.id, at=AT)

    answer = client.post(f"/d/{notice.token}/", {"file": upload(pdf_of(other))})

    assert "文件不一致" in answer.content.decode()


@pytest.mark.parametrize("path", ["/d/", "/d/{token}/"])
@pytest.mark.parametrize("size", [None, 0, 5 * 1024 * 1024 + 1])
def test_no_file_an_empty_or_a_huge_one_is_asked_for_again(
    client: Client, notice: NoticeRef, path: str, size: int | None
) -> None:
    given = {} if size is None else {"file": upload(b"x" * size)}

    answer = client.post(path.format(token=notice.token), {"by": "file", **given})

    assert answer.status_code == 422
    assert "请选择要核对的 PDF 文件，不超过 5 MB。" in answer.content.decode()


def test_a_file_alone_finds_its_document(client: Client, notice: NoticeRef) -> None:
    found = client.post("/d/", {"by": "file", "file": upload(pdf_of(notice), "../../etc/passwd")})
    forged = client.post("/d/", {"by": "file", "file": upload(pdf_of(notice) + b" ")})

    assert (found.status_code, found["Location"]) == (302, f"/d/{notice.token}/")
    assert forged.status_code == 404
    assert "不是本站出具的文书原件" in forged.content.decode()


def test_files_of_applicants_are_no_documents(client: Client) -> None:
    from yichuang.foundation.documents import services as documents

    scan = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    documents.keep_file(prepared=documents.prepare_file(content=scan, name="scan.pdf"), at=AT)

    assert client.post("/d/", {"by": "file", "file": upload(scan)}).status_code == 404


# — typed instead of scanned —


def test_number_and_code_lead_to_the_document_in_any_writing(client: Client, notice: NoticeRef) -> None:
    other = issue(NoticeKind.RECEIPT)
    code = rules.verification_code(notice.token)
    spaced = f" {CASE_NUMBER[:6]} {CASE_NUMBER[6:14]} {CASE_NUMBER[14:]} "

    answers = [
        client.post("/d/", {"number": number, "code": typed})["Location"]
        for number, typed in (
            (CASE_NUMBER, code),
            (spaced, code.lower()),
            (CASE_NUMBER, f"{code[:3]} {code[3:]}"),
        )
    ]
    of_other = client.post("/d/", {"number": CASE_NUMBER, "code": rules.verification_code(other.token)})

    assert answers == [f"/d/{notice.token}/"] * 3
    assert of_other["Location"] == f"/d/{other.token}/"
    assert set(VerificationGuess.objects.values_list("count", flat=True)) == {0}


@pytest.mark.parametrize(
    ("number", "code"), [("", ""), (CASE_NUMBER, ""), ("9" * 300, "AAAAAA"), ("王小满", "ＡＡ")]
)
def test_nonsense_finds_nothing_and_keeps_what_was_typed(
    client: Client, notice: NoticeRef, number: str, code: str
) -> None:
    answer = client.post("/d/", {"number": number, "code": code})

    assert answer.status_code == 404
    assert "没有查到" in answer.content.decode()
    assert f'value="{number}"' in answer.content.decode()


def test_an_unknown_number_and_a_wrong_code_sound_alike(client: Client, notice: NoticeRef) -> None:
    wrong = client.post("/d/", {"number": CASE_NUMBER, "code": "222222"})
    unknown = client.post("/d/", {"number": "990101202603020000033", "code": "222222"})

    assert wrong.status_code == unknown.status_code == 404
    assert "没有查到" in wrong.content.decode()
    assert wrong.content.decode().count("没有查到") == unknown.content.decode().count("没有查到")


# — forged —


@pytest.mark.parametrize("token", [FORGED, "A" * 26, "a", "中文", "x" * 150, "<script>"])
def test_a_forged_code_is_told_plainly_and_shows_nothing(
    client: Client, notice: NoticeRef, token: str
) -> None:
    status, said = page(client, f"/d/{token}/")

    assert status == 404
    assert "查不到这份文书" in said
    assert "可能是伪造的" in said
    assert notice.number not in said
    assert "<script>" not in said.split("<main")[1].split("</main>")[0]


def test_forged_codes_are_tried_thirty_times_an_hour(client: Client, notice: NoticeRef) -> None:
    tries = [client.get(f"/d/{n:026d}/".replace("0", "a").replace("1", "b")).status_code for n in range(31)]
    too_many = client.get(f"/d/{FORGED}/")

    assert tries == [404] * 30 + [429]
    assert too_many.status_code == 429
    assert 0 < int(too_many["Retry-After"]) <= 3600
    assert "查验次数太多" in too_many.content.decode()
    # others of the same hall who hold a real paper are not kept waiting
    assert client.get(f"/d/{notice.token}/").status_code == 200
    assert client.get(f"/d/{FORGED}/", REMOTE_ADDR="198.51.100.7").status_code == 404


def test_an_address_of_a_forged_file_is_counted_as_well(client: Client) -> None:
    answers = [client.get(f"/d/{FORGED}.pdf").status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]


def test_the_codes_of_one_case_are_tried_five_times_an_hour(client: Client, notice: NoticeRef) -> None:
    tries = [
        client.post(
            "/d/", {"number": CASE_NUMBER, "code": f"22222{n}"}, REMOTE_ADDR=f"192.0.2.{n}"
        ).status_code
        for n in range(6)
    ]
    right = client.post(
        "/d/", {"number": CASE_NUMBER, "code": rules.verification_code(notice.token)}, REMOTE_ADDR="192.0.2.9"
    )

    assert tries == [404] * 5 + [429]
    assert right.status_code == 429
    assert "查验次数太多" in right.content.decode()


def test_there_is_a_limit_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.verifying, "CHECKS_IN_ALL", 3)
    for n in range(3):
        services.book_check(source=f"192.0.2.{n}", at=AT)

    with pytest.raises(TooManyChecks) as refusal:
        services.book_check(source="198.51.100.1", at=AT)

    assert refusal.value.extra == {"retry_after_seconds": 45 * 60}
    services.book_check(source="198.51.100.1", at=AT + timedelta(minutes=45))


def test_files_are_compared_sixty_times_an_hour(client: Client, notice: NoticeRef) -> None:
    for _ in range(services.verifying.FILES_PER_SOURCE):
        services.book_file(source="127.0.0.1", at=now())

    answer = client.post(f"/d/{notice.token}/", {"file": upload(pdf_of(notice))})

    assert services.verifying.FILES_PER_SOURCE == 60
    assert answer.status_code == 429
    assert "文件一致" not in answer.content.decode()


def test_counts_are_digested_and_forgotten() -> None:
    services.book_check(source="192.0.2.7", case_number=CASE_NUMBER, at=AT)

    buckets = list(VerificationGuess.objects.values_list("bucket", flat=True))
    assert sorted(bucket.split(":")[0] for bucket in buckets) == ["all", "case", "source"]
    assert not any("192.0.2.7" in bucket or CASE_NUMBER in bucket for bucket in buckets)
    forget_old_checks(timestamp=0)
    assert not VerificationGuess.objects.exists()


def test_an_unknown_token_is_unknown_to_the_query() -> None:
    with pytest.raises(NoticeUnknown):
        queries.notice_of_code(CASE_NUMBER, "AAAAAA")
    with pytest.raises(NoticeUnknown):
        queries.notice_of_content(b"nothing of ours")
