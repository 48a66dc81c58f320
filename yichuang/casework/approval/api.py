"""API of approval: claim, opinion, decision."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.approval import services
from yichuang.casework.approval.types import Conclusion, DecisionInput
from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import WRITE_PROBLEMS, Day, Flag, Input, IssuedOut, Key, Text, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])


class ClaimedOut(Schema):
    """Who has the case now."""

    number: str
    claimed_by: str


class OpinionIn(Input):
    """What the examination found and proposes."""

    conclusion: Literal["grant", "refuse"]
    text: Annotated[Text, Field(min_length=1, max_length=2000)]


class OpinionOut(Schema):
    """The opinion as it stands in the file."""

    number: str
    conclusion: str


class DecisionIn(Input):
    """A decision. ``immediate``: by a chief representative at the window, under a written authorisation."""

    outcome: Literal["granted"] = "granted"
    content: Annotated[Text, Field(max_length=2000, description="准予内容; empty: as the item says")] = ""
    conditions: Annotated[Text, Field(max_length=2000, description="附加条件")] = ""
    valid_from: Annotated[
        Day | None, Field(description="From the day of the decision to a year later; null: that day")
    ] = None
    immediate: Annotated[Flag, Field(description="当场决定 at the window")] = False


class DecidedOut(Schema):
    """The decision made. ``authorisation``: number of the written authorisation it rests on, or empty."""

    number: str
    outcome: str
    notice: IssuedOut
    valid_from: date | None
    valid_until: date | None
    authorisation: str


def _officer(request: HttpRequest, number: str, act: Act) -> Actor:
    """Who acts for the competent organisation; checked before an answer is replayed as well."""
    actor = accounts.actor_of_request(request)
    case = cases.case_by_number(number)
    accounts.require(actor, act, organisation_id=case.organisation_id, region_code=case.region_code)
    return actor


@router.post(
    "/cases/{number}/claim", response={200: ClaimedOut} | WRITE_PROBLEMS, summary="领取 Claim the case"
)
def claim(request: HttpRequest, number: str, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.CLAIM)

    def write() -> tuple[int, dict[str, Any]]:
        services.claim_review(number=number, actor=actor, at=now())
        return 200, {"number": number, "claimed_by": actor.name}

    return idempotent(request, f"cases/{number}/claim", actor.principal, write)


@router.post(
    "/cases/{number}/opinions",
    response={201: OpinionOut} | WRITE_PROBLEMS,
    summary="审查意见 Give an opinion",
)
def opine(request: HttpRequest, number: str, data: OpinionIn, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.OPINE)

    def write() -> tuple[int, dict[str, Any]]:
        services.give_opinion(
            number=number, conclusion=Conclusion(data.conclusion), text=data.text, actor=actor, at=now()
        )
        return 201, {"number": number, "conclusion": data.conclusion}

    return idempotent(request, f"cases/{number}/opinions", actor.principal, write)


@router.post(
    "/cases/{number}/decision", response={201: DecidedOut} | WRITE_PROBLEMS, summary="决定 Decide the case"
)
def decide(request: HttpRequest, number: str, data: DecisionIn, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.DECIDE_IMMEDIATELY if data.immediate else Act.DECIDE)
    make = services.decide_immediately if data.immediate else services.decide_case

    def write() -> tuple[int, dict[str, Any]]:
        decision = DecisionInput(data.content, data.conditions, data.valid_from)
        decided = make(number=number, decision=decision, actor=actor, at=now())
        return 201, {
            "number": number,
            "outcome": "granted",
            "notice": decided.notice.link,
            "valid_from": decided.valid_from and decided.valid_from.isoformat(),
            "valid_until": decided.valid_until and decided.valid_until.isoformat(),
            "authorisation": decided.authorisation_number,
        }

    return idempotent(request, f"cases/{number}/decision", actor.principal, write)
