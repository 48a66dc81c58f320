"""Documents as PDF: for staff by id, for the applicant by the token on the paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.notices import queries, services
from yichuang.foundation.notices.errors import NoticeNotReady
from yichuang.foundation.notices.views.verification import notice_of_scan
from yichuang.kernel.time import now

RETRY_AFTER_SECONDS = 2


@require_safe
def staff_pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """``/documents/<id>.pdf``: for staff who may read the case; each opening is on record."""
    services.open_notice(notice_id=notice_id, actor=accounts.actor_of_request(request), at=now())
    return _pdf(request, notice_id)


@require_safe
def applicant_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """``/d/<token>.pdf``: for whoever holds the paper or its link."""
    return _pdf(request, notice_of_scan(request, token).id)


def _pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    services.ask_for_file(notice_id=notice_id, at=now())
    pdf = queries.wait_for_pdf(notice_id)
    if pdf is None:
        return _not_ready(request)
    etag = quote_etag(pdf.digest.hex())
    whole = HttpResponse(pdf.content, content_type="application/pdf", headers={"ETag": etag})
    whole["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=pdf.name) or ""
    response = get_conditional_response(request, etag=etag, response=whole) or whole
    # a browser may keep it for its one reader, but asks each time whether he may still see it
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _not_ready(request: HttpRequest) -> HttpResponse:
    """A page that says so and asks again by itself."""
    error = NoticeNotReady("文书已经出具，正在生成 PDF，页面会自动重新打开。")
    response = render(request, "errors/problem.html", {"problem": error}, status=error.status)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Refresh"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
