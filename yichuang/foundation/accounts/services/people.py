"""Accounts and posts: who works here, in which role, at which place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yichuang.foundation.accounts import rules
from yichuang.foundation.accounts.errors import (
    AccountDetailsWrong,
    AccountNotFound,
    OnePowerOnly,
    OwnAccount,
    PostIncomplete,
    UsernameTaken,
)
from yichuang.foundation.accounts.models import Post, User
from yichuang.foundation.accounts.types import Act, Actor, PostInput, Role
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act

STREAM = "account"


@act
def create_user(
    *,
    username: str,
    display_name: str,
    password: str | None = None,
    at: datetime,
    by: Actor | None = None,
) -> UUID:
    """Make an account (账号). It may do nothing until it is given a post.

    Args:
        password: None for an account that only tokens use.

    Raises:
        UsernameTaken, AccountDetailsWrong: a name or the password is refused.
    """
    principal = manager(by, _own_regions(by))
    user = User(username=username.strip(), display_name=display_name.strip(), created_at=at)
    _check(user, password)
    if User.objects.filter(username=user.username).exists():
        raise UsernameTaken(f"用户名 {user.username} 已经有人使用，请换一个。")
    user.set_password(password)
    user.save(force_insert=True)
    audit.record(stream=STREAM, stream_id=user.id, action="created", actor=principal, at=at, first=True)
    return user.id


@act
def set_password(*, user_id: UUID, password: str, at: datetime, by: Actor | None = None) -> None:
    """Give an account another password (重置密码); its sessions end.

    Raises:
        AccountNotFound, AccountDetailsWrong.
    """
    user = locked_user(user_id)
    principal = manager(by, _regions_of(user) or _own_regions(by))
    _check(user, password)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(stream=STREAM, stream_id=user.id, action="password-reset", actor=principal, at=at)


@act
def close_account(*, user_id: UUID, at: datetime, by: Actor | None = None) -> None:
    """Close an account (停用): neither its password nor its tokens open anything from now on.

    Raises:
        AccountNotFound.
        OwnAccount: nobody closes their own account, lest none is left.
    """
    user = locked_user(user_id)
    principal = manager(by, _regions_of(user) or _own_regions(by), about=user_id)
    if not user.is_active:
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(stream=STREAM, stream_id=user.id, action="closed", actor=principal, at=at)


@act
def assign_post(*, user_id: UUID, post: PostInput, at: datetime, by: Actor | None = None) -> UUID:
    """Appoint a person (任岗). The same appointment again is the post there is, with its last day moved.

    The first post decides the account's power for good.

    Law:
        GB/T 22239—2019 §8.1.4: system, security and audit administration are held apart.

    Args:
        post: ``starts_on`` None is the Shanghai date of ``at``.

    Raises:
        AccountNotFound, PlaceNotFound.
        OnePowerOnly: an administrator's role beside another role.
        PostIncomplete: the role needs an outlet or a department, or place and region do not fit.
        OwnAccount: nobody appoints themselves.

    Concurrency:
        Locks the account. ``post_has_the_power_of_its_user`` is the backstop.
    """
    user = locked_user(user_id)
    principal = manager(by, [post.region_code], about=user_id)
    _check_post(post)
    _hold_one_power(user, post.role)
    starts_on = post.starts_on or legal_date(at)
    key = {
        "user_id": user_id,
        "power": user.power,
        "role": post.role.value,
        "region_id": post.region_code,
        "organisation_id": post.organisation_id,
        "outlet_id": post.outlet_id,
    }
    row = _same_post(key, starts_on, post)
    if row is not None and row.ends_on == post.ends_on:
        return row.id
    if row is None:
        row = Post(**key, starts_on=starts_on)
    row.ends_on = post.ends_on
    row.save()
    details = {
        "post": str(row.id),
        "role": post.role.value,
        "region": post.region_code,
        "organisation": _text(post.organisation_id),
        "outlet": _text(post.outlet_id),
        "starts_on": _text(row.starts_on),
        "ends_on": _text(row.ends_on),
    }
    audit.record(
        stream=STREAM, stream_id=user_id, action="post-given", actor=principal, at=at, details=details
    )
    return row.id


@act
def end_post(*, post_id: UUID, ends_on: date, at: datetime, by: Actor | None = None) -> None:
    """End an appointment (离岗); ``ends_on`` is its last day. Its tokens end with it.

    Raises:
        AccountNotFound: no such post.
        PostIncomplete: the last day lies before the first.
    """
    row = Post.objects.select_for_update().filter(id=post_id).first()
    if row is None:
        raise AccountNotFound("没有这个岗位。")
    principal = manager(by, [row.region_id], about=row.user_id)
    if ends_on < row.starts_on:
        raise PostIncomplete(f"岗位自 {row.starts_on} 开始，结束日期不能更早。")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    details = {"post": str(post_id), "ends_on": ends_on.isoformat()}
    audit.record(
        stream=STREAM, stream_id=row.user_id, action="post-ended", actor=principal, at=at, details=details
    )


def manager(by: Actor | None, regions: Iterable[str], about: UUID | None = None) -> str:
    """The principal to write into the audit log, after checking that ``by`` may manage accounts there."""
    if by is None:
        return "system"
    for region in regions:
        rules.require(by, Act.MANAGE_ACCOUNTS, region_code=region)
    if about == by.user_id:
        raise OwnAccount("不能变更自己的岗位和账号，请由另一位安全管理员办理。")
    return by.principal


def locked_user(user_id: UUID) -> User:
    """The account's row, locked until the transaction ends."""
    user = User.objects.select_for_update().filter(id=user_id).first()
    if user is None:
        raise AccountNotFound("没有这个账号。")
    return user


def _own_regions(by: Actor | None) -> list[str]:
    """A new account is in no region yet: managing accounts anywhere is enough, but it is needed."""
    own = [post.region_code for post in by.posts if post.role is Role.SECURITY_ADMINISTRATOR] if by else []
    return own[:1] or [""]


def _regions_of(user: User) -> list[str]:
    return list(Post.objects.filter(user_id=user.id).values_list("region_id", flat=True))


def _check(user: User, password: str | None) -> None:
    wrong: dict[str, list[str]] = {}
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as refused:
        wrong |= refused.message_dict
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as refused:
            wrong["password"] = refused.messages
    if wrong:
        errors = tuple(FieldError(f"/{field}", words) for field, said in wrong.items() for words in said)
        raise AccountDetailsWrong(" ".join(error.detail for error in errors), errors=errors)


def _check_post(post: PostInput) -> None:
    places.region(post.region_code)
    problem = rules.post_problem(
        post,
        outlet_region=places.outlet(post.outlet_id).region_code if post.outlet_id else None,
        organisation_region=(
            places.organisation(post.organisation_id).region_code if post.organisation_id else None
        ),
    )
    if problem:
        raise PostIncomplete(problem[1], errors=(FieldError(f"/{problem[0]}", problem[1]),))


def _hold_one_power(user: User, role: Role) -> None:
    power = rules.POWER_OF_ROLE[role].value
    if user.power == power:
        return
    if Post.objects.filter(user_id=user.id).exists():
        raise OnePowerOnly(f"{role.label}不能与其他岗位由同一账号兼任，请为这个岗位另建账号。")
    user.power = power
    user.save(update_fields=["power"])


def _same_post(key: dict[str, object], starts_on: date, post: PostInput) -> Post | None:
    """The post this appointment repeats or prolongs, if any.

    It has the same first day; or, when none was asked for, it has begun and ends as asked.
    """
    for row in Post.objects.filter(**key).order_by("-starts_on"):
        goes_on = row.starts_on <= starts_on and row.ends_on == post.ends_on
        if row.starts_on == starts_on or (post.starts_on is None and goes_on):
            return row
    return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
