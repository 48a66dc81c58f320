"""Versions of handling items: which holds on a day, and one by id.

A published version never changes, so its view is kept in the process. What does change, which
version holds when, is asked of the database every time: one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import (
    ItemNeedsChoice,
    ItemNotOffered,
    ItemSuspended,
    ItemUnknown,
    VersionUnknown,
)
from yichuang.offer.catalogue.models.columns import CODE_LENGTH
from yichuang.offer.catalogue.queries.life import suspended_items, suspension_of
from yichuang.offer.catalogue.rules.codes import BUILT_IN
from yichuang.offer.catalogue.rules.digest import (
    bases_from_json,
    faqs_from_json,
    fee_from_json,
    limit_from_json,
    option_from_json,
    result_from_json,
)
from yichuang.offer.catalogue.rules.fields import text_problem
from yichuang.offer.catalogue.rules.forms import form_of_schema
from yichuang.offer.catalogue.rules.life import suspension_words
from yichuang.offer.catalogue.types import (
    ApprovalTier,
    CodeScheme,
    Condition,
    DeliveryMode,
    Element,
    HandlingType,
    HandlingVersion,
    ItemType,
    Material,
    MaterialForm,
    MaterialSource,
    Necessity,
    Question,
    ReviewPoint,
    ServiceObject,
    VersionStatus,
)

KEPT_VERSIONS = 4096

_Row = tuple[UUID, str, str, bool | None]
"""A version in force: id, code, name, and whether the item is suspended."""

_IN_FORCE = """
SELECT v.id, v.code, v.name, pause.kind = 'suspended'
FROM catalogue_handlingversion v
LEFT JOIN LATERAL (
    SELECT e.kind FROM catalogue_lifeevent e
    WHERE e.handling_item_id = v.handling_item_id AND e.kind IN ('suspended', 'resumed')
      AND e.takes_effect_on <= %s
    ORDER BY e.takes_effect_on DESC, e.sequence DESC LIMIT 1) pause ON true
WHERE (v.code = %s OR v.item_code = %s) AND v.status = 'published'
  AND v.valid_from <= %s AND (v.valid_until IS NULL OR v.valid_until > %s)
ORDER BY v.code
"""


def in_force(on: date) -> QuerySet[models.HandlingVersion]:
    """Every version in force on a date (当日有效版本)."""
    return models.HandlingVersion.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), status="published", valid_from__lte=on
    )


def published_version(code: str, on: date) -> HandlingVersion:
    """The version in force on a date (当日有效版本). One statement, and the view from memory.

    Args:
        code: of the handling item; or of the item, when it has exactly one handling item; or one
            that either had before.

    Raises:
        ItemUnknown: nothing has or had this code.
        ItemNotOffered: known, but nothing is in force on that date.
        ItemSuspended: something is, but the item is suspended; the words say since when and why.
        ItemNeedsChoice: an item of several handling items; ``choices`` names them.
    """
    if text_problem(code, CODE_LENGTH):
        raise ItemUnknown("没有这个编码的事项")
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [on, code, code, on, on])
        rows = cursor.fetchall()
    version_id, _, name, is_suspended = _one(code, rows or _by_former_code(code, on))
    if is_suspended:
        _refuse_suspended(version_id, name, on)
    return version(version_id)


def _refuse_suspended(version_id: UUID, name: str, on: date) -> None:
    owner = models.HandlingItem.objects.get(versions=version_id)
    suspension = suspension_of(owner.id, on)
    if suspension is not None:
        raise ItemSuspended(suspension_words(name, suspension), version_id=str(version_id))


def _one(code: str, rows: list[_Row]) -> _Row:
    own = [row for row in rows if row[1] == code] or rows
    if len(own) > 1:
        choices = [{"code": row[1], "name": row[2]} for row in own]
        names = "、".join(row[2] for row in own)
        raise ItemNeedsChoice(f"事项 {code} 有多个业务办理项，请选择其中一个：{names}", choices=choices)
    return own[0]


def _by_former_code(code: str, on: date) -> list[_Row]:
    owners = models.HandlingItem.objects.filter(
        Q(code=code) | Q(item__code=code) | Q(known_as__kind="former-code", known_as__text=code)
    )
    held = in_force(on).filter(handling_item__in=owners).order_by("code")
    rows = list(held.values_list("id", "code", "name", "handling_item_id"))
    if rows:
        suspended = suspended_items(on)
        return [(version_id, own, name, owner in suspended) for version_id, own, name, owner in rows]
    if not owners.exists():
        raise ItemUnknown(f"没有编码为 {code} 的事项")
    versions = models.HandlingVersion.objects.filter(handling_item__in=owners, status="published")
    known = versions.order_by("-valid_from", "-version_number").first()
    name = f"“{known.name}”" if known else f"编码为 {code} 的事项"
    if known and known.valid_from and known.valid_from > on:
        raise ItemNotOffered(f"{name}自 {known.valid_from:%Y-%m-%d} 起才办理")
    if known and known.valid_until:
        raise ItemNotOffered(f"{name}自 {known.valid_until:%Y-%m-%d} 起不再办理")
    raise ItemNotOffered(f"{name}在 {on:%Y-%m-%d} 不办理")


def ended_version(code: str, on: date) -> HandlingVersion | None:
    """The version of a handling item that was the last in force before a date; None: there was none."""
    ended = models.HandlingVersion.objects.filter(code=code, status="published", valid_until__lte=on)
    version_id = ended.order_by("-valid_until", "-version_number").values_list("id", flat=True).first()
    return version(version_id) if version_id else None


def version(version_id: UUID) -> HandlingVersion:
    """One version by id (事项版本); no statement when this process has seen it published before.

    Raises:
        VersionUnknown: no such version.
    """
    try:
        return _kept(version_id)
    except _StillDraft as draft:
        return draft.view


class _StillDraft(Exception):
    def __init__(self, view: HandlingVersion) -> None:
        self.view = view


@lru_cache(maxsize=KEPT_VERSIONS)
def _kept(version_id: UUID) -> HandlingVersion:
    view = _load(version_id)
    if view.status is VersionStatus.DRAFT:
        raise _StillDraft(view)
    return view


def versions_of(handling_item_id: UUID) -> tuple[HandlingVersion, ...]:
    """All versions of a handling item, the newest first; a draft too."""
    ids = models.HandlingVersion.objects.filter(handling_item_id=handling_item_id).order_by("-version_number")
    return tuple(version(version_id) for version_id in ids.values_list("id", flat=True))


def versions_of_item(item_code: str, on: date) -> tuple[HandlingVersion, ...]:
    """The versions of all handling items of an item in force on a date, by code."""
    rows = in_force(on).filter(item_code=item_code)
    return tuple(version(version_id) for version_id in rows.order_by("code").values_list("id", flat=True))


def versions_in_force(
    on: date, *, organisation_id: UUID | None = None, after: str = ""
) -> Iterator[HandlingVersion]:
    """The versions in force on a date, of one department or of all, by code; one after the other.

    Args:
        after: only codes that follow this one.
    """
    rows = in_force(on).filter(code__gt=after)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return (version(version_id) for version_id in rows.order_by("code").values_list("id", flat=True))


def code_schemes() -> tuple[CodeScheme, ...]:
    """The ways of writing codes this installation accepts (编码规则): built in, and its own rows."""
    rows = models.ItemCodeScheme.objects.order_by("key")
    own = (CodeScheme(row.key, row.label, row.item_pattern, row.handling_pattern) for row in rows)
    return (*BUILT_IN, *own)


# From rows to the view


def _load(version_id: UUID) -> HandlingVersion:
    found = next(versions_by_id([version_id]), None)
    if found is None:
        raise VersionUnknown(f"没有事项版本 {version_id}")
    return found


def versions_by_id(version_ids: Collection[UUID]) -> Iterator[HandlingVersion]:
    """The versions with these ids, in any order. Four statements, and nothing is kept."""
    rows = models.HandlingVersion.objects.filter(id__in=version_ids).select_related("handling_item")
    return map(_view, rows.prefetch_related("questions", "materials__review_points"))


def _view(row: models.HandlingVersion) -> HandlingVersion:
    details = row.details
    return HandlingVersion(
        id=row.id,
        handling_item_id=row.handling_item_id,
        item_id=row.handling_item.item_id,
        version_number=row.version_number,
        status=VersionStatus(row.status),
        valid_from=row.valid_from,
        organisation_id=row.organisation_id,
        organisation_code=details["organisation_code"],
        organisation_name=details["organisation_name"],
        code=row.code,
        name=row.name,
        item_code=row.item_code,
        item_name=row.item_name,
        item_type=ItemType(row.item_type) if row.item_type else None,
        handling_type=HandlingType(row.handling_type) if row.handling_type else None,
        statutory=_limit(row.statutory_amount, row.statutory_unit, details["statutory_basis"]),
        promised=_limit(row.promised_amount, row.promised_unit, details["promised_basis"]),
        delivery_limit=limit_from_json(details["delivery_limit"]),
        correction_limit=limit_from_json(details.get("correction_limit")),
        deemed_acceptance_basis=details.get("deemed_acceptance_basis", ""),
        approval_tier=ApprovalTier(row.approval_tier) if row.approval_tier else None,
        visits=row.visits,
        in_hall=row.in_hall,
        fee=fee_from_json(details["fee"]),
        service_objects=tuple(map(ServiceObject, row.service_objects)),
        conditions=tuple(details["conditions"]),
        legal_basis=bases_from_json(details["legal_basis"]),
        delivery=tuple(map(DeliveryMode, row.delivery)),
        result=result_from_json(details["result"]),
        questions=tuple(map(_question, _in_order(row.questions.all()))),
        materials=tuple(map(_material, _in_order(row.materials.all()))),
        form=form_of_schema(details.get("form")),
        themes=tuple(details["themes"]),
        aliases=tuple(details["aliases"]),
        faqs=faqs_from_json(details["faqs"]),
        guide=details["guide"],
        source=details["source"],
        unknown=tuple(map(Element, row.unknown)),
    )


def _in_order(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: row.position)


def _limit(amount: int | None, unit: str | None, basis: str) -> Limit | None:
    return None if amount is None or unit is None else Limit(amount, LimitUnit(unit), basis)


def _question(row: models.ScenarioQuestion) -> Question:
    options = tuple(map(option_from_json, row.options))
    return Question(row.code, row.text, options, Condition.of(row.asked_when), row.hint)


def _material(row: models.MaterialRequirement) -> Material:
    details = dict(row.details)
    parts = tuple(details.pop("parts", ()))
    return Material(
        id=row.id,
        code=row.code,
        name=row.name,
        necessity=Necessity(row.necessity) if row.necessity else None,
        form=MaterialForm(row.form) if row.form else None,
        originals=row.originals,
        copies=row.copies,
        source=MaterialSource(row.source) if row.source else None,
        issuer=row.issuer,
        share_source=row.share_source,
        legal_basis=row.legal_basis,
        note=row.note,
        applies_when=Condition.of(row.applies_when),
        review_points=tuple(
            ReviewPoint(point.id, point.code, point.text, point.how, point.blocking)
            for point in _in_order(row.review_points.all())
        ),
        parts=parts,
        deferral_working_days=row.deferral_working_days,
        sample_file_id=row.sample_file_id,
        blank_file_id=row.blank_file_id,
        details=details or None,  # type: ignore[arg-type]  # stored from MaterialDetails
    )
