"""Issuing a legal document: number, freeze, announce, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from yichuang.foundation.notices import rules
from yichuang.foundation.notices.events import NoticeIssued
from yichuang.foundation.notices.models import Notice, token_of
from yichuang.foundation.notices.queries import unrendered_notices
from yichuang.foundation.notices.types import Authority, NoticeContent, NoticeKind, NoticeRef
from yichuang.foundation.places.types import OrganisationView
from yichuang.kernel import outbox
from yichuang.kernel.crypto import sm3
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

_ATTEMPTS_ARE_OVER = timedelta(hours=3)

# the mark an administrator gave the authority, else its short name; then kind, year and serial
_NUMBER = """
    coalesce((SELECT mark FROM notices_authoritymark WHERE authority_id = %(authority)s), %(name)s)
    || %(before)s || serial || %(after)s
"""

_NUMBERED = """
WITH numbered AS MATERIALIZED (SELECT next_document_number(%(code)s, %(kind)s, %(year)s) AS serial)
"""

_ISSUE = f"""
{_NUMBERED}
INSERT INTO notices_notice
    (id, kind, authority_id, outlet_id, case_number, year, serial, number, token_digest, frozen, issued_at)
SELECT %(id)s, %(kind)s, %(authority)s, %(outlet)s, %(case_number)s, %(year)s, serial, {_NUMBER},
       %(token_digest)s, %(frozen)s, %(at)s
FROM numbered
RETURNING number
"""  # noqa: S608 - constants only

_COUNT = f"{_NUMBERED} SELECT {_NUMBER} FROM numbered"  # noqa: S608 - constants only


@act
def issue_notice(
    *,
    kind: NoticeKind,
    authority: OrganisationView,
    case_number: str,
    data: NoticeContent | Mapping[str, object],
    at: datetime,
    outlet_id: UUID | None = None,
) -> NoticeRef:
    """Issue a legal document (出具文书): it has its number and its final content from now on.

    The content is checked, frozen and encrypted; the PDF is made afterwards by the worker. Two
    statements: the numbered row, and the event.

    Law:
        行政许可法 §32(2)   a written certificate with the authority's seal and the date
        行政许可法 §38      a decision is given in writing

    Args:
        data: content of this kind (``types``), or a dict of the same shape.
        outlet_id: where it is handed out; its staff may then open it.

    Raises:
        NoticeIncomplete: something the document has to say is missing; ``errors`` say what.
        WrongNoticeKind: not for this type of item.

    Publishes:
        ``notices.notice-issued`` v1.

    Concurrency: numbers come from a sequence per authority, kind and year. Only the first of a
        year makes later ones wait, until its transaction ends.
    """
    notice_id = new_id()
    token = token_of(notice_id)
    parameters = _number_parameters(authority, kind, at) | {
        "id": notice_id,
        "outlet": outlet_id,
        "case_number": case_number,
        "token_digest": sm3(token.encode()),
        "frozen": _frozen(kind, authority, data),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ISSUE, parameters)
        (number,) = cursor.fetchone()
    event = NoticeIssued(notice_id, kind.value, number, case_number, authority.id)
    outbox.publish(event, actor="system", at=at)
    return NoticeRef(notice_id, kind, number, token)


@act
def next_document_number(*, authority: OrganisationView, kind: str, at: datetime) -> str:
    """A document number (文号) for a paper that is not a notice, as the licence a case leads to.

    Args:
        kind: a key of ``rules.numbers.KIND_MARKS``, as ``result``.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _number_parameters(authority, kind, at))
        (number,) = cursor.fetchone()
    return str(number)


def _number_parameters(
    authority: OrganisationView, kind: str, at: datetime
) -> dict[str, UUID | str | int | bytes | datetime | None]:
    year = legal_date(at).year
    before, after = rules.number_parts(kind, year)
    return {
        "authority": authority.id,
        "code": authority.code,
        "name": authority.short_name or authority.name,
        "kind": str(kind),
        "year": year,
        "before": before,
        "after": after,
    }


def _frozen(
    kind: NoticeKind, authority: OrganisationView, data: NoticeContent | Mapping[str, object]
) -> bytes:
    """The encrypted JSON, as the column stores it."""
    named = Authority(
        name=authority.name,
        phone=authority.phone,
        supervision_phone=authority.supervision_phone,
        address=authority.address,
    )
    document = rules.freeze(kind, named, data)
    stored: bytes = Notice._meta.get_field("frozen").get_db_prep_value(document, connection)
    return stored


@act
def announce_left_over(*, at: datetime) -> int:
    """Announce again the documents that still have no file (补生成文书); returns how many.

    Policy: three hours after issue the attempts of the first announcement are over; after a week a
        document is made when somebody opens it.

    Publishes:
        ``notices.notice-issued`` v1 for each.
    """
    left_over = unrendered_notices(
        issued_before=at - _ATTEMPTS_ARE_OVER, issued_after=at - rules.MADE_UNASKED
    )
    for view in left_over:
        event = NoticeIssued(view.id, view.kind.value, view.number, view.case_number, view.authority_id)
        outbox.publish(event, actor="system", at=at)
    return len(left_over)
