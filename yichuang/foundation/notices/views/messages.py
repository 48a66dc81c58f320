"""站内消息: what was written to a member of staff, newest first."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.notices import queries, services
from yichuang.foundation.notices.errors import MessageUnknown
from yichuang.kernel.errors import Unauthenticated
from yichuang.kernel.time import now

_UNREAD = "unread"


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """``/messages/``: a page of them; ``show=unread`` leaves out what was read."""
    user_id = _reader(request)
    before, only_unread = _id(request.GET.get("before", "")), request.GET.get("show") == _UNREAD
    found = queries.messages_of_user(user_id, before=before, unread=only_unread, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    here = {"show": _UNREAD} if only_unread else {}
    context = {
        "shown": shown,
        "unread": queries.unread_count(user_id),
        "only_unread": only_unread,
        "newer": f"?{urlencode(here)}" if before else "",
        "older": f"?{urlencode({**here, 'before': shown[-1].id})}" if len(found) > len(shown) else "",
        "here": request.get_full_path(),
    }
    return render(request, "notices/messages.html", context)


@never_cache
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """``/messages/unread/``: how many, for the bell; the page around it does not wait for the count.

    It leads nobody to sign in: who types on a page whose session ended keeps what was typed.
    """
    try:
        count = queries.unread_count(_reader(request))
    except Unauthenticated:
        count = 0
    return render(request, "notices/_unread.html", {"unread": count})


@require_POST
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message was read."""
    services.mark_read(message_id=message_id, user_id=_reader(request), at=now())
    return _back(request)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Every message up to the newest on the page was read."""
    newest = _id(request.POST.get("up_to", ""))
    if newest is None:
        raise MessageUnknown
    services.mark_all_read(user_id=_reader(request), up_to=newest, at=now())
    return _back(request)


def _reader(request: HttpRequest) -> UUID:
    """Who reads: only people have messages.

    Raises:
        SignInRequired, TokenRefused, AccountClosed
    """
    return accounts.actor_of_request(request).user_id


def _back(request: HttpRequest) -> HttpResponse:
    """To the list, read or unread, as it was shown."""
    query = f"?{urlencode({'show': _UNREAD})}" if request.POST.get("show") == _UNREAD else ""
    return redirect(reverse("notices:messages") + query)


def _id(text: str) -> UUID | None:
    """A message's id; nonsense is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
