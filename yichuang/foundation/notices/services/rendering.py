"""Rendering an issued document. For the worker: this module loads the typesetter, the web never does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.types import PreparedFile
from yichuang.foundation.notices import rules
from yichuang.foundation.notices.adapters import typst
from yichuang.foundation.notices.models import NoticeFile
from yichuang.foundation.notices.queries import frozen_notice, notice
from yichuang.kernel.transactions import act


def render_notice(*, notice_id: UUID, at: datetime) -> UUID:
    """Render an issued document and store its PDF (生成文书); rendering twice gives the same file.

    Typesetting and writing happen outside any transaction; the file is then attached in a short
    one of its own.

    Returns:
        The file's id, of the first rendering.

    Raises:
        NoticeUnknown: no such notice.
        StorageUnavailable: the PDF could not be stored; to be tried again.

    Concurrency: of two workers the first to attach its file wins, and the other's leaves no trace.
    """
    attached = _file_of(notice_id)
    if attached:
        return attached
    frozen = frozen_notice(notice_id)
    pdf = typst.render(frozen.kind, rules.printable(frozen), at=frozen.issued_at)
    prepared = documents.prepare_file(content=pdf, name=rules.file_name(frozen.kind, frozen.number))
    try:
        return _attach(notice_id=notice_id, prepared=prepared, at=at)
    except IntegrityError:
        attached = _file_of(notice_id)
        if attached is None:
            raise
        return attached


def render_announced(*, notice_id: UUID, at: datetime) -> None:
    """Render a document that was announced, unless it was issued so long ago that it waits to be opened.

    Raises:
        As :func:`render_notice`.
    """
    if rules.is_made_unasked(issued_at=notice(notice_id).issued_at, at=at):
        render_notice(notice_id=notice_id, at=at)


def _file_of(notice_id: UUID) -> UUID | None:
    return NoticeFile.objects.filter(pk=notice_id).values_list("file_id", flat=True).first()


@act
def _attach(*, notice_id: UUID, prepared: PreparedFile, at: datetime) -> UUID:
    file_id = documents.keep_file(prepared=prepared, at=at)
    NoticeFile.objects.create(notice_id=notice_id, file_id=file_id, rendered_at=at)
    return file_id
