"""Telling an applicant by message what happened to the case (办件消息)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from yichuang.casework.cases.models import Act
from yichuang.casework.cases.queries import case_by_id
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.notices import services as notices
from yichuang.foundation.notices.types import Channel
from yichuang.foundation.parties import queries as parties
from yichuang.foundation.parties.types import PartyView
from yichuang.foundation.places import queries as places
from yichuang.kernel.transactions import act

# until a gateway for text messages is connected, messages to citizens are files
CHANNEL: Final = Channel.FILE
_NEWS = timedelta(days=2)


@act
def tell_applicant(
    *, case_id: UUID, template: str, event_id: UUID, at: datetime, **values: str
) -> UUID | None:
    """Write to the applicant of a case, or to the agent when only they left a telephone number (办件消息).

    Once per event: a handler that runs again changes nothing.

    Law: 个人信息保护法 §6 — the name masked, no identity number; the address is kept encrypted.

    Policy: whoever leaves a number is written to, nobody else is. What is older than two days is no
        news: a history that is loaded, or a worker that stood still for a week, writes to nobody.

    Args:
        event_id: what it tells of.
        template: a file in ``notices/adapters/texts``; applicant, item, number, organisation and link
            are filled in, ``values`` has the rest.

    Returns:
        The message's id, or None when nobody is told.
    """
    case = case_by_id(case_id)
    reader = _reader(case)
    last_at = Act.objects.filter(case_id=case_id, sequence=case.act_count).values_list("at", flat=True).get()
    if reader is None or at - last_at > _NEWS:
        return None
    link = f"{settings.SITE_URL.rstrip('/')}/progress/{case.progress_token}/"
    return notices.send_message(
        channel=CHANNEL,
        to_party_id=reader.id,
        template=template,
        context={
            "applicant": parties.mask(parties.for_documents(case.applicant_id)).name,
            "item": case.name,
            "number": case.number,
            "organisation": places.organisation(case.organisation_id).name,
            "link": link,
            **values,
        },
        at=at,
        dedupe_key=f"cases.{template}:{event_id}",
    )


def _reader(case: CaseView) -> PartyView | None:
    """The first of applicant and agent who left a telephone number."""
    people = (parties.for_documents(party) for party in (case.applicant_id, case.agent_id) if party)
    return next((person for person in people if person.phone), None)
