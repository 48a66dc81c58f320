"""Scopes for tests, granted by the real services."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.types import PreparedFile
from yichuang.offer.catalogue.tests.factories import AT, BY
from yichuang.offer.scope import services
from yichuang.offer.scope.types import (
    EntrustmentInput,
    ExceptionInput,
    GrantInput,
    Level,
    LevelInput,
    Mandate,
    Place,
    Subject,
)

SINCE = date(2026, 1, 5)
UNTIL = date(2026, 12, 31)
SIGNED = b"%PDF-1.7\nsigned and sealed\n%%EOF"


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


def original() -> PreparedFile:
    """A signed paper, ready to be kept."""
    return documents.prepare_file(content=SIGNED, name="受理委托书.pdf")


def entrust(principal_id: UUID, outlet_id: UUID, *item_ids: UUID, **overrides: Any) -> UUID:
    """A paper by which a department entrusts items, or all of its own, to an outlet."""
    values: dict[str, Any] = {
        "number": "安交委〔2026〕1号",
        "agent": "城关镇人民政府",
        "mandate": Mandate.ENTRUSTED,
        "valid_from": SINCE,
        "valid_until": UNTIL,
        "training": "受理人员上岗前培训8学时",
    } | overrides
    paper = EntrustmentInput(
        principal_id=principal_id, outlet_id=outlet_id, item_ids=tuple(item_ids), **values
    )
    return services.register_entrustment(entrustment=paper, original=original(), at=AT, by=BY)


def set_level(place: Place, level: Level, *organisation_ids: UUID, **overrides: Any) -> UUID:
    """A step of a place's level, from the day of the tests on."""
    values: dict[str, Any] = {
        "valid_from": date(2026, 3, 2),
        "reason": "试运行平稳",
        "basis": "进驻决定〔2026〕2号",
    } | overrides
    step = LevelInput(place=place, level=level, organisation_ids=tuple(organisation_ids), **values)
    return services.set_level(step=step, at=AT, by=BY)
