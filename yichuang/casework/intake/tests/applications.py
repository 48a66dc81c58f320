"""Applications as people hand them over, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from yichuang.casework.cases.tests.county import CARD_NEW, LICENCE_NEW
from yichuang.casework.intake.types import Application, CollectionMode, MaterialInput
from yichuang.foundation.parties.tests.factories import make_resident_id
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, IdType, PartyInput, PartyKind
from yichuang.foundation.places.tests.factories import make_uscc
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries as guidance

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


def agent(**changes: Any) -> PartyInput:
    """Another person, who comes for somebody."""
    fields = {
        "name": "陆青禾",
        "id_number": make_resident_id(date(1985, 5, 1), 34),
        "phone": "13900009876",
    }
    return person(**(fields | changes))


def company(**changes: Any) -> PartyInput:
    """A synthetic company."""
    fields = {
        "kind": PartyKind.LEGAL,
        "name": "安澜县顺达运输有限公司",
        "id_type": IdType.USCC,
        "id_number": make_uscc(7),
        "phone": "13700007351",
        "legal_representative": "田大禾",
    }
    return PartyInput(**(fields | changes))


def representative(**changes: Any) -> PartyInput:
    """The legal representative of :func:`company`, who comes in person."""
    fields = {"name": "田大禾", "id_number": make_resident_id(date(1978, 9, 12), 55), "phone": ""}
    return person(**(fields | changes))


def authority(**changes: Any) -> AuthorityInput:
    """The paper of :func:`agent`: every power, every item, the county's whole year."""
    fields = {
        "powers": frozenset(AgentPower),
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
    }
    return AuthorityInput(**(fields | changes))


def handed_in(code: str, **changes: Any) -> MaterialInput:
    """A material with every review point met."""
    fields = {"code": code, "collected": CollectionMode.PAPER, "originals": 1, "points": ALL_MET}
    return MaterialInput(**(fields | changes))


def application(**fields: Any) -> Application:
    """An application that is in order: agents bring their paper, organisations their representative."""
    if fields.get("agent") is not None:
        fields = {"authority": authority()} | fields
    elif fields["applicant"].kind is PartyKind.LEGAL:
        fields = {"representative": representative()} | fields
    return Application(**fields)


def licence_application(**changes: Any) -> Application:
    """Complete, by a person: form and shared identity."""
    fields = {
        "code": LICENCE_NEW,
        "answers": {"subject": "person"},
        "applicant": person(),
        "materials": (handed_in("m1"),),
    }
    return application(**(fields | changes))


def card_application(**changes: Any) -> Application:
    """Complete application for the immediate item."""
    fields = {"code": CARD_NEW, "answers": {}, "applicant": person(), "materials": (handed_in("m1"),)}
    return application(**(fields | changes))


def application_for(version: HandlingVersion, **changes: Any) -> Application:
    """Complete application for any item: the first answer to each question, every material to bring."""
    answers: dict[str, str] = {}
    while unanswered := guidance.exact_list(version, answers).unanswered:
        answers[unanswered[0].code] = unanswered[0].options[0].code
    materials = tuple(
        handed_in(material.code, points={point.code: True for point in material.review_points})
        for material in guidance.exact_list(version, answers).to_bring
    )
    fields = {"code": version.code, "answers": answers, "applicant": person(), "materials": materials}
    return application(**(fields | changes))
