"""Change bulletins (变更公告): which somebody has still to read, and who has read which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Post, Reach
from yichuang.foundation.places import queries as places
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.errors import BulletinUnknown
from yichuang.offer.catalogue.rules import bulletins as rules
from yichuang.offer.catalogue.types.bulletins import (
    AcknowledgementCount,
    BulletinKind,
    BulletinLine,
    BulletinView,
    OutletReaders,
    Reader,
)

MOST_COUNTED = 100
MOST_NOTED = 3  # at the item that was chosen: the rest is on the list


def owed(actor: Actor, at: datetime) -> QuerySet[models.ChangeBulletin]:
    """The bulletins the actor has to acknowledge and has not, the newest first."""
    since = _asked_since(actor, at)
    if since is None:
        return models.ChangeBulletin.objects.none()
    read = models.BulletinAcknowledgement.objects.filter(bulletin=OuterRef("id"), user_id=actor.user_id)
    rows = models.ChangeBulletin.objects.filter(~Exists(read), announced_on__gte=since)
    return rows.order_by("-serial")


def owed_count(actor: Actor, at: datetime) -> int:
    """How many they still have to read (未阅公告数), counted to 100. At most one statement."""
    return owed(actor, at)[:MOST_COUNTED].count()


def owed_of_item(actor: Actor, handling_item_id: UUID, at: datetime) -> tuple[BulletinView, ...]:
    """The newest that the actor has still to read about one item. At most one statement."""
    rows = owed(actor, at).filter(handling_item_id=handling_item_id)[:MOST_NOTED]
    return tuple(_view(row, None, is_owed=True) for row in rows)


def bulletins(
    actor: Actor, at: datetime, *, only_owed: bool = False, before: int | None = None, limit: int
) -> tuple[BulletinView, ...]:
    """A page of bulletins as the actor stands to them, the newest first. Two statements.

    Args:
        only_owed: those the actor has still to acknowledge.
        before: go on below this serial number.
    """
    rows = owed(actor, at) if only_owed else models.ChangeBulletin.objects.order_by("-serial")
    if before is not None:
        rows = rows.filter(serial__lt=before)
    found = list(rows[:limit])
    read = _read_by(actor.user_id, found)
    since = _asked_since(actor, at)
    return tuple(
        _view(
            row,
            read.get(row.id),
            is_owed=row.id not in read and since is not None and row.announced_on >= since,
        )
        for row in found
    )


def bulletin(serial: int, actor: Actor, at: datetime) -> BulletinView:
    """One bulletin as the actor stands to it. Two statements.

    Raises:
        BulletinUnknown: no bulletin has this number.
    """
    found = next(iter(bulletins(actor, at, before=serial + 1, limit=1)), None)
    if found is None or found.serial != serial:
        raise BulletinUnknown(f"没有第 {serial} 号变更公告")
    return found


def acknowledgement_counts(
    found: Collection[BulletinView], reach: Reach, at: datetime
) -> Mapping[UUID, AcknowledgementCount]:
    """How many have read each of these, among those who have to (签阅情况). Two statements.

    Args:
        reach: where the counts are theirs to see; whoever keeps a department's items sees all outlets.
    """
    readers, read = _readers(reach, at), _acknowledged(found)
    return {one.id: _count(one, _asked(readers, one), read, at) for one in found}


def readers_by_outlet(one: BulletinView, reach: Reach, at: datetime) -> tuple[OutletReaders, ...]:
    """Who has read a bulletin and who has not, outlet by outlet; the most missing first. Two statements.

    Names are for those who manage the outlet.
    """
    read = _acknowledged([one])
    asked: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for user_id, name, post in _asked(_readers(reach, at), one):
        assert post.outlet_id is not None
        if (user_id, name) not in asked[post.outlet_id]:
            asked[post.outlet_id].append((user_id, name))
    return tuple(
        sorted(
            (
                OutletReaders(
                    places.outlet(outlet_id).name,
                    _counted(one, [user_id for user_id, _ in people], read, at),
                    tuple(Reader(name, read.get((one.id, user_id))) for user_id, name in people)
                    if outlet_id in reach.outlets
                    else (),
                )
                for outlet_id, people in asked.items()
            ),
            key=lambda line: (-line.count.missing, line.outlet_name),
        )
    )


# who has to read what

_Reader = tuple[UUID, str, Post]


def _asked_since(actor: Actor, at: datetime) -> date | None:
    return rules.asked_since((post.starts_on or date.min for post in _windows_of(actor)), at)


def _windows_of(actor: Actor) -> Iterable[Post]:
    """The posts under which somebody has to know the changes."""
    for post in actor.posts:
        if post.outlet_id and accounts.may(
            replace(actor, posts=(post,)), Act.ACKNOWLEDGE_CHANGE, outlet_id=post.outlet_id
        ):
            yield post


def _readers(reach: Reach, at: datetime) -> list[_Reader]:
    """Everybody at a window today, where the counts may be seen. One statement."""
    return [
        (actor.user_id, actor.name, post)
        for actor in accounts.staff_who_may(Act.ACKNOWLEDGE_CHANGE, at=at)
        for post in actor.posts
        if post.outlet_id and (reach.departments or post.outlet_id in reach.outlets)
    ]


def _asked(readers: Iterable[_Reader], one: BulletinView) -> list[_Reader]:
    """Those who were there when it was announced."""
    return [line for line in readers if (line[2].starts_on or date.min) <= one.announced_on]


def _count(
    one: BulletinView, asked: Iterable[_Reader], read: Mapping[tuple[UUID, UUID], datetime], at: datetime
) -> AcknowledgementCount:
    return _counted(one, {user_id for user_id, _, _ in asked}, read, at)


def _counted(
    one: BulletinView,
    people: Collection[UUID],
    read: Mapping[tuple[UUID, UUID], datetime],
    at: datetime,
) -> AcknowledgementCount:
    done = sum((one.id, user_id) in read for user_id in people)
    missing = len(people) - done
    asked_still = one.announced_on >= rules.first_day(at)
    return AcknowledgementCount(
        done, missing, is_late=bool(missing) and asked_still and rules.is_late(one.announced_at, at)
    )


def _acknowledged(found: Iterable[BulletinView]) -> dict[tuple[UUID, UUID], datetime]:
    rows = models.BulletinAcknowledgement.objects.filter(bulletin__in=[one.id for one in found])
    return {(bulletin, user): at for bulletin, user, at in rows.values_list("bulletin_id", "user_id", "at")}


def _read_by(user_id: UUID, found: Sequence[models.ChangeBulletin]) -> dict[UUID, datetime]:
    rows = models.BulletinAcknowledgement.objects.filter(user_id=user_id, bulletin__in=found)
    return dict(rows.values_list("bulletin_id", "at"))


def _view(row: models.ChangeBulletin, acknowledged_at: datetime | None, *, is_owed: bool) -> BulletinView:
    return BulletinView(
        id=row.id,
        serial=row.serial,
        kind=BulletinKind(row.kind),
        handling_item_id=row.handling_item_id,
        code=row.code,
        name=row.name,
        organisation_name=row.organisation_name,
        holds_from=row.holds_from,
        lines=tuple(BulletinLine(**line) for line in row.lines),
        announced_at=row.announced_at,
        announced_on=row.announced_on,
        acknowledged_at=acknowledged_at,
        is_owed=is_owed,
    )
