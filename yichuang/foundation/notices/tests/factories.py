"""Authorities and documents for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from yichuang.foundation.notices import services
from yichuang.foundation.notices.adapters.typst.sample import sample_content
from yichuang.foundation.notices.types import NoticeKind, NoticeRef
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.foundation.places.types import OrganisationView

AT = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)
CASE_NUMBER = "990101202603020000017"


def authority(**fields: Any) -> OrganisationView:
    """An authority with all that a document names of it."""
    given = {
        "name": "安澜县交通运输局",
        "short_name": "安交",
        "phone": "0990-6600100",
        "supervision_phone": "0990-6612345",
        "address": "安澜县安澜大道1号",
    }
    return places.organisation(OrganisationFactory(**given | fields).pk)


def content(kind: NoticeKind, **changes: Any) -> dict[str, Any]:
    """Whole content of a kind, with changes."""
    return sample_content(kind) | changes


def issue(
    kind: NoticeKind = NoticeKind.RECEIPT,
    by: OrganisationView | None = None,
    *,
    at: datetime = AT,
    case_number: str = CASE_NUMBER,
    outlet_id: UUID | None = None,
    **changes: Any,
) -> NoticeRef:
    """An issued document."""
    return services.issue_notice(
        kind=kind,
        authority=by or authority(),
        case_number=case_number,
        data=content(kind, **changes),
        at=at,
        outlet_id=outlet_id,
    )
