"""Acts on parties: record who came, and show somebody in full for a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from yichuang.foundation.accounts.queries import require
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import InvalidIdentity, ReasonMissing
from yichuang.foundation.parties.models import Party
from yichuang.foundation.parties.queries import for_documents, id_index
from yichuang.foundation.parties.types import Matter, PartyInput, PartyView
from yichuang.kernel import audit
from yichuang.kernel.crypto import blind_index, encrypt
from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

STREAM = "party"

# One statement whether the party is new or known. What was not given stays; what is given and differs
# replaces, told by the blind indexes, since ciphertexts of equal values differ. The outer SELECT sees
# the row as it was before, so the audit log learns which facts are new.
_RECORD = """
WITH before AS (
    SELECT name_index, phone_index, legal_representative_index FROM parties_party
    WHERE id_type = %(id_type)s AND id_index = %(id_index)s
), recorded AS (
    INSERT INTO parties_party AS party (
        id, kind, id_type, id_index, id_number, name, name_index, phone, phone_index,
        legal_representative, legal_representative_index, created_at, updated_at
    ) VALUES (
        %(id)s, %(kind)s, %(id_type)s, %(id_index)s, %(id_number)s, %(name)s, %(name_index)s,
        %(phone)s, %(phone_index)s, %(representative)s, %(representative_index)s, %(at)s, %(at)s
    )
    ON CONFLICT (id_type, id_index) DO UPDATE SET
        name = CASE WHEN party.name_index = EXCLUDED.name_index THEN party.name ELSE EXCLUDED.name END,
        name_index = EXCLUDED.name_index,
        phone = CASE WHEN EXCLUDED.phone_index IS NULL OR party.phone_index = EXCLUDED.phone_index
            THEN party.phone ELSE EXCLUDED.phone END,
        phone_index = COALESCE(EXCLUDED.phone_index, party.phone_index),
        legal_representative = CASE WHEN EXCLUDED.legal_representative_index IS NULL
            OR party.legal_representative_index = EXCLUDED.legal_representative_index
            THEN party.legal_representative ELSE EXCLUDED.legal_representative END,
        legal_representative_index =
            COALESCE(EXCLUDED.legal_representative_index, party.legal_representative_index),
        updated_at = CASE WHEN party.name_index = EXCLUDED.name_index
            AND party.phone_index IS NOT DISTINCT FROM COALESCE(EXCLUDED.phone_index, party.phone_index)
            AND party.legal_representative_index IS NOT DISTINCT FROM
                COALESCE(EXCLUDED.legal_representative_index, party.legal_representative_index)
            THEN party.updated_at ELSE EXCLUDED.updated_at END
    RETURNING id, kind, name_index, phone_index, legal_representative_index
)
SELECT recorded.id, recorded.kind, before.name_index IS NOT NULL,
    before.name_index IS DISTINCT FROM recorded.name_index,
    before.phone_index IS DISTINCT FROM recorded.phone_index,
    before.legal_representative_index IS DISTINCT FROM recorded.legal_representative_index
FROM recorded LEFT JOIN before ON true
"""
_FACTS = ("name", "phone", "legal_representative")


@act
def record_party(*, party: PartyInput, at: datetime, by: str = "system") -> UUID:
    """Record a party (办事人), known by the identity document; the same again is the same party.

    A phone or legal representative left empty keeps what is known. A name, phone or representative
    that differs replaces what is known and is audited: documents issued before keep their own copy.

    Law:
        个人信息保护法 §8: what is processed is kept right.

    Args:
        by: the principal who records, for the audit log.

    Raises:
        InvalidIdentity: ``errors`` points at each wrong field.

    Concurrency:
        One statement; ``one_party_per_identity`` decides between two at once.
    """
    given = rules.normal_party(party)
    _refuse(rules.party_problems(given, legal_date(at)))
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, _row(given, at))
        party_id, kind, was_known, *differs = cursor.fetchone()
    if kind != given.kind.value:
        _refuse({"kind": "这个证件已经登记为另一类办事人，请核对办事人类型。"})
    if was_known and any(differs):
        changed = [fact for fact, is_new in zip(_FACTS, differs, strict=True) if is_new]
        audit.record(
            stream=STREAM, stream_id=party_id, action="changed", actor=by, at=at, details={"fields": changed}
        )
    found: UUID = party_id
    return found


@act
def unmask_party(*, party_id: UUID, actor: Actor, matter: Matter, reason: str, at: datetime) -> PartyView:
    """Show a party in full (查看完整信息) to somebody whose work needs it, and write down why.

    Law:
        个人信息保护法 §6, §25, §51.

    Args:
        matter: the case it is for; a post at its outlet or in its department counts.
        reason: at least four characters, without names and numbers: it goes into the audit log.

    Raises:
        NotYourRole, NotYourPlace: the actor's posts do not deal with parties, or not with this matter.
        PartyNotFound: no such party.
        ReasonMissing: the reason says nothing, too much, or personal data.
    """
    require(
        actor,
        Act.UNMASK,
        outlet_id=matter.outlet_id,
        organisation_id=matter.organisation_id,
        region_code=matter.region_code,
    )
    view = for_documents(party_id)
    stated = " ".join(reason.split())
    problem = rules.reason_problem(stated, view.name)
    if problem:
        raise ReasonMissing(problem, errors=(FieldError("/reason", problem),))
    audit.record(
        stream=STREAM,
        stream_id=party_id,
        action="unmasked",
        actor=actor.principal,
        at=at,
        details={"reason": stated},
    )
    return view


def _row(party: PartyInput, at: datetime) -> dict[str, UUID | str | bytes | datetime | None]:
    row: dict[str, UUID | str | bytes | datetime | None] = {
        "id": new_id(),
        "kind": party.kind.value,
        "id_type": party.id_type.value,
        "id_index": id_index(party.id_type, party.id_number),
        "id_number": _sealed("id_number", party.id_number),
        "at": at,
    }
    for key, field, value in (
        ("name", "name", party.name),
        ("phone", "phone", party.phone),
        ("representative", "legal_representative", party.legal_representative),
    ):
        row[key] = _sealed(field, value) if value else None
        row[f"{key}_index"] = blind_index(value, _purpose(field)) if value else None
    return row


def _sealed(field: str, value: str) -> bytes:
    return encrypt(value.encode(), _purpose(field))


def _purpose(field: str) -> str:
    purpose: str = Party._meta.get_field(field).purpose  # type: ignore[union-attr]  # all are encrypted
    return purpose


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidIdentity(
            "".join(problems.values()),
            errors=tuple(FieldError(f"/{field}", problem) for field, problem in problems.items()),
        )
