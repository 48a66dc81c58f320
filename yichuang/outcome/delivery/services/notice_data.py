"""What the proof of a hand-over says: from the case to the frozen content of a 送达回证."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.foundation.accounts.types import Actor
from yichuang.foundation.notices.types import ServiceReturnContent
from yichuang.foundation.places.types import WindowView
from yichuang.offer.catalogue import queries as catalogue
from yichuang.outcome.delivery.models import ResultDocument
from yichuang.outcome.delivery.types import ReceiverInput


def service_return(
    *,
    case: CaseView,
    result: ResultDocument,
    receiver: ReceiverInput,
    window: WindowView,
    actor: Actor,
    at: datetime,
) -> ServiceReturnContent:
    """Content of a 送达回证: which document, who took it, how, when and where."""
    return ServiceReturnContent(
        **cases.common_content(
            case=case,
            version=catalogue.version(case.version_id),
            people=cases.people_of(case),
            officer=f"{actor.name}（{window.code} {window.label}）",
        ),
        document_name=result.name,
        document_number=result.document_number,
        receiver=receiver.name,
        relation=receiver.relation.label,
        method=receiver.method.label,
        delivered_at=at,
        place=window.outlet_name,
        witness=receiver.witness,
    )
