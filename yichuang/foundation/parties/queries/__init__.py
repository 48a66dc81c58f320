"""Reads of parties. Pages get masks; the full view is for documents being frozen and reasoned unmaskings."""

from yichuang.foundation.parties.queries.authorities import authorities_of, authority, check_authority
from yichuang.foundation.parties.queries.finding import MOST_NAMESAKES, parties_sought, sought
from yichuang.foundation.parties.queries.people import (
    find_by_identity,
    for_documents,
    id_index,
    mask,
    mask_id,
    mask_name,
    mask_phone,
    masked,
    normal_party,
    phone_ends_with,
    problems,
    warnings,
)

__all__ = [
    "MOST_NAMESAKES",
    "authorities_of",
    "authority",
    "check_authority",
    "find_by_identity",
    "for_documents",
    "id_index",
    "mask",
    "mask_id",
    "mask_name",
    "mask_phone",
    "masked",
    "normal_party",
    "parties_sought",
    "phone_ends_with",
    "problems",
    "sought",
    "warnings",
]
