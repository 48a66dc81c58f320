"""Change bulletins (变更公告): written when an item changes, acknowledged at the windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel import outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.events import BulletinIssued
from yichuang.offer.catalogue.queries.bulletins import owed
from yichuang.offer.catalogue.queries.versions import versions_by_id
from yichuang.offer.catalogue.rules import bulletins as rules
from yichuang.offer.catalogue.rules.comparison import differences
from yichuang.offer.catalogue.types.bulletins import TOPIC, BulletinKind, BulletinLine
from yichuang.offer.catalogue.types.life import LifeKind

LOOKED_BACK = timedelta(days=7)  # so long a stopped worker may announce late that something has begun

_LIFE = {
    BulletinKind.WITHDRAWN: LifeKind.CANCELLED,
    BulletinKind.SUSPENDED: LifeKind.SUSPENDED,
    BulletinKind.RESUMED: LifeKind.RESUMED,
    BulletinKind.MERGED: LifeKind.MERGED,
    BulletinKind.SPLIT: LifeKind.SPLIT,
}


@dataclass(frozen=True)
class _About:
    """The item a bulletin is about, as it is called."""

    handling_item_id: UUID
    code: str
    name: str
    organisation_name: str
    version_id: UUID | None = None


@act
def announce_version(*, event_id: UUID, version_id: UUID, handling_item_id: UUID, at: datetime) -> None:
    """Tell every window what a new version changes (发出变更公告), and from which day.

    A first version changes nothing, and neither does one that says the same: they make no bulletin.

    Args:
        event_id: of the publication; one bulletin is written for it, however often it is heard.

    Publishes:
        ``catalogue.bulletin-issued`` v1, in this transaction.

    Concurrency:
        One bulletin is written at a time (advisory lock), so that their numbers come in order.
    """
    published = models.HandlingVersion.objects.filter(handling_item=handling_item_id, status="published")
    rows = list(published.order_by("version_number").values_list("id", "valid_from", "valid_until"))
    place = [row[0] for row in rows].index(version_id)
    if place == 0:
        return
    before_id, _, ended_on = rows[place - 1]
    found = {version.id: version for version in versions_by_id([before_id, version_id])}
    version, holds_from = found[version_id], rows[place][1]
    assert holds_from is not None  # published_versions_say_by_whom_and_from_when
    lines = rules.change_lines(
        differences(found[before_id], version),
        begins_again_on=holds_from if ended_on is not None and ended_on < holds_from else None,
    )
    about = _About(handling_item_id, version.code, version.name, version.organisation_name, version_id)
    if lines:
        _write(event_id, BulletinKind.CHANGED, about, holds_from, lines, at)


@act
def announce_life(
    *,
    event_id: UUID,
    kind: BulletinKind,
    handling_item_id: UUID,
    holds_from: date,
    at: datetime,
    successor_ids: Sequence[UUID] = (),
) -> None:
    """Tell every window that an item ends, is suspended, resumed, merged or split (发出变更公告).

    Args:
        event_id: of what happened; one bulletin is written for it, however often it is heard.
        successor_ids: the handling items that take its place.

    Publishes:
        ``catalogue.bulletin-issued`` v1, in this transaction.

    Concurrency:
        As :func:`announce_version`.
    """
    about = _about(handling_item_id)
    if about is None:
        return  # never published: no window knows it
    happened = (
        models.LifeEvent.objects.filter(
            handling_item=handling_item_id, kind=_LIFE[kind].value, takes_effect_on=holds_from
        )
        .order_by("-sequence")
        .first()
    )
    others = [other.name for other in map(_about, successor_ids) if other]
    lines = rules.life_lines(
        kind,
        holds_from,
        others=others,
        expected_until=happened.expected_until if happened else None,
        reason=happened.reason if happened else "",
    )
    _write(event_id, kind, about, holds_from, lines, at)


@act
def announce_begun(*, at: datetime) -> int:
    """Tell every window that what was announced for a later day holds now; returns how many bulletins.

    What has been overtaken by a later change meanwhile is passed over.

    Publishes:
        ``catalogue.bulletin-issued`` v1 for each, in this transaction.
    """
    today = legal_date(at)
    later = models.ChangeBulletin.objects.filter(
        handling_item=OuterRef("handling_item"), serial__gt=OuterRef("serial"), holds_from__lte=today
    )  # its own "begun" is one of these
    beginning = (
        models.ChangeBulletin.objects.filter(
            ~Exists(later),
            holds_from__gt=F("announced_on"),
            holds_from__lte=today,
            announced_on__lt=today,
        )
        .filter(holds_from__gt=today - LOOKED_BACK)
        .exclude(kind=BulletinKind.BEGUN.value)
        .order_by("serial")
    )
    rows = list(beginning)
    for row in rows:
        about = _About(row.handling_item_id, row.code, row.name, row.organisation_name, row.version_id)
        lines = [BulletinLine(**line) for line in row.lines]
        _write(row.event_id, BulletinKind.BEGUN, about, row.holds_from, lines, at)
    return len(rows)


@act
def acknowledge(*, actor: Actor, at: datetime, serial: int, and_before: bool = False) -> int:
    """Somebody at a window has read bulletins (已阅); returns how many were new to them.

    Args:
        serial: of the bulletin.
        and_before: also every older one the actor still had to read: ``serial`` is the newest they
            were shown.

    Raises:
        NotYourRole, NotYourPlace: nobody who takes applications at an outlet.

    Concurrency:
        Two windows of one person: the second changes nothing (``bulletin_acknowledged_once``).
    """
    outlet_id = accounts.outlet_of(actor, Act.ACKNOWLEDGE_CHANGE)
    unread = owed(actor, at)
    chosen = unread.filter(serial__lte=serial) if and_before else unread.filter(serial=serial)
    rows = [
        models.BulletinAcknowledgement(
            bulletin_id=bulletin_id, user_id=actor.user_id, outlet_id=outlet_id, at=at
        )
        for bulletin_id in chosen.values_list("id", flat=True)
    ]
    models.BulletinAcknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _about(handling_item_id: UUID) -> _About | None:
    """A handling item by its newest published version; None: it was never published."""
    rows = models.HandlingVersion.objects.filter(handling_item=handling_item_id, status="published")
    found = rows.order_by("-version_number").values_list("code", "name", "details__organisation_name").first()
    return _About(handling_item_id, *found) if found else None


def _write(
    event_id: UUID,
    kind: BulletinKind,
    about: _About,
    holds_from: date,
    lines: Sequence[BulletinLine],
    at: datetime,
) -> None:
    """Write a bulletin under the next number and wake the windows, once for an event."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalogue-bulletins', 0))")
    written = models.ChangeBulletin.objects.all()
    if written.filter(event_id=event_id, kind=kind.value).exists():
        return
    last = written.aggregate(last=Max("serial"))["last"] or 0
    row = models.ChangeBulletin.objects.create(
        id=new_id(),
        serial=last + 1,
        event_id=event_id,
        kind=kind.value,
        handling_item_id=about.handling_item_id,
        version_id=about.version_id,
        code=about.code,
        name=about.name,
        organisation_name=about.organisation_name,
        holds_from=holds_from,
        lines=[asdict(line) for line in lines],
        announced_at=at,
        announced_on=legal_date(at),
    )
    outbox.publish(
        BulletinIssued(row.id, about.handling_item_id, about.code, kind.value, holds_from),
        actor="system",
        at=at,
        topic=TOPIC,
    )
