"""What the counter shows: the exact list as lines to work through, one case with what it still needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseStatus, CaseView, TimelineEntry
from yichuang.casework.intake import rules
from yichuang.casework.intake.queries.checks import current_checks_with_files, needed_materials
from yichuang.casework.intake.queries.corrections import as_it_stands, lines_told, notices_told
from yichuang.casework.intake.types import (
    CheckedMaterial,
    CollectionMode,
    Gap,
    GapLine,
    NoticeTold,
    Verdict,
)
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.calendars.errors import CalendarNotLoaded
from yichuang.foundation.clocks.types import DueDates, Limit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.parties.types import MaskedParty
from yichuang.foundation.places import queries as places
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNeedsChoice, ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import (
    Difference,
    HandlingVersion,
    Material,
    Necessity,
    ReviewPoint,
    SpecialProcedure,
)


@dataclass(frozen=True)
class PointLine:
    """One review point to tick."""

    point: ReviewPoint
    is_met: bool


@dataclass(frozen=True)
class MaterialLine:
    """One material as the clerk works through it. ``state``: ok, no, or empty while nobody looked."""

    material: Material
    state: str
    verdict: Verdict | None
    collected: str
    originals: int
    copies: int
    points: tuple[PointLine, ...]
    file_ids: tuple[UUID, ...] = ()

    @property
    def is_exempt(self) -> bool:
        """The government has it; nothing to bring."""
        return self.material.share_source is not None

    @property
    def is_optional(self) -> bool:
        return self.material.necessity is Necessity.OPTIONAL

    @property
    def may_lack(self) -> bool:
        """Its absence never stops an acceptance."""
        return self.is_exempt or self.is_optional

    @property
    def is_settled(self) -> bool:
        """Nothing to do on it."""
        return self.verdict in (Verdict.PASSED, Verdict.EXEMPT, Verdict.NOT_NEEDED)

    @property
    def unmet_count(self) -> int:
        return sum(not line.is_met for line in self.points if line.point.blocking)


@dataclass(frozen=True)
class DatesIfAccepted:
    """The dates an acceptance now would set, for the clerk to say aloud. None: nothing was published.

    ``refusal`` says why no acceptance is possible now: a limit ends beyond the loaded calendar.
    ``procedures``: special procedures this scenario leads to; their time is not part of the limits.
    """

    answer_on: date | None
    promised: Limit | None
    promised_on: date | None
    statutory: Limit | None
    statutory_on: date | None
    refusal: str = ""
    procedures: tuple[SpecialProcedure, ...] = ()


@dataclass(frozen=True)
class ToldLine:
    """One thing the applicant was told to correct, and whether it still is."""

    line: GapLine
    is_open: bool


@dataclass(frozen=True)
class CounterCase:
    """One case at the counter. ``told``: the last correction notice, while its answer matters.

    ``newer``: the version in force now, when it is another one than the case keeps.
    """

    case: CaseView
    version: HandlingVersion
    needed: tuple[Material, ...]
    lines: tuple[MaterialLine, ...]
    gaps: tuple[Gap, ...]
    applicant: MaskedParty
    agent: MaskedParty | None
    scenario: tuple[str, ...]
    authority_name: str
    documents: tuple[NoticeView, ...]
    timeline: tuple[TimelineEntry, ...]
    due: DatesIfAccepted
    told: NoticeTold | None = None
    told_lines: tuple[ToldLine, ...] = ()
    newer: HandlingVersion | None = None

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What the newer version says otherwise, in words (版本比较)."""
        return catalogue.differences(self.version, self.newer) if self.newer else ()

    @property
    def is_being_corrected(self) -> bool:
        """The applicant was told what to correct, and has the time."""
        return self.case.status is CaseStatus.CORRECTION

    @property
    def is_lapsed(self) -> bool:
        return self.case.status is CaseStatus.LAPSED

    @property
    def awaits_answer(self) -> bool:
        """The authority still has to say whether it accepts."""
        return self.case.status is CaseStatus.RECEIVED

    @property
    def can_accept(self) -> bool:
        waits = self.awaits_answer or self.is_being_corrected
        return waits and not self.gaps and not self.due.refusal


def counter_case(number: str, actor: Actor, at: datetime) -> CounterCase:
    """One case as the counter shows it: as the law has it now, recorded or not.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace: the actor may not read it.
    """
    case = as_it_stands(cases.case_for(actor, Act.READ_CASE, number), at)
    version = catalogue.version(case.version_id)
    checked = current_checks_with_files(case)
    applicant, agent = cases.masked_people_of(case)
    needed = needed_materials(case)
    by_code = {material.code: material for material in checked}
    told, told_lines = _told(case, rules.all_gaps(checked))
    return CounterCase(
        case=case,
        version=version,
        needed=needed,
        lines=tuple(_checked_line(material, by_code[material.code]) for material in needed),
        gaps=rules.all_gaps(checked),
        applicant=applicant,
        agent=agent,
        scenario=cases.scenario_words(version, case.answers),
        authority_name=places.organisation(case.organisation_id).name,
        documents=notices.notices_of_case(case.number),
        timeline=cases.timeline(case.id),
        due=dates_if_accepted(version, case.answers, at),
        told=told,
        told_lines=told_lines,
        newer=newer_version(case, at),
    )


def newer_version(case: CaseView, at: datetime) -> HandlingVersion | None:
    """The version in force now, when it came after the one the case keeps (R16). One statement."""
    try:
        current = catalogue.published_version(case.handling_code, legal_date(at))
    except (ItemUnknown, ItemNotOffered, ItemNeedsChoice):
        return None
    return None if current.id == case.version_id else current


def _told(case: CaseView, gaps: tuple[Gap, ...]) -> tuple[NoticeTold | None, tuple[ToldLine, ...]]:
    """The last correction notice of a case that waits or waited for corrections."""
    if case.status not in (CaseStatus.CORRECTION, CaseStatus.LAPSED):
        return None, ()
    told = notices_told(case)[-1]
    missing = {gap.key for gap in gaps}
    lines = lines_told(case, told.round)
    return told, tuple(ToldLine(line, _is_open(line.gap, missing)) for line in lines)


def _is_open(gap: Gap, missing: Set[str]) -> bool:
    """Whether it is still to be done: what came for a missing material may be faulty itself."""
    return bool(missing & {gap.key, gap.material_code}) or (
        not gap.point_code and any(key.startswith(f"{gap.material_code}.") for key in missing)
    )


def checked_lines(case: CaseView, checked: Iterable[CheckedMaterial]) -> tuple[MaterialLine, ...]:
    """Checked materials with their review points in words, as a file shows them."""
    by_code = {material.code: material for material in needed_materials(case)}
    return tuple(_checked_line(by_code[material.code], material) for material in checked)


def material_lines(materials: tuple[Material, ...], data: Mapping[str, str]) -> tuple[MaterialLine, ...]:
    """The lines of a list as the form's data has them; an empty form is a list nobody worked on yet."""
    return tuple(_typed_line(material, data) for material in materials)


def dates_if_accepted(version: HandlingVersion, answers: Mapping[str, str], at: datetime) -> DatesIfAccepted:
    """The dates that a receipt and an acceptance at this moment would set, in the scenario of the answers."""
    calendar = calendars.working_calendar()
    terms = version.terms(answers)
    answer_on, due, refusal = None, DueDates(None, None), ""
    try:
        answer_on = calendar.add_working_days(legal_date(at), rules.ANSWER_WORKING_DAYS)
        due = rules.days_to_keep(calendar, promised=terms.promised, statutory=terms.statutory, at=at)
    except CalendarNotLoaded as refused:
        refusal = refused.detail
    return DatesIfAccepted(
        answer_on,
        terms.promised,
        due.promised_on if terms.promised else None,
        terms.statutory,
        due.statutory_on,
        refusal,
        terms.procedures,
    )


def _checked_line(material: Material, checked: CheckedMaterial) -> MaterialLine:
    settled = checked.verdict in (Verdict.PASSED, Verdict.EXEMPT, Verdict.NOT_NEEDED)
    return MaterialLine(
        material,
        "ok" if settled else "no",
        checked.verdict,
        checked.collected.value if checked.collected else "",
        checked.originals,
        checked.copies,
        tuple(PointLine(point, checked.points.get(point.code, False)) for point in material.review_points),
        checked.file_ids,
    )


def _typed_line(material: Material, data: Mapping[str, str]) -> MaterialLine:
    collected = data.get(f"{material.code}.collected", "")
    return MaterialLine(
        material,
        "ok" if material.share_source is not None and not collected else "",
        Verdict.EXEMPT if material.share_source is not None and not collected else None,
        collected if collected in {mode.value for mode in CollectionMode} else "",
        _number(data.get(f"{material.code}.originals", ""), material.originals or 0),
        _number(data.get(f"{material.code}.copies", ""), material.copies or 0),
        tuple(
            PointLine(point, f"{material.code}.point.{point.code}" in data)
            for point in material.review_points
        ),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 3 else otherwise
