"""Items for tests: legal by construction, since they are written by the real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.foundation.places.tests.factories import OrganisationFactory
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    Condition,
    DeliveryMode,
    Fee,
    HandlingType,
    HandlingVersion,
    ItemType,
    LegalBasis,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    Option,
    Question,
    ResultDocument,
    ResultKind,
    ReviewPoint,
    ServiceObject,
    VersionContent,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
IN_FORCE_SINCE = date(2026, 1, 5)
BY = "user:00000000-0000-7000-8000-000000000001"

_numbers = count(1)


def item_codes() -> tuple[str, str]:
    """An implementation code (31) and a handling item's code (33) nobody has yet."""
    item_code = f"11990101MB2A1056XG49901{next(_numbers):05}000"
    return item_code, item_code + "01"


def question(code: str = "subject-kind", *options: str, **overrides: Any) -> Question:
    """A scenario question with options of these codes; individual or company when none are given."""
    chosen = options or ("individual", "company")
    values: dict[str, Any] = {"code": code, "text": f"{code}？"} | overrides
    return Question(options=tuple(Option(option, option) for option in chosen), **values)


def material(code: str = "m01", **overrides: Any) -> Material:
    """A required paper material from the applicant, with one blocking review point."""
    values: dict[str, Any] = {
        "name": f"材料{code}",
        "necessity": Necessity.REQUIRED,
        "form": MaterialForm.PAPER,
        "originals": 1,
        "copies": 0,
        "source": MaterialSource.APPLICANT,
        "review_points": (ReviewPoint(new_id(), "p1", "签名齐全", "看签名"),),
    } | overrides
    return Material(id=new_id(), code=code, **values)


def content(**overrides: Any) -> VersionContent:
    """A licence decided within 8 of at most 20 working days: one question, three materials.

    Everybody brings m01, a company also m02; m03 is the business licence the government has.
    """
    item_code, code = item_codes()
    values: dict[str, Any] = {
        "code": code,
        "name": f"道路普通货物运输经营许可（新办）{code[22:27]}",
        "item_code": item_code,
        "item_name": "道路普通货物运输经营许可",
        "item_type": ItemType.LICENCE,
        "handling_type": HandlingType.COMMITTED,
        "statutory": Limit(20, LimitUnit.WORKING_DAY, "行政许可法第四十二条"),
        "promised": Limit(8, LimitUnit.WORKING_DAY),
        "approval_tier": ApprovalTier.REVIEW_CHECK,
        "visits": 1,
        "in_hall": True,
        "fee": Fee(charged=False),
        "service_objects": (ServiceObject.NATURAL_PERSON, ServiceObject.ENTERPRISE),
        "conditions": ("有检测合格的车辆",),
        "legal_basis": (LegalBasis("道路运输条例", "第二十四条"),),
        "delivery": (DeliveryMode.WINDOW,),
        "result": ResultDocument(ResultKind.LICENCE, "道路运输经营许可证", 4),
        "questions": (question(),),
        "materials": (
            material("m01", name="申请表"),
            material("m02", name="公司章程", applies_when=Condition.of({"subject-kind": ["company"]})),
            material(
                "m03", name="营业执照", share_source="business-licence", source=MaterialSource.GOVERNMENT
            ),
        ),
        "guide": {},
        "source": {"law": "道路运输条例"},
    } | overrides
    made = VersionContent(**values)
    return replace(made, unknown=unknown_elements(made, materials_known=True))


def immediate_content(**overrides: Any) -> VersionContent:
    """An item decided on the spot (即办件)."""
    values: dict[str, Any] = {
        "name": "老年人优待证办理",
        "item_name": "老年人优待证办理",
        "item_type": ItemType.PUBLIC_SERVICE,
        "handling_type": HandlingType.IMMEDIATE,
        "statutory": None,
        "promised": Limit(0, LimitUnit.IMMEDIATE),
        "approval_tier": ApprovalTier.SOLE,
        "result": ResultDocument(ResultKind.LICENCE, "老年人优待证"),
        "questions": (),
        "materials": (material("m01", name="居民身份证"),),
    }
    return content(**values | overrides)


def publish(
    made: VersionContent,
    *,
    organisation_id: UUID | None = None,
    valid_from: date = IN_FORCE_SINCE,
    at: datetime = AT,
) -> HandlingVersion:
    """Draft and publish this content, as an editor does."""
    owner = organisation_id or OrganisationFactory.create().id
    version_id = services.create_draft(content=made, organisation_id=owner, at=at, by=BY)
    services.publish_version(version_id=version_id, valid_from=valid_from, at=at, by=BY)
    return queries.version(version_id)


def published_item(
    *,
    organisation_id: UUID | None = None,
    valid_from: date = IN_FORCE_SINCE,
    at: datetime = AT,
    **overrides: Any,
) -> HandlingVersion:
    """A published version with a scenario question and three materials; ``overrides`` of its content."""
    return publish(content(**overrides), organisation_id=organisation_id, valid_from=valid_from, at=at)


def published_immediate_item(
    *,
    organisation_id: UUID | None = None,
    valid_from: date = IN_FORCE_SINCE,
    at: datetime = AT,
    **overrides: Any,
) -> HandlingVersion:
    """A published 即办件; ``overrides`` of its content."""
    return publish(
        immediate_content(**overrides), organisation_id=organisation_id, valid_from=valid_from, at=at
    )
