"""What a reader sets on any page, without signing in. The language is Django's ``set_language``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from yichuang.kernel.context import LARGE, SIZE_COOKIE

ONE_YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def set_size(request: HttpRequest) -> HttpResponse:
    """Switch between standard and large type (大字版), then go back to the page."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if request.POST.get("size") == LARGE:
        response.set_cookie(
            SIZE_COOKIE, LARGE, max_age=ONE_YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(SIZE_COOKIE, samesite="Lax")
    return response
