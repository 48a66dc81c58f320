"""A reader behind an HTTP service (身份证读卡服务): ``GET <address>/card``, answered in JSON.

The contract stands in docs/howto/id-readers.md.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import CardUnreadable, ReaderUnavailable
from yichuang.foundation.parties.types import IdCard

# a service that also sends the portrait stays below this; more is no answer of a reader
_LARGEST_ANSWER_BYTES = 1024 * 1024


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A reader that sends us elsewhere is no reader."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class HttpReader:
    """Asks the service at ``address``; waits for it ``patience_seconds`` at most."""

    address: str
    patience_seconds: float = 5.0

    def read(self, on: date) -> IdCard:
        """The card that lies on the reader.

        Raises:
            ReaderUnavailable: nobody answers there, or not as a reader does.
            CardUnreadable, CardExpired: of the card.
        """
        # no proxy: the service stands beside this server
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        try:
            with opener.open(f"{self.address}/card", timeout=self.patience_seconds) as answer:
                content = answer.read(_LARGEST_ANSWER_BYTES + 1)
        except (urllib.error.URLError, OSError) as trouble:
            raise ReaderUnavailable("身份证读卡器没有响应，请检查读卡器，或者照证件手工填写。") from trouble
        if len(content) > _LARGEST_ANSWER_BYTES:
            raise CardUnreadable("读卡器的答复太长，请重新刷卡，或者照证件手工填写。")
        try:
            return rules.card_of_answer(json.loads(content), on)
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as trouble:
            raise CardUnreadable("读卡器的答复看不懂，请重新刷卡，或者照证件手工填写。") from trouble
