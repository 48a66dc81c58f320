"""Names and read-only views of places (区划网点): what other domains see of them.

hours  opening hours and what they say about a moment
maps   the base map
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from yichuang.foundation.places.types.hours import WeekHours
from yichuang.kernel.labels import Labelled as Labelled


class RegionLevel(Labelled):
    """Level of an administrative division (行政区划); each has its own code length."""

    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "市"
    COUNTY = "county", "县（市、区）"
    TOWN = "town", "乡镇（街道）"
    VILLAGE = "village", "村（社区）"


class OrganisationKind(Labelled):
    """Nature of an implementing body (实施主体性质, GB/T 39046 A.3)."""

    STATUTORY = "statutory", "法定机关"
    AUTHORISED = "authorised", "授权组织"
    ENTRUSTED = "entrusted", "受委托组织"
    OTHER = "other", "其他"


class OutletKind(Labelled):
    """Kind of a place where people are served (网点)."""

    HALL = "hall", "政务服务中心"
    TOWN = "town", "便民服务中心"
    VILLAGE = "village", "便民服务站"
    PARTNER = "partner", "合作网点"


class ZoneKind(Labelled):
    """What a part of an outlet is for (分区)."""

    RECEPTION = "reception", "受理区"
    GUIDANCE = "guidance", "咨询导服区"
    SELF_SERVICE = "self-service", "自助办理区"
    ONLINE = "online", "网上办理区"
    DEDICATED = "dedicated", "专业专区"
    WAITING = "waiting", "等候区"


class WindowKind(Labelled):
    """Kind of a window (窗口类型): what people come to it for."""

    INTEGRATED = "integrated", "无差别综合受理窗口"
    SECTOR = "sector", "分领域综合受理窗口"
    ISSUE = "issue", "综合出件窗口"
    COMPLAINT_AGENT = "complaint-agent", "投诉代办窗口"
    UNRESOLVED = "unresolved", "“办不成事”反映窗口"
    BUNDLE = "bundle", "“一件事”联办窗口"
    CROSS_REGION = "cross-region", "跨省跨域代收代办窗口"
    ASSISTANCE = "assistance", "帮办代办窗口"
    CONSULTATION = "consultation", "咨询导服窗口"
    PROJECT = "project", "项目管理窗口"
    PUBLIC_SECURITY = "public-security", "公安专区窗口"
    LIVELIHOOD = "livelihood", "民生服务窗口"
    INTERMEDIARY = "intermediary", "中介服务窗口"
    SPECIALIST = "specialist", "专业业务窗口"


@dataclass(frozen=True)
class RegionView:
    """A region (行政区划). ``code`` has the natural length of its level: 2, 4, 6, 9 or 12 digits."""

    code: str
    name: str
    level: RegionLevel
    parent_code: str | None


@dataclass(frozen=True)
class OrganisationView:
    """A department or other body that answers for items (部门). ``uscc`` is None while unknown.

    ``reconsideration_body`` and ``court`` are where its decisions can be challenged (复议机关、管辖法院);
    empty while nobody has recorded them.
    """

    id: UUID
    code: str
    name: str
    short_name: str
    uscc: str | None
    kind: OrganisationKind
    region_code: str
    phone: str
    supervision_phone: str
    address: str
    reconsideration_body: str = ""
    court: str = ""


@dataclass(frozen=True)
class OutletView:
    """A place where people are served (网点). Coordinates are WGS 84 degrees, None while unknown.

    ``hours_text`` is what people read beside ``hours``, which say whether it is open. ``directions``: how
    to get there.
    """

    id: UUID
    code: str
    name: str
    kind: OutletKind
    region_code: str
    region_name: str
    address: str
    hours_text: str
    phone: str
    lat: float | None
    lng: float | None
    hours: WeekHours
    directions: str


@dataclass(frozen=True)
class WindowView:
    """A window (窗口) with what a receipt has to say about where it stands. ``zone_id`` None: no zone."""

    id: UUID
    code: str
    label: str
    kind: WindowKind
    is_open: bool
    zone_id: UUID | None
    zone_code: str
    zone_name: str
    outlet_id: UUID
    outlet_code: str
    outlet_name: str
    region_code: str
    outlet_address: str
    outlet_phone: str


@dataclass(frozen=True)
class OrganisationInput:
    """What is recorded about an organisation; identified by ``code``. ``uscc`` None: unknown."""

    code: str
    name: str
    region_code: str
    short_name: str = ""
    uscc: str | None = None
    kind: OrganisationKind = OrganisationKind.STATUTORY
    phone: str = ""
    supervision_phone: str = ""
    address: str = ""
    reconsideration_body: str = ""
    court: str = ""


@dataclass(frozen=True)
class OutletInput:
    """What is recorded about an outlet; identified by ``code``. ``hours``, ``directions`` None: as they are.

    Coordinates are WGS 84 degrees.
    """

    code: str
    name: str
    kind: OutletKind
    region_code: str
    address: str = ""
    hours_text: str = ""
    phone: str = ""
    lat: float | None = None
    lng: float | None = None
    hours: WeekHours | None = None
    directions: str | None = None


@dataclass(frozen=True)
class WindowInput:
    """What is recorded about a window; identified by outlet and ``code`` ("A1")."""

    outlet_code: str
    code: str
    label: str
    kind: WindowKind = WindowKind.INTEGRATED
    zone_code: str | None = None
    is_open: bool = True


@dataclass(frozen=True)
class ZoneView:
    """A part of an outlet whose windows share one queue (分区)."""

    id: UUID
    code: str
    name: str
    kind: ZoneKind


@dataclass(frozen=True)
class RegionInput:
    """A region as an import gives it. Its level and parent follow from the code."""

    code: str
    name: str


@dataclass(frozen=True)
class RegionsImported:
    """What an import of regions did, in rows."""

    added: int
    changed: int
    unchanged: int
