"""A guide writes a plan for an applicant and hands it over (编写办事方案)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.calendars import queries as calendars
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import NotATracker, PlanIncomplete, PlanUnknown
from yichuang.offer.guidance.events import PlanChanged
from yichuang.offer.guidance.models import Plan, PlanEntry, PlanRevision, PlanStep
from yichuang.offer.guidance.services.keeping import new_code
from yichuang.offer.guidance.types import (
    PlanApplicant,
    PlanDraft,
    PlanEntryKind,
    PlanStatus,
    PlanView,
)

Status = PlanStatus
LONGEST_NAME = 100


@act
def start_plan(*, applicant: PlanApplicant, title: str, actor: Actor, at: datetime) -> UUID:
    """Begin a plan for an applicant (开始编写方案). Returns its id.

    Policy: GUI-17.

    Raises:
        NotYourRole: no guide; PlanIncomplete: ``errors`` name the fields.
    """
    outlet_id = accounts.outlet_of(actor, Act.COMPOSE_PLAN)
    complete = _complete(applicant)
    draft = rules.check_draft(PlanDraft(title, legal_date(at)))
    row = Plan.objects.create(
        status=Status.DRAFT.value,
        region_code=places.outlet(outlet_id).region_code,
        outlet_id=outlet_id,
        title=draft.title,
        applicant={"name": complete.name, "phone": complete.phone},
        applicant_kind=complete.kind.value,
        is_major=False,
        author_id=actor.user_id,
        author_name=actor.name,
        draft=queries.draft_as_json(draft),
        created_at=at,
    )
    enter(row, PlanEntry(kind=PlanEntryKind.START.value, text=""), actor, at, first=True)
    return row.id


@act
def save_plan(*, plan_id: UUID, edit: int, draft: PlanDraft, actor: Actor, at: datetime) -> int:
    """Save what is being written (保存方案); what was handed over stays as it is. Returns the new ``edit``.

    A step whose key is 0 is new and gets a key nobody had before.

    Args:
        edit: of the plan as the guide saw it.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; PlanMoved: a colleague saved meanwhile, or it has ended;
        PlanIncomplete: ``errors`` point at the fields; NotATracker.

    Concurrency: locks the plan; of two who save at once the second gets PlanMoved, and writes nothing.
    """
    row, view = locked(plan_id)
    require(view, Act.COMPOSE_PLAN, actor)
    rules.check_plan_status(view, Status.DRAFT, Status.HANDED_OVER, Status.FOLLOWED)
    rules.check_edit(view, edit)
    complete = rules.check_draft(_with_keys(draft, row))
    _tracker_name(view, complete.tracker_id, at)
    row.draft, row.edit = queries.draft_as_json(complete), row.edit + 1
    if row.revision == 0:
        row.title, row.is_major = complete.title, complete.is_major
    row.save(update_fields=["draft", "edit", "title", "is_major"])
    return row.edit


@act
def hand_over_plan(*, plan_id: UUID, edit: int, reason: str, actor: Actor, at: datetime) -> str:
    """Hand a plan over as it is written, or a new revision of it (交付方案). Returns its code.

    Every item is pinned to the version in force; the earlier revision is kept. A major project has a
    named tracker from here on.

    Law: 行政许可法 §30 (the whole list is told); 优化营商环境条例 §43 (intermediary services)
    Policy: GUI-17, GUI-18.

    Args:
        edit: of the plan as the guide saw it.
        reason: what is different from the revision before; the first one needs none.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; PlanMoved; PlanIncomplete: a step lacks something, there is
        none, a revision says no reason, a major project has no tracker; NotATracker.

    Publishes:
        ``guidance.plan-changed`` v1.

    Concurrency: locks the plan; a second press gets PlanMoved.
    """
    row, view = locked(plan_id)
    require(view, Act.COMPOSE_PLAN, actor)
    rules.check_plan_status(view, Status.DRAFT, Status.HANDED_OVER, Status.FOLLOWED)
    rules.check_edit(view, edit)
    draft = queries.draft_from_json(row.draft)
    words = rules.said(reason, "/reason", "请写明这一版改了什么") if row.revision else reason.strip()
    _check_whole(draft, view, at)
    _keep_revision(row, draft, words, actor, at)
    row.code = row.code or new_code_of_plan()
    row.title, row.is_major = draft.title, draft.is_major
    row.status = Status.HANDED_OVER.value if row.revision == 0 else row.status
    row.revision, row.edit = row.revision + 1, row.edit + 1
    row.handed_over_at = row.handed_over_at or at
    is_assigned = row.tracker_id is None and draft.tracker_id is not None
    if is_assigned:
        row.tracker_id, row.tracker_name = draft.tracker_id, _tracker_name(view, draft.tracker_id, at)
    row.save()
    row.next_due_on = queries.next_due(row.id, row.revision, at)
    row.save(update_fields=["next_due_on"])
    enter(row, PlanEntry(kind=PlanEntryKind.HAND_OVER.value, text=words), actor, at)
    if is_assigned:
        to = {"to_user_id": row.tracker_id, "to_name": row.tracker_name}
        enter(row, PlanEntry(kind=PlanEntryKind.ASSIGN.value, text="", **to), actor, at)
    announce(row, actor, at)
    return row.code


def new_code_of_plan() -> str:
    """A code no plan has. It looks like that of a personal list, and opens a plan only."""
    while True:
        code = new_code()
        if not Plan.objects.filter(code=code).exists():
            return code


def locked(plan_id: UUID) -> tuple[Plan, PlanView]:
    """The plan, locked until the act ends; to be called within an act.

    Raises:
        PlanUnknown
    """
    row = Plan.objects.select_for_update().filter(id=plan_id).first()
    if row is None:
        raise PlanUnknown
    return row, queries.plan_view(row)


def require(view: PlanView, act: Act, actor: Actor) -> None:
    """Refuse who may not do this with the plans of this place.

    Raises:
        NotYourRole, NotYourPlace
    """
    accounts.require(actor, act, outlet_id=view.outlet_id, region_code=view.region_code)


def enter(row: Plan, entry: PlanEntry, actor: Actor, at: datetime, *, first: bool = False) -> None:
    """Write what happened, and its line in the audit log; to be called within an act."""
    entry.plan_id, entry.revision = row.id, row.revision
    entry.at, entry.by_user_id, entry.by_name = at, actor.user_id, actor.name
    entry.save(force_insert=True)
    details = {"revision": row.revision, "step": entry.step_key, "case": entry.case_number}
    audit.record(
        stream="plan",
        stream_id=row.id,
        action=entry.kind,
        actor=actor.principal,
        at=at,
        details={name: value for name, value in details.items() if value},
        first=first,
    )


def announce(row: Plan, actor: Actor, at: datetime) -> None:
    """Say that a plan moved; to be called within an act."""
    outbox.publish(PlanChanged(row.id, row.status, row.revision), actor=actor.principal, at=at)


def tracker_name(view: PlanView, user_id: UUID, at: datetime) -> str:
    """The name of somebody who may follow the plan.

    Raises:
        NotATracker
    """
    found = next((one for one in queries.trackers_of(view, at) if one.user_id == user_id), None)
    if found is None:
        raise NotATracker(errors=(FieldError("/tracker", NotATracker.title),))
    return found.name


def _tracker_name(view: PlanView, user_id: UUID | None, at: datetime) -> str:
    return tracker_name(view, user_id, at) if user_id else ""


def _complete(applicant: PlanApplicant) -> PlanApplicant:
    name, phone = " ".join(applicant.name.split()), parties.normal_phone(applicant.phone)
    problem = parties.phone_problem(phone) if phone else "请填联系电话"
    faults = [
        FieldError(pointer, words)
        for pointer, words in (
            ("/name", "" if name else "请填申请人"),
            ("/name", f"申请人最多 {LONGEST_NAME} 个字" if len(name) > LONGEST_NAME else ""),
            ("/phone", problem),
        )
        if words
    ]
    if faults:
        raise PlanIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))
    return PlanApplicant(applicant.kind, name, phone)


def _with_keys(draft: PlanDraft, row: Plan) -> PlanDraft:
    """New steps get keys no step of this plan ever had, so that what was done is never taken for another."""
    used = PlanStep.objects.filter(revision__plan_id=row.id).values_list("key", flat=True)
    before = [step["key"] for step in row.draft["steps"]]
    highest = max([0, *used, *before, *(step.key for step in draft.steps)])
    steps = []
    for step in draft.steps:
        highest += step.key == 0
        steps.append(step if step.key else replace(step, key=highest))
    return replace(draft, steps=tuple(steps))


def _check_whole(draft: PlanDraft, view: PlanView, at: datetime) -> None:
    """Refuse a plan with something left open."""
    faults = [FieldError(f"/steps/{key}", words) for key, words in queries.draft_body(draft, at).faults]
    if not draft.steps:
        faults.append(FieldError("/steps", "方案里还没有步骤"))
    if draft.is_major and view.tracker_id is None and draft.tracker_id is None:
        faults.append(FieldError("/tracker", "重大项目要指定跟踪人"))
    if faults:
        raise PlanIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))


def _keep_revision(row: Plan, draft: PlanDraft, reason: str, actor: Actor, at: datetime) -> None:
    kept = PlanRevision.objects.create(
        plan_id=row.id,
        number=row.revision + 1,
        title=draft.title,
        starts_on=draft.starts_on,
        reason=reason,
        handed_over_at=at,
        by_user_id=actor.user_id,
        by_name=actor.name,
    )
    versions = queries.versions_in_force(draft.steps, legal_date(at))
    finished = queries.finished_days(row.id)
    dates = rules.schedule(calendars.working_calendar(), draft.starts_on, draft.steps, versions, finished)
    for place, step in enumerate(draft.steps, start=1):
        version, days = versions[step.key], dates[step.key]
        PlanStep.objects.create(
            revision_id=kept.id,
            key=step.key,
            place=place,
            kind=step.kind.value,
            after=list(step.after),
            version_id=version.id if version else None,
            answers=dict(step.answers),
            title=step.title,
            text=step.text,
            basis=step.basis,
            not_required=step.not_required,
            working_days=step.working_days,
            begins_on=days.begins_on,
            due_on=days.due_on,
            latest_on=days.latest_on,
        )
