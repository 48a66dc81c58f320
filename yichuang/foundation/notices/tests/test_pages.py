from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from yichuang.foundation.accounts.tests.factories import PostFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.notices import queries
from yichuang.foundation.notices.services.rendering import render_notice
from yichuang.foundation.notices.tests.factories import AT, authority, issue
from yichuang.foundation.notices.types import NoticeRef
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory
from yichuang.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def notice() -> NoticeRef:
    ref = issue(outlet_id=OutletFactory().pk)
    render_notice(notice_id=ref.id, at=AT)
    return ref


def staff(role: Role, **place: object) -> Client:
    client = Client()
    client.force_login(
        PostFactory(role=role.value, **place).user, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_the_holder_of_the_token_reads_the_document(client: Client, notice: NoticeRef) -> None:
    response = client.get(f"/d/{notice.token}.pdf")

    assert response.status_code == 200
    assert response.content == queries.notice_pdf(notice.id)
    assert response["Content-Type"] == "application/pdf"
    assert (
        response["Content-Disposition"]
        == f"inline; filename*=utf-8''{quote(f'收件凭证（{notice.number}）.pdf')}"
    )
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "Set-Cookie" not in response


def test_a_browser_that_has_it_is_told_so(client: Client, notice: NoticeRef) -> None:
    etag = client.get(f"/d/{notice.token}.pdf")["ETag"]

    again = client.get(f"/d/{notice.token}.pdf", headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == etag
    assert again["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("token", ["a" * 26, "A" * 26, "a" * 25, "../../etc/passwd"])
def test_a_wrong_token_finds_nothing(client: Client, notice: NoticeRef, token: str) -> None:
    assert client.get(f"/d/{token}.pdf").status_code == 404


def test_the_id_is_no_token(client: Client, notice: NoticeRef) -> None:
    response = client.get(f"/documents/{notice.id}.pdf")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_staff_of_the_authority_read_it_and_it_is_on_record(notice: NoticeRef) -> None:
    view = queries.notice(notice.id)
    officer = staff(Role.DEPARTMENT_OFFICER, organisation_id=view.authority_id)

    response = officer.get(f"/documents/{notice.id}.pdf")

    assert response.status_code == 200
    assert response.content == queries.notice_pdf(notice.id)
    entry = AuditEntry.objects.get(stream="notice")
    assert (entry.stream_id, entry.action) == (str(notice.id), "notice-opened")
    assert entry.actor == f"user:{officer.session['_auth_user_id']}"
    assert entry.details == {"number": notice.number}


def test_a_clerk_of_the_outlet_reads_it_and_one_of_another_does_not(notice: NoticeRef) -> None:
    outlet_id = queries.notice(notice.id).outlet_id

    assert staff(Role.CLERK, outlet_id=outlet_id).get(f"/documents/{notice.id}.pdf").status_code == 200
    assert staff(Role.CLERK).get(f"/documents/{notice.id}.pdf").status_code == 403
    assert AuditEntry.objects.filter(stream="notice").count() == 1


@pytest.mark.parametrize("role", [Role.DEPARTMENT_OFFICER, Role.CATALOGUE_EDITOR])
def test_other_departments_and_roles_do_not_read_it(notice: NoticeRef, role: Role) -> None:
    response = staff(role, organisation=OrganisationFactory()).get(f"/documents/{notice.id}.pdf")

    assert response.status_code == 403
    assert not AuditEntry.objects.filter(stream="notice").exists()


def test_an_unknown_id_is_not_found(notice: NoticeRef) -> None:
    officer = staff(Role.DEPARTMENT_OFFICER, organisation_id=queries.notice(notice.id).authority_id)

    assert officer.get(f"/documents/{uuid4()}.pdf").status_code == 404


def test_a_document_in_the_making_says_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = issue(by=authority(), at=AT + timedelta(days=1))
    honest = queries.wait_for_pdf
    monkeypatch.setattr(queries, "wait_for_pdf", lambda notice_id: honest(notice_id, timeout_seconds=0.05))

    response = client.get(f"/d/{ref.token}.pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert response["Refresh"] == "2"
    assert response["Cache-Control"] == "no-store"
    assert "文书正在生成" in response.content.decode()


def test_documents_are_only_read(client: Client, notice: NoticeRef) -> None:
    assert client.post(f"/d/{notice.token}.pdf").status_code == 405
    assert client.head(f"/d/{notice.token}.pdf").status_code == 200
