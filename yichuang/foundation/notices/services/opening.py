"""Staff open a document: allowed by place, and on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.notices import rules
from yichuang.foundation.notices.events import NoticeWanted
from yichuang.foundation.notices.queries import notice
from yichuang.foundation.notices.types import NoticeView
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit, outbox
from yichuang.kernel.transactions import act


@act
def ask_for_file(*, notice_id: UUID, at: datetime) -> None:
    """Have the file of an old document made, when somebody opens it and it was never made (补生成文书).

    Asking again while it is being made changes nothing.

    Raises:
        NoticeUnknown: no such notice.

    Publishes:
        ``notices.notice-wanted`` v1, when it is needed.
    """
    view = notice(notice_id)
    if not view.ready and not rules.is_made_unasked(issued_at=view.issued_at, at=at):
        outbox.publish(NoticeWanted(notice_id), actor="system", at=at)


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
