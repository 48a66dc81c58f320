"""One view, two answers: the whole page, or the part of it that htmx swaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page_or_partial(
    request: HttpRequest, template: str, partial: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render ``template``, or only its ``{% partialdef partial %}`` when htmx asks for a part.

    A boosted link or a restored history entry wants the whole page. Both answers vary by the header,
    so that a cache never shows a fragment as a page.
    """
    htmx: Any = getattr(request, "htmx", None)
    wants_part = bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    response = render(
        request, f"{template}#{partial}" if wants_part else template, dict(context), status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
