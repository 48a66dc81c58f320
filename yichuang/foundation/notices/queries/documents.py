"""Reads of notices (通知文书)."""

from __future__ import annotations

import time
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.notices import rules
from yichuang.foundation.notices.errors import NoticeUnknown
from yichuang.foundation.notices.models import Notice, NoticeFile, token_of
from yichuang.foundation.notices.types import (
    Authority,
    FrozenNotice,
    NoticeContent,
    NoticeKind,
    NoticePdf,
    NoticeView,
    Preview,
)
from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel.crypto import sm3

WAIT_SECONDS = 4.0
_POLL_SECONDS = 0.05
_UNISSUED = UUID(int=0)


def notices_of_case(case_number: str) -> tuple[NoticeView, ...]:
    """The documents of a case in order of issue. One statement."""
    return tuple(_view(row) for row in _rows().filter(case_number=case_number).order_by("id"))


def notice(notice_id: UUID) -> NoticeView:
    """One document.

    Raises:
        NoticeUnknown: no such notice.
    """
    return _one(_rows().filter(pk=notice_id))


def notice_of_token(token: str) -> NoticeView:
    """The document that carries this token: as its QR code and its link name it.

    Raises:
        NoticeUnknown: nobody's token.
    """
    return _one(_rows().filter(token_digest=sm3(token.encode())))


def notice_pdf(notice: UUID | str) -> bytes | None:
    """The PDF by id or token; None while it is not rendered.

    Raises:
        NoticeUnknown: no such notice.
        FileCorrupt, StorageUnavailable: of the file.
    """
    found = notice_of_token(notice) if isinstance(notice, str) else _one(_rows().filter(pk=notice))
    pdf = rendered(found)
    return pdf.content if pdf else None


def rendered(notice: NoticeView) -> NoticePdf | None:
    """The document's file with its name and entity tag; None while it is not rendered."""
    file_id = NoticeFile.objects.filter(pk=notice.id).values_list("file_id", flat=True).first()
    if file_id is None:
        return None
    stored = documents.read_file(file_id)
    return NoticePdf(stored.content, rules.file_name(notice.kind, notice.number), stored.digest)


def wait_for_pdf(notice_id: UUID, timeout_seconds: float = WAIT_SECONDS) -> NoticePdf | None:
    """The document's file, as soon as the worker has made it; None when it takes longer.

    The worker is usually done before anyone asks; whoever is faster waits here a moment instead of
    pressing reload.

    Raises:
        NoticeUnknown: no such notice.
    """
    view = notice(notice_id)
    give_up = time.monotonic() + timeout_seconds
    while (pdf := rendered(view)) is None and time.monotonic() < give_up:
        time.sleep(_POLL_SECONDS)
    return pdf


def frozen_notice(notice_id: UUID) -> FrozenNotice:
    """Everything the document is printed from, decrypted.

    Raises:
        NoticeUnknown: no such notice.
    """
    row = Notice.objects.filter(pk=notice_id).first()
    if row is None:
        raise NoticeUnknown
    kind = NoticeKind(row.kind)
    authority, content = rules.thaw(kind, row.frozen)
    return FrozenNotice(
        row.id, kind, row.number, token_of(row.id), row.case_number, row.issued_at, authority, content
    )


def preview(
    *,
    kind: NoticeKind,
    authority: OrganisationView,
    case_number: str,
    content: NoticeContent,
    at: datetime,
) -> Preview:
    """What a document would say if it were issued now (预览). Nothing is numbered or written.

    Args:
        content: as it would be frozen. For a screen that masks people, with the masked ones.
    """
    named = Authority(
        name=authority.name,
        phone=authority.phone,
        supervision_phone=authority.supervision_phone,
        address=authority.address,
    )
    return rules.preview(
        FrozenNotice(
            id=_UNISSUED,
            kind=kind,
            number="",
            token="",
            case_number=case_number,
            issued_at=at,
            authority=named,
            content=content,
        )
    )


def unrendered_notices(
    *, issued_before: datetime, issued_after: datetime, limit: int = 100
) -> tuple[NoticeView, ...]:
    """Documents issued between two moments and still without their file, oldest first."""
    waiting = _rows().filter(rendering__isnull=True, issued_at__lt=issued_before, issued_at__gt=issued_after)
    return tuple(_view(row) for row in waiting.order_by("id")[:limit])


def _rows() -> QuerySet[Notice]:
    return Notice.objects.select_related("rendering").defer("frozen", "token_digest")


def _one(rows: QuerySet[Notice]) -> NoticeView:
    row = rows.first()
    if row is None:
        raise NoticeUnknown
    return _view(row)


def _view(row: Notice) -> NoticeView:
    kind = NoticeKind(row.kind)
    return NoticeView(
        id=row.id,
        kind=kind,
        title=kind.label,
        number=row.number,
        case_number=row.case_number,
        authority_id=row.authority_id,
        outlet_id=row.outlet_id,
        issued_at=row.issued_at,
        token=token_of(row.id),
        ready=hasattr(row, "rendering"),
    )
