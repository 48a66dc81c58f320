"""Change bulletins (变更公告): who has to read one, until when, and in which words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from yichuang.kernel.time import date_words, legal_date
from yichuang.offer.catalogue.types.bulletins import BulletinKind, BulletinLine
from yichuang.offer.catalogue.types.comparison import Difference

REMINDED_AFTER = timedelta(days=1)  # Policy: whoever has not read it a day later is marked
ASKED_FOR = timedelta(days=90)  # Policy: after that a bulletin is history, and nobody is asked to read it

_WORDS = {
    BulletinKind.WITHDRAWN: "自{day}起取消，不再办理",
    BulletinKind.SUSPENDED: "自{day}起暂停办理",
    BulletinKind.RESUMED: "自{day}起恢复办理",
    BulletinKind.MERGED: "自{day}起并入{others}，不再单独办理",
    BulletinKind.SPLIT: "自{day}起拆分为{others}，不再合在一起办理",
}


def is_late(announced_at: datetime, at: datetime) -> bool:
    """Whether those who have not read it by ``at`` are reminded."""
    return at - announced_at > REMINDED_AFTER


def asked_since(begun: Iterable[date], at: datetime) -> date | None:
    """The first day whose bulletins somebody has to read; None: none are theirs.

    Whoever begins at a window learns the items as they are, not how they were before.

    Args:
        begun: since when the person has been at each of their windows' outlets.
    """
    first = min(begun, default=None)
    return None if first is None else max(first, first_day(at))


def first_day(at: datetime) -> date:
    """The oldest day whose bulletins anybody still has to read."""
    return legal_date(at - ASKED_FOR)


def change_lines(differences: Iterable[Difference], *, begins_again_on: date | None) -> list[BulletinLine]:
    """What a new version changes, in words.

    Args:
        begins_again_on: its first day, when the item was not offered on the day before.
    """
    again = [BulletinLine("", f"自{date_words(begins_again_on)}起重新办理")] if begins_again_on else []
    return [*again, *(BulletinLine(found.topic.label, found.words) for found in differences)]


def life_lines(
    kind: BulletinKind,
    holds_from: date,
    *,
    others: Iterable[str] = (),
    expected_until: date | None = None,
    reason: str = "",
) -> list[BulletinLine]:
    """What happened to an item, in words: from when, what takes its place, until when, why."""
    named = "、".join(f"“{name}”" for name in others)
    lines = [BulletinLine("", _WORDS[kind].format(day=date_words(holds_from), others=named))]
    if named and kind is BulletinKind.WITHDRAWN:
        lines.append(BulletinLine("", f"改办{named}"))
    if expected_until:
        lines.append(BulletinLine("", f"预计{date_words(expected_until)}恢复"))
    if reason:
        lines.append(BulletinLine("", f"原因：{reason}"))
    return lines
