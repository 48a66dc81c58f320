"""API of approval: claim, opinion, decision, refusal, termination, handing on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.approval import services
from yichuang.casework.approval.types import (
    Conclusion,
    DecisionInput,
    RefusalInput,
    TerminationGround,
    TerminationInput,
)
from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.kernel.api import WRITE_PROBLEMS, Day, Flag, Input, IssuedOut, Key, Line, Text, idempotent
from yichuang.kernel.time import now

router = Router(tags=["casework"])

NOBODY = UUID(int=0)


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
    """A decision. ``immediate``: of a 即办件, by a chief representative at the window, under a written
    authorisation; of a 承诺件 its chief representative decides under one as an officer does."""

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


Basis = Annotated[
    list[Annotated[Line, Field(min_length=1, max_length=300)]],
    Field(min_length=1, max_length=20, description="法律依据, one article each"),
]


class RefusalIn(Input):
    """A decision to refuse. Where it can be challenged is on record with the organisation."""

    facts: Annotated[Text, Field(min_length=1, max_length=2000, description="查明的事实")]
    reason: Annotated[Text, Field(min_length=1, max_length=2000, description="理由")]
    legal_basis: Basis


class RefusedOut(Schema):
    """The refusal decided, with the document that says so."""

    number: str
    outcome: str
    notice: IssuedOut


class TerminationIn(Input):
    """An end without a decision."""

    ground: Literal[
        "applicant-dead",
        "applicant-dissolved",
        "item-cancelled",
        "basis-changed",
        "not-cooperating",
        "other",
    ]
    reason: Annotated[Text, Field(min_length=1, max_length=2000, description="理由")]
    legal_basis: Basis


class TerminatedOut(Schema):
    """The case ended without a decision; its document is issued."""

    number: str
    ground: str
    notice: IssuedOut


class HandOnIn(Input):
    """To whom a case is handed on, by the name they sign in with, and why."""

    to: Annotated[Line, Field(min_length=1, max_length=150, description="用户名 of a colleague")]
    reason: Annotated[Text, Field(min_length=1, max_length=500, description="移交原因")]


class HandedOnOut(Schema):
    """Who has the case now."""

    number: str
    claimed_by: str


def _officer(request: HttpRequest, number: str, act: Act) -> Actor:
    """Who acts for the competent organisation; checked before an answer is replayed as well."""
    actor = accounts.actor_of_request(request)
    case = cases.case_by_number(number)
    accounts.require(actor, act, organisation_id=case.organisation_id, region_code=case.region_code)
    return actor


def _officer_or_representative(request: HttpRequest, number: str, act: Act) -> Actor:
    """The same, or the chief representative there: whether a paper covers the case is the act's to ask."""
    actor = accounts.actor_of_request(request)
    case = cases.case_by_number(number)
    if accounts.may(
        actor, Act.DECIDE_COMMITTED, organisation_id=case.organisation_id, region_code=case.region_code
    ):
        return actor
    return _officer(request, number, act)


@router.post(
    "/cases/{number}/claim", response={200: ClaimedOut} | WRITE_PROBLEMS, summary="领取 Claim the case"
)
def claim(request: HttpRequest, number: str, idempotency_key: Key) -> HttpResponse:
    actor = _officer_or_representative(request, number, Act.CLAIM)

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
    actor = _officer_or_representative(request, number, Act.OPINE)

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
    actor = _officer_or_representative(
        request, number, Act.DECIDE_IMMEDIATELY if data.immediate else Act.DECIDE
    )
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


@router.post(
    "/cases/{number}/refusal", response={201: RefusedOut} | WRITE_PROBLEMS, summary="不予批准 Refuse the case"
)
def refuse(request: HttpRequest, number: str, data: RefusalIn, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.DECIDE)

    def write() -> tuple[int, dict[str, Any]]:
        refusal = RefusalInput(data.facts, data.reason, tuple(data.legal_basis))
        decided = services.refuse_case(number=number, refusal=refusal, actor=actor, at=now())
        return 201, {"number": number, "outcome": "refused", "notice": decided.notice.link}

    return idempotent(request, f"cases/{number}/refusal", actor.principal, write)


@router.post(
    "/cases/{number}/termination",
    response={201: TerminatedOut} | WRITE_PROBLEMS,
    summary="终止办理 End the case without a decision",
)
def terminate(request: HttpRequest, number: str, data: TerminationIn, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.TERMINATE)

    def write() -> tuple[int, dict[str, Any]]:
        termination = TerminationInput(TerminationGround(data.ground), data.reason, tuple(data.legal_basis))
        ended = services.terminate_case(number=number, termination=termination, actor=actor, at=now())
        return 201, {"number": number, "ground": data.ground, "notice": ended.notice.link}

    return idempotent(request, f"cases/{number}/termination", actor.principal, write)


@router.post(
    "/cases/{number}/hand-on",
    response={200: HandedOnOut} | WRITE_PROBLEMS,
    summary="移交 Hand the case on to a colleague",
)
def hand_on(request: HttpRequest, number: str, data: HandOnIn, idempotency_key: Key) -> HttpResponse:
    actor = _officer(request, number, Act.HAND_ON)

    def write() -> tuple[int, dict[str, Any]]:
        # an unknown name is refused as a stranger's is: this is no way to ask who has an account
        to = accounts.user_id_of(data.to) or NOBODY
        name = services.hand_on_review(
            number=number, to_user_id=to, reason=data.reason, actor=actor, at=now()
        )
        return 200, {"number": number, "claimed_by": name}

    return idempotent(request, f"cases/{number}/hand-on", actor.principal, write)
