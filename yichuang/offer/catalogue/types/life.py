"""The life of a handling item (事项变动): what happened to it beside new versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled


class LifeKind(Labelled):
    """What happened to a handling item (事项变动种类)."""

    SUSPENDED = "suspended", "暂停办理"
    RESUMED = "resumed", "恢复办理"
    CANCELLED = "cancelled", "取消"
    MERGED = "merged", "合并"
    SPLIT = "split", "拆分"


# after these the item is offered no more; what holds then are its successors
ENDINGS = frozenset({LifeKind.CANCELLED, LifeKind.MERGED, LifeKind.SPLIT})


class OfferState(Labelled):
    """Whether an item is taken on a day (在用状态)."""

    OFFERED = "offered", "在用"
    SUSPENDED = "suspended", "暂停办理"
    SCHEDULED = "scheduled", "尚未生效"
    ENDED = "ended", "不再办理"
    UNPUBLISHED = "unpublished", "从未发布"


@dataclass(frozen=True)
class LifeInput:
    """Why and from when (变动依据): ``takes_effect_on`` is the first day, today or later."""

    reason: str
    takes_effect_on: date
    basis: str = ""


@dataclass(frozen=True)
class LifeEventView:
    """One thing that happened to a handling item (事项变动), as a page shows it.

    ``expected_until``: until when a suspension is expected to last, exclusive; None: not said.
    """

    kind: LifeKind
    takes_effect_on: date
    reason: str
    basis: str
    expected_until: date | None
    made_at: datetime
    made_by: str
    successors: tuple[SuccessorView, ...] = ()


@dataclass(frozen=True)
class SuccessorView:
    """A handling item that takes the place of one that ended (承接事项).

    ``name`` and ``code`` are the newest ones. ``kind``, ``since`` and ``reason`` say by which event.
    ``ended_on``: it has ended itself; what replaced it is listed after it.
    """

    handling_item_id: UUID
    code: str
    name: str
    kind: LifeKind
    since: date
    reason: str
    ended_on: date | None = None
