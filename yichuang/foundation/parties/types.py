"""Names of parties (办事人): who comes, and what others see of them."""

from __future__ import annotations

from dataclasses import dataclass
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
