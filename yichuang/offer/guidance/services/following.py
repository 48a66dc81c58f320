"""A plan is followed until it is done (跟踪办事方案): contacts, case numbers, steps done, its end."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import NotYourPlan, PlanIncomplete, PlanMoved, PlanUnknown
from yichuang.offer.guidance.models import Plan, PlanEntry
from yichuang.offer.guidance.services.keeping import book_look_up
from yichuang.offer.guidance.services.plans import announce, enter, locked, require, tracker_name
from yichuang.offer.guidance.types import (
    PlanApplicant,
    PlanEntryKind,
    PlanFile,
    PlanStatus,
    PlanStep,
    PlanStepKind,
    PlanView,
)

Status = PlanStatus
Kind = PlanEntryKind


def open_plan(*, code: str, source: str, at: datetime) -> PlanFile:
    """Open a plan by its code (打开方案). A code nobody has is counted, and the count stays.

    Args:
        code: as typed or scanned.
        source: where the request comes from, as ``guesses.source_of`` has it; only counted.

    Raises:
        PlanUnknown; TooManyLists: carries ``retry_after_seconds``.
    """
    try:
        return queries.plan_page(code, at)
    except PlanUnknown:
        book_look_up(source=source, at=at)
        raise


@act
def record_plan_contact(*, plan_id: UUID, text: str, actor: Actor, at: datetime) -> None:
    """Write down that the applicant was called, and what was said (记录联系).

    Policy: GUI-15, GUI-18.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan: it has a tracker; PlanMoved: not handed over,
        or ended; QuestionIncomplete: nothing is said.

    Publishes:
        ``guidance.plan-changed`` v1.
    """
    row = _followed(plan_id, actor)
    words = rules.said(text, "/text", "请写明联系的情况")
    _note(row, PlanEntry(kind=Kind.CONTACT.value, text=words), actor, at)


@act
def link_plan_case(*, plan_id: UUID, step_key: int, case_number: str, actor: Actor, at: datetime) -> None:
    """Write down under which number an item of the plan was received (登记办件编号).

    The number is not looked up: cases come after plans. Its check digit is checked.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved; PlanIncomplete: no such item step,
        or no case number.

    Publishes:
        ``guidance.plan-changed`` v1.
    """
    row = _followed(plan_id, actor)
    step = _step(row, step_key)
    number = rules.normal_case_number(case_number)
    if step.kind is not PlanStepKind.ITEM:
        raise PlanIncomplete(errors=(FieldError("/case_number", "只有事项有办件编号"),))
    entry = PlanEntry(kind=Kind.CASE.value, step_key=step_key, case_number=number, text="")
    _note(row, entry, actor, at)


@act
def finish_plan_step(*, plan_id: UUID, step_key: int, done_on: date, actor: Actor, at: datetime) -> None:
    """A step is done (完成步骤): the dates of what waits for it are counted anew.

    Args:
        done_on: the day it was done; today, or an earlier one since the plan was begun.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved: also done already;
        PlanIncomplete: no such step, a step before it is not done, or no such day.

    Publishes:
        ``guidance.plan-changed`` v1.

    Concurrency: locks the plan; of two who tick a step the second gets PlanMoved.
    """
    row = _followed(plan_id, actor)
    step, finished = _step(row, step_key), queries.finished_days(row.id)
    if step_key in finished:
        raise PlanMoved("这一步已经完成", status=row.status)
    if not set(step.after) <= finished.keys():
        raise PlanIncomplete("前面的步骤还没有完成", errors=(FieldError("/done_on", "前面的步骤还没有完成"),))
    if not legal_date(row.created_at) <= done_on <= legal_date(at):
        sentence = "完成日期要在开始编写方案以后，不能晚于今天"
        raise PlanIncomplete(sentence, errors=(FieldError("/done_on", sentence),))
    entry = PlanEntry(kind=Kind.FINISH.value, step_key=step_key, done_on=done_on, text="")
    _note(row, entry, actor, at)


@act
def assign_tracker(*, plan_id: UUID, to_user_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Give a plan to another tracker (改派跟踪人). Managers only, with a reason.

    Policy: GUI-18.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; PlanMoved; NotATracker: also who has it already;
        QuestionIncomplete: no reason.

    Publishes:
        ``guidance.plan-changed`` v1.
    """
    row, view = locked(plan_id)
    require(view, Act.ASSIGN_TRACKER, actor)
    rules.check_plan_status(view, Status.HANDED_OVER, Status.FOLLOWED)
    words = rules.said(reason, "/reason", "请写明改派的原因")
    name = tracker_name(view, to_user_id, at)
    if to_user_id == row.tracker_id:
        raise PlanMoved(f"跟踪人已经是{name}", status=row.status)
    row.tracker_id, row.tracker_name = to_user_id, name
    row.save(update_fields=["tracker", "tracker_name"])
    entry = PlanEntry(kind=Kind.ASSIGN.value, to_user_id=to_user_id, to_name=name, text=words)
    enter(row, entry, actor, at)
    announce(row, actor, at)


@act
def complete_plan(*, plan_id: UUID, actor: Actor, at: datetime) -> None:
    """Everything in the plan is done (方案完成).

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved; PlanIncomplete: a step is open.

    Publishes:
        ``guidance.plan-changed`` v1.
    """
    row = _followed(plan_id, actor)
    steps = queries.steps_of(row.id, row.revision)
    if steps.keys() - queries.finished_days(row.id).keys():
        raise PlanIncomplete("还有步骤没有完成；不再办的，请终止方案或者交付新的一版")
    _end(row, Status.COMPLETED, PlanEntry(kind=Kind.COMPLETE.value, text=""), actor, at)


@act
def abandon_plan(*, plan_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """The plan is given up (终止方案). Its page does not open any more.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved: it has ended; QuestionIncomplete:
        no reason.

    Publishes:
        ``guidance.plan-changed`` v1.
    """
    row, view = locked(plan_id)
    _require_follower(view, actor)
    rules.check_plan_status(view, Status.DRAFT, Status.HANDED_OVER, Status.FOLLOWED)
    words = rules.said(reason, "/reason", "请写明为什么终止")
    _end(row, Status.ABANDONED, PlanEntry(kind=Kind.ABANDON.value, text=words), actor, at)


@act
def show_plan_applicant(*, plan_id: UUID, reason: str, actor: Actor, at: datetime) -> PlanApplicant:
    """Name and phone of the applicant in full, to call them (查看联系方式); the reason is on record.

    Policy: PRODUCT, "showing it in full asks for a reason and is logged".

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved: it has ended; QuestionIncomplete:
        no reason.
    """
    row, view = locked(plan_id)
    _require_follower(view, actor)
    rules.check_plan_status(view, Status.DRAFT, Status.HANDED_OVER, Status.FOLLOWED)
    words = rules.said(reason, "/reason", "请写明为什么要看")
    enter(row, PlanEntry(kind=Kind.SHOW.value, text=rules.without_personal_data(words)), actor, at)
    return PlanApplicant(view.applicant.kind, row.applicant["name"], row.applicant["phone"])


def _followed(plan_id: UUID, actor: Actor) -> Plan:
    """The plan, locked, for who follows it.

    Raises:
        PlanUnknown; NotYourRole, NotYourPlace; NotYourPlan; PlanMoved.
    """
    row, view = locked(plan_id)
    _require_follower(view, actor)
    rules.check_plan_status(view, Status.HANDED_OVER, Status.FOLLOWED)
    return row


def _require_follower(view: PlanView, actor: Actor) -> None:
    """Its tracker, or a manager of the place; without a tracker, anybody who may follow plans there."""
    require(view, Act.FOLLOW_PLAN, actor)
    is_manager = accounts.may(
        actor, Act.ASSIGN_TRACKER, outlet_id=view.outlet_id, region_code=view.region_code
    )
    if view.tracker_id not in (None, actor.user_id) and not is_manager:
        raise NotYourPlan(f"这份方案由{view.tracker_name}跟踪", tracker=view.tracker_name)


def _step(row: Plan, step_key: int) -> PlanStep:
    step = queries.steps_of(row.id, row.revision).get(step_key)
    if step is None:
        raise PlanIncomplete("方案里没有这一步", errors=(FieldError("/step", "方案里没有这一步"),))
    return step


def _note(row: Plan, entry: PlanEntry, actor: Actor, at: datetime) -> None:
    """What the tracker did: from the first on, the plan is followed."""
    enter(row, entry, actor, at)
    row.status = Status.FOLLOWED.value
    row.next_due_on = queries.next_due(row.id, row.revision, at)
    row.save(update_fields=["status", "next_due_on"])
    announce(row, actor, at)


def _end(row: Plan, status: PlanStatus, entry: PlanEntry, actor: Actor, at: datetime) -> None:
    row.status, row.ended_at, row.next_due_on = status.value, at, None
    row.save(update_fields=["status", "ended_at", "next_due_on"])
    enter(row, entry, actor, at)
    announce(row, actor, at)
