"""Ends of a case before a decision, made by the real services; and every state a case can be met in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from yichuang.casework.cases.tests.births import WAYS, go
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.types import CaseStatus
from yichuang.casework.intake import services
from yichuang.casework.intake.tests.states import receive
from yichuang.casework.intake.types import (
    Application,
    Declined,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
    Withdrawn,
)
from yichuang.foundation.places.types import WindowView

NOT_OURS = NonAcceptanceInput(
    NonAcceptanceGround.NOT_COMPETENT,
    "客运经营许可由另一个机关办理",
    ("《中华人民共和国行政许可法》第三十二条第一款第二项",),
    "安澜县人力资源和社会保障局",
)
NOT_NEEDED_BASIS = ("《中华人民共和国行政许可法》第三十二条第一款第一项",)
IN_PERSON = WithdrawalInput(by_agent=False, has_signed_paper=True, identity_checked=True)


def decline(
    county: County,
    number: str,
    *,
    by: str = "clerk",
    window: WindowView | None = None,
    at: datetime = AT,
    **changes: Any,
) -> Declined:
    """Not accepted at A1, by default because another authority is the right one."""
    return services.decline_acceptance(
        number=number,
        refusal=replace(NOT_OURS, **changes),
        window=window or county.a1,
        actor=county.people[by],
        at=at,
    )


def find_not_needed(county: County, number: str, **changes: Any) -> Declined:
    """Nothing is needed, said at A1."""
    given = {
        "reason": "总质量4500千克以下的普通货运车辆不需要经营许可",
        "legal_basis": NOT_NEEDED_BASIS,
        "window": county.a1,
        "actor": county.people["clerk"],
        "at": AT,
    }
    return services.find_not_needed(number=number, **(given | changes))


def withdraw(
    county: County,
    number: str,
    *,
    by: str = "clerk",
    window: WindowView | None = None,
    at: datetime = AT,
    **changes: Any,
) -> Withdrawn:
    """Taken back at A1, by default by the applicant in person."""
    return services.withdraw_case(
        number=number,
        withdrawal=replace(IN_PERSON, **changes),
        window=window or county.a1,
        actor=county.people[by],
        at=at,
    )


def declare_void(
    county: County,
    number: str,
    *,
    by: str = "manager",
    reason: str = "同一申请收了两次",
    at: datetime = AT,
) -> None:
    """Declared void by the hall manager."""
    services.void_case(number=number, reason=reason, actor=county.people[by], at=at)


def delete(
    county: County,
    number: str,
    *,
    by: str = "manager",
    reason: str = "事项选错，已重新收件",
    at: datetime = AT,
) -> None:
    """Deleted by the hall manager."""
    services.delete_case(number=number, reason=reason, actor=county.people[by], at=at)


def case_in(county: County, status: CaseStatus, application: Application | None = None) -> str:
    """The number of a case of the clerk's in this state."""
    number = receive(county, application).number
    assert go(county, number, *WAYS[status]).status is status
    return number
