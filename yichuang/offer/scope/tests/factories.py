"""Scopes for tests, granted by the real services."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from yichuang.offer.catalogue.tests.factories import AT, BY
from yichuang.offer.scope import services
from yichuang.offer.scope.types import ExceptionInput, GrantInput, Place, Subject

SINCE = date(2026, 1, 5)


def grant(place: Place, subject: Subject | None = None, **overrides: Any) -> UUID:
    """A grant over everything, or over ``subject``."""
    values: dict[str, Any] = {"basis": "进驻决定〔2025〕3号", "valid_from": SINCE} | overrides
    return services.grant_scope(grant=GrantInput(place, subject or Subject(), **values), at=AT, by=BY)


def exception(subject: Subject, place: Place | None = None, **overrides: Any) -> UUID:
    """An exception for ``subject``, everywhere or at ``place``."""
    values: dict[str, Any] = {
        "reason": "要到现场采集指纹",
        "basis": "例外事项目录",
        "valid_from": SINCE,
        "place": place,
    } | overrides
    return services.except_item(exception=ExceptionInput(subject, **values), at=AT, by=BY)
