"""Tailored plans (办事方案): what is written, what holds today, whose next date is when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.clocks import queries as clocks
from yichuang.foundation.clocks.types import Deadline
from yichuang.foundation.parties import queries as parties
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.errors import ItemNeedsChoice, ItemNotOffered, ItemUnknown
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import rules
from yichuang.offer.guidance.errors import PlanIncomplete, PlanUnknown
from yichuang.offer.guidance.models import Plan, PlanEntry, PlanRevision
from yichuang.offer.guidance.models import PlanStep as StepRow
from yichuang.offer.guidance.queries.kept import compared
from yichuang.offer.guidance.types import (
    ApplicantKind,
    Expert,
    KeptList,
    PlanApplicant,
    PlanBody,
    PlanDraft,
    PlanEntryKind,
    PlanEntryView,
    PlanFile,
    PlannedStep,
    PlanStatus,
    PlanStep,
    PlanStepKind,
    PlanView,
    StepDates,
)

_ENDED = (PlanStatus.COMPLETED.value, PlanStatus.ABANDONED.value)


def plan_for(actor: Actor, act: Act, plan_id: UUID) -> PlanView:
    """The plan, when it is within the actor's posts for this act.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace.
    """
    return plan_view(_row_for(actor, act, plan_id))


def plan_draft(plan_id: UUID, actor: Actor, at: datetime) -> tuple[PlanView, PlanDraft, PlanBody]:
    """A plan as it is being written, with the dates and papers that follow (编写方案).

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace.
    """
    row = _row_for(actor, Act.COMPOSE_PLAN, plan_id)
    draft = draft_from_json(row.draft)
    return plan_view(row), draft, draft_body(draft, at)


def plan_file(plan_id: UUID, actor: Actor, at: datetime, *, revision: int | None = None) -> PlanFile:
    """One plan for who may read it: the revision in force or an earlier one, and what happened (方案).

    Raises:
        PlanUnknown: also an unknown revision; NotYourRole, NotYourPlace.
    """
    row = _row_for(actor, Act.READ_PLAN, plan_id)
    entries = _entries(row.id)
    if row.revision == 0:
        body = draft_body(draft_from_json(row.draft), at)
    else:
        body = _revision_body(row, revision or row.revision, entries, at)
    numbers = tuple(range(1, row.revision + 1))
    return PlanFile(plan_view(row), body, entries, plan_deadline(row, at), numbers)


def plan_page(code: str, at: datetime) -> PlanFile:
    """What opens under a plan's code: the revision in force, nothing of the inner course (方案页).

    Raises:
        PlanUnknown: no plan has this code, or it was abandoned.
    """
    row = Plan.objects.filter(code=rules.read_list_code(code)).first()
    if row is None or row.status == PlanStatus.ABANDONED.value:
        raise PlanUnknown
    entries = _entries(row.id)
    return PlanFile(plan_view(row), _revision_body(row, row.revision, entries, at), (), None)


def plan_as_written(plan_id: UUID, revision: int) -> tuple[PlanView, PlanBody]:
    """A revision exactly as it was handed over, for print.

    Raises:
        PlanUnknown
    """
    row = Plan.objects.filter(id=plan_id).first()
    if row is None:
        raise PlanUnknown
    kept = _revision(row.id, revision)
    steps, dates, versions = _step_rows(kept)
    body = _body(kept.title, kept.starts_on, steps, versions, dates, {}, {})
    return plan_view(row), _with_revision(body, kept)


def trackers_of(plan: PlanView, at: datetime) -> tuple[Expert, ...]:
    """Everybody who may follow this plan, by name (可选的跟踪人)."""
    return trackers_at(plan.outlet_id, plan.region_code, at)


def trackers_at(outlet_id: UUID, region_code: str, at: datetime) -> tuple[Expert, ...]:
    """Everybody who may follow a plan of this place, by name."""
    return tuple(
        Expert(person.user_id, person.name)
        for person in accounts.staff_who_may(Act.FOLLOW_PLAN, at=at)
        if accounts.may(person, Act.FOLLOW_PLAN, outlet_id=outlet_id, region_code=region_code)
    )


def next_due(plan_id: UUID, revision: int, at: datetime) -> date | None:
    """The earliest day on which a step that is not done should be done; None: none is open, or dated."""
    row = Plan.objects.get(id=plan_id)
    body = _revision_body(row, revision, _entries(plan_id), at, compare=False)
    due = [step.dates.due_on for step in body.steps if not step.finished_on]
    return min((day for day in due if day is not None), default=None)


def steps_of(plan_id: UUID, revision: int) -> Mapping[int, PlanStep]:
    """The steps of a revision by key."""
    steps, _dates, _versions = _step_rows(_revision(plan_id, revision))
    return {step.key: step for step in steps}


def finished_days(plan_id: UUID) -> dict[int, date]:
    """The steps that are done, each with its day."""
    done = PlanEntry.objects.filter(plan_id=plan_id, kind=PlanEntryKind.FINISH.value)
    return {key: day for key, day in done.values_list("step_key", "done_on") if key is not None and day}


def draft_body(draft: PlanDraft, at: datetime) -> PlanBody:
    """A draft with the versions in force, its dates, its papers and what it still lacks.

    What cannot be put in order, as it was typed, has no dates.
    """
    versions = versions_in_force(draft.steps, legal_date(at))
    dates = _dates(draft, versions)
    body = _body(draft.title, draft.starts_on, draft.steps, versions, dates, {}, {})
    faults = tuple(
        (step.key, fault) for step in draft.steps for fault in rules.step_faults(step, versions[step.key])
    )
    return replace(body, faults=faults)


def versions_in_force(steps: Iterable[PlanStep], on: date) -> dict[int, HandlingVersion | None]:
    """The version of each item step in force on a day, by key; None: no item, or not offered."""
    return {step.key: _in_force(step.item, on) if step.item else None for step in steps}


def draft_as_json(draft: PlanDraft) -> dict[str, Any]:
    """A draft as its row keeps it."""
    return {
        "title": draft.title,
        "starts_on": draft.starts_on.isoformat(),
        "is_major": draft.is_major,
        "tracker_id": str(draft.tracker_id) if draft.tracker_id else None,
        "steps": [
            {
                "key": step.key,
                "kind": step.kind.value,
                "after": list(step.after),
                "item": step.item,
                "answers": dict(step.answers),
                "title": step.title,
                "basis": step.basis,
                "not_required": step.not_required,
                "working_days": step.working_days,
                "text": step.text,
            }
            for step in draft.steps
        ],
    }


def draft_from_json(kept: Mapping[str, Any]) -> PlanDraft:
    """Read what :func:`draft_as_json` wrote."""
    return PlanDraft(
        title=kept["title"],
        starts_on=date.fromisoformat(kept["starts_on"]),
        is_major=kept["is_major"],
        tracker_id=UUID(kept["tracker_id"]) if kept["tracker_id"] else None,
        steps=tuple(
            PlanStep(**step | {"kind": PlanStepKind(step["kind"]), "after": tuple(step["after"])})
            for step in kept["steps"]
        ),
    )


def plan_view(row: Plan) -> PlanView:
    """A row as rules and lists see it; the applicant masked."""
    name, phone = parties.mask_name(row.applicant["name"]), parties.mask_phone(row.applicant["phone"])
    return PlanView(
        id=row.id,
        code=row.code or "",
        status=PlanStatus(row.status),
        title=row.title,
        applicant=PlanApplicant(ApplicantKind(row.applicant_kind), name, phone),
        is_major=row.is_major,
        region_code=row.region_code,
        outlet_id=row.outlet_id,
        author_name=row.author_name,
        tracker_id=row.tracker_id,
        tracker_name=row.tracker_name,
        edit=row.edit,
        revision=row.revision,
        next_due_on=row.next_due_on,
    )


def _revision_body(
    row: Plan, number: int, entries: Sequence[PlanEntryView], at: datetime, *, compare: bool = True
) -> PlanBody:
    """A revision with what was done since; and, unless told otherwise, what its guides say today."""
    kept = _revision(row.id, number)
    steps, _dates, versions = _step_rows(kept)
    finished = {
        entry.step_key: entry.done_on for entry in entries if entry.step_key is not None and entry.done_on
    }
    cases = {
        entry.step_key: entry.case_number
        for entry in entries
        if entry.step_key is not None and entry.case_number
    }
    dates = rules.schedule(calendars.working_calendar(), kept.starts_on, steps, versions, finished)
    body = _body(kept.title, kept.starts_on, steps, versions, dates, finished, cases)
    if compare:
        today, handed_over_on = legal_date(at), legal_date(kept.handed_over_at)
        body = replace(
            body, steps=tuple(_compared(step, row.code or "", handed_over_on, today) for step in body.steps)
        )
    return _with_revision(body, kept)


def _compared(step: PlannedStep, code: str, handed_over_on: date, today: date) -> PlannedStep:
    """A step that is done needs no comparison: its papers have been handed in."""
    if step.version is None or step.finished_on or step.case_number:
        return step
    kept = KeptList(code, step.version, step.step.answers, handed_over_on, rules.last_day(handed_over_on))
    return replace(step, today=compared(kept, today))


def _with_revision(body: PlanBody, kept: PlanRevision) -> PlanBody:
    return replace(body, revision=kept.number, handed_over_at=kept.handed_over_at, reason=kept.reason)


def _dates(draft: PlanDraft, versions: Mapping[int, HandlingVersion | None]) -> dict[int, StepDates]:
    try:
        steps = rules.ordered(draft.steps)
        return rules.schedule(calendars.working_calendar(), draft.starts_on, steps, versions, {})
    except PlanIncomplete:
        return {step.key: StepDates(None, None, None) for step in draft.steps}


def _body(
    title: str,
    starts_on: date,
    steps: Sequence[PlanStep],
    versions: Mapping[int, HandlingVersion | None],
    dates: Mapping[int, StepDates],
    finished: Mapping[int, date],
    cases: Mapping[int, str],
) -> PlanBody:
    places = {step.key: place for place, step in enumerate(steps, start=1)}
    planned = []
    for step in steps:
        version = versions[step.key]
        planned.append(
            PlannedStep(
                step=step,
                place=places[step.key],
                name=version.name if version else step.title or step.item,
                dates=dates[step.key],
                after_places=tuple(sorted(places[key] for key in step.after if key in places)),
                version=version,
                exact=rules.exact_if_fit(version, step.answers),
                case_number=cases.get(step.key, ""),
                finished_on=finished.get(step.key),
            )
        )
    return PlanBody(
        title=title,
        starts_on=starts_on,
        steps=tuple(planned),
        papers=rules.plan_papers(planned),
        ends_on=rules.last_day_of_all(step.dates.due_on for step in planned),
        latest_on=rules.last_day_of_all(step.dates.latest_on for step in planned),
    )


def _revision(plan_id: UUID, number: int) -> PlanRevision:
    kept = PlanRevision.objects.filter(plan_id=plan_id, number=number).first()
    if kept is None:
        raise PlanUnknown
    return kept


def _step_rows(
    kept: PlanRevision,
) -> tuple[tuple[PlanStep, ...], dict[int, StepDates], dict[int, HandlingVersion | None]]:
    """The steps of a revision in order, their dates as written, their versions."""
    rows = list(StepRow.objects.filter(revision_id=kept.id).order_by("place"))
    versions = {row.key: catalogue.version(row.version_id) if row.version_id else None for row in rows}
    dates = {row.key: StepDates(row.begins_on, row.due_on, row.latest_on) for row in rows}
    return tuple(_step(row, versions[row.key]) for row in rows), dates, versions


def _step(row: StepRow, version: HandlingVersion | None) -> PlanStep:
    return PlanStep(
        key=row.key,
        kind=PlanStepKind(row.kind),
        after=tuple(row.after),
        item=version.code if version else "",
        answers=row.answers,
        title=row.title,
        basis=row.basis,
        not_required=row.not_required,
        working_days=row.working_days,
        text=row.text,
    )


def _entries(plan_id: UUID) -> tuple[PlanEntryView, ...]:
    return tuple(
        PlanEntryView(
            kind=PlanEntryKind(row.kind),
            at=row.at,
            by_name=row.by_name,
            revision=row.revision,
            step_key=row.step_key,
            case_number=row.case_number,
            done_on=row.done_on,
            to_name=row.to_name,
            text=row.text,
        )
        for row in PlanEntry.objects.filter(plan_id=plan_id).order_by("at", "id")
    )


def _in_force(code: str, on: date) -> HandlingVersion | None:
    try:
        return catalogue.published_version(code, on)
    except (ItemUnknown, ItemNotOffered, ItemNeedsChoice):
        return None  # the page says which step it is


def plan_deadline(row: Plan, at: datetime) -> Deadline | None:
    """The light of a plan's next date; None: it has none, or has ended."""
    if row.next_due_on is None or row.status in _ENDED:
        return None
    return clocks.deadline(calendars.working_calendar(), due_on=row.next_due_on, at=at)


def _row_for(actor: Actor, act: Act, plan_id: UUID) -> Plan:
    row = Plan.objects.filter(id=plan_id).first()
    if row is None:
        raise PlanUnknown
    accounts.require(actor, act, outlet_id=row.outlet_id, region_code=row.region_code)
    return row
