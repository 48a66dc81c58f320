"""A list of a level above behind an address (上级目录接口): one GET, answered with the file.

The contract stands in docs/reference/base-catalogue-format.md. Bounded in time and in size; what the
other side says wrongly is a sentence, never half a list.
"""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from yichuang.offer.catalogue.errors import SourceUnavailable

_PART = 64 * 1024
_ACCEPT = "application/json, text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A feed that sends us elsewhere is not the feed that was agreed on."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class HttpCatalogue:
    """Fetches the list at ``address``.

    Attributes:
        token: sent as a bearer token; empty: none.
        patience_seconds: for the whole answer, however slowly it drips.
        largest_bytes: of the answer.
        trusted: a file of certificate authorities to trust besides those of this system; empty: none.
    """

    address: str
    token: str = ""
    patience_seconds: float = 60.0
    largest_bytes: int = 50 * 1024 * 1024
    trusted: str = ""
    clock: Callable[[], float] = time.monotonic

    def fetch(self) -> bytes:
        """The file as it was answered.

        Raises:
            SourceUnavailable: wrong address or certificate, no answer, another status, too slow, too large.
        """
        if urlsplit(self.address).scheme not in ("http", "https") or not urlsplit(self.address).hostname:
            raise SourceUnavailable(f"“{self.address[:200]}”不是 http 或者 https 地址")
        headers = {"Accept": _ACCEPT, "User-Agent": "yichuang"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        asked = urllib.request.Request(self.address, headers=headers)  # noqa: S310  # the scheme is checked
        deadline = self.clock() + self.patience_seconds
        try:
            with self._opener().open(asked, timeout=self.patience_seconds) as answer:
                return self._read(answer, deadline)
        except urllib.error.HTTPError as refused:
            refused.close()
            raise SourceUnavailable(_status_words(refused.code)) from refused
        except (OSError, HTTPException, ValueError) as trouble:
            raise SourceUnavailable(_words(trouble)) from trouble

    def _opener(self) -> urllib.request.OpenerDirector:
        context = ssl.create_default_context()
        if self.trusted:
            context.load_verify_locations(self.trusted)
        return urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)

    def _read(self, answer: Any, deadline: float) -> bytes:
        parts, size = [], 0
        # one system call at a time: a side that drips cannot keep us in one read past the deadline
        while part := answer.read1(_PART):
            size += len(part)
            parts.append(part)
            if size > self.largest_bytes:
                megabytes = self.largest_bytes // (1024 * 1024)
                raise SourceUnavailable(f"上级目录的答复超过 {megabytes} MB，没有导入任何内容")
            if self.clock() > deadline:
                raise TimeoutError
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) != size:
            raise SourceUnavailable("上级目录的答复没有传完，没有导入任何内容")
        return b"".join(parts)


def _status_words(status: int) -> str:
    if 300 <= status < 400:
        return f"上级目录的地址转到了别处（{status}），请核对地址，没有导入任何内容"
    if status in (401, 403):
        return f"上级目录不准取（{status}），请核对令牌，没有导入任何内容"
    return f"上级目录答复 {status}，没有导入任何内容"


def _words(trouble: Exception) -> str:
    """A sentence for what went wrong on the way."""
    reason = trouble.reason if isinstance(trouble, urllib.error.URLError) else trouble
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"上级目录的证书不可信（{reason.verify_message}），没有导入任何内容"
    if isinstance(reason, TimeoutError):
        return "上级目录太久没有答复完，没有导入任何内容"
    if isinstance(reason, ssl.SSLError):
        return "上级目录的加密连接建立不了，没有导入任何内容"
    return "连接不上上级目录，请核对地址和网络，没有导入任何内容"
