"""API of delivery: handing the result over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Router, Schema

from yichuang.casework.cases import queries as cases
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act
from yichuang.foundation.places import queries as places
from yichuang.kernel.api import WRITE_PROBLEMS, Text, idempotent
from yichuang.kernel.time import now
from yichuang.outcome.delivery import services
from yichuang.outcome.delivery.types import ReceiverInput, Relation

router = Router(tags=["outcome"])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=100)]


class ReceiverIn(Schema):
    """Who takes the result. ``id_checked``: the clerk saw the identity document."""

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    relation: Literal["self", "legal-representative", "agent"] = "self"
    id_checked: bool


class DeliveryIn(Schema):
    """A hand-over at a window."""

    receiver: ReceiverIn
    window: Annotated[Text, Field(min_length=1, max_length=20)]
    outlet: Annotated[Text, Field(max_length=40)] = ""


class DeliveredOut(Schema):
    """The result handed over."""

    number: str
    document_number: str
    delivered_at: datetime


@router.post(
    "/cases/{number}/delivery", response={201: DeliveredOut} | WRITE_PROBLEMS, summary="出件送达 Hand over"
)
def deliver(request: HttpRequest, number: str, data: DeliveryIn, idempotency_key: Key) -> HttpResponse:
    actor = accounts.actor_of_request(request)
    cases.check_number(number)
    outlet = data.outlet or places.outlet(accounts.outlet_of(actor, Act.DELIVER)).code
    window = places.window_by_code(outlet, data.window)
    # before an answer is replayed as well
    accounts.require(actor, Act.DELIVER, outlet_id=window.outlet_id, region_code=window.region_code)

    def write() -> tuple[int, dict[str, Any]]:
        delivered = services.deliver_result(
            number=number,
            receiver=ReceiverInput(
                data.receiver.name, Relation(data.receiver.relation), data.receiver.id_checked
            ),
            window=window,
            actor=actor,
            at=now(),
        )
        return 201, {
            "number": number,
            "document_number": delivered.document_number,
            "delivered_at": delivered.at.isoformat(),
        }

    return idempotent(request, f"cases/{number}/delivery", actor.principal, write)
