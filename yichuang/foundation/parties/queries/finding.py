"""Who is meant by a whole identity number, name or phone: by blind indexes, nothing is decrypted."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import TooManyNamesakes
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.queries.people import id_index
from yichuang.foundation.parties.types import IdType, PartyKey, PartyKind, SoughtParty
from yichuang.kernel.crypto import blind_index

MOST_NAMESAKES = 500

_PURPOSES = {PartyKey.NAME: "parties.name", PartyKey.PHONE: "parties.phone"}


def sought(by: PartyKey, value: str) -> SoughtParty:
    """Whom a value means, given in full. The type of an identity document need not be known."""
    normal = rules.normal_sought(by, value)
    if by is PartyKey.ID_NUMBER:
        digests = tuple(id_index(id_type, normal) for id_type in IdType)
        return SoughtParty(by, digests, rules.mask_id(normal, IdType.OTHER))
    mask = rules.mask_phone(normal) if by is PartyKey.PHONE else rules.mask_name(normal, PartyKind.NATURAL)
    return SoughtParty(by, (blind_index(normal, _PURPOSES[by]),), mask)


def parties_sought(whom: SoughtParty) -> tuple[UUID, ...]:
    """Every party that is meant. One statement.

    Raises:
        TooManyNamesakes: more than :data:`MOST_NAMESAKES`.
    """
    if whom.by is PartyKey.ID_NUMBER:
        asked = Q()
        for id_type, digest in zip(IdType, whom.digests, strict=True):
            asked |= Q(id_type=id_type.value, id_index=digest)
    else:
        asked = Q(**{f"{whom.by.value}_index": whom.digests[0]})
    rows = Party.objects.filter(asked).order_by("id").values_list("id", flat=True)
    found = tuple(rows[: MOST_NAMESAKES + 1])
    if len(found) > MOST_NAMESAKES:
        raise TooManyNamesakes(
            f"登记过的{whom.by.label}与此相同的办事人超过 {MOST_NAMESAKES} 个，请改用证件号码查询"
        )
    return found
