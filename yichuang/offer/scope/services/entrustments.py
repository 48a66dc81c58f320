"""Papers (受理委托书): registered with their signed original, revoked."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q

from yichuang.foundation.documents import services as documents
from yichuang.foundation.documents.types import PreparedFile
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue.queries.inventory import offered_items
from yichuang.offer.scope.errors import (
    EntrustmentKnown,
    EntrustmentOver,
    EntrustmentUnknown,
    EntrustmentWrong,
)
from yichuang.offer.scope.models import EntrustedItem, Entrustment, ScopeGrant
from yichuang.offer.scope.rules.entrustments import entrustment_faults
from yichuang.offer.scope.services.rows import check_references, constraint_of, end, record_grant
from yichuang.offer.scope.types import EntrustmentInput, GrantInput, Place, Subject


@act
def register_entrustment(
    *, entrustment: EntrustmentInput, original: PreparedFile, at: datetime, by: str
) -> UUID:
    """Register a signed paper (登记受理委托书); with ``gives_scope`` the outlet takes its items, as long.

    Law: 行政许可法 §24

    Args:
        original: the signed paper, prepared before the transaction.

    Returns:
        The paper's id.

    Raises:
        EntrustmentWrong: with a pointer to each fault.
        EntrustmentKnown: the department has a paper of this number.
        ScopeUnknown: the department or the outlet does not exist.
        ScopeOverlaps: the outlet takes one of the items on some of these days already.

    Publishes:
        ``scope.scope-changed`` v1 for each scope given, in this transaction.

    Concurrency:
        ``entrustment_number_once`` decides between two at once.
    """
    offered = offered_items(
        max(entrustment.valid_from, legal_date(at)), organisation_id=entrustment.principal_id
    )
    _refuse(entrustment_faults(entrustment, offered))
    row = Entrustment(
        number=entrustment.number.strip(),
        principal_id=entrustment.principal_id,
        outlet_id=entrustment.outlet_id,
        agent=entrustment.agent.strip(),
        mandate=entrustment.mandate.value,
        training=entrustment.training.strip(),
        valid_from=entrustment.valid_from,
        valid_until=entrustment.valid_until,
        original_id=documents.keep_file(prepared=original, at=at),
        made_at=at,
        made_by=by,
    )
    check_references(row)
    try:
        row.save(force_insert=True)
    except IntegrityError as clash:
        if constraint_of(clash) == "entrustment_number_once":
            raise EntrustmentKnown(f"这个部门已经登记过文号为“{row.number}”的受理委托书") from clash
        raise
    items = sorted(set(entrustment.item_ids))
    EntrustedItem.objects.bulk_create(EntrustedItem(entrustment=row, item_id=item) for item in items)
    _tell(row, "registered", {"number": row.number, "items": len(items)}, at, by)
    if entrustment.gives_scope:
        _give_scope(row, entrustment, at, by)
    return row.id


@act
def revoke_entrustment(*, entrustment_id: UUID, ended_on: date, reason: str, at: datetime, by: str) -> None:
    """Revoke a paper (解除委托) from ``ended_on``, today or later; every scope on it ends that day.

    Raises:
        EntrustmentUnknown, EntrustmentOver, EntrustmentWrong.

    Publishes:
        ``scope.scope-changed`` v1 for each scope that ends, in this transaction.

    Concurrency:
        Locks the paper first, as granting on it does.
    """
    row = Entrustment.objects.select_for_update().filter(id=entrustment_id).first()
    if row is None:
        raise EntrustmentUnknown
    today = legal_date(at)
    faults = [] if ended_on >= today else [FieldError("/ended_on", f"最早自 {today} 起解除")]
    faults += [] if reason.strip() else [FieldError("/reason", "要写明解除的原因")]
    _refuse(tuple(faults))
    if row.valid_until <= ended_on:
        raise EntrustmentOver(f"它自 {row.valid_until} 起已经失效")
    row.valid_until = max(row.valid_from, ended_on)
    row.revoked_at, row.revoked_by, row.revocation_reason = at, by, reason.strip()
    row.save(update_fields=["valid_until", "revoked_at", "revoked_by", "revocation_reason"])
    resting = ScopeGrant.objects.select_for_update().filter(Q(valid_until__gt=ended_on), entrustment=row)
    for grant in resting.exclude(valid_until=F("valid_from")).order_by("id"):
        end(grant, "withdrawn", ended_on, f"委托书 {row.number} 解除：{row.revocation_reason}", at, by)
    details: dict[str, str | int] = {"changes_on": ended_on.isoformat(), "reason": row.revocation_reason}
    _tell(row, "revoked", details, at, by)


def _refuse(faults: tuple[FieldError, ...]) -> None:
    if faults:
        raise EntrustmentWrong("；".join(fault.detail for fault in faults), errors=faults)


def _give_scope(row: Entrustment, paper: EntrustmentInput, at: datetime, by: str) -> None:
    items = sorted(set(paper.item_ids))
    whole = Subject(organisation_id=paper.principal_id)
    for subject in [Subject(item_id=item) for item in items] or [whole]:
        grant = GrantInput(
            place=Place(outlet_id=paper.outlet_id),
            subject=subject,
            basis=row.number,
            valid_from=paper.valid_from,
            valid_until=paper.valid_until,
            mandate=paper.mandate,
            entrustment_id=row.id,
            training=paper.training,
        )
        record_grant(grant, at, by)


def _tell(row: Entrustment, action: str, details: dict[str, str | int], at: datetime, by: str) -> None:
    audit.record(stream="entrustment", stream_id=row.id, action=action, actor=by, at=at, details=details)
