"""Cases in the states approval leads to, made by the real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from yichuang.casework.approval import services
from yichuang.casework.approval.types import (
    Conclusion,
    Decided,
    DecisionInput,
    RefusalInput,
    Refused,
    Terminated,
    TerminationGround,
    TerminationInput,
)
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.intake.tests.applications import application_for, card_application
from yichuang.casework.intake.tests.states import accepted_number
from yichuang.offer.catalogue.types import HandlingVersion

REFUSAL = RefusalInput(
    facts="申请人登记的车辆技术等级为三级",
    reason="不符合车辆技术等级达到二级以上的条件",
    legal_basis=("《中华人民共和国道路运输条例》第二十一条第（一）项",),
)
TERMINATION = TerminationInput(
    ground=TerminationGround.APPLICANT_DISSOLVED,
    reason="申请人已办理注销登记",
    legal_basis=("《中华人民共和国行政许可法》第七十条",),
)


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


def refuse(county: County, number: str, *, by: str = "head", at: datetime = AT, **changes: Any) -> Refused:
    """The department refuses."""
    return services.refuse_case(
        number=number, refusal=replace(REFUSAL, **changes), actor=county.people[by], at=at
    )


def terminate(
    county: County, number: str, *, by: str = "officer", at: datetime = AT, **changes: Any
) -> Terminated:
    """The department ends the case without a decision."""
    return services.terminate_case(
        number=number, termination=replace(TERMINATION, **changes), actor=county.people[by], at=at
    )


def hand_on(
    county: County,
    number: str,
    to: str = "other-officer",
    *,
    by: str = "officer",
    reason: str = "外出学习两周",
    at: datetime = AT,
) -> str:
    """An officer hands a case to a colleague."""
    return services.hand_on_review(
        number=number,
        to_user_id=county.people[to].user_id,
        reason=reason,
        actor=county.people[by],
        at=at,
    )


def opposed_number(county: County, version: HandlingVersion | None = None) -> str:
    """A case claimed by the officer, with their opinion to refuse."""
    number = accepted_number(county, application_for(version) if version else None)
    claim(county, number)
    opine(county, number, Conclusion.REFUSE, "车辆技术等级为三级")
    return number
