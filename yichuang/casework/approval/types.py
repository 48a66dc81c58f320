"""Names of approval (审查决定): opinions, decisions, and what an officer sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.notices.types import NoticeRef
from yichuang.foundation.places.types import Labelled


class Conclusion(Labelled):
    """What an opinion proposes (审查结论)."""

    GRANT = "grant", "建议准予"
    REFUSE = "refuse", "建议不予批准"


@dataclass(frozen=True)
class DecisionInput:
    """A decision to grant, as its maker writes it.

    Attributes:
        content: what is granted, a sentence for the document; empty takes the result's name.
        conditions: conditions or duties that go with it.
        valid_from: first day of validity, on or after the day of the decision; None is that day.
    """

    content: str = ""
    conditions: str = ""
    valid_from: date | None = None


@dataclass(frozen=True)
class Decided:
    """A decision just made (决定). ``authorisation_number`` names the written authorisation used."""

    case_id: UUID
    number: str
    notice: NoticeRef
    valid_from: date | None
    valid_until: date | None
    authorisation_number: str


@dataclass(frozen=True)
class OpinionView:
    """One opinion in a case file."""

    by_user_id: UUID
    by_name: str
    conclusion: Conclusion
    text: str
    at: datetime


@dataclass(frozen=True)
class DecisionView:
    """The decision of a case. Dates None: no term. ``authorisation_id``: the written one it rests on."""

    case_id: UUID
    by_user_id: UUID
    by_name: str
    content: str
    conditions: str
    valid_from: date | None
    valid_until: date | None
    authorisation_id: UUID | None
    notice_number: str


@dataclass(frozen=True)
class ReviewView:
    """The department's side of a case. ``claimed_by_id`` None: nobody has it yet."""

    case_id: UUID
    organisation_id: UUID
    tier: str
    claimed_by_id: UUID | None
    claimed_by_name: str
    claimed_at: datetime | None
    opinions: tuple[OpinionView, ...]


@dataclass(frozen=True)
class WorkRow:
    """One line of an officer's list. ``applicant_id`` becomes a masked name, for a whole page at once."""

    case_id: UUID
    number: str
    name: str
    applicant_id: UUID
    status: str
    handling_type: str
    accepted_at: datetime | None
    promised_due_on: date | None
    statutory_due_on: date | None
    claimed_by_id: UUID | None
    claimed_by_name: str
