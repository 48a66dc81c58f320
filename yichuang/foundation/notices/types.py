"""Names of notices (通知文书): kinds, what a document says, what others see of it.

The content classes below are the one description of what is frozen into a notice. Callers pass an
instance or a dict of the same shape; dates may be ISO text. Empty words mean "nothing to say",
None means "unknown" and is printed so; nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Protocol
from uuid import UUID

from annotated_types import Ge, MinLen
from pydantic import AwareDatetime

from yichuang.kernel.labels import Labelled

Words = Annotated[str, MinLen(1)]
Count = Annotated[int, Ge(0)]


class NoticeKind(Labelled):
    """A legal document (文书) that the platform issues."""

    RECEIPT = "receipt", "收件凭证"
    ACCEPTANCE_NOTICE = "acceptance-notice", "受理通知书"
    GRANT_DECISION = "grant-decision", "准予行政许可决定书"
    COMPLETION_NOTICE = "completion-notice", "办结通知书"


@dataclass(frozen=True, kw_only=True)
class Content:
    """Base of what a document says. An unknown field is an error; instances are checked as dicts are."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid", "revalidate_instances": "always"}


@dataclass(frozen=True, kw_only=True)
class Person(Content):
    """An applicant or an agent. ``id_type`` is a code of ``parties.types.IdType`` or words."""

    name: Words
    id_type: Words
    id_number: Words


@dataclass(frozen=True, kw_only=True)
class NoticeItem(Content):
    """The item (事项): name, implementation code, scenario in words. Type "01" is a licence, "" unknown."""

    name: Words
    code: Words
    item_type: str
    scenario: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inquiry(Content):
    """How to ask (查询方式).

    Attributes:
        site: root address of the public site, as ``https://zwfw.example.cn``.
        phone: number to ask at; empty when there is none but the authority's own.
        qr: address in the QR code; ``{token}`` in it becomes the notice's token. Empty: the
            notice itself, ``<site>/d/<token>.pdf``.
    """

    site: Words
    phone: str = ""
    qr: str = ""


@dataclass(frozen=True, kw_only=True)
class Remedies(Content):
    """Where a decision can be challenged (救济途径)."""

    reconsideration_body: Words
    court: Words


@dataclass(frozen=True, kw_only=True)
class Limit(Content):
    """A time limit in words ("10个工作日") and the last day it leads to, inclusive."""

    words: Words
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ReceivedMaterial(Content):
    """One line of the list of materials. ``complete`` False says in ``note`` what is missing."""

    name: Words
    originals: Count
    copies: Count
    form: Words
    complete: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CommonContent(Content):
    """The part all documents share. ``officer`` is the name of who handles it (经办人)."""

    applicant: Person
    agent: Person | None
    item: NoticeItem
    officer: Words
    inquiry: Inquiry


@dataclass(frozen=True, kw_only=True)
class ReceiptContent(CommonContent):
    """收件凭证. ``answer_due_on``: last day on which the authority says whether it accepts."""

    received_at: AwareDatetime
    received_by: Words
    answer_due_on: date
    delivery_method: Words
    materials: tuple[ReceivedMaterial, ...]


@dataclass(frozen=True, kw_only=True)
class AcceptanceContent(CommonContent):
    """受理通知书. ``special_procedure`` empty: none is known to be needed."""

    applied_at: AwareDatetime
    accepted_at: AwareDatetime
    handling_type: Words
    promised: Limit | None
    statutory: Limit | None
    fee: Words
    collection: Words
    special_procedure: str = ""


@dataclass(frozen=True, kw_only=True)
class GrantContent(CommonContent):
    """准予行政许可决定书.

    ``valid_until`` None: the licence itself states it, unless ``open_ended`` says that it has no
    end. ``authorisation`` names the written authorisation under which a chief representative
    decided on the spot. ``delivery_due_on`` is the last day of art. 44.
    """

    applied_at: AwareDatetime
    decided_at: AwareDatetime
    content: Words
    legal_basis: Annotated[tuple[Words, ...], MinLen(1)]
    licence_name: Words
    licence_number: str | None
    valid_from: date
    valid_until: date | None
    delivery_due_on: date
    collection: Words
    open_ended: bool = False
    conditions: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    authorisation: str = ""
    remedies: Remedies | None = None


@dataclass(frozen=True, kw_only=True)
class CompletionContent(CommonContent):
    """办结通知书. ``remedies`` None: the act cannot be challenged in these ways (公共服务)."""

    applied_at: AwareDatetime
    completed_at: AwareDatetime
    result: Words
    legal_basis: Annotated[tuple[Words, ...], MinLen(1)]
    result_name: str
    result_number: str | None
    collection: Words
    remedies: Remedies | None
    explanation: str = ""
    authorisation: str = ""


NoticeContent = ReceiptContent | AcceptanceContent | GrantContent | CompletionContent


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
class PreviewRow:
    """One line of a document's table; several values are a numbered list."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """A document as it will be issued (文书预览), without the number it does not have yet."""

    title: str
    authority: str
    case_number: str
    addressed_to: str
    opening: str
    rows: tuple[PreviewRow, ...]
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


class Channel(Labelled):
    """How a message travels (消息渠道)."""

    IN_APP = "in-app", "站内消息"
    FILE = "file", "文件"


class MessageState(Labelled):
    """Where a message is (投递状态)."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


@dataclass(frozen=True)
class MessageText:
    """A message in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class OutgoingMessage:
    """What a channel carries. ``texts`` by language code (``zh``, ``en``)."""

    id: UUID
    address: str
    texts: Mapping[str, MessageText]
    created_at: datetime


@dataclass(frozen=True)
class MessageView:
    """An in-app message in the reader's language."""

    id: UUID
    subject: str
    body: str
    created_at: datetime
    is_read: bool


class MessageChannel(Protocol):
    """An adapter that carries messages away (消息通道).

    ``deliver`` returns when the other party has taken the message and raises
    ``errors.ChannelUnavailable`` when it has not; it may be called again with the same message.
    """

    def deliver(self, message: OutgoingMessage) -> None: ...
