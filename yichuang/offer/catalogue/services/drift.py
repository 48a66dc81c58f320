"""Differences from the lists above as tasks (差异任务): noted, then adopted, mapped or explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import (
    DriftResolved,
    DriftUnknown,
    NotAdoptable,
    ResolutionIncomplete,
)
from yichuang.offer.catalogue.queries import version as version_view
from yichuang.offer.catalogue.queries.drift import current_edition, drift_of, drift_report, entries_of
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.rules.content import unknown_elements
from yichuang.offer.catalogue.rules.drift import adopted, level_of_region, recoded
from yichuang.offer.catalogue.services import storing
from yichuang.offer.catalogue.services.publishing import create_draft
from yichuang.offer.catalogue.types import Element, VersionContent
from yichuang.offer.catalogue.types.base import BaseEntry, BaseStatus
from yichuang.offer.catalogue.types.drift import (
    ADOPTABLE,
    DriftKind,
    DriftView,
    ResolutionInput,
    ResolutionKind,
)

LEAST_REASON, LONGEST_REASON = 5, 500
_BASE_LENGTH = 12


@act
def note_drift(*, at: datetime) -> int:
    """Note every difference nobody has noted yet as a task with its day (登记差异任务).

    Returns:
        How many are new.

    Concurrency:
        Safe beside itself: a difference is noted once by its key.
    """
    on = legal_date(at)
    views = drift_report(on)
    keys = [view.key for view in views]
    known = set(models.DriftTask.objects.filter(key__in=keys).values_list("key", flat=True))
    new = [_task(view, at) for view in views if view.key not in known]
    models.DriftTask.objects.bulk_create(new, batch_size=storing.BATCH, ignore_conflicts=True)
    return len(new)


@act
def resolve_drift(*, key: str, decision: ResolutionInput, actor: Actor, at: datetime) -> None:
    """Resolve a difference (处理差异): adopt, map or explain it. It is over until the level above changes.

    Adopting drafts the item with what the list above says; it holds once the draft is published.
    Mapping records which item of the list above a local item is. Explaining gives the reason.

    Policy: 国发〔2022〕5号, 四级四同.

    Raises:
        DriftUnknown: there is no such difference (any more).
        DriftResolved: somebody was faster.
        NotYourRole, NotYourPlace: not the editor of its department.
        NotAdoptable: a draft cannot answer it.
        ResolutionIncomplete: the reason or the code is missing or wrong.
        ContentInvalid: the draft would break a rule of the catalogue.

    Concurrency:
        One at a time for a difference (advisory lock); its resolution is one to one as the backstop.
        Adopting locks the handling items: two differences of one item end in one draft.
    """
    _one_at_a_time(key)
    view = drift_of(key, legal_date(at))
    if view is None:
        raise DriftUnknown("这项差异已经不存在，可能上级目录或者本地事项刚刚改过")
    _require(view, actor)
    if view.resolution is not None:
        raise DriftResolved(f"这项差异已经处理：{view.resolution.label}")
    decision = replace(decision, reason=decision.reason.strip(), code=decision.code.strip())
    if decision.kind is ResolutionKind.ADOPTED:
        _adopt(view, at, actor.principal)
    elif decision.kind is ResolutionKind.MAPPED:
        decision = _map(view, decision, actor, at)
    _check_reason(decision)
    task = models.DriftTask.objects.filter(key=key).first()
    if task is None:
        task = _task(view, at)
        task.save(force_insert=True)
    models.DriftResolution.objects.create(
        task=task,
        kind=decision.kind.value,
        reason=decision.reason,
        code=decision.code,
        resolved_at=at,
        resolved_by=actor.principal,
    )
    audit.record(
        stream="drift-task",
        stream_id=task.id,
        action=decision.kind.value,
        actor=actor.principal,
        at=at,
        first=True,
        details={"difference": view.kind.value, "base_code": view.base_code, "local_code": view.local_code,
                 "code": decision.code, "reason": decision.reason},
    )  # fmt: skip


def _task(view: DriftView, at: datetime) -> models.DriftTask:
    return models.DriftTask(
        key=view.key,
        kind=view.list_kind.value,
        difference=view.kind.value,
        base_code=view.base_code,
        local_code=view.local_code,
        organisation_id=view.organisation_id,
        words=view.words,
        opened_at=at,
        due_on=view.due_on,
    )


def _require(view: DriftView, actor: Actor) -> None:
    """The editors of its department; of a difference of no known department, any editor."""
    if view.organisation_id is None:
        accounts.reach(actor, Act.EDIT_CATALOGUE)
    else:
        _require_at(view.organisation_id, actor)


def _require_at(organisation_id: UUID, actor: Actor) -> None:
    body = places.organisation(organisation_id)
    accounts.require(actor, Act.EDIT_CATALOGUE, organisation_id=body.id, region_code=body.region_code)


def _check_reason(decision: ResolutionInput) -> None:
    least = LEAST_REASON if decision.kind is ResolutionKind.EXPLAINED else 0
    if not least <= len(decision.reason) <= LONGEST_REASON:
        raise _incomplete(
            "/reason", f"理由要写 {least} 至 {LONGEST_REASON} 字" if least else "理由最长 500 字"
        )


def _incomplete(pointer: str, detail: str) -> ResolutionIncomplete:
    return ResolutionIncomplete(detail, errors=(FieldError(pointer, detail),))


# — adopting —


def _adopt(view: DriftView, at: datetime, by: str) -> None:
    if view.kind not in ADOPTABLE:
        raise NotAdoptable(f"“{view.kind.label}”不能直接采用：请先办理事项变动，或者写明对应、说明理由")
    entry = _entries(view)[view.upstream if view.kind is DriftKind.RECODED else view.base_code]
    if view.kind is DriftKind.MISSING:
        _draft_missing(view, entry, at, by)
        return
    # what another editor adopts of the same item meanwhile goes into the same draft
    held = models.HandlingItem.objects.select_for_update(of=("self",)).filter(item__code=view.local_code)
    rows = list(held.order_by("id"))
    if view.kind is DriftKind.RECODED:
        _recode(view, entry, rows)
    versions = in_force(legal_date(at)).filter(item_code=view.local_code).order_by("code")
    for holds, owner in versions.values_list("id", "handling_item_id"):
        open_draft = models.HandlingVersion.objects.filter(handling_item_id=owner, status="draft").first()
        basis = version_view(open_draft.id if open_draft else holds)
        made = adopted(basis, entry, view.kind, former=view.base_code)
        create_draft(content=_judged(made), organisation_id=basis.organisation_id, at=at, by=by)


def _judged(content: VersionContent) -> VersionContent:
    """With what is still unknown of it."""
    materials_known = Element.MATERIALS not in content.unknown
    return replace(content, unknown=unknown_elements(content, materials_known=materials_known))


def _recode(view: DriftView, entry: BaseEntry, rows: Sequence[models.HandlingItem]) -> None:
    """The item and its handling items, locked, take the new code; the old ones still find them."""
    item = models.Item.objects.select_for_update().get(code=view.local_code)
    codes = {row.code: recoded(row.code, view.base_code, entry.code) for row in rows}
    item_code = recoded(item.code, view.base_code, entry.code)
    if item_code is None or None in codes.values():
        raise NotAdoptable("本地编码里没有基本编码，不能自动改：请写明对应，或者导入新编码的事项")
    taken = models.HandlingItem.objects.filter(code__in=list(codes.values())).exclude(item=item)
    if taken.exists() or models.Item.objects.filter(code=item_code).exists():
        raise NotAdoptable(f"本地已经有编码为 {item_code} 的事项：请写明对应，或者说明理由")
    for row in rows:
        storing.remember_code(row.id, row.code)
        storing.remember_code(row.id, item.code)
        row.code = str(codes[row.code])
    models.HandlingItem.objects.bulk_update(rows, ["code"])
    item.code = item_code
    item.save(update_fields=["code"])


def _draft_missing(view: DriftView, entry: BaseEntry, at: datetime, by: str) -> None:
    """A draft of an item the department does not have yet, with all the list above says."""
    body = places.organisation(view.organisation_id) if view.organisation_id else None
    if body is None or not body.uscc or len(entry.code) != _BASE_LENGTH:
        raise NotAdoptable(
            "不知道由哪个部门办理、它的统一社会信用代码，或者基本编码不是 12 位：请新建事项后写明对应"
        )
    code = f"{body.uscc}{level_of_region(settings.REGION)}{entry.code}"
    if models.HandlingItem.objects.filter(item__code=code).exists():
        raise NotAdoptable(f"{body.name}已经有编码为 {code} 的事项或者草稿：请发布、恢复它，或者说明理由")
    content = VersionContent(
        code=f"{code}01",
        name=entry.name,
        item_code=code,
        item_name=entry.name,
        item_type=entry.item_type,
        handling_type=None,
        visits=entry.visits,
        legal_basis=entry.legal_basis,
        guide={},
        source={"reference": f"{view.list_kind.label} {entry.code}"},
    )
    made = replace(content, unknown=unknown_elements(content, materials_known=False))
    create_draft(content=made, organisation_id=body.id, at=at, by=by)


# — mapping —


def _map(view: DriftView, decision: ResolutionInput, actor: Actor, at: datetime) -> ResolutionInput:
    """Record which item above a local item is; the decision with the code that was meant."""
    if view.kind is DriftKind.MISSING:
        local_code, base_code = decision.code, view.base_code
        organisation_id = (
            in_force(legal_date(at))
            .filter(item_code=local_code)
            .values_list("organisation_id", flat=True)
            .first()
        )
        if organisation_id is None:
            raise _incomplete("/code", f"本地没有编码为“{local_code}”、正在办理的事项")
        _require_at(organisation_id, actor)
    else:
        one = "" if "、" in view.upstream else view.upstream
        implied = one if view.kind in (DriftKind.RECODED, DriftKind.MERGED) else ""
        local_code, base_code = view.local_code, decision.code or implied
        entry = _entries(view).get(base_code)
        if entry is None or entry.status is BaseStatus.CANCELLED:
            raise _incomplete("/code", f"{view.list_kind.label}里没有编码为“{base_code}”、没有取消的事项")
        if base_code == view.base_code:
            raise _incomplete("/code", f"它对应的就是 {base_code}：请写另一个编码，或者说明理由")
    models.BaseMapping.objects.create(
        item=models.HandlingVersion.objects.filter(item_code=local_code, status="published")
        .order_by("-valid_from")[0]
        .handling_item.item,
        kind=view.list_kind.value,
        base_code=base_code,
        reason=decision.reason,
        mapped_at=at,
        mapped_by=actor.principal,
    )
    return replace(decision, code=decision.code or base_code)


def _entries(view: DriftView) -> dict[str, BaseEntry]:
    edition = current_edition(view.list_kind)
    return {entry.code: entry for entry in entries_of(edition.id)} if edition else {}


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('drift:' || %s, 0))", [key])
