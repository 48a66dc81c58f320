"""Addresses of acts: they take POST, and lead anyone else back to the page their form stands on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def posted_from(page: str) -> Callable[[View], View]:
    """An act that is posted from the page of that name, which takes the same arguments.

    Who comes by GET, as after signing in again or by reloading an answer, is led to the page, with
    the query kept.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            query = request.META.get("QUERY_STRING", "")
            address = reverse(page, args=args, kwargs=kwargs)
            return HttpResponseRedirect(f"{address}?{query}" if query else address)

        return act

    return decorate
