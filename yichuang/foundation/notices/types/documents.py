"""A document once it is issued, and what others see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.notices.types.content import Content, NoticeContent, Words
from yichuang.foundation.notices.types.kinds import NoticeKind


@dataclass(frozen=True, kw_only=True)
class Authority(Content):
    """The authority (机关) as it was called when the document was issued."""

    name: Words
    phone: str
    supervision_phone: str
    address: str


@dataclass(frozen=True)
class FrozenNotice:
    """Everything a document is printed from. It never changes after issue."""

    id: UUID
    kind: NoticeKind
    number: str
    token: str
    case_number: str
    issued_at: datetime
    authority: Authority
    content: NoticeContent


@dataclass(frozen=True)
class NoticeRef:
    """What the issuer of a notice gets to know of it."""

    id: UUID
    kind: NoticeKind
    number: str
    token: str

    @property
    def link(self) -> dict[str, str]:
        """As answers name it; the address is the applicant's, for whoever holds the paper."""
        return {"kind": self.kind.value, "number": self.number, "url": f"/d/{self.token}.pdf"}


@dataclass(frozen=True)
class NoticeView:
    """A notice in a list. ``ready``: its PDF can be fetched."""

    id: UUID
    kind: NoticeKind
    title: str
    number: str
    case_number: str
    authority_id: UUID
    outlet_id: UUID | None
    issued_at: datetime
    token: str
    ready: bool


@dataclass(frozen=True)
class LaterNotice:
    """A document that was issued in the same case afterwards."""

    title: str
    number: str
    issued_on: date


@dataclass(frozen=True)
class Verification:
    """What anyone who holds a document may check on it (验真).

    Attributes:
        applicant: a natural person's name masked, an organisation's in full.
        code: what is printed under the QR code, to be typed instead of scanned (验证码).
        digest: SM3 of the PDF, hex; empty while it is not made.
        voided_on: since when the whole case counts for nothing; None while it does.
        later: what was issued in the same case afterwards, in order.
        progress: address of the case's progress; empty when this paper does not open it.
    """

    notice: NoticeView
    authority: str
    authority_phone: str
    issued_on: date
    item: str
    applicant: str
    code: str
    digest: str
    voided_on: date | None
    later: tuple[LaterNotice, ...]
    progress: str


@dataclass(frozen=True)
class PreviewRow:
    """One line of a document's table; several values are a numbered list."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class PreviewList:
    """A list of a document: its heading, and each entry as labelled values, the first its name."""

    heading: str
    entries: tuple[tuple[PreviewRow, ...], ...]


@dataclass(frozen=True)
class Preview:
    """A document as it will be issued (文书预览), without the number it does not have yet."""

    title: str
    authority: str
    case_number: str
    addressed_to: str
    opening: str
    rows: tuple[PreviewRow, ...]
    listed: PreviewList | None
    heading: str
    clauses: tuple[str, ...]
    closing: tuple[str, ...]
    date: str


@dataclass(frozen=True)
class NoticePdf:
    """A rendered notice. ``digest`` (SM3) serves as its entity tag."""

    content: bytes
    name: str
    digest: bytes
