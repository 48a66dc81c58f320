"""What a document says: the one description of what is frozen into a notice.

Callers pass an instance or a dict of the same shape; dates may be ISO text. Empty words mean
"nothing to say", None means "unknown" and is printed so; nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from annotated_types import Ge, MinLen
from pydantic import AwareDatetime

Words = Annotated[str, MinLen(1)]
Count = Annotated[int, Ge(0)]


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
        qr: address in the QR code; ``{token}`` in it becomes the notice's token. Empty: the page
            that verifies the notice, ``<site>/d/<token>/``.
        progress: address of the case's progress; empty when there is none.
    """

    site: Words
    phone: str = ""
    qr: str = ""
    progress: str = ""


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
    """受理通知书. ``special_procedure`` empty: none is known to be needed.

    ``deemed``: accepted by the silence of the authority (视为受理), from the day of the materials.
    """

    applied_at: AwareDatetime
    accepted_at: AwareDatetime
    handling_type: Words
    promised: Limit | None
    statutory: Limit | None
    fee: Words
    collection: Words
    special_procedure: str = ""
    deemed: bool = False


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


@dataclass(frozen=True, kw_only=True)
class GapLine(Content):
    """One gap in the materials: what is wrong with which, and how to put it right.

    ``legal_basis`` empty: the published guide asks for it.
    """

    material: Words
    problem: Words
    how_to_fix: Words
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class CorrectionContent(CommonContent):
    """一次性补正告知书: the complete list of gaps.

    ``correct_by`` is the last day, inclusive, and ``period`` the same in words ("15个工作日").
    ``is_second`` with its reason: told again, which only a supervisor may allow.
    """

    received_at: AwareDatetime
    gaps: Annotated[tuple[GapLine, ...], MinLen(1)]
    correct_by: date
    period: Words
    consequence: Words
    channels: Words
    is_second: bool = False
    second_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectionReceiptContent(CommonContent):
    """补正材料接收单: what came in, and what of the list is still missing."""

    received_at: AwareDatetime
    materials: tuple[ReceivedMaterial, ...]
    still_missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NonAcceptanceContent(CommonContent):
    """不予受理通知书. ``apply_to``: the right authority, when that is the ground; else empty.

    ``remedies`` may be None only for what is not a licence.
    """

    applied_at: AwareDatetime
    declined_at: AwareDatetime
    ground: Words
    reason: Words
    legal_basis: Annotated[tuple[Words, ...], MinLen(1)]
    apply_to: str
    remedies: Remedies | None


@dataclass(frozen=True, kw_only=True)
class RefusalContent(CommonContent):
    """不予行政许可决定书, 不予办理通知书. ``remedies`` None: only in the latter, when there are none."""

    applied_at: AwareDatetime
    decided_at: AwareDatetime
    facts: Words
    reason: Words
    legal_basis: Annotated[tuple[Words, ...], MinLen(1)]
    remedies: Remedies | None
    authorisation: str = ""


@dataclass(frozen=True, kw_only=True)
class TerminationContent(CommonContent):
    """终止办理（退件）通知书. ``returned``: the materials given back; empty when none were kept."""

    applied_at: AwareDatetime
    ended_at: AwareDatetime
    ground: Words
    reason: Words
    legal_basis: tuple[str, ...]
    returned: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceReturnContent(CommonContent):
    """送达回证: the proof that a document reached its addressee. ``relation`` of receiver to applicant."""

    document_name: Words
    document_number: Words
    receiver: Words
    relation: Words
    method: Words
    delivered_at: AwareDatetime
    place: Words
    tracking_number: str = ""
    witness: str = ""


NoticeContent = (
    ReceiptContent
    | CorrectionContent
    | CorrectionReceiptContent
    | AcceptanceContent
    | NonAcceptanceContent
    | GrantContent
    | RefusalContent
    | CompletionContent
    | TerminationContent
    | ServiceReturnContent
)
