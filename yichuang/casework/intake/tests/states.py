"""Cases in the states intake leads to, made by the real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake import services
from yichuang.casework.intake.tests.applications import company, handed_in, licence_application
from yichuang.casework.intake.types import (
    Accepted,
    Application,
    Corrected,
    MaterialInput,
    Received,
    Requested,
)
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.places.types import WindowView


def with_both(county: County) -> County:
    """The county and ``both`` in it: a clerk who has a post in the hall and one in the town."""
    clerk, town = county.people["clerk"], county.people["town-clerk"]
    both = Actor(clerk.principal, clerk.user_id, clerk.name, clerk.posts + town.posts)
    return replace(county, people={**county.people, "both": both})


def receive(
    county: County,
    application: Application | None = None,
    *,
    by: str = "clerk",
    window: WindowView | None = None,
    at: datetime = AT,
) -> Received:
    """Receive an application, by default a complete one for the 承诺件."""
    return services.receive_case(
        application=application or licence_application(),
        window=window or county.a1,
        actor=county.people[by],
        at=at,
    )


def fix(county: County, number: str, *materials: MaterialInput, **changes: Any) -> Any:
    """Put materials right at the window."""
    given = {"window": county.a1, "actor": county.people["clerk"], "at": AT} | changes
    return services.fix_materials(number=number, materials=materials, **given)


def accept(
    county: County, number: str, *, by: str = "clerk", window: WindowView | None = None, at: datetime = AT
) -> Accepted:
    """Accept a received case."""
    return services.accept_case(number=number, window=window or county.a1, actor=county.people[by], at=at)


def accepted_number(county: County, application: Application | None = None, *, by: str = "clerk") -> str:
    """The number of a case received and accepted at A1."""
    number = receive(county, application, by=by).number
    accept(county, number, by=by)
    return number


UNMET = {"p1": False, "p2": True}


def faulty_company(county: County) -> str:
    """The number of a company's case: the form is not filled in, the articles are missing."""
    materials = (handed_in("m1", points=UNMET),)
    application = licence_application(
        answers={"subject": "company"}, applicant=company(), materials=materials
    )
    return receive(county, application).number


def tell(county: County, number: str, *, by: str = "clerk", **changes: Any) -> Requested:
    """Ask for corrections at A1; a supervisor, who has no window, asks with ``window=None``."""
    given = {"window": county.a1, "at": AT} | changes
    return services.request_correction(number=number, actor=county.people[by], **given)


def correct(
    county: County, number: str, *materials: MaterialInput, by: str = "clerk", **changes: Any
) -> Corrected:
    """Hand corrections in at A1."""
    given = {"window": county.a1, "at": AT} | changes
    return services.record_corrections(number=number, materials=materials, actor=county.people[by], **given)
