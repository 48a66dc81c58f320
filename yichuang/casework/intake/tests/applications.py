"""Applications as people hand them over, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from yichuang.casework.cases.tests.county import CARD_NEW, LICENCE_NEW
from yichuang.casework.intake.types import Application, CollectionMode, MaterialInput
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.parties.types import IdType, PartyInput, PartyKind

ALL_MET = {"p1": True, "p2": True}


def person(**changes: Any) -> PartyInput:
    """A synthetic person; the number carries the prefix 99 and belongs to nobody."""
    fields = {
        "kind": PartyKind.NATURAL,
        "name": "王小满",
        "id_type": IdType.RESIDENT_ID,
        "id_number": make_resident_id(date(1990, 3, 7), 21),
        "phone": "13800003210",
    }
    return PartyInput(**(fields | changes))


def handed_in(code: str, **changes: Any) -> MaterialInput:
    """A material with every review point met."""
    fields = {"code": code, "collected": CollectionMode.PAPER, "originals": 1, "points": ALL_MET}
    return MaterialInput(**(fields | changes))


def licence_application(**changes: Any) -> Application:
    """Complete, by a person: form and shared identity."""
    fields = {
        "code": LICENCE_NEW,
        "answers": {"subject": "person"},
        "applicant": person(),
        "materials": (handed_in("m1"),),
    }
    return Application(**(fields | changes))


def card_application(**changes: Any) -> Application:
    """Complete application for the immediate item."""
    fields = {"code": CARD_NEW, "answers": {}, "applicant": person(), "materials": (handed_in("m1"),)}
    return Application(**(fields | changes))
