"""Drafts of the counter (草稿): what was typed outlives the page, the session and the window."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.db.models import F

from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import DraftChanged, DraftGone
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.types import DraftInput, DraftRef
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.time import SHANGHAI
from yichuang.kernel.transactions import act


@act
def save_draft(
    *, content: DraftInput, draft: DraftRef | None, window: WindowView, actor: Actor, at: datetime
) -> DraftRef:
    """Save what a form holds (存草稿); a draft named goes on under its next revision. One statement.

    Args:
        draft: None: a new one.

    Raises:
        NotYourRole, NotYourPlace; WindowTakesNothing; DraftTooLarge.
        DraftChanged: another window wrote meanwhile; nothing of theirs is lost, and nothing was written.
        DraftGone: there is no such draft at this outlet any more.

    Concurrency: of two windows with the same revision one writes, the other gets DraftChanged.
    """
    accounts.require(actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code)
    rules.check_window(window)
    rules.check_fields(content.fields)
    written = {
        "window_id": window.id,
        "handling_code": content.handling_code,
        "name": content.name,
        "fields": dict(content.fields),
        "saved_by_id": actor.user_id,
        "saved_by_name": actor.name,
        "saved_at": at,
    }
    if draft is None:
        row = CounterDraft.objects.create(outlet_id=window.outlet_id, created_at=at, **written)
        return DraftRef(row.id, 1)
    rows = CounterDraft.objects.filter(id=draft.id, outlet_id=window.outlet_id, revision=draft.revision)
    if not rows.update(revision=F("revision") + 1, **written):
        _refuse(draft, window)
    return DraftRef(draft.id, draft.revision + 1)


@act
def discard_draft(*, draft_id: UUID, window: WindowView, actor: Actor) -> None:
    """Delete a draft nobody wants (删除草稿).

    Raises:
        NotYourRole, NotYourPlace.
        DraftGone: there is no such draft at this outlet any more.
    """
    accounts.require(actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code)
    if not CounterDraft.objects.filter(id=draft_id, outlet_id=window.outlet_id).delete()[0]:
        _gone()


def use_up_draft(draft: DraftRef, window: WindowView) -> None:
    """Delete the draft a case is received from, in the caller's transaction. One statement.

    Raises:
        DraftChanged, DraftGone: the page that is sent shows something older.
    """
    rows = CounterDraft.objects.filter(id=draft.id, outlet_id=window.outlet_id, revision=draft.revision)
    if not rows.delete()[0]:
        _refuse(draft, window)


@act
def forget_drafts(*, at: datetime) -> int:
    """Delete drafts nobody went on with for a week; how many.

    Law: 个人信息保护法 §19
    """
    return CounterDraft.objects.filter(saved_at__lt=at - rules.DRAFT_LIFE).delete()[0]


def _refuse(draft: DraftRef, window: WindowView) -> NoReturn:
    row = CounterDraft.objects.filter(id=draft.id, outlet_id=window.outlet_id).first()
    if row is None:
        _gone()
    saved = row.saved_at.astimezone(SHANGHAI)
    raise DraftChanged(
        f"这份草稿在 {saved:%H:%M} 由{row.saved_by_name}在 {places.window(row.window_id).code} 窗口改过，"
        "您这里不是最新的；您填的内容都还在这一页。",
        revision=row.revision,
    )


def _gone() -> NoReturn:
    raise DraftGone("这份草稿已经收件或者删除了，收件前请先看看“本窗口最近收的件”，不要重复收件。")
