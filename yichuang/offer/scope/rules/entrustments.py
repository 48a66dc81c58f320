"""What a paper has to say (受理委托书), and which scopes may rest on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope.types import ON_PAPER, Decider, EntrustmentInput, GrantInput, Mandate

WARN_DAYS = 60
"""From how many days before its end on a paper is listed as expiring."""


@dataclass(frozen=True)
class Paper:
    """What of a paper decides about a scope. ``item_ids`` empty: every item of the department.

    ``offered`` are the department's items.
    """

    outlet_id: UUID
    principal_id: UUID
    mandate: Mandate
    valid_from: date
    valid_until: date
    item_ids: frozenset[UUID]
    offered: tuple[OfferedItem, ...]


def entrustment_faults(paper: EntrustmentInput, offered: Collection[OfferedItem]) -> tuple[FieldError, ...]:
    """Everything wrong with a paper as it is registered; ``offered`` are the department's items.

    Law: 行政许可法 §24: a department entrusts what is its own.
    """
    faults = []
    if not paper.number.strip():
        faults.append(FieldError("/number", "要写明委托书文号"))
    if not paper.agent.strip():
        faults.append(FieldError("/agent", "要写明受托方，例如乡镇人民政府的名称"))
    if paper.mandate not in ON_PAPER:
        faults.append(FieldError("/mandate", "委托书只用于委托受理和授权办理"))
    if paper.valid_until <= paper.valid_from:
        faults.append(FieldError("/valid_until", "失效日期要晚于生效日期"))
    if foreign := len(set(paper.item_ids) - {item.item_id for item in offered}):
        faults.append(FieldError("/items", f"有 {foreign} 个事项不是这个部门在办的事项，不能由它委托"))
    return tuple(faults)


def why_not_on_paper(grant: GrantInput, outlet_id: UUID | None, paper: Paper | None) -> str:
    """Why a scope cannot be granted on a paper, or needs one; empty when nothing stands against it.

    Args:
        outlet_id: of the place of the grant.

    Law: 行政许可法 §24: who is entrusted acts within what was entrusted.
    """
    if grant.mandate not in ON_PAPER:
        return "" if paper is None else f"“{grant.mandate.label}”不用委托书"
    if paper is None:
        return f"“{grant.mandate.label}”要有委托部门签字的受理委托书，请先登记委托书"
    if paper.outlet_id != outlet_id:
        return "委托书委托的是另一个网点"
    if paper.mandate is not grant.mandate:
        return f"委托书写的是“{paper.mandate.label}”"
    if not _covers(grant, paper):
        return "委托书没有委托这个事项"
    if grant.valid_from < paper.valid_from:
        return f"委托书自 {paper.valid_from} 起生效"
    if grant.valid_from >= paper.valid_until or (
        grant.valid_until is not None and grant.valid_until > paper.valid_until
    ):
        return f"委托书自 {paper.valid_until} 起失效"
    return ""


def _covers(grant: GrantInput, paper: Paper) -> bool:
    subject = grant.subject
    if subject.organisation_id is not None:
        return subject.organisation_id == paper.principal_id and not paper.item_ids
    named = next(
        (
            item.item_id
            for item in paper.offered
            if item.item_id == subject.item_id or item.handling_item_id == subject.handling_item_id
        ),
        None,
    )
    return named is not None and (not paper.item_ids or named in paper.item_ids)


def who_decides(mandate: Mandate) -> Decider:
    """Who decides on what a place takes (由谁决定).

    Law: 行政许可法 §24: the entrusting department answers for the decision.
    """
    return {
        Mandate.OWN: Decider.OWN,
        Mandate.ENTRUSTED: Decider.PRINCIPAL,
        Mandate.AUTHORISED: Decider.OUTLET,
        Mandate.ASSISTED: Decider.DEPARTMENT,
    }[mandate]
