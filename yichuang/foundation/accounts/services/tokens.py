"""Bearer tokens (接口令牌): made, shown once, ended."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from yichuang.foundation.accounts.errors import AccountDetailsWrong, AccountNotFound, PostIncomplete
from yichuang.foundation.accounts.models import ApiToken, Post, User
from yichuang.foundation.accounts.services.people import STREAM, assign_post, create_user, manager
from yichuang.foundation.accounts.types import Actor, NewToken, PostInput, TokenRequest
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.crypto import sm3
from yichuang.kernel.errors import FieldError
from yichuang.kernel.transactions import act

# Policy: this project. A token that never ends is one nobody remembers.
LONGEST_DAYS = 366


@act
def create_token(
    *, post_id: UUID, days: int, at: datetime, label: str = "", by: Actor | None = None
) -> NewToken:
    """Make a token (令牌) bound to one post. Only its SM3 digest is kept.

    Args:
        days: how long it counts, 1 to 366.

    Raises:
        AccountNotFound: no such post.
        AccountDetailsWrong: too long or too short.
        OwnAccount: nobody makes one for themselves.
    """
    post = Post.objects.select_related("user").filter(id=post_id).first()
    if post is None:
        raise AccountNotFound("没有这个岗位。")
    principal = manager(by, [post.region_id], about=post.user_id)
    if not 1 <= days <= LONGEST_DAYS:
        sentence = f"令牌的有效期是 1 到 {LONGEST_DAYS} 天。"
        raise AccountDetailsWrong(sentence, errors=(FieldError("/days", sentence),))
    token = f"yc_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(
        post=post,
        digest=sm3(token.encode()),
        label=label[:100],
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    details = {"token": str(row.id), "post": str(post_id), "days": days}
    audit.record(
        stream=STREAM, stream_id=post.user_id, action="token-created", actor=principal, at=at, details=details
    )
    return NewToken(row.id, token, row.expires_at, post.user.username)


@act
def issue_token(*, request: TokenRequest, at: datetime, by: Actor | None = None) -> NewToken:
    """Make a token for a role at a place, with the account and the post it needs.

    Raises:
        AccountNotFound: an account was named that does not exist.
        PlaceNotFound, PostIncomplete, OnePowerOnly, AccountDetailsWrong, OwnAccount.
    """
    outlet = places.outlet_by_code(request.outlet_code) if request.outlet_code else None
    organisation = (
        places.organisation_by_code(request.organisation_code) if request.organisation_code else None
    )
    place = outlet or organisation
    region_code = request.region_code or (place.region_code if place else None)
    if region_code is None:
        raise PostIncomplete("请写明岗位的网点、部门或者辖区。")
    post_id = assign_post(
        user_id=_account(request, region_code, at, by),
        post=PostInput(
            request.role,
            region_code,
            organisation.id if organisation else None,
            outlet.id if outlet else None,
        ),
        at=at,
        by=by,
    )
    return create_token(post_id=post_id, days=request.days, at=at, label=f"token:{request.role.value}", by=by)


@act
def revoke_token(*, token_id: UUID, at: datetime, by: Actor | None = None) -> None:
    """End a token (吊销) before its day. Revoking it again changes nothing.

    Raises:
        AccountNotFound: no such token.
    """
    row = ApiToken.objects.select_for_update(of=("self",)).select_related("post").filter(id=token_id).first()
    if row is None:
        raise AccountNotFound("没有这个令牌。")
    principal = manager(by, [row.post.region_id])
    if row.revoked_at is not None:
        return
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.record(
        stream=STREAM,
        stream_id=row.post.user_id,
        action="token-revoked",
        actor=principal,
        at=at,
        details={"token": str(token_id)},
    )


def _account(request: TokenRequest, region_code: str, at: datetime, by: Actor | None) -> UUID:
    """The account named, or one made for this role and place and used again the next time."""
    if request.username is not None:
        user = User.objects.filter(username=request.username).first()
        if user is None:
            raise AccountNotFound(f"没有账号 {request.username}。")
        return user.id
    parts = [request.role.value, request.organisation_code, request.outlet_code]
    place = "-".join(part for part in parts if part)
    username = re.sub(r"[^\w.@+-]", "-", f"api-{place}-{region_code}").lower()
    user = User.objects.filter(username=username).first()
    if user is not None:
        return user.id
    return create_user(username=username, display_name=f"接口·{request.role.label}", at=at, by=by)
