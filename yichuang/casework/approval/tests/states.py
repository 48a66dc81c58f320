"""Cases in the states approval leads to, made by the real services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yichuang.casework.approval import services
from yichuang.casework.approval.types import Conclusion, Decided, DecisionInput
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.applications import application_for, card_application
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.offer.catalogue.types import HandlingVersion


def claim(county: County, number: str, *, by: str = "officer", at: datetime = AT) -> None:
    """An officer takes the case."""
    services.claim_review(number=number, actor=county.people[by], at=at)


def opine(
    county: County,
    number: str,
    conclusion: Conclusion = Conclusion.GRANT,
    text: str = "车辆符合要求",
    *,
    by: str = "officer",
    at: datetime = AT,
) -> None:
    """The officer writes what was found."""
    services.give_opinion(number=number, conclusion=conclusion, text=text, actor=county.people[by], at=at)


def decide(county: County, number: str, *, by: str = "head", at: datetime = AT, **changes: Any) -> Decided:
    """The department decides."""
    return services.decide_case(
        number=number, decision=DecisionInput(**changes), actor=county.people[by], at=at
    )


def decide_at_window(
    county: County, number: str, *, by: str = "chief", at: datetime = AT, **changes: Any
) -> Decided:
    """A chief representative decides on the spot."""
    return services.decide_immediately(
        number=number, decision=DecisionInput(**changes), actor=county.people[by], at=at
    )


def reviewed_number(county: County, version: HandlingVersion | None = None) -> str:
    """A case claimed by the officer, with their opinion to grant."""
    number = accepted_number(county, application_for(version) if version else None)
    claim(county, number)
    opine(county, number)
    return number


def card_number(county: County, *, by: str = "chief") -> str:
    """An accepted 即办件 of the social department."""
    return accepted_number(county, card_application(), by=by)
