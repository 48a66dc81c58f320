"""One case file as an officer reads it, with what this officer may do now, or why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from yichuang.casework.approval import rules
from yichuang.casework.approval.queries import acts
from yichuang.casework.approval.queries.records import (
    decision_of,
    handings_of,
    refusal_of,
    review_of,
    termination_of,
)
from yichuang.casework.approval.types import (
    Conclusion,
    DecisionView,
    Handing,
    OpinionView,
    RefusalView,
    ReviewView,
    TerminationView,
)
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseStatus, CaseView, TimelineEntry
from yichuang.casework.intake import queries as intake
from yichuang.casework.intake.types import CheckedMaterial
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, AuthorisationView
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Cell, CellKind, CellMark, Deadline
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.parties.types import MaskedParty
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import DomainError
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion, ItemType

_ROOMY = 10
"""So many cells of a strip have room for a number each."""

_STRIP = {
    CellKind.USED: "used",
    CellKind.TODAY: "today",
    CellKind.PROMISED: "left",
    CellKind.STATUTORY: "law",
    CellKind.LATE: "late",
    CellKind.STOPPED: "pause",
}


@dataclass(frozen=True)
class StripCell:
    """One working day of the clock strip, as the component takes it."""

    state: str
    label: str


@dataclass(frozen=True)
class CaseFile:
    """A case file. ``no_claim``, ``no_opinion``, ``no_decision`` …: why the act is impossible, or empty.

    Attributes:
        authorisation: the paper under which the reader may decide a 即办件 at the window.
        delegation: the paper under which the reader examines and decides a 承诺件 as chief representative.
    """

    case: CaseView
    version: HandlingVersion
    review: ReviewView | None
    decision: DecisionView | None
    materials: tuple[CheckedMaterial, ...]
    applicant: MaskedParty
    agent: MaskedParty | None
    scenario: tuple[str, ...]
    authority_name: str
    documents: tuple[NoticeView, ...]
    timeline: tuple[TimelineEntry, ...]
    deadline: Deadline
    strip: tuple[StripCell, ...]
    day_count: int
    valid_until: date | None
    no_claim: str
    no_opinion: str
    no_decision: str
    no_immediate: str
    no_refusal: str
    no_termination: str
    no_handing_on: str
    authorisation: AuthorisationView | None
    delegation: AuthorisationView | None
    refusal: RefusalView | None
    termination: TerminationView | None
    handings: tuple[Handing, ...]

    @property
    def is_licence(self) -> bool:
        return self.version.item_type is ItemType.LICENCE

    @property
    def is_deemed(self) -> bool:
        """Accepted by nobody: the time to answer ran out (视为受理)."""
        return self.case.accepted_at is not None and self.case.accepted_by_id is None

    @property
    def is_delegated(self) -> bool:
        """The reader may do something about it now, as chief representative under ``delegation``."""
        return self.delegation is not None and not (self.no_claim and self.no_opinion and self.no_decision)

    @property
    def proposes_refusal(self) -> bool:
        """The newest opinion proposes not to grant."""
        return bool(self.opinions) and self.opinions[-1].conclusion is Conclusion.REFUSE

    @property
    def is_open(self) -> bool:
        """Still to be decided."""
        return self.case.status in (CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW)

    @property
    def opinions(self) -> tuple[OpinionView, ...]:
        return self.review.opinions if self.review else ()


def case_file(number: str, actor: Actor, at: datetime) -> CaseFile:
    """One case file.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace: the actor may not read it.
    """
    case = intake.as_it_stands(cases.case_for(actor, Act.READ_CASE, number), at)
    version = catalogue.version(case.version_id)
    applicant, agent = cases.masked_people_of(case)
    review = review_of(case.id)
    opinions = review.opinions if review else ()
    on = legal_date(at)
    cells = _strip(case, at)
    years = version.result.validity_years if version.result else None
    return CaseFile(
        case=case,
        version=version,
        review=review,
        decision=decision_of(case.id) if case.decided_at else None,
        materials=intake.current_checks_with_files(case),
        applicant=applicant,
        agent=agent,
        scenario=cases.scenario_words(version, case.answers),
        authority_name=places.organisation(case.organisation_id).name,
        documents=notices.notices_of_case(case.number),
        timeline=cases.timeline(case.id),
        deadline=deadline_of(case, at),
        strip=tuple(StripCell(_STRIP[cell.kind], _mark(place, cells)) for place, cell in enumerate(cells)),
        day_count=sum(cell.kind in (CellKind.USED, CellKind.TODAY, CellKind.LATE) for cell in cells),
        valid_until=rules.validity(valid_from=on, years=years)[1],
        no_claim=_why_not(lambda: acts.check_claim(case, review, actor, on)),
        no_opinion=_why_not(lambda: acts.check_opinion(case, review, actor, on)),
        no_decision=_why_not(lambda: acts.check_decision(case, version, opinions, actor, on)),
        no_immediate=_why_not(lambda: acts.check_immediate_decision(case, version, review, actor, on)),
        no_refusal=_why_not(lambda: acts.check_refusal(case, version, opinions, actor)),
        no_termination=_why_not(lambda: acts.check_termination(case, review, actor)),
        no_handing_on=_why_not(lambda: acts.check_handing_on(case, review, actor)),
        refusal=refusal_of(case.id) if case.decided_at else None,
        termination=termination_of(case.id) if case.status is CaseStatus.TERMINATED else None,
        handings=handings_of(case.id) if review and review.claimed_by_id else (),
        authorisation=accounts.authorisation_for(actor.user_id, case.organisation_id, case.handling_code, on),
        delegation=acts.delegation(case, actor, on),
    )


def deadline_of(case: CaseView, at: datetime) -> Deadline:
    """The promise's light; a decided case shows whether it was in time."""
    return clocks.deadline(
        calendars.working_calendar(),
        due_on=case.promised_due_on,
        at=at,
        started_on=legal_date(case.accepted_at) if case.accepted_at else None,
        closed_on=legal_date(case.decided_at) if case.decided_at else None,
    )


def _strip(case: CaseView, at: datetime) -> tuple[Cell, ...]:
    if case.accepted_at is None:
        return ()
    return clocks.clock_strip(
        calendars.working_calendar(),
        legal_date(case.accepted_at),
        case.promised_due_on,
        case.statutory_due_on,
        legal_date(case.decided_at or at),
    )


def _mark(place: int, cells: Sequence[Cell]) -> str:
    """What stands below a cell. A long strip has room for its first day and what matters only."""
    cell = cells[place]
    if CellMark.TODAY in cell.marks:
        return gettext("今天")
    if CellMark.PROMISED_END in cell.marks:
        return gettext("承诺")
    if CellMark.STATUTORY_END in cell.marks:
        return gettext("法定")
    return str(cell.day.day) if place == 0 or len(cells) <= _ROOMY else ""


def _why_not(check: Callable[[], object]) -> str:
    try:
        check()
    except DomainError as refusal:
        return refusal.detail
    return ""
