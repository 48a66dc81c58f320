"""How the local list differs from a list of a level above (目录差异), and what is done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types.base import BaseKind, Demands
from yichuang.offer.catalogue.types.codes import ItemType
from yichuang.offer.catalogue.types.content import LegalBasis


class DriftKind(Labelled):
    """How a local item and the list above differ (差异种类)."""

    RENAMED = "renamed", "名称不同"
    RECODED = "recoded", "编码变更"
    RETYPED = "retyped", "类型不同"
    REBASED = "rebased", "设定依据不同"
    MERGED = "merged", "上级合并"
    SPLIT = "split", "上级拆分"
    SUSPENDED = "suspended", "上级暂停"
    CANCELLED = "cancelled", "上级取消"
    MISSING = "missing", "本地没有"
    LOCAL_ONLY = "local-only", "上级没有"
    WORSE = "worse", "不如上级"


class ResolutionKind(Labelled):
    """What was done about a difference (处理方式)."""

    ADOPTED = "adopted", "采用上级"
    MAPPED = "mapped", "对应事项"
    EXPLAINED = "explained", "书面说明"


ADOPTABLE = frozenset(
    {DriftKind.RENAMED, DriftKind.RECODED, DriftKind.RETYPED, DriftKind.REBASED, DriftKind.MISSING}
)
"""What adopting answers by a draft; the others take an act of the item's life, or more than the list says."""


@dataclass(frozen=True)
class LocalItem:
    """A local item in force, over all its handling items (本地事项).

    Attributes:
        base_codes: the codes under which a list above may have it, the surest first.
        working_days: the longest promised limit of its handling items, where all count working days.
        materials, visits: the most that one of its handling items asks for; None: unknown.
    """

    code: str
    name: str
    item_type: ItemType | None
    legal_basis: tuple[LegalBasis, ...]
    base_codes: tuple[str, ...]
    working_days: int | None = None
    materials: int | None = None
    visits: int | None = None
    is_suspended: bool = False

    @property
    def demands(self) -> Demands:
        return Demands(self.working_days, self.materials, self.visits)


@dataclass(frozen=True)
class Drift:
    """One difference (目录差异).

    Attributes:
        base_code: of the entry above; empty when it has none.
        local_code: of the local item; empty when there is none.
        upstream: what the level above says about it, as text: while it stays, so does a resolution.
        words: a sentence to read aloud.
    """

    kind: DriftKind
    base_code: str
    local_code: str
    upstream: str
    words: str


@dataclass(frozen=True)
class DriftView:
    """A difference as a task (差异任务): whose it is, until when, and what was done about it.

    Attributes:
        key: names it, for its address.
        organisation_id: whose editors resolve it; None: no department is known, any editor may.
    """

    key: str
    list_kind: BaseKind
    kind: DriftKind
    base_code: str
    base_name: str
    local_code: str
    local_name: str
    words: str
    upstream: str
    organisation_id: UUID | None
    organisation_code: str
    organisation_name: str
    due_on: date
    resolution: ResolutionKind | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    reason: str = ""

    def is_overdue(self, on: date) -> bool:
        """Whether it is still open after its day."""
        return self.resolution is None and on > self.due_on


@dataclass(frozen=True)
class ResolutionInput:
    """What an editor decides about a difference (处理差异).

    ``code``, for a mapping: the base code the local item is; of a missing item the local item's code.
    """

    kind: ResolutionKind
    reason: str = ""
    code: str = ""


@dataclass(frozen=True)
class DriftFilter:
    """Which differences are asked for (筛选差异); empty: any. ``state``: open, overdue, resolved or all."""

    list_kind: str = ""
    organisation: str = ""
    kind: str = ""
    state: str = "open"

    def keep(self, found: Iterable[DriftView], on: date) -> list[DriftView]:
        """Those that fit, by their day."""
        return sorted(
            (
                view
                for view in found
                if self.list_kind in ("", view.list_kind.value)
                and self.organisation in ("", view.organisation_code)
                and self.kind in ("", view.kind.value)
                and self._is_in_state(view, on)
            ),
            key=lambda view: (
                view.due_on,
                view.organisation_code,
                view.local_code or view.base_code,
                view.key,
            ),
        )

    def _is_in_state(self, view: DriftView, on: date) -> bool:
        if self.state == "overdue":
            return view.is_overdue(on)
        return self.state == "all" or (view.resolution is not None) == (self.state == "resolved")
