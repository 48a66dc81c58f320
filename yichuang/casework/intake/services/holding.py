"""Holding a case at a window: allowed here, settled by time, locked until the transaction ends."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake import queries
from yichuang.casework.intake.services.settling import settle_by_time
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places.types import WindowView


def hold_at_window(*, number: str, act: Act, window: WindowView, actor: Actor, at: datetime) -> CaseView:
    """The case, held, when the actor may do this at this window and the case is of its outlet.

    What time alone has done to it is recorded first, so the act meets the state the law says.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace: not this person, not at this window, or not this case.
        ReceivedElsewhere: carries ``outlet``.
    """
    accounts.require(actor, act, outlet_id=window.outlet_id, region_code=window.region_code)
    case = settle_by_time(number=number, at=at)
    queries.check_window_of_case(case, act, window, actor)
    return case
