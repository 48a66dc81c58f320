"""Staff open a document: allowed by place, and on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices.queries import notice
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.transactions import act


@act
def open_notice(*, notice_id: UUID, actor: Actor, at: datetime) -> NoticeView:
    """Open a document that shows a person's full identity (调阅文书), and put it on record.

    Law: 个人信息保护法 §51 (access by authority, on record)

    Raises:
        NoticeUnknown: no such notice.
        NotYourRole, NotYourPlace: not at its authority, its outlet or over its region.
    """
    view = notice(notice_id)
    accounts.require(
        actor,
        Act.READ_CASE,
        outlet_id=view.outlet_id,
        organisation_id=view.authority_id,
        region_code=places.organisation(view.authority_id).region_code,
    )
    audit.record(
        stream="notice",
        stream_id=notice_id,
        action="notice-opened",
        actor=actor.principal,
        at=at,
        details={"number": view.number},
    )
    return view
