"""What a document about a case would say, on a screen that masks people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from yichuang.casework.cases.types import CaseView
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeContent, NoticeKind, Person, Preview
from yichuang.foundation.parties.types import MaskedParty
from yichuang.foundation.places import queries as places

MaskedPeople = tuple[MaskedParty, MaskedParty | None]
"""Applicant and agent."""


def masked_preview(
    *, case: CaseView, kind: NoticeKind, content: NoticeContent, people: MaskedPeople, at: datetime
) -> Preview:
    """A document about ``case`` as it would be issued now (预览), its people masked. Writes nothing.

    Args:
        content: as it would be frozen, its people in full.
        people: the case's, masked, as ``masked_people_of`` reads them.
    """
    applicant, agent = people
    return notices.preview(
        kind=kind,
        authority=places.organisation(case.organisation_id),
        case_number=case.number,
        content=replace(content, applicant=_on_paper(applicant), agent=_on_paper(agent) if agent else None),
        at=at,
    )


def _on_paper(party: MaskedParty) -> Person:
    return Person(name=party.name, id_type=party.id_type.value, id_number=party.id_number)
