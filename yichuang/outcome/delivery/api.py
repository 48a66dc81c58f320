"""API of delivery: handing the result over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.parties.types import IdType
from yichuang.kernel.api import WRITE_PROBLEMS, Day, Flag, Input, IssuedOut, Key, Line, idempotent
from yichuang.kernel.time import now
from yichuang.outcome.delivery import services
from yichuang.outcome.delivery.types import DeliveryMethod, ReceiverInput, Relation

router = Router(tags=["outcome"])


class ReceiverIn(Input):
    """Who takes the result. ``id_checked``: the clerk saw the identity document."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    relation: Literal["self", "legal-representative", "agent"] = "self"
    id_checked: Flag
    method: Literal["signed", "witnessed"] = "signed"
    id_type: Annotated[
        Literal[
            "resident-id",
            "passport",
            "permanent-residence",
            "hk-macao-permit",
            "taiwan-permit",
            "military-id",
            "other",
        ],
        Field(description="证件类型 of an agent"),
    ] = "resident-id"
    id_number: Annotated[
        Line, Field(max_length=40, description="证件号码 of an agent who did not come with the application")
    ] = ""
    paper_until: Annotated[
        Day | None, Field(description="Last day of the 授权委托书 an agent shows now; null: one is on record")
    ] = None
    witness: Annotated[Line, Field(max_length=50, description="见证人, when the receiver would not sign")] = (
        ""
    )


class DeliveryIn(Input):
    """A hand-over at a window."""

    receiver: ReceiverIn
    window: Annotated[Line, Field(min_length=1, max_length=20, description="窗口编号, as in C1")]
    outlet: Annotated[Line, Field(max_length=40, description="网点编号; empty: that of the token")] = ""


class DeliveredOut(Schema):
    """The result handed over. ``notice``: the 送达回证 to be signed."""

    number: str
    document_number: str
    delivered_at: datetime
    notice: IssuedOut


@router.post(
    "/cases/{number}/delivery", response={201: DeliveredOut} | WRITE_PROBLEMS, summary="出件送达 Hand over"
)
def deliver(request: HttpRequest, number: str, data: DeliveryIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    window = accounts.window_of(actor, Act.DELIVER, window=data.window, outlet=data.outlet)

    def write() -> tuple[int, dict[str, Any]]:
        delivered = services.deliver_result(
            number=number,
            receiver=ReceiverInput(
                data.receiver.name,
                Relation(data.receiver.relation),
                data.receiver.id_checked,
                DeliveryMethod(data.receiver.method),
                data.receiver.witness,
                IdType(data.receiver.id_type),
                data.receiver.id_number,
                data.receiver.paper_until,
            ),
            window=window,
            actor=actor,
            at=now(),
        )
        return 201, {
            "number": number,
            "document_number": delivered.document_number,
            "delivered_at": delivered.at.isoformat(),
            "notice": delivered.proof.link,
        }

    return idempotent(request, f"cases/{number}/delivery", actor.principal, write)
