"""Drafts of the counter: the list of an outlet, and one to go on with."""

from __future__ import annotations

from uuid import UUID

from yichuang.casework.intake.errors import DraftGone
from yichuang.casework.intake.models import CounterDraft
from yichuang.casework.intake.types import DraftRef, DraftView
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import PartyKind

_SHOWN = 20


def drafts_of_outlet(outlet_id: UUID) -> tuple[DraftView, ...]:
    """The newest drafts of an outlet, the applicant masked. One statement."""
    rows = CounterDraft.objects.filter(outlet_id=outlet_id).select_related("window").order_by("-saved_at")
    return tuple(map(_view, rows[:_SHOWN]))


def draft(draft_id: UUID, outlet_id: UUID) -> DraftView:
    """One draft of this outlet, to go on with.

    Raises:
        DraftGone: received, deleted, too old, or another outlet's.
    """
    rows = CounterDraft.objects.filter(id=draft_id, outlet_id=outlet_id).select_related("window")
    row = rows.first()
    if row is None:
        raise DraftGone("这份草稿已经收件或者删除了。")
    return _view(row)


def _view(row: CounterDraft) -> DraftView:
    fields: dict[str, list[str]] = row.fields
    name = (fields.get("applicant-name") or [""])[0]
    is_body = (fields.get("applicant-kind") or [""])[0] == PartyKind.LEGAL.value
    return DraftView(
        DraftRef(row.id, row.revision),
        row.handling_code,
        row.name,
        fields,
        row.saved_at,
        row.saved_by_id,
        row.saved_by_name,
        row.window.code,
        parties.mask_name(name, PartyKind.LEGAL if is_body else PartyKind.NATURAL),
    )
