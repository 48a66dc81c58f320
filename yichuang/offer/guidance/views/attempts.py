"""An act from a page that shows many: done, or the page again with what was typed and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.http import HttpRequest, HttpResponse

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.foundation.accounts.types import Actor
from yichuang.kernel.errors import DomainError
from yichuang.kernel.forms import ActForm

Done = TypeVar("Done")


def attempt(
    request: HttpRequest,
    forms: Mapping[str, ActForm],
    act: Callable[[Actor], Done],
    *,
    page: Callable[..., HttpResponse],
    answer: Callable[[Done], HttpResponse],
) -> HttpResponse:
    """Do it, or show the page again.

    Args:
        forms: the one that was sent, under its name on the page; empty: the act takes no words.
        page: the page with ``forms``, ``refusal`` (what stands beside no field) and ``status``.
        answer: what follows the act; gets its result.

    Raises:
        Unauthenticated, NotYourRole, NotYourPlace.
    """
    actor = accounts.actor_of_request(request)
    form = next(iter(forms.values()), None)
    if form is not None and not form.is_valid():
        return page(forms=forms, status=422)
    try:
        done = act(actor)
    except (NotYourRole, NotYourPlace):
        raise
    except DomainError as error:
        refusal = None if form is not None and form.take_errors(error.errors) else error
        return page(forms=forms, refusal=refusal, status=error.status)
    return answer(done)
