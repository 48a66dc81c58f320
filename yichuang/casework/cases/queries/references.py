"""A search for an applicant, as an address may carry it: sealed, short-lived, and only for who made it.

Whom somebody looked for must not stand in an address, a log or a browser's history. So the address
holds a sealed reference to the blind indexes: nobody can read it, and after half an hour, or in another
person's hands, it opens nothing.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from yichuang.casework.cases.errors import SearchEnded
from yichuang.foundation.parties.types import PartyKey, SoughtParty
from yichuang.kernel.crypto import DecryptionFailed, decrypt, encrypt

VALID_FOR = timedelta(minutes=30)
LONGEST_REFERENCE = 1000
_PURPOSE = "cases.applicant-search"
_DIGEST_BYTES = 32


@dataclass(frozen=True)
class ApplicantSearch:
    """Whom a reference means, and until when it counts."""

    whom: SoughtParty
    until: datetime


def reference_of(whom: SoughtParty, user_id: UUID, at: datetime) -> str:
    """The reference of a search this person has just made, for addresses."""
    until = int((at + VALID_FOR).timestamp())
    head = json.dumps([whom.by.value, whom.mask, str(user_id), until], ensure_ascii=False).encode()
    sealed = encrypt(len(head).to_bytes(2) + head + b"".join(whom.digests), _PURPOSE)
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def read_reference(text: str, user_id: UUID, at: datetime) -> ApplicantSearch:
    """What a reference means to this person at this moment.

    Raises:
        SearchEnded: past its time, another person's, changed, or none at all.
    """
    try:
        padded = text[:LONGEST_REFERENCE].encode("ascii") + b"=" * (-len(text) % 4)
        plain = decrypt(urlsafe_b64decode(padded), _PURPOSE)
    except (ValueError, DecryptionFailed):
        raise SearchEnded from None
    size = int.from_bytes(plain[:2])
    by, mask, holder, until = json.loads(plain[2 : 2 + size])
    ends_at = datetime.fromtimestamp(until, UTC)
    if holder != str(user_id) or at >= ends_at:
        raise SearchEnded
    rest = plain[2 + size :]
    digests = tuple(rest[place : place + _DIGEST_BYTES] for place in range(0, len(rest), _DIGEST_BYTES))
    return ApplicantSearch(SoughtParty(PartyKey(by), digests, mask), ends_at)
