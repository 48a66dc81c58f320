"""What happens to a handling item beside new versions: suspended, resumed, cancelled, merged, split.

Cases that were received keep their version and go on, whatever happens to the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max, Q

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import (
    ItemNotOffered,
    ItemUnknown,
    LaterVersionExists,
    LifeChangeNotPossible,
    LifeInputWrong,
)
from yichuang.offer.catalogue.events import (
    ItemMerged,
    ItemResumed,
    ItemSplit,
    ItemSuspended,
    ItemWithdrawn,
)
from yichuang.offer.catalogue.queries import life_of
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.rules import life as rules
from yichuang.offer.catalogue.services.indexing import index_words
from yichuang.offer.catalogue.types.life import LifeInput, LifeKind


@act
def suspend_item(
    *, code: str, change: LifeInput, expected_until: date | None = None, at: datetime, by: Actor
) -> None:
    """Suspend a handling item (暂停办理): from its day on no window takes it, until it is resumed.

    Args:
        expected_until: when it will probably be resumed; only said, nothing happens on that day.

    Raises:
        ItemUnknown, ItemNotOffered: there is nothing to suspend on that day.
        LifeInputWrong, BackdatedVersion: no reason, or a day in the past.
        LifeChangeNotPossible: it is suspended already.
        NotYourRole, NotYourPlace.

    Publishes:
        ``catalogue.item-suspended`` v1, in this transaction.

    Concurrency:
        Locks the handling item.
    """
    rules.check_input(LifeKind.SUSPENDED, change, today=legal_date(at), expected_until=expected_until)
    [item] = _locked([code])
    held = _held(item, change.takes_effect_on)
    _require(by, held)
    rules.check_pause(held.name, LifeKind.SUSPENDED, life_of(item.id), change.takes_effect_on)
    _record(item, LifeKind.SUSPENDED, change, at, by, expected_until=expected_until)
    event = ItemSuspended(item.id, item.code, change.takes_effect_on, expected_until)
    outbox.publish(event, actor=by.principal, at=at)


@act
def resume_item(*, code: str, change: LifeInput, at: datetime, by: Actor) -> None:
    """Take a suspended handling item again (恢复办理).

    Raises:
        As :func:`suspend_item`; LifeChangeNotPossible: it is not suspended on that day.

    Publishes:
        ``catalogue.item-resumed`` v1, in this transaction.

    Concurrency:
        Locks the handling item.
    """
    rules.check_input(LifeKind.RESUMED, change, today=legal_date(at))
    [item] = _locked([code])
    held = _held(item, change.takes_effect_on)
    _require(by, held)
    rules.check_pause(held.name, LifeKind.RESUMED, life_of(item.id), change.takes_effect_on)
    _record(item, LifeKind.RESUMED, change, at, by)
    event = ItemResumed(item.id, item.code, change.takes_effect_on)
    outbox.publish(event, actor=by.principal, at=at)


@act
def cancel_item(
    *, code: str, change: LifeInput, successors: Sequence[str] = (), at: datetime, by: Actor
) -> None:
    """Cancel a handling item (取消事项) and say what replaces it. Search still finds it.

    Args:
        successors: codes of what replaces it; they hold on the day it ends. Empty: nothing does.

    Raises:
        ItemUnknown, ItemNotOffered, LaterVersionExists: it does not end on that day.
        LifeInputWrong, BackdatedVersion, LifeChangeNotPossible: as :func:`merge_items`.
        NotYourRole, NotYourPlace.

    Publishes:
        ``catalogue.item-withdrawn`` v1, in this transaction.

    Concurrency:
        Locks all handling items concerned, in the order of their ids.
    """
    rules.check_input(LifeKind.CANCELLED, change, today=legal_date(at))
    item, *others = _checked([code, *successors], change, by, ending=1)
    ids = tuple(other.id for other in others)
    _end(item, LifeKind.CANCELLED, change, others, at, by)
    event = ItemWithdrawn(item.id, item.code, change.takes_effect_on, ids)
    outbox.publish(event, actor=by.principal, at=at)


@act
def merge_items(*, codes: Sequence[str], into: str, change: LifeInput, at: datetime, by: Actor) -> None:
    """Merge handling items into another (合并事项): they end, it takes their place.

    Args:
        codes: of those that end; at least one.
        into: code of the one that holds from that day on.

    Raises:
        ItemUnknown, ItemNotOffered: one of them does not hold on that day.
        LaterVersionExists: a version of one that would end begins on that day or later.
        LifeInputWrong: nothing to merge. BackdatedVersion: a day in the past.
        LifeChangeNotPossible: one would take its own place, or is named twice.
        NotYourRole, NotYourPlace: not for each of them.

    Publishes:
        ``catalogue.item-merged`` v1 for each item that ends, in this transaction.

    Concurrency:
        Locks all handling items concerned, in the order of their ids.
    """
    rules.check_input(LifeKind.MERGED, change, today=legal_date(at))
    if not codes:
        raise LifeInputWrong("要写明合并哪些事项", errors=(FieldError("/codes", "要写明合并哪些事项"),))
    *items, target = _checked([*codes, into], change, by, ending=len(codes))
    for item in items:
        _end(item, LifeKind.MERGED, change, [target], at, by)
        event = ItemMerged(item.id, item.code, change.takes_effect_on, target.id)
        outbox.publish(event, actor=by.principal, at=at)


@act
def split_item(*, code: str, into: Sequence[str], change: LifeInput, at: datetime, by: Actor) -> None:
    """Split a handling item into several (拆分事项): it ends, they take its place.

    Args:
        into: codes of those that hold from that day on; at least two.

    Raises:
        As :func:`merge_items`; LifeInputWrong: fewer than two take its place.

    Publishes:
        ``catalogue.item-split`` v1, in this transaction.

    Concurrency:
        Locks all handling items concerned, in the order of their ids.
    """
    rules.check_input(LifeKind.SPLIT, change, today=legal_date(at))
    if len(set(into)) < 2:
        raise LifeInputWrong("拆分后至少有两个事项", errors=(FieldError("/into", "拆分后至少有两个事项"),))
    item, *parts = _checked([code, *into], change, by, ending=1)
    _end(item, LifeKind.SPLIT, change, parts, at, by)
    event = ItemSplit(item.id, item.code, change.takes_effect_on, tuple(part.id for part in parts))
    outbox.publish(event, actor=by.principal, at=at)


@act
def withdraw_item(*, code: str, ended_on: date, at: datetime, by: str, reason: str) -> None:
    """End a handling item (取消事项) without a successor, on behalf of a file or a feed.

    A page cancels by :func:`cancel_item`, which asks who may. Search still finds the item.

    Args:
        code: of the handling item.
        ended_on: the first day it is no longer offered; not in the past.

    Raises:
        ItemUnknown: no such handling item, or it has no version in force that could end.
        BackdatedVersion: the day is in the past.
        LaterVersionExists: a version that begins on that day or later is published.

    Publishes:
        ``catalogue.item-withdrawn`` v1, in this transaction.
    """
    change = LifeInput(reason, ended_on)
    rules.check_input(LifeKind.CANCELLED, change, today=legal_date(at))
    [item] = _locked([code])
    _end(item, LifeKind.CANCELLED, change, [], at, by)
    outbox.publish(ItemWithdrawn(item.id, code, ended_on), actor=by, at=at)


def _locked(codes: Sequence[str]) -> list[models.HandlingItem]:
    """The handling items with these codes, locked, in the order asked for."""
    rows = models.HandlingItem.objects.select_for_update().filter(code__in=codes).order_by("id")
    found = {row.code: row for row in rows}
    for code in codes:
        if code not in found:
            raise ItemUnknown(f"没有编码为 {code} 的业务办理项")
    return [found[code] for code in codes]


def _checked(codes: Sequence[str], change: LifeInput, by: Actor, *, ending: int) -> list[models.HandlingItem]:
    """Items that end and items that take their place: all distinct, all the actor's, the latter in force."""
    if len(set(codes)) < len(codes):
        raise LifeChangeNotPossible("同一个事项不能写两次，也不能由自己承接")
    items = _locked(codes)
    for place, item in enumerate(items):
        held = _held(item, change.takes_effect_on) if place >= ending else _running(item)
        _require(by, held)
    return items


def _held(item: models.HandlingItem, on: date) -> models.HandlingVersion:
    """The version of an item that holds on a day."""
    held = in_force(on).filter(handling_item=item).first()
    if held is None:
        raise ItemNotOffered(f"编码为 {item.code} 的业务办理项在 {on} 不办理")
    return held


def _running(item: models.HandlingItem) -> models.HandlingVersion:
    """The version of an item published last; whether it can end is seen when it is ended."""
    held = item.versions.filter(status="published").order_by("-valid_from", "-version_number").first()
    if held is None:
        raise ItemNotOffered(f"编码为 {item.code} 的业务办理项从未发布")
    return held


def _require(by: Actor, version: models.HandlingVersion) -> None:
    body = places.organisation(version.organisation_id)
    accounts.require(by, Act.CHANGE_ITEM, organisation_id=body.id, region_code=body.region_code)


def _end(
    item: models.HandlingItem,
    kind: LifeKind,
    change: LifeInput,
    successors: Sequence[models.HandlingItem],
    at: datetime,
    by: Actor | str,
) -> None:
    ended_on = change.takes_effect_on
    published = item.versions.filter(status="published")
    open_ended = published.filter(Q(valid_until=None) | Q(valid_until__gt=ended_on))
    if open_ended.filter(valid_from__gte=ended_on).exists():
        raise LaterVersionExists(f"编码为 {item.code} 的业务办理项有 {ended_on} 或之后生效的版本")
    if not open_ended.update(valid_until=ended_on):
        raise ItemUnknown(f"编码为 {item.code} 的业务办理项在 {ended_on} 没有有效的版本")
    event = _record(item, kind, change, at, by)
    models.Successor.objects.bulk_create(
        models.Successor(event=event, position=position, handling_item=successor)
        for position, successor in enumerate(successors)
    )
    index_words([item.id], on=legal_date(at))


def _record(
    item: models.HandlingItem,
    kind: LifeKind,
    change: LifeInput,
    at: datetime,
    by: Actor | str,
    *,
    expected_until: date | None = None,
) -> models.LifeEvent:
    principal, name = (by, "") if isinstance(by, str) else (by.principal, by.name)
    last = item.life_events.aggregate(last=Max("sequence"))["last"] or 0
    event = models.LifeEvent.objects.create(
        handling_item=item,
        sequence=last + 1,
        kind=kind.value,
        takes_effect_on=change.takes_effect_on,
        expected_until=expected_until,
        reason=change.reason.strip(),
        basis=change.basis.strip(),
        made_at=at,
        made_by=principal,
        made_by_name=name,
    )
    audit.record(
        stream="handling-item",
        stream_id=item.id,
        action="withdrawn" if kind is LifeKind.CANCELLED else kind.value,
        actor=principal,
        at=at,
        details={
            "code": item.code,
            "takes_effect_on": change.takes_effect_on.isoformat(),
            "reason": event.reason,
        },
    )
    return event
