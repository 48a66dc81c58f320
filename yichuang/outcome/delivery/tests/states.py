"""Cases in the states delivery leads to, made by the real services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yichuang.casework.approval.tests.states import card_number, claim, decide, decide_at_window, opine
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.casework.intake.types import Application
from yichuang.outcome.delivery import services
from yichuang.outcome.delivery.types import Delivered, ReceiverInput, Relation


def decided_number(county: County, application: Application | None = None, *, at: datetime = AT) -> str:
    """A 承诺件 the department granted."""
    number = accepted_number(county, application)
    claim(county, number)
    opine(county, number)
    decide(county, number, at=at)
    return number


def prepared_number(county: County, application: Application | None = None, *, at: datetime = AT) -> str:
    """One whose result waits at the hall."""
    number = decided_number(county, application, at=at)
    services.prepare_result(number=number, at=at)
    return number


def decided_card_number(county: County) -> str:
    """A 即办件 a representative granted at the window."""
    number = card_number(county)
    decide_at_window(county, number)
    return number


def receiver(
    name: str = "王小满", relation: Relation = Relation.SELF, *, id_checked: bool = True, **more: Any
) -> ReceiverInput:
    """Who takes the result; the applicant, who showed the identity card."""
    return ReceiverInput(name, relation, id_checked, **more)


def hand_over(county: County, number: str, who: ReceiverInput | None = None, **changes: Any) -> Delivered:
    """Hand a result over at the issue window."""
    given = {"window": county.issue, "actor": county.people["issuer"], "at": AT} | changes
    return services.deliver_result(number=number, receiver=who or receiver(), **given)
