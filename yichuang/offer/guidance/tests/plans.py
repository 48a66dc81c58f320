"""A plan for tests: a restaurant that needs a permit, an inspection and a survey; made by the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.tests.factories import content, immediate_content, material, publish
from yichuang.offer.catalogue.types import HandlingVersion, MaterialSource, ResultDocument, ResultKind
from yichuang.offer.guidance import services
from yichuang.offer.guidance.models import Plan
from yichuang.offer.guidance.tests.people import AT, SINCE, TODAY, Place
from yichuang.offer.guidance.types import (
    ApplicantKind,
    PlanApplicant,
    PlanDraft,
    PlanStep,
    PlanStepKind,
)

NAME, PHONE, TITLE = "王小满", "13800001234", "小满餐馆开业"
APPLICANT = PlanApplicant(ApplicantKind.PERSON, NAME, PHONE)
CASE_NUMBER = "990101202603020000016"
"""Its check digit fits."""
ITEM, SERVICE, NOTE = PlanStepKind.ITEM, PlanStepKind.INTERMEDIARY, PlanStepKind.NOTE


@dataclass(frozen=True)
class Items:
    """Two items: the licence is decided on the spot, the permit asks for it."""

    licence: HandlingVersion
    permit: HandlingVersion


def publish_items(place: Place) -> Items:
    """The business licence, on the spot; the food permit, in 8 of 20 working days."""
    licence = immediate_content(
        name="营业执照设立登记",
        item_name="营业执照设立登记",
        result=ResultDocument(ResultKind.LICENCE, "营业执照"),
        materials=(material("m01", name="居民身份证", copies=1), material("m02", name="设立登记申请书")),
    )
    return Items(
        publish(licence, organisation_id=place.social, valid_from=SINCE, at=AT),
        publish(permit_content(), organisation_id=place.transport, valid_from=SINCE, at=AT),
    )


def permit_content(**changes: object) -> object:
    """The food permit: one question, four papers."""
    values: dict[str, object] = {
        "name": "食品经营许可",
        "item_name": "食品经营许可",
        "promised": Limit(8, LimitUnit.WORKING_DAY),
        "statutory": Limit(20, LimitUnit.WORKING_DAY, "行政许可法第四十二条"),
        "result": ResultDocument(ResultKind.LICENCE, "食品经营许可证", 5),
        "materials": (
            material("m01", name="食品经营许可申请书"),
            material("m02", name="居民身份证", originals=0, copies=2),
            material(
                "m03", name="营业执照", share_source="business-licence", source=MaterialSource.GOVERNMENT
            ),
            material("m04", name="检测报告", originals=2, copies=0),
        ),
    }
    return content(**values | changes)


def steps_of(items: Items) -> tuple[PlanStep, ...]:
    """The licence; a survey no law asks for; the permit after the licence and the test."""
    return (
        PlanStep(1, ITEM, item=items.licence.code),
        PlanStep(2, SERVICE, title="水质检测", basis="食品安全法第三十三条", working_days=5),
        PlanStep(3, ITEM, after=(1, 2), item=items.permit.code, answers={"subject-kind": "individual"}),
        PlanStep(4, NOTE, after=(3,), title="证挂在店里看得见的地方"),
    )


def draft_of(items: Items, *, is_major: bool = False, tracker: UUID | None = None) -> PlanDraft:
    """The whole draft."""
    return PlanDraft(TITLE, TODAY, is_major, tracker, steps_of(items))


def start(place: Place, *, by: str = "guide") -> UUID:
    """A guide begins a plan."""
    return services.start_plan(applicant=APPLICANT, title=TITLE, actor=place.people[by], at=AT)


def written(place: Place, draft: PlanDraft, *, by: str = "guide") -> UUID:
    """A plan as it is written, not handed over."""
    plan_id = start(place, by=by)
    services.save_plan(plan_id=plan_id, edit=1, draft=draft, actor=place.people[by], at=AT)
    return plan_id


def handed_over(place: Place, draft: PlanDraft, *, by: str = "guide") -> UUID:
    """A plan that was handed over."""
    plan_id = written(place, draft, by=by)
    services.hand_over_plan(plan_id=plan_id, edit=2, reason="", actor=place.people[by], at=AT)
    return plan_id


def finish(place: Place, plan_id: UUID, *keys: int, on: date = TODAY, by: str = "guide") -> None:
    """Steps are done."""
    for key in keys:
        services.finish_plan_step(plan_id=plan_id, step_key=key, done_on=on, actor=place.people[by], at=AT)


def row(plan_id: UUID) -> Plan:
    """The row."""
    return Plan.objects.get(id=plan_id)
