"""验真: the page behind a document's QR code, and the one for whoever has no camera."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yichuang.foundation.notices import queries, services
from yichuang.foundation.notices.errors import NoticeUnknown, TooManyChecks
from yichuang.foundation.notices.types import NoticeView
from yichuang.kernel.guesses import source_of
from yichuang.kernel.time import now

FILE_LIMIT_BYTES = 5 * 1024 * 1024  # a document of ours has a tenth of it


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """``/d/``: by number and printed code, or by the PDF itself."""
    if request.method != "POST":
        return _page(request, "ask", {})
    number, code = (request.POST.get(name, "").strip() for name in ("number", "code"))
    typed = {"number": number, "code": code}
    try:
        if request.POST.get("by") == "file":
            return _by_file(request)
        found = _by_code(number, code, _source(request))
    except TooManyChecks as refusal:
        return _too_many(request, "ask", refusal, typed)
    if found is None:
        error = _("没有查到。请核对文书上的办件编号和验证码；核对无误仍查不到的，这份文书不是本站出具的。")
        return _page(request, "ask", typed | {"error": error}, status=404)
    return redirect("notices:verify", found.token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """``/d/<token>/``: genuine or not, and whether a file is the one that was issued."""
    try:
        view = notice_of_scan(request, token)
    except NoticeUnknown:
        return _page(request, "unknown", {}, status=404)
    except TooManyChecks as refusal:
        return _too_many(request, "unknown", refusal, {})
    context: dict[str, object] = {"found": queries.verification(view)}
    if request.method != "POST":
        return _page(request, "verification", context)
    try:
        content = _uploaded(request)
    except TooManyChecks as refusal:
        return _too_many(request, "verification", refusal, context)
    if content is None:
        return _page(request, "verification", context | {"error": _refused_file()}, status=422)
    services.ask_for_file(notice_id=view.id, at=now())
    pdf = queries.wait_for_pdf(view.id)
    if pdf is None:
        error = _("文书正在生成，请稍候再核对。")
        return _page(request, "verification", context | {"error": error}, status=503)
    return _page(request, "verification", context | {"same": pdf.content == content})


def notice_of_scan(request: HttpRequest, token: str) -> NoticeView:
    """The document of a scanned code. Unknown ones are counted; a right one is never kept from anybody.

    Raises:
        NoticeUnknown, TooManyChecks
    """
    try:
        return queries.notice_of_token(token)
    except NoticeUnknown:
        services.book_check(source=_source(request), at=now())
        raise


def _by_code(number: str, code: str, source: str) -> NoticeView | None:
    """The document of a typed code, or None. Counted before anyone looks."""
    at = now()
    subject = "".join(number.split()) or "-"
    services.book_check(source=source, case_number=subject, at=at)
    try:
        found = queries.notice_of_code(number, code)
    except NoticeUnknown:
        return None
    services.return_check(source=source, case_number=subject, at=at)
    return found


def _by_file(request: HttpRequest) -> HttpResponse:
    """The document whose PDF was given. What was given is read, compared and forgotten."""
    content = _uploaded(request)
    if content is None:
        return _page(request, "ask", {"file_error": _refused_file()}, status=422)
    try:
        found = queries.notice_of_content(content)
    except NoticeUnknown:
        error = _(
            "这个文件不是本站出具的文书原件：可能被改动过，也可能是打印后扫描的。请改用二维码或者验证码。"
        )
        return _page(request, "ask", {"file_error": error}, status=404)
    return redirect("notices:verify", found.token)


def _uploaded(request: HttpRequest) -> bytes | None:
    """The file's bytes; None when there is none, it is empty or too large."""
    services.book_file(source=_source(request), at=now())
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size or file.size > FILE_LIMIT_BYTES:
        return None
    return bytes(file.read())


def _refused_file() -> str:
    return _("请选择要核对的 PDF 文件，不超过 5 MB。")


def _source(request: HttpRequest) -> str:
    return source_of(str(request.META.get("REMOTE_ADDR", "")))


def _too_many(
    request: HttpRequest, page: str, refusal: TooManyChecks, context: Mapping[str, object]
) -> HttpResponse:
    response = _page(request, page, {**context, "error": refusal.detail}, status=refusal.status)
    response["Retry-After"] = str(refusal.extra["retry_after_seconds"])
    return response


def _page(
    request: HttpRequest, name: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    response = render(request, f"notices/{name}.html", dict(context), status=status)
    # not "no-referrer": with it a browser sends the form without its origin, and the form is refused
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
