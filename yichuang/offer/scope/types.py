"""Words and frozen views of the scope of acceptance (受理范围)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yichuang.foundation.places.types import WindowKind, WindowView
from yichuang.kernel.labels import Labelled
from yichuang.offer.catalogue.types import Outcome


class Mandate(Labelled):
    """In whose name a place takes an item (受理方式)."""

    OWN = "own", "本级受理"
    ENTRUSTED = "entrusted", "委托受理"
    AUTHORISED = "authorised", "授权办理"
    ASSISTED = "assisted", "帮办代办"


# What a place may do only with a signed paper of the department that holds the item.
ON_PAPER = (Mandate.ENTRUSTED, Mandate.AUTHORISED)


class Level(Labelled):
    """How far a place has come towards taking everything (受理层级), in this order.

    Source: FEATURES CAT-04 (浙江 2018): 同部门同领域 → 同部门跨领域 → 跨部门跨领域 → 一窗通办.
    """

    ONE_FIELD = "one-field", "同部门同领域"
    ONE_DEPARTMENT = "one-department", "同部门跨领域"
    CROSS_DEPARTMENT = "cross-department", "跨部门跨领域"
    EVERYTHING = "everything", "一窗通办"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class LocalField(Labelled):
    """Fields whose items are sunk to towns and villages (下沉领域).

    Source: FEATURES CAT-26 (下陆区 2023).
    """

    EMPLOYMENT = "employment", "劳动就业"
    INSURANCE = "insurance", "社会保险"
    RELIEF = "relief", "社会救助"
    HEALTH = "health", "医疗卫生"
    ELDERLY = "elderly", "养老服务"
    SOCIAL = "social", "社会服务"


class Decider(Labelled):
    """Who decides on what a place takes (由谁决定)."""

    OWN = "own", "本级部门决定"
    PRINCIPAL = "principal", "委托部门决定，网点以委托部门的名义受理"
    OUTLET = "outlet", "网点在授权范围内办结，授权部门监督"
    DEPARTMENT = "department", "主管部门决定，网点帮助填报和递交"


@dataclass(frozen=True)
class Place:
    """Where a grant or an exception holds (适用地点): exactly one of outlet, zone, window."""

    outlet_id: UUID | None = None
    zone_id: UUID | None = None
    window_id: UUID | None = None


@dataclass(frozen=True)
class Subject:
    """What a grant or an exception is about (适用事项): at most one of the three; none: every item."""

    organisation_id: UUID | None = None
    item_id: UUID | None = None
    handling_item_id: UUID | None = None


@dataclass(frozen=True)
class GrantInput:
    """A scope to be granted (授予受理范围). ``valid_until`` is exclusive; None: open-ended."""

    place: Place
    subject: Subject
    basis: str
    valid_from: date
    valid_until: date | None = None
    mandate: Mandate = Mandate.OWN
    entrustment_id: UUID | None = None
    training: str = ""


@dataclass(frozen=True)
class LevelInput:
    """A level to be set at a place (调整受理层级) from a day on.

    ``organisation_ids``: the departments whose items it takes, none for everything. ``theme``: the field
    of the first level, empty for the others.
    """

    place: Place
    level: Level
    valid_from: date
    reason: str
    basis: str
    organisation_ids: tuple[UUID, ...] = ()
    theme: str = ""


@dataclass(frozen=True)
class EntrustmentInput:
    """A paper to be registered (受理委托书). ``valid_until`` is exclusive; no items: all of the department's.

    ``gives_scope``: the outlet takes these items from the paper's first day to its last.
    """

    number: str
    principal_id: UUID
    outlet_id: UUID
    agent: str
    mandate: Mandate
    valid_from: date
    valid_until: date
    item_ids: tuple[UUID, ...] = ()
    training: str = ""
    gives_scope: bool = True


@dataclass(frozen=True)
class ExceptionInput:
    """An exception to be made (受理例外). ``place`` None: everywhere. ``reason`` is shown to people."""

    subject: Subject
    reason: str
    basis: str
    valid_from: date
    valid_until: date | None = None
    place: Place | None = None


@dataclass(frozen=True)
class GrantView:
    """A granted scope as a list shows it (受理范围)."""

    id: UUID
    place: Place
    place_name: str
    subject: Subject
    subject_name: str
    mandate: Mandate
    basis: str
    valid_from: date
    valid_until: date | None
    granted_by: str
    entrustment_id: UUID | None = None
    entrustment_number: str = ""
    training: str = ""
    withdrawal_reason: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day it holds; None: open-ended."""
        return self.valid_until and self.valid_until - timedelta(days=1)


@dataclass(frozen=True)
class ExceptionView:
    """An exception as a list shows it (受理例外). ``place`` None: everywhere."""

    id: UUID
    place: Place | None
    place_name: str
    subject: Subject
    subject_name: str
    reason: str
    basis: str
    valid_from: date
    valid_until: date | None
    withdrawal_reason: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day it holds; None: open-ended."""
        return self.valid_until and self.valid_until - timedelta(days=1)


@dataclass(frozen=True)
class StepView:
    """A step of a place's level as its history shows it (受理层级调整). ``previous`` None: nothing before."""

    place: Place
    place_name: str
    level: Level
    previous: Level | None
    theme: str
    valid_from: date
    reason: str
    basis: str

    @property
    def goes_back(self) -> bool:
        return self.previous is not None and self.level.rank < self.previous.rank


@dataclass(frozen=True)
class EntrustmentView:
    """A paper as a list shows it (受理委托书). ``item_names`` empty: every item of the department.

    ``days_left``: days from the day asked for to the first day without it; 0: over.
    """

    id: UUID
    number: str
    principal_name: str
    outlet_id: UUID
    outlet_name: str
    agent: str
    mandate: Mandate
    item_names: tuple[str, ...]
    training: str
    valid_from: date
    valid_until: date
    days_left: int
    original_id: UUID
    revocation_reason: str

    @property
    def last_day(self) -> date:
        """The last day it holds."""
        return self.valid_until - timedelta(days=1)


@dataclass(frozen=True)
class Holding:
    """A grant or an exception in force (生效的范围): ``place`` None: everywhere."""

    place: Place | None
    subject: Subject
    is_exception: bool = False


@dataclass(frozen=True)
class Share:
    """How much is taken (覆盖情况): of ``items`` those that some window takes, and those that each does."""

    items: int
    windows: int
    some: int
    each: int

    @property
    def some_percent(self) -> int:
        return self.some * 100 // self.items if self.items else 0

    @property
    def each_percent(self) -> int:
        return self.each * 100 // self.items if self.items else 0


@dataclass(frozen=True)
class OutletCoverage:
    """What an outlet takes (网点覆盖情况). ``own_counters``: windows for one department's items only."""

    outlet_id: UUID
    outlet_code: str
    outlet_name: str
    share: Share
    own_counters: int


@dataclass(frozen=True)
class DepartmentCoverage:
    """How a department's items are taken (部门覆盖情况)."""

    organisation_id: UUID
    name: str
    share: Share


@dataclass(frozen=True)
class LevelCoverage:
    """What the windows of a level take (层级覆盖情况). ``level`` None: windows that take nothing."""

    level: Level | None
    share: Share


@dataclass(frozen=True)
class ItemLine:
    """A handling item in a list of items (事项清单)."""

    code: str
    name: str
    organisation_name: str
    is_livelihood: bool
    fields: tuple[LocalField, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """The figures of 一窗通办 on a day: all outlets, then one by department and level.

    ``uncovered``: items that no window of any outlet takes.
    """

    outlets: tuple[OutletCoverage, ...]
    departments: tuple[DepartmentCoverage, ...]
    levels: tuple[LevelCoverage, ...]
    total: Share
    uncovered: tuple[ItemLine, ...]


@dataclass(frozen=True)
class LocalLine:
    """An item a town, village or partner takes (下沉事项): on what, after which training, who decides."""

    outlet_code: str
    outlet_name: str
    code: str
    name: str
    organisation_name: str
    fields: tuple[LocalField, ...]
    mandate: Mandate
    basis: str
    training: str
    decided_by: Decider
    valid_from: date
    valid_until: date | None

    @property
    def last_day(self) -> date | None:
        """The last day it holds; None: open-ended."""
        return self.valid_until and self.valid_until - timedelta(days=1)


@dataclass(frozen=True)
class ListLine:
    """What becomes of one row of a list that was brought in (下沉事项清单). ``faults``: column and words."""

    number: int
    outlet_name: str
    name: str
    outcome: Outcome
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListReport:
    """What becomes of a list, row by row."""

    lines: tuple[ListLine, ...]
    dry_run: bool = False

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)


@dataclass(frozen=True)
class ScopeAnswer:
    """Whether a window may take an item (能否受理).

    Attributes:
        reason: empty when allowed; otherwise a sentence to read to the visitor.
        windows: open windows that may take it, nearest first (same zone, same outlet, others);
            only looked up when this one may not.
        mandate: in whose name, when allowed.
        grant_id: the grant it rests on, when allowed.
    """

    allowed: bool
    reason: str = ""
    windows: tuple[WindowView, ...] = ()
    mandate: Mandate | None = None
    grant_id: UUID | None = None


# Windows where people hand in applications. The others give out results, listen or sell.
RECEIVING_KINDS = frozenset(
    {
        WindowKind.INTEGRATED,
        WindowKind.SECTOR,
        WindowKind.BUNDLE,
        WindowKind.CROSS_REGION,
        WindowKind.ASSISTANCE,
        WindowKind.PROJECT,
        WindowKind.PUBLIC_SECURITY,
        WindowKind.LIVELIHOOD,
        WindowKind.SPECIALIST,
    }
)
