"""Lists of those who keep the catalogue: a department's items, the drafts that wait for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView
from yichuang.offer.catalogue import models
from yichuang.offer.catalogue.queries.life import suspended_items
from yichuang.offer.catalogue.queries.reviewing import draft_statuses
from yichuang.offer.catalogue.queries.versions import in_force
from yichuang.offer.catalogue.types.life import OfferState
from yichuang.offer.catalogue.types.listing import ItemFilter, ItemLine, WaitingDraft
from yichuang.offer.catalogue.types.reviewing import DraftState, ReviewStep

# who a draft in this state waits for
_WAITS_FOR = {
    DraftState.DEPARTMENT_REVIEW: Act.REVIEW_DRAFT,
    DraftState.BUREAU_REVIEW: Act.APPROVE_DRAFT,
    DraftState.APPROVED: Act.PUBLISH_VERSION,
    DraftState.RETURNED: Act.EDIT_CATALOGUE,
}


def organisations_for(actor: Actor, act: Act) -> tuple[OrganisationView, ...]:
    """The departments with whose items somebody may do this, by name.

    Raises:
        NotYourRole: no post of a role that may.
    """
    accounts.reach(actor, act)
    return tuple(
        body
        for body in places.organisations()
        if accounts.may(actor, act, organisation_id=body.id, region_code=body.region_code)
    )


def item_lines(
    organisation_ids: Collection[UUID], asked: ItemFilter, on: date, *, after: str = "", limit: int
) -> tuple[ItemLine, ...]:
    """The items of departments with the state of version and draft, by code.

    Six statements, and two more to narrow down by draft.

    Args:
        on: the day whose state is shown.
        after: only what comes after this code.
    """
    suspended = suspended_items(on)
    rows = _with_state(_newest(organisation_ids), on)
    if asked.words:
        rows = rows.filter(
            Q(name__icontains=asked.words)
            | Q(item_name__icontains=asked.words)
            | Q(code__startswith=asked.words)
        )
    if asked.offer is not None:
        rows = rows.filter(_in_state(asked.offer, suspended))
    if asked.draft is not None:
        drafts = draft_statuses()
        rows = rows.filter(handling_item__in=[k for k, made in drafts.items() if made.state is asked.draft])
    found = list(rows.filter(code__gt=after).order_by("code", "id")[:limit])
    owners = [row.handling_item_id for row in found]
    drafts = draft_statuses(owners)
    shown = _shown(owners, on)
    return tuple(
        ItemLine(
            handling_item_id=row.handling_item_id,
            code=row.code,
            name=row.name,
            organisation_name=places.organisation(row.organisation_id).short_name,
            offer=_state(row, row.handling_item_id in suspended),
            version_number=version.version_number if version else None,
            valid_from=version.valid_from if version else None,
            draft=drafts[row.handling_item_id].state if row.status == "draft" else None,
            draft_id=row.id if row.status == "draft" else None,
        )
        for row in found
        for version in (shown.get(row.handling_item_id),)
    )


def offer_state(handling_item_id: UUID, on: date) -> OfferState:
    """Whether an item is taken on a day (在用状态)."""
    rows = models.HandlingVersion.objects.filter(handling_item_id=handling_item_id)
    row = _with_state(rows, on)[0]
    return _state(row, handling_item_id in suspended_items(on))


def waiting_drafts(actor: Actor) -> tuple[WaitingDraft, ...]:
    """The drafts whose next step is this person's to do (待我办理), those that wait longest first.

    What they wrote or submitted themselves is among them and says so: somebody else has to review it.
    """
    found = []
    statuses = {owner: made for owner, made in draft_statuses().items() if made.state in _WAITS_FOR}
    drafts = models.HandlingVersion.objects.filter(status="draft", handling_item__in=statuses)
    for row in drafts.defer("details"):
        status = statuses[row.handling_item_id]
        state = status.state
        body = places.organisation(row.organisation_id)
        if not accounts.may(actor, _WAITS_FOR[state], organisation_id=body.id, region_code=body.region_code):
            continue
        last = status.counted[-1]
        submitted = {act.person_id for act in status.acts if act.step is ReviewStep.SUBMISSION}
        is_review = state in (DraftState.DEPARTMENT_REVIEW, DraftState.BUREAU_REVIEW)
        is_own = is_review and actor.user_id in status.drafters | submitted
        found.append(
            WaitingDraft(
                version_id=row.id,
                code=row.code,
                name=row.name,
                organisation_name=body.short_name,
                version_number=row.version_number,
                state=state,
                since=last.made_at,
                last_person=last.person_name,
                is_own=is_own,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.since, line.code)))


def _newest(organisation_ids: Collection[UUID]) -> QuerySet[models.HandlingVersion]:
    """One row for each handling item: its newest version, a draft included."""
    newer = models.HandlingVersion.objects.filter(
        handling_item=OuterRef("handling_item"), version_number__gt=OuterRef("version_number")
    )
    rows = models.HandlingVersion.objects.filter(~Exists(newer), organisation__in=list(organisation_ids))
    return rows.defer("details")


def _with_state(rows: QuerySet[models.HandlingVersion], on: date) -> QuerySet[models.HandlingVersion]:
    own = models.HandlingVersion.objects.filter(handling_item=OuterRef("handling_item"), status="published")
    return rows.annotate(
        is_running=Exists(in_force(on).filter(handling_item=OuterRef("handling_item"))),
        is_coming=Exists(own.filter(valid_from__gt=on)),
        was_published=Exists(own),
    )


def _in_state(state: OfferState, suspended: Collection[UUID]) -> Q:
    is_suspended = Q(handling_item__in=list(suspended))
    return {
        OfferState.OFFERED: Q(is_running=True) & ~is_suspended,
        OfferState.SUSPENDED: Q(is_running=True) & is_suspended,
        OfferState.SCHEDULED: Q(is_running=False, is_coming=True),
        OfferState.ENDED: Q(is_running=False, is_coming=False, was_published=True),
        OfferState.UNPUBLISHED: Q(was_published=False),
    }[state]


def _state(row: Any, is_suspended: bool) -> OfferState:
    if row.is_running:
        return OfferState.SUSPENDED if is_suspended else OfferState.OFFERED
    if row.is_coming:
        return OfferState.SCHEDULED
    return OfferState.ENDED if row.was_published else OfferState.UNPUBLISHED


def _shown(owners: Collection[UUID], on: date) -> dict[UUID, models.HandlingVersion]:
    """The version in force of each item; else the one that begins next, else the one that ended last."""
    rows = models.HandlingVersion.objects.filter(handling_item__in=owners, status="published")
    found: dict[UUID, list[models.HandlingVersion]] = defaultdict(list)
    for row in rows.only("id", "handling_item_id", "version_number", "valid_from", "valid_until"):
        found[row.handling_item_id].append(row)
    return {owner: min(versions, key=lambda row: _rank(row, on)) for owner, versions in found.items()}


def _rank(row: models.HandlingVersion, on: date) -> tuple[int, int, int]:
    begins = row.valid_from.toordinal() if row.valid_from else 0
    if begins > on.toordinal():
        return 1, begins, -row.version_number
    holds = row.valid_until is None or row.valid_until > on
    return (0 if holds else 2), -begins, -row.version_number
