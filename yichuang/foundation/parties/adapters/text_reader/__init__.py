"""What reaches us as text: a keyboard reader's line, or the answer the page got from a local service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.errors import CardUnreadable
from yichuang.foundation.parties.types import IdCard

_LONGEST_ANSWER = 16_000


@dataclass(frozen=True)
class TextReader:
    """Reads what a reader put into the page."""

    text: str

    def read(self, on: date) -> IdCard:
        """The card in the text.

        Raises:
            CardUnreadable, CardExpired
        """
        text = self.text.strip()
        if not text.startswith("{"):
            return rules.card_of_line(text, on)
        if len(text) > _LONGEST_ANSWER:
            raise CardUnreadable("读卡器的答复太长，请重新刷卡，或者照证件手工填写。")
        try:
            return rules.card_of_answer(json.loads(text), on)
        except (json.JSONDecodeError, RecursionError) as trouble:
            raise CardUnreadable("读卡器的答复看不懂，请重新刷卡，或者照证件手工填写。") from trouble
