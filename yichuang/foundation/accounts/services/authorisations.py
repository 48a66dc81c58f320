"""Written authorisations (书面授权): a department lets its chief representative decide in its place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from yichuang.foundation.accounts import rules
from yichuang.foundation.accounts.errors import (
    AccountNotFound,
    AuthorisationWithdrawn,
    AuthorisationWrong,
    NotARepresentative,
    OwnAccount,
)
from yichuang.foundation.accounts.models import Post, WrittenAuthorisation
from yichuang.foundation.accounts.types import Act, Actor, AuthorisationInput, Delegated, Role
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

STREAM = "authorisation"


@act
def authorise_representative(*, authorisation: AuthorisationInput, actor: Actor, at: datetime) -> UUID:
    """Write down a department's authorisation of its chief representative (书面授权).

    Policy: a chief representative decides 即办件 on the spot, and examines and decides 承诺件, only
    under such a paper that covers them, and the decision names it. 报批 cannot be covered.

    Raises:
        NotYourRole, NotYourPlace: only the head of that department authorises.
        OwnAccount: nobody authorises themselves.
        NotARepresentative: no chief representative of that department in those days.
        AuthorisationWrong: no number or one used before, nothing covered, or days in the wrong order
            or past.
    """
    region_code = places.organisation(authorisation.organisation_id).region_code
    rules.require(actor, Act.AUTHORISE, organisation_id=authorisation.organisation_id)
    if authorisation.user_id == actor.user_id:
        raise OwnAccount("不能授权给自己。")
    number = authorisation.document_number.strip()
    codes = list(dict.fromkeys(code.strip() for code in authorisation.handling_codes if code.strip()))
    covers = [delegated.value for delegated in Delegated if delegated in authorisation.covers]
    _check(authorisation, number, codes, at)
    row = WrittenAuthorisation.objects.create(
        organisation_id=authorisation.organisation_id,
        user_id=authorisation.user_id,
        document_number=number,
        handling_codes=codes,
        covers=covers,
        valid_from=authorisation.valid_from,
        valid_until=authorisation.valid_until,
        authorised_by_id=actor.user_id,
        authorised_at=at,
    )
    details = {
        "organisation": str(authorisation.organisation_id),
        "region": region_code,
        "user": str(authorisation.user_id),
        "number": number,
        "handling_codes": codes,
        "covers": covers,
        "valid_from": authorisation.valid_from.isoformat(),
        "valid_until": authorisation.valid_until.isoformat(),
    }
    audit.record(
        stream=STREAM,
        stream_id=row.id,
        action="given",
        actor=actor.principal,
        at=at,
        details=details,
        first=True,
    )
    return row.id


@act
def withdraw_authorisation(*, authorisation_id: UUID, actor: Actor, at: datetime) -> None:
    """Withdraw a written authorisation (撤回): from the Shanghai date of ``at`` it covers nothing.

    Decisions made under it before stay as they are.

    Raises:
        AccountNotFound: no such authorisation.
        NotYourRole, NotYourPlace: only the head of that department withdraws.
        AuthorisationWithdrawn: it was withdrawn before.
    """
    row = WrittenAuthorisation.objects.select_for_update().filter(id=authorisation_id).first()
    if row is None:
        raise AccountNotFound("没有这份书面授权。")
    rules.require(actor, Act.AUTHORISE, organisation_id=row.organisation_id)
    if row.withdrawn_on is not None:
        raise AuthorisationWithdrawn(f"这份书面授权已经在 {row.withdrawn_on} 撤回。")
    row.withdrawn_on = legal_date(at)
    row.withdrawn_by_id = actor.user_id
    row.save(update_fields=["withdrawn_on", "withdrawn_by"])
    audit.record(stream=STREAM, stream_id=row.id, action="withdrawn", actor=actor.principal, at=at)


def _check(authorisation: AuthorisationInput, number: str, codes: list[str], at: datetime) -> None:
    if not number or len(number) > 100:
        _refuse("document_number", "请填写授权书的文号，不超过 100 字。")
    if any(len(code) > 64 for code in codes):
        _refuse("handling_codes", "业务办理项编码不超过 64 位。")
    if not authorisation.covers:
        _refuse("covers", "请写明授权办理哪一类办件。")
    if authorisation.valid_until < authorisation.valid_from:
        _refuse("valid_until", "失效日期不能早于生效日期。")
    if authorisation.valid_until < legal_date(at):
        _refuse("valid_until", "失效日期已经过去。")
    taken = WrittenAuthorisation.objects.filter(
        organisation_id=authorisation.organisation_id, document_number=number
    )
    if taken.exists():
        _refuse("document_number", f"文号 {number} 已经用过。")
    posts = Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=authorisation.valid_from),
        user_id=authorisation.user_id,
        organisation_id=authorisation.organisation_id,
        role=Role.CHIEF_REPRESENTATIVE.value,
        starts_on__lte=authorisation.valid_until,
    )
    if not posts.exists():
        raise NotARepresentative("被授权人在授权期间不是本部门的首席代表，请先任岗。")


def _refuse(field: str, sentence: str) -> None:
    raise AuthorisationWrong(sentence, errors=(FieldError(f"/{field}", sentence),))
