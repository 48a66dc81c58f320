"""One case file as an officer reads it, with what this officer may do now, or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.approval import rules
from yichuang.casework.approval.errors import ClaimedByAnother, NotClaimed
from yichuang.casework.approval.models import Decision
from yichuang.casework.approval.queries.worklists import decision_of, opinions_of
from yichuang.casework.approval.queries.worklists import review_of as _review_of
from yichuang.casework.approval.types import OpinionView, ReviewView
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import ActKind, CaseStatus, CaseView, TimelineEntry
from yichuang.casework.intake import queries as intake
from yichuang.casework.intake.types import CheckedMaterial
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, AuthorisationView
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Cell, CellKind, CellMark, Deadline
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import MaskedParty
from yichuang.foundation.places import queries as places
from yichuang.kernel.errors import DomainError
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingType, HandlingVersion, ItemType

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
    """A case file. ``no_claim``, ``no_opinion``, ``no_decision``: why the act is impossible, or empty."""

    case: CaseView
    version: HandlingVersion
    review: ReviewView | None
    decision: Decision | None
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
    authorisation: AuthorisationView | None

    @property
    def is_licence(self) -> bool:
        return self.version.item_type is ItemType.LICENCE

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
    case = cases.case_by_number(number)
    accounts.require(
        actor,
        Act.READ_CASE,
        outlet_id=case.outlet_id,
        organisation_id=case.organisation_id,
        region_code=case.region_code,
    )
    version = catalogue.version(case.version_id)
    people = parties.masked([party for party in (case.applicant_id, case.agent_id) if party])
    review = _review_or_none(case.id)
    cells = _strip(case, at)
    years = version.result.validity_years if version.result else None
    return CaseFile(
        case=case,
        version=version,
        review=review,
        decision=decision_of(case.id),
        materials=intake.current_checks_with_files(case),
        applicant=people[case.applicant_id],
        agent=people[case.agent_id] if case.agent_id else None,
        scenario=cases.scenario_words(version, case.answers),
        authority_name=places.organisation(case.organisation_id).name,
        documents=notices.notices_of_case(case.number),
        timeline=cases.timeline(case.id),
        deadline=deadline_of(case, at),
        strip=tuple(StripCell(_STRIP[cell.kind], _mark(cell)) for cell in cells),
        day_count=sum(cell.kind in (CellKind.USED, CellKind.TODAY, CellKind.LATE) for cell in cells),
        valid_until=rules.validity(valid_from=legal_date(at), years=years)[1],
        no_claim=_why_not(lambda: _check_claim(case, review, actor)),
        no_opinion=_why_not(lambda: _check_opinion(case, review, actor)),
        no_decision=_why_not(lambda: _check_decision(case, version, actor)),
        no_immediate=_why_not(lambda: _check_immediate(case, version, actor, legal_date(at))),
        authorisation=_authorisation(case, actor, legal_date(at)),
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


def _mark(cell: Cell) -> str:
    if CellMark.TODAY in cell.marks:
        return "今天"
    if CellMark.PROMISED_END in cell.marks:
        return "承诺"
    if CellMark.STATUTORY_END in cell.marks:
        return "法定"
    return str(cell.day.day)


def _review_or_none(case_id: UUID) -> ReviewView | None:
    try:
        return _review_of(case_id)
    except NotClaimed:
        return None


def _why_not(check: Callable[[], None]) -> str:
    try:
        check()
    except DomainError as refusal:
        return refusal.detail
    return ""


def _check_claim(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    cases.check_possible(case.status, ActKind.CLAIM)
    accounts.require(actor, Act.CLAIM, organisation_id=case.organisation_id)
    if review and review.claimed_by_id:
        raise ClaimedByAnother(f"已由{review.claimed_by_name}领取")


def _check_opinion(case: CaseView, review: ReviewView | None, actor: Actor) -> None:
    accounts.require(actor, Act.OPINE, organisation_id=case.organisation_id)
    if review is None or review.claimed_by_id is None:
        raise NotClaimed
    if review.claimed_by_id != actor.user_id:
        raise ClaimedByAnother(f"这个办件由{review.claimed_by_name}承办")
    cases.check_possible(case.status, ActKind.OPINE)


def _check_decision(case: CaseView, version: HandlingVersion, actor: Actor) -> None:
    cases.check_possible(case.status, ActKind.GRANT)
    post = accounts.require(actor, Act.DECIDE, organisation_id=case.organisation_id)
    rules.check_decider(
        tier=version.approval_tier,
        decider_id=actor.user_id,
        role=post.role,
        accepted_by_id=case.accepted_by_id,
        opinions=opinions_of(case.id),
    )


def _check_immediate(case: CaseView, version: HandlingVersion, actor: Actor, on: date) -> None:
    cases.check_possible(case.status, ActKind.GRANT)
    rules.check_immediate(version.handling_type is HandlingType.IMMEDIATE)
    accounts.require(actor, Act.DECIDE_IMMEDIATELY, organisation_id=case.organisation_id)
    rules.check_authorisation(_authorisation(case, actor, on), handling_code=case.handling_code, on=on)


def _authorisation(case: CaseView, actor: Actor, on: date) -> AuthorisationView | None:
    return accounts.authorisation_for(actor.user_id, case.organisation_id, case.handling_code, on)
