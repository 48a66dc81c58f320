"""A counter calls a department's experts, one of them takes it (呼叫中台)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor, Role
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import CallOver, CallTaken, CallUnknown, NotOnTheTeam, NotYourCall
from yichuang.offer.guidance.events import ExpertCallMoved
from yichuang.offer.guidance.models import ExpertCall
from yichuang.offer.guidance.types import CallStatus


@act
def call_experts(*, handling_code: str, words: str, window: str, actor: Actor, at: datetime) -> UUID:
    """Call the experts of an item's department from a counter (呼叫部门专家).

    Policy: GUI-08 — a window has the department at hand while the visitor waits. Who has an open call
    about the item gets that one again: a second press calls nobody twice.

    Args:
        words: what it is about; may be empty. Encrypted.
        window: code of the window; empty: the outlet alone is named.

    Raises:
        NotYourRole, NotYourPlace; ItemUnknown, ItemNotOffered.

    Publishes:
        ``guidance.expert-call-moved`` v1.
    """
    outlet_id = accounts.outlet_of(actor, Act.CALL_EXPERT)
    version = catalogue.published_version(handling_code, legal_date(at))
    same = ExpertCall.objects.filter(
        called_by_id=actor.user_id, handling_code=version.code, status__in=queries.OPEN_CALLS
    )
    known = same.values_list("id", flat=True).first()
    if known:
        return known
    row = ExpertCall.objects.create(
        id=new_id(),
        organisation_id=version.organisation_id,
        region_code=places.outlet(outlet_id).region_code,
        handling_item_id=version.handling_item_id,
        handling_code=version.code,
        item_name=version.name,
        outlet_id=outlet_id,
        window=window.strip()[:20],
        status=CallStatus.WAITING.value,
        words=words.strip()[: rules.LONGEST_TEXT],
        called_at=at,
        called_by_id=actor.user_id,
        called_by_name=actor.name,
    )
    _moved(row, actor, at)
    return row.id


@act
def take_call(*, call_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a call (接听). Taking one's own again changes nothing.

    An expert of the difficult matter about the item, or the head; without such a team anybody of the
    department who answers.

    Raises:
        CallUnknown; NotYourRole, NotYourPlace; NotOnTheTeam; CallTaken: carries ``taken_by``; CallOver.

    Publishes:
        ``guidance.expert-call-moved`` v1.

    Concurrency: locks the call; of two experts the second gets CallTaken.
    """
    row = _locked(call_id)
    accounts.require(
        actor,
        Act.ANSWER_CONSULTATION,
        organisation_id=row.organisation_id,
        region_code=row.region_code,
    )
    _check_team(row, actor)
    if row.status == CallStatus.TAKEN.value:
        if row.taken_by_id == actor.user_id:
            return
        raise CallTaken(f"这个呼叫由{row.taken_by_name}接听了", taken_by=row.taken_by_name)
    _check_open(row)
    row.status, row.taken_at = CallStatus.TAKEN.value, at
    row.taken_by_id, row.taken_by_name = actor.user_id, actor.name
    row.save()
    _moved(row, actor, at)


@act
def end_call(*, call_id: UUID, answer: str, actor: Actor, at: datetime) -> None:
    """End a call: what was asked is answered (结束呼叫), in writing or by word of mouth.

    Args:
        answer: for the counter to read; may be empty. Only who took the call writes one.

    Raises:
        CallUnknown; NotYourCall: neither who took nor who made it; CallOver.

    Publishes:
        ``guidance.expert-call-moved`` v1.
    """
    row = _locked(call_id)
    _check_open(row)
    if actor.user_id not in (row.taken_by_id, row.called_by_id):
        raise NotYourCall
    if row.status == CallStatus.WAITING.value:
        row.status = CallStatus.GIVEN_UP.value
    else:
        row.status = CallStatus.ENDED.value
        if answer.strip() and actor.user_id == row.taken_by_id:
            row.answer = rules.said(answer, "/answer", "请写明答复")
    row.ended_at = at
    row.save()
    _moved(row, actor, at)


def _locked(call_id: UUID) -> ExpertCall:
    row = ExpertCall.objects.select_for_update().filter(id=call_id).first()
    if row is None:
        raise CallUnknown
    return row


def _check_open(row: ExpertCall) -> None:
    if row.status not in queries.OPEN_CALLS:
        raise CallOver


def _check_team(row: ExpertCall, actor: Actor) -> None:
    team = queries.team_of(row.organisation_id, row.handling_code)
    is_head = any(
        post.role is Role.DEPARTMENT_HEAD and post.organisation_id == row.organisation_id
        for post in actor.posts
    )
    if team and actor.user_id not in team and not is_head:
        raise NotOnTheTeam


def _moved(row: ExpertCall, actor: Actor, at: datetime) -> None:
    audit.record(
        stream="expert-call",
        stream_id=row.id,
        action=row.status,
        actor=actor.principal,
        at=at,
        details={"item": row.handling_code, "outlet": str(row.outlet_id)},
    )
    outbox.publish(
        ExpertCallMoved(row.id, row.organisation_id, row.status),
        actor=actor.principal,
        at=at,
        topic=queries.calls_topic(row.organisation_id),
    )
