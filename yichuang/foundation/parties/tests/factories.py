"""Parties for tests. Identity numbers begin with 99 and so belong to nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from yichuang.foundation.parties import models, rules
from yichuang.foundation.parties.queries import id_index
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.kernel.crypto import blind_index

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)
BORN = date(1990, 6, 15)


def make_resident_id(born: date, serial: int, region: str = "990101") -> str:
    """A resident identity number with a right check character; an even serial is a woman's."""
    digits = f"{region}{born:%Y%m%d}{serial:03d}"
    return digits + rules.check_character(digits)


def a_person(serial: int = 1, **changes: object) -> PartyInput:
    """A natural person as somebody types one."""
    given = {
        "kind": PartyKind.NATURAL,
        "name": "张三",
        "id_type": IdType.RESIDENT_ID,
        "id_number": make_resident_id(BORN, serial),
        "phone": "13800003210",
    }
    return PartyInput(**(given | changes))  # type: ignore[arg-type]


def a_company(serial: int = 1, **changes: object) -> PartyInput:
    """A company as somebody types one."""
    given = {
        "kind": PartyKind.LEGAL,
        "name": "安澜县顺达运输有限公司",
        "id_type": IdType.USCC,
        "id_number": make_uscc(serial),
        "phone": "0990-8001234",
        "legal_representative": "李四",
    }
    return PartyInput(**(given | changes))  # type: ignore[arg-type]


class PartyFactory(DjangoModelFactory[models.Party]):
    class Meta:
        model = models.Party

    kind = PartyKind.NATURAL.value
    id_type = IdType.RESIDENT_ID.value
    id_number = factory.Sequence(lambda number: make_resident_id(BORN, number % 1000))
    id_index = factory.LazyAttribute(lambda party: id_index(IdType(party.id_type), party.id_number))
    name = "张三"
    name_index = factory.LazyAttribute(lambda party: blind_index(party.name, "parties.name"))
    phone = "13800003210"
    phone_index = factory.LazyAttribute(lambda party: blind_index(party.phone, "parties.phone"))
    created_at = AT
    updated_at = AT
