"""Reads of parties. Pages get masks; the full view is for documents being frozen and reasoned unmaskings."""

from yichuang.foundation.parties.queries.authorities import authorities_of, authority, check_authority
from yichuang.foundation.parties.queries.cards import (
    card_of_attached_reader,
    card_of_text,
    has_attached_reader,
    is_card_line,
)
from yichuang.foundation.parties.queries.finding import MOST_NAMESAKES, parties_sought, sought
from yichuang.foundation.parties.queries.people import (
    find_by_identity,
    for_documents,
    id_index,
    known,
    mask,
    masked,
    phone_ends_with,
    problems,
    restored,
    warnings,
)
from yichuang.foundation.parties.rules import (
    mask_id,
    mask_name,
    mask_phone,
    normal_party,
    normal_phone,
    phone_problem,
    resident_id_problem,
)

__all__ = [
    "MOST_NAMESAKES",
    "authorities_of",
    "authority",
    "card_of_attached_reader",
    "card_of_text",
    "check_authority",
    "find_by_identity",
    "for_documents",
    "has_attached_reader",
    "id_index",
    "is_card_line",
    "known",
    "mask",
    "mask_id",
    "mask_name",
    "mask_phone",
    "masked",
    "normal_party",
    "normal_phone",
    "parties_sought",
    "phone_ends_with",
    "phone_problem",
    "problems",
    "resident_id_problem",
    "restored",
    "sought",
    "warnings",
]
