"""Names of parties (办事人): who comes, and what others see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from yichuang.foundation.places.types import Labelled


class PartyKind(Labelled):
    """Natural or legal person (办事人类型)."""

    NATURAL = "natural", "自然人"
    LEGAL = "legal", "法人或者其他组织"


class IdType(Labelled):
    """Type of an identity document (证件类型)."""

    RESIDENT_ID = "resident-id", "居民身份证"
    USCC = "uscc", "统一社会信用代码"
    PASSPORT = "passport", "护照"
    PERMANENT_RESIDENCE = "permanent-residence", "外国人永久居留身份证"
    HK_MACAO_PERMIT = "hk-macao-permit", "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "taiwan-permit", "台湾居民来往大陆通行证"
    MILITARY_ID = "military-id", "军人证件"
    OTHER = "other", "其他证件"


class AgentPower(Labelled):
    """What a written authority lets an agent do (代理权限)."""

    APPLY = "apply", "代为申请"
    CORRECT = "correct", "代为补正"
    WITHDRAW = "withdraw", "代为撤回申请"
    COLLECT = "collect", "代为领取"


@dataclass(frozen=True)
class PartyInput:
    """A party as someone typed it. ``phone`` and ``legal_representative`` empty: not given."""

    kind: PartyKind
    name: str
    id_type: IdType
    id_number: str
    phone: str = ""
    legal_representative: str = ""


@dataclass(frozen=True)
class PartyView:
    """A party in full: for frozen legal documents and reasoned unmaskings only."""

    id: UUID
    kind: PartyKind
    name: str
    id_type: IdType
    id_number: str
    phone: str
    legal_representative: str


class PartyKey(Labelled):
    """By what a party is looked for (查找依据). The whole of it, never a part."""

    ID_NUMBER = "id-number", "证件号码"
    NAME = "name", "姓名或者名称"
    PHONE = "phone", "电话"


@dataclass(frozen=True)
class SoughtParty:
    """Whom somebody looks for, without saying who it is.

    Attributes:
        digests: blind indexes any of which the party has.
        mask: what was typed, masked (张*), to show it back.
    """

    by: PartyKey
    digests: tuple[bytes, ...]
    mask: str


@dataclass(frozen=True)
class Matter:
    """Where the matter stands for which a party is shown in full: whoever asks needs a post there."""

    outlet_id: UUID | None
    organisation_id: UUID | None
    region_code: str | None


@dataclass(frozen=True)
class MaskedParty:
    """A party as pages show it by default: 张*, 138****3210."""

    name: str
    id_number: str
    phone: str
    kind: PartyKind
    id_type: IdType


@dataclass(frozen=True)
class AuthorityInput:
    """A written authority (授权委托书) as its paper says. Both days count.

    Attributes:
        handling_codes: the handling items it names; empty: every item.
        file_id: its scan, stored before; None: the paper was seen and not scanned.
    """

    powers: frozenset[AgentPower]
    valid_from: date
    valid_until: date
    handling_codes: tuple[str, ...] = ()
    file_id: UUID | None = None


@dataclass(frozen=True)
class AuthorityView:
    """A written authority on record (授权委托). ``revoked_on``: from that day on it lets nobody act."""

    id: UUID
    principal_id: UUID
    agent_id: UUID
    powers: frozenset[AgentPower]
    handling_codes: tuple[str, ...]
    valid_from: date
    valid_until: date
    file_id: UUID | None
    recorded_at: datetime
    revoked_on: date | None

    def is_in_force(self, on: date) -> bool:
        """Whether it counts on this day."""
        return self.revoked_on is None and self.valid_from <= on <= self.valid_until

    def covers(self, handling_code: str) -> bool:
        """Whether it names this handling item, or every one."""
        return not self.handling_codes or handling_code in self.handling_codes


@dataclass(frozen=True)
class KnownParty:
    """Somebody who came before, as a form shows them: masked, with the moment it was last recorded."""

    id: UUID
    kind: PartyKind
    name: str
    phone: str
    legal_representative: str
    since: datetime


@dataclass(frozen=True)
class IdCard:
    """What is taken from an identity card (居民身份证): nothing else is kept, the portrait least of all."""

    name: str
    number: str


class IdReader(Protocol):
    """A reader of identity cards (身份证读卡器)."""

    def read(self, on: date) -> IdCard:
        """The card that was put to the reader.

        Raises:
            CardUnreadable, CardExpired, ReaderUnavailable
        """
