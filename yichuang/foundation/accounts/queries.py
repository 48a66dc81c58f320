"""Reads of accounts: who is acting, under which posts, with which written authorisation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from yichuang.foundation.accounts.errors import (
    AccountClosed,
    AccountNotFound,
    NotYourPlace,
    SignInRequired,
    TokenRefused,
)
from yichuang.foundation.accounts.models import ApiToken, User, WrittenAuthorisation
from yichuang.foundation.accounts.models import Post as PostRow
from yichuang.foundation.accounts.rules import DESK_OF_ROLE, PERMISSIONS, may, reach, require
from yichuang.foundation.accounts.types import (
    Act,
    Actor,
    AuthorisationView,
    Delegated,
    Desk,
    Post,
    Role,
)
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.crypto import sm3
from yichuang.kernel.time import legal_date, now

__all__ = [
    "actor_of_request",
    "actor_of_token",
    "actor_of_user",
    "authorisation_for",
    "authorisations_of",
    "desk_path",
    "desks_of",
    "may",
    "outlet_of",
    "people_behind",
    "reach",
    "require",
    "staff_who_may",
    "user_id_of",
    "window_of",
]

_HOLDER = """
SELECT t.id, u.id, u.display_name, p.id, p.role, p.region_id, p.organisation_id, p.outlet_id, p.starts_on
FROM accounts_apitoken t
JOIN accounts_post p ON p.id = t.post_id
JOIN accounts_user u ON u.id = p.user_id
WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND t.expires_at > %(at)s AND u.is_active
  AND p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on >= %(on)s)
"""


def actor_of_user(user_id: UUID, at: datetime | None = None) -> Actor:
    """The person with the posts in force on the Shanghai date of ``at`` (now, when not given).

    Raises:
        AccountNotFound: no such account.
        AccountClosed: the account was closed.
    """
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise AccountNotFound("没有这个账号。")
    return _actor(user, at or now())


def actor_of_token(raw_token: str, at: datetime) -> Actor:
    """The holder of a bearer token, with the one post the token is bound to. One statement.

    Raises:
        TokenRefused: unknown, ended or revoked; or its post has ended or its account was closed.
    """
    parameters: dict[str, bytes | datetime | date] = {
        "digest": sm3(raw_token.encode()),
        "at": at,
        "on": legal_date(at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, parameters)
        row = cursor.fetchone()
    if row is None:
        raise TokenRefused("接口令牌无效、已经到期或者已经吊销，请联系安全管理员重新签发。")
    token_id, user_id, name, post_id, role, region_code, organisation_id, outlet_id, starts_on = row
    post = Post(post_id, Role(role), region_code, organisation_id, outlet_id, starts_on)
    return Actor(f"token:{token_id}", user_id, name, (post,))


def actor_of_request(request: HttpRequest) -> Actor:
    """Who is acting in this request: by bearer token, else by session. Kept on the request.

    Raises:
        SignInRequired: neither.
        TokenRefused, AccountClosed: what was shown does not count any more.
    """
    kept: Actor | None = getattr(request, "_yichuang_actor", None)
    if kept is not None:
        return kept
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        actor = actor_of_token(token.strip(), now())
    elif isinstance(request.user, User):
        actor = _actor(request.user, now())
    else:
        raise SignInRequired("请先登录。")
    request._yichuang_actor = actor  # type: ignore[attr-defined]  # a place to keep it
    return actor


def staff_who_may(act: Act, *, at: datetime, organisation_id: UUID | None = None) -> tuple[Actor, ...]:
    """Everybody with a post in force whose role may do this (有权办理的人员), by name. One statement.

    Each with these posts alone; whether one of them is at the right place is :func:`may`'s to say.

    Args:
        organisation_id: only posts at this organisation.
    """
    rows = in_force(
        PostRow.objects.filter(role__in=[role.value for role in PERMISSIONS[act]], user__is_active=True),
        legal_date(at),
    )
    if organisation_id:
        rows = rows.filter(organisation_id=organisation_id)
    held: dict[tuple[str, UUID], list[Post]] = {}
    for row in rows.select_related("user").order_by("user__display_name", "user_id", "starts_on", "id"):
        held.setdefault((row.user.display_name, row.user_id), []).append(post_view(row))
    return tuple(
        Actor(f"user:{user_id}", user_id, name, tuple(posts)) for (name, user_id), posts in held.items()
    )


def people_behind(principals: Iterable[str]) -> frozenset[UUID]:
    """The people behind these principals (经办人): a token is the person it was made for.

    What is not a person's, as ``system``, is left out. At most one statement.
    """
    ids: dict[str, set[UUID]] = {"user": set(), "token": set()}
    for principal in principals:
        kind, _, number = principal.partition(":")
        if kind in ids:
            ids[kind].add(UUID(number))
    tokens = ApiToken.objects.filter(id__in=ids["token"]) if ids["token"] else ApiToken.objects.none()
    return frozenset(ids["user"] | set(tokens.values_list("post__user_id", flat=True)))


def user_id_of(username: str) -> UUID | None:
    """The account of that name (用户名), closed ones included; None when there is none."""
    return User.objects.filter(username=username).values_list("id", flat=True).first()


def _actor(user: User, at: datetime) -> Actor:
    if not user.is_active:
        raise AccountClosed("账号已经停用，请联系安全管理员。")
    rows = in_force(PostRow.objects.filter(user_id=user.id), legal_date(at)).order_by("starts_on", "id")
    return Actor(f"user:{user.id}", user.id, user.display_name, tuple(map(post_view, rows)))


def in_force(posts: QuerySet[PostRow], on: date) -> QuerySet[PostRow]:
    """Those of ``posts`` that count on the day ``on``."""
    return posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


def post_view(row: PostRow) -> Post:
    """A post as permissions read it."""
    return Post(row.id, Role(row.role), row.region_id, row.organisation_id, row.outlet_id, row.starts_on)


def outlet_of(actor: Actor, act: Act) -> UUID:
    """The outlet where the actor may do this (所在网点): whoever has posts at several, at the first.

    Raises:
        NotYourRole: no post of a role that may.
        NotYourPlace: none of the posts is at an outlet.
    """
    outlets = [post.outlet_id for post in actor.posts if post.outlet_id is not None]
    chosen = next((outlet for outlet in outlets if may(actor, act, outlet_id=outlet)), None)
    require(actor, act, outlet_id=chosen or next(iter(outlets), None))
    if chosen is None:
        raise NotYourPlace("您的岗位不在网点，请写明网点。")
    return chosen


def window_of(actor: Actor, act: Act, *, window: str, outlet: str = "") -> WindowView:
    """The window with the code ``window``, at which the actor may do this.

    Args:
        outlet: code of its outlet; empty: the one where the actor does this.

    Raises:
        PlaceNotFound: no such outlet or window.
        NotYourRole, NotYourPlace: not this person, or not there.
    """
    found = places.window_by_code(outlet or places.outlet(outlet_of(actor, act)).code, window)
    require(actor, act, outlet_id=found.outlet_id, region_code=found.region_code)
    return found


def desk_path(role: Role) -> str:
    """Address of the desk at which somebody in the role works (工作台)."""
    return DESK_OF_ROLE[role][0]


def desks_of(actor: Actor) -> tuple[Desk, ...]:
    """Where the actor can go to work (工作台), with the posts that lead there."""
    leading: dict[tuple[str, str], list[str]] = {}
    for post in actor.posts:
        leading.setdefault(DESK_OF_ROLE[post.role], []).append(_in_words(post))
    return tuple(Desk(path, name, tuple(posts)) for (path, name), posts in leading.items())


def _in_words(post: Post) -> str:
    return " · ".join(_place_names(post))


def _place_names(post: Post) -> Iterable[str]:
    yield post.role.label
    if post.organisation_id:
        yield places.organisation(post.organisation_id).short_name
    if post.outlet_id:
        yield places.outlet(post.outlet_id).name
    if not (post.organisation_id or post.outlet_id):
        yield places.region(post.region_code).name


def authorisation_for(
    user_id: UUID,
    organisation_id: UUID,
    handling_code: str,
    on: date,
    delegated: Delegated = Delegated.IMMEDIATE,
) -> AuthorisationView | None:
    """The written authorisation (书面授权) under which the person may decide this item on that day.

    One that names the item goes before one for every item of the kind. None: there is none, it
    has not begun, has ended or was withdrawn by that day, or covers other kinds of items.

    Args:
        delegated: of which kind the item is; the caller's to know.
    """
    rows = WrittenAuthorisation.objects.filter(
        Q(handling_codes__len=0) | Q(handling_codes__contains=[handling_code]),
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        covers__contains=[delegated.value],
        user_id=user_id,
        organisation_id=organisation_id,
        valid_from__lte=on,
        valid_until__gte=on,
    )
    found = sorted(rows, key=lambda row: (bool(row.handling_codes), row.valid_from, row.id), reverse=True)
    return _authorisation_view(found[0]) if found else None


def authorisations_of(organisation_id: UUID) -> tuple[AuthorisationView, ...]:
    """Every written authorisation (书面授权) a department has given and not withdrawn, newest first."""
    rows = WrittenAuthorisation.objects.filter(organisation_id=organisation_id, withdrawn_on__isnull=True)
    return tuple(map(_authorisation_view, rows.order_by("-valid_from", "-id")))


def _authorisation_view(row: WrittenAuthorisation) -> AuthorisationView:
    return AuthorisationView(
        id=row.id,
        organisation_id=row.organisation_id,
        user_id=row.user_id,
        document_number=row.document_number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        handling_codes=tuple(row.handling_codes),
        covers=tuple(map(Delegated, row.covers)),
    )
