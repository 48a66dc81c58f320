"""Reads of parties. Pages get masks; the full view is for documents being frozen and reasoned unmaskings."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import PartyNotFound
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.rules import mask_id, mask_name, mask_phone
from yichuang.foundation.parties.types import (
    IdType,
    KnownParty,
    MaskedParty,
    PartyInput,
    PartyKind,
    PartyView,
)
from yichuang.kernel.crypto import blind_index

ID_PURPOSE = "parties.id-number"

# every acceptance and every decision reads one
_SEALED = ("id_number", "name", "phone", "legal_representative")
_WHOLE = f"SELECT kind, id_type, {', '.join(_SEALED)} FROM parties_party WHERE id = %s"  # noqa: S608 - constants only


def id_index(id_type: IdType, id_number: str) -> bytes:
    """The blind index of an identity: equal numbers of equal type have equal digests."""
    return blind_index(f"{id_type.value}:{rules.normal_id_number(id_number)}", ID_PURPOSE)


def masked(party_ids: Iterable[UUID]) -> dict[UUID, MaskedParty]:
    """The parties as pages show them (脱敏), by id. Unknown ids are left out. One statement."""
    return {row.id: _masked(row) for row in Party.objects.filter(id__in=set(party_ids))}


def mask(view: PartyView) -> MaskedParty:
    """A party in hand as pages show it."""
    return MaskedParty(
        name=mask_name(view.name, view.kind),
        id_number=mask_id(view.id_number, view.id_type),
        phone=mask_phone(view.phone),
        kind=view.kind,
        id_type=view.id_type,
    )


def for_documents(party_id: UUID) -> PartyView:
    """The party in full, for the moment a legal document is frozen. Never for a page.

    Raises:
        PartyNotFound: no such party.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [party_id])
        row = cursor.fetchone()
    if row is None:
        raise PartyNotFound("没有这个办事人。")
    kind, id_type, *sealed = row
    opened = {
        field: Party._meta.get_field(field).from_db_value(value, None, connection)  # type: ignore[union-attr]
        for field, value in zip(_SEALED, sealed, strict=True)
    }
    return PartyView(
        id=party_id,
        kind=PartyKind(kind),
        name=opened["name"],
        id_type=IdType(id_type),
        id_number=opened["id_number"],
        phone=opened["phone"] or "",
        legal_representative=opened["legal_representative"] or "",
    )


def find_by_identity(id_type: IdType, id_number: str) -> UUID | None:
    """The party known by this identity document, or None."""
    rows = Party.objects.filter(id_type=id_type.value, id_index=id_index(id_type, id_number))
    return rows.values_list("id", flat=True).first()


def known(row: Party) -> KnownParty:
    """What a form shows of a party that came before: masked."""
    view = view_of(row)
    return KnownParty(
        id=row.id,
        kind=view.kind,
        name=mask_name(view.name, view.kind),
        phone=mask_phone(view.phone),
        legal_representative=mask_name(view.legal_representative),
        since=row.updated_at,
    )


def restored(party: PartyInput) -> PartyInput:
    """A party in normal form, with the masks a form showed put back to what is known.

    A mask that does not match what is known now stays as it is, and is refused as any wrong value is.
    No statement when nothing is masked; otherwise one.
    """
    if "*" not in party.name + party.phone + party.legal_representative:
        return party
    index = id_index(party.id_type, party.id_number)
    row = Party.objects.filter(id_type=party.id_type.value, id_index=index).first()
    if row is None:
        return party
    view, shown = view_of(row), known(row)
    return PartyInput(
        party.kind,
        view.name if party.name == shown.name else party.name,
        party.id_type,
        party.id_number,
        view.phone if party.phone == shown.phone else party.phone,
        view.legal_representative
        if party.legal_representative == shown.legal_representative
        else party.legal_representative,
    )


def phone_ends_with(party_id: UUID, last4: str) -> bool:
    """Whether the party's phone ends with these four digits; takes as long for right as for wrong.

    An unknown party, one without a phone and anything but four digits are a plain no.
    """
    phone = Party.objects.filter(id=party_id).values_list("phone", flat=True).first() or ""
    is_asked_right = len(last4) == 4 and last4.isascii() and last4.isdigit()
    return hmac.compare_digest(phone[-4:].encode(), last4.encode()) and is_asked_right


def problems(party: PartyInput, on: date) -> dict[str, str]:
    """Every wrong field of a party as it was typed, with its sentence: what recording would refuse."""
    return rules.party_problems(rules.normal_party(party), on)


def warnings(id_type: IdType, id_number: str) -> tuple[str, ...]:
    """What to look at twice although it is accepted: a resident number of no known region."""
    if id_type is not IdType.RESIDENT_ID:
        return ()
    warning = rules.resident_id_warning(rules.normal_id_number(id_number))
    return (warning,) if warning else ()


def view_of(row: Party) -> PartyView:
    """A row in full."""
    return PartyView(
        id=row.id,
        kind=PartyKind(row.kind),
        name=row.name,
        id_type=IdType(row.id_type),
        id_number=row.id_number,
        phone=row.phone or "",
        legal_representative=row.legal_representative or "",
    )


def _masked(row: Party) -> MaskedParty:
    return mask(view_of(row))
