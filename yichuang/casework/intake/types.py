"""Names of intake (收件受理): what is handed in, how it was checked, what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.cases.types import Channel
from yichuang.foundation.clocks.types import LimitUnit
from yichuang.foundation.notices.types import NoticeRef
from yichuang.foundation.parties.types import AuthorityInput, KnownParty, PartyInput
from yichuang.foundation.places.types import Labelled

CORRECTION_UNITS = (LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH)
"""What a period to correct is counted in: a person needs days."""


class CollectionMode(Labelled):
    """How a material was taken in (收取方式)."""

    PAPER = "paper", "纸质收取"
    UPLOAD = "upload", "附件上传"
    SCAN = "scan", "窗口扫描"
    SHARED = "shared", "数据共享"


class Attendance(Labelled):
    """Who stands at the window for the applicant (到场的人)."""

    ONESELF = "oneself", "本人"
    REPRESENTATIVE = "representative", "法定代表人"
    AGENT = "agent", "代理人"


class Verdict(Labelled):
    """What the check of one material found (审查结论)."""

    PASSED = "passed", "审查通过"
    EXEMPT = "exempt", "免交"
    FAULTY = "faulty", "不符合要求"
    MISSING = "missing", "缺"
    NOT_NEEDED = "not-needed", "可不交"


class NonAcceptanceGround(Labelled):
    """Why an application is not accepted (不予受理的情形)."""

    NOT_NEEDED = "not-needed", "不需要办理"
    NOT_COMPETENT = "not-competent", "不属于本机关职权范围"
    STILL_INCOMPLETE = "still-incomplete", "补正后仍不符合要求"
    OTHER = "other", "依法不予受理的其他情形"


class CancellationKind(Labelled):
    """How a supervisor takes a case out (作废、删除). Both keep the case and its number."""

    VOID = "void", "作废"
    DELETE = "delete", "删除"


@dataclass(frozen=True)
class MaterialInput:
    """One material as the clerk recorded it.

    Attributes:
        code: of the published requirement; nothing else can be handed in (行政许可法 §31).
        collected: None says it was not brought.
        points: review point code → whether it is met. A point that is not named counts as not met.
        file_ids: stored scans or uploads.
    """

    code: str
    collected: CollectionMode | None = None
    originals: int = 0
    copies: int = 0
    points: Mapping[str, bool] = field(default_factory=dict)
    file_ids: tuple[UUID, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Application:
    """What a person hands over: which item, under which circumstances, with what.

    Attributes:
        agent: who comes for the applicant; needs written authority.
        authority: the agent's paper, when it is handed in now; None: one is on record.
        representative: the legal representative, when they come in person for their organisation; the
            name may be left to the applicant's ``legal_representative``.
    """

    code: str
    answers: Mapping[str, str]
    applicant: PartyInput
    materials: tuple[MaterialInput, ...]
    agent: PartyInput | None = None
    channel: Channel = Channel.WINDOW
    authority: AuthorityInput | None = None
    representative: PartyInput | None = None


@dataclass(frozen=True)
class Gap:
    """One thing still missing. ``point`` says what must be so; empty when the whole material is missing."""

    material_code: str
    material_name: str
    point: str = ""
    point_code: str = ""

    @property
    def key(self) -> str:
        """What a note about it is filed under: ``m1``, or ``m1.p2`` for a review point."""
        return f"{self.material_code}.{self.point_code}" if self.point_code else self.material_code

    @property
    def words(self) -> str:
        """As read aloud at the window."""
        return f"{self.material_name}还要做到“{self.point}”" if self.point else f"缺{self.material_name}"


@dataclass(frozen=True)
class CheckedMaterial:
    """One material with the verdict of its check.

    ``gaps`` is what stops acceptance. A faulty material that need not be there has none.
    """

    code: str
    name: str
    verdict: Verdict
    collected: CollectionMode | None
    originals: int
    copies: int
    points: Mapping[str, bool]
    gaps: tuple[Gap, ...]
    note: str = ""
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class GapLine:
    """One gap as a correction notice tells it (一次性补正告知的一项): what, how to fix it, on what basis.

    ``told_before``: an earlier notice listed it, or could have.
    """

    gap: Gap
    problem: str
    how_to_fix: str
    legal_basis: str
    note: str = ""
    told_before: bool = False

    @property
    def instructions(self) -> str:
        """How to fix it, with what the clerk added."""
        return f"{self.how_to_fix}窗口说明：{self.note}" if self.note else self.how_to_fix


@dataclass(frozen=True)
class PastCheck:
    """One check of one material, as an act of this ``sequence`` recorded it."""

    code: str
    sequence: int
    collected: CollectionMode | None
    originals: int
    copies: int
    has_files: bool


@dataclass(frozen=True)
class NoticeTold:
    """A correction notice that was given (一次性补正告知). ``keys``: of the gaps it listed.

    ``correct_by`` is the last day to correct, inclusive.
    """

    round: int
    sequence: int
    at: datetime
    correct_by: date
    document_id: UUID
    keys: frozenset[str]


@dataclass(frozen=True)
class Received:
    """A case just received (收件)."""

    case_id: UUID
    number: str
    receipt: NoticeRef
    gaps: tuple[Gap, ...]
    answer_due_on: date


@dataclass(frozen=True)
class Accepted:
    """A case just accepted (受理). ``promised_due_on`` is None only when the item has no limit at all."""

    case_id: UUID
    number: str
    notice: NoticeRef
    promised_due_on: date | None
    statutory_due_on: date | None


@dataclass(frozen=True)
class NonAcceptanceInput:
    """Why an application is not accepted, as the clerk writes it (不予受理).

    Attributes:
        reason: in words for the applicant.
        legal_basis: the articles it rests on, one a line of the document.
        apply_to: the authority to apply to, when this one is not competent; else empty.
    """

    ground: NonAcceptanceGround
    reason: str
    legal_basis: tuple[str, ...]
    apply_to: str = ""


@dataclass(frozen=True)
class Declined:
    """An application just not accepted (不予受理、不需要办理)."""

    case_id: UUID
    number: str
    notice: NoticeRef


@dataclass(frozen=True)
class WithdrawalInput:
    """An application taken back, as the window records it (撤回).

    Attributes:
        by_agent: the case's agent came, not the applicant in person.
        has_signed_paper: the signed application to withdraw was handed in.
        identity_checked: whoever came was compared with the identity document.
        reason: as the person gives it; nobody has to give one.
        file_id: a scan of the paper, stored before.
    """

    by_agent: bool
    has_signed_paper: bool
    identity_checked: bool
    reason: str = ""
    file_id: UUID | None = None


@dataclass(frozen=True)
class Withdrawn:
    """An application just taken back (撤回). ``returned``: the materials given back, in words."""

    case_id: UUID
    number: str
    notice: NoticeRef
    returned: tuple[str, ...]


@dataclass(frozen=True)
class Requested:
    """Corrections just asked for (一次性补正告知). ``correct_by``: the last day to hand them in."""

    case_id: UUID
    number: str
    notice: NoticeRef
    lines: tuple[GapLine, ...]
    correct_by: date


@dataclass(frozen=True)
class Corrected:
    """Corrections just recorded (收到补正材料), and what is still missing."""

    case_id: UUID
    number: str
    receipt: NoticeRef
    gaps: tuple[Gap, ...]
    correct_by: date


@dataclass(frozen=True)
class DraftRef:
    """Which draft, and which of its revisions the page shows."""

    id: UUID
    revision: int


@dataclass(frozen=True)
class DraftInput:
    """What a form holds right now. ``fields``: name of the field → its values, as the form sends them."""

    handling_code: str
    name: str
    fields: Mapping[str, list[str]]


@dataclass(frozen=True)
class DraftView:
    """A draft as it was saved last (草稿)."""

    ref: DraftRef
    handling_code: str
    name: str
    fields: Mapping[str, list[str]]
    saved_at: datetime
    saved_by_id: UUID
    saved_by: str
    window_code: str
    applicant: str

    @property
    def id(self) -> UUID:
        return self.ref.id


@dataclass(frozen=True)
class CancellationView:
    """Why and by whom a case was cancelled (作废、删除), for those who may read it."""

    kind: CancellationKind
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class EarlierParty:
    """Somebody who came before, masked, and where that is from.

    Attributes:
        on: the moment of the newest case they applied in, else of their registration.
        is_from_case: which of the two.
    """

    party: KnownParty
    on: datetime
    is_from_case: bool
