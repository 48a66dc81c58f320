"""What a reader says of an identity card (居民身份证), in one of two shapes. Pure.

Only what is asked for is taken over: the name, the number, and the last day, which decides whether the
card still proves anything. Portrait, address, nation and fingerprint are left where they came from.

Law: 居民身份证法 §3 (what stands on the card); 个人信息保护法 §6 (no more than the purpose needs).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from yichuang.foundation.parties.errors import CardExpired, CardUnreadable
from yichuang.foundation.parties.rules.identity import (
    name_problem,
    normal_id_number,
    normal_name,
    resident_id_problem,
)
from yichuang.foundation.parties.types import IdCard, PartyKind
from yichuang.kernel.time import date_words

# Policy: this project; a reader's whole line, its address included, is shorter.
LONGEST_LINE = 2_000

_SEPARATOR = re.compile(r"[|\t^;；｜]")
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-./年]?([0-9]{2})[-./月]?([0-9]{2})日?")
_FOR_EVER = ("长期", "long-term")
_BY_HAND = "请重新刷卡，或者照证件手工填写。"
_NOT_READ = {
    "no-card": "读卡器上没有身份证，请把身份证放好再读。",
    "unreadable": f"读卡器没有读出这张身份证，{_BY_HAND}",
    "no-reader": "没有找到读卡器，请检查连线，或者照证件手工填写。",
}


def is_card_line(text: str) -> bool:
    """Whether what was typed into a field is the line of a reader that acts as a keyboard (键盘口读卡器)."""
    return len(_SEPARATOR.findall(text)) >= 3


def card_of_line(line: str, on: date) -> IdCard:
    """The card in a line a keyboard reader typed: name|sex|nation|birth|address|number|…

    Separators and what follows the number differ between readers. The name is the first field, the
    number the one field that has its form, the last day the last date behind it.

    Raises:
        CardUnreadable, CardExpired: to read aloud.
    """
    if len(line) > LONGEST_LINE:
        raise CardUnreadable(f"读卡器送来的内容太长，{_BY_HAND}")
    parts = [unicodedata.normalize("NFKC", part).strip() for part in _SEPARATOR.split(line)]
    numbers = [place for place, part in enumerate(parts) if _NUMBER.fullmatch(part)]
    if not numbers:
        raise CardUnreadable(f"读卡器送来的内容里没有身份证号码，{_BY_HAND}")
    return _checked(parts[0], parts[numbers[0]], " ".join(parts[numbers[0] + 1 :]), on)


def card_of_answer(answer: object, on: date) -> IdCard:
    """The card in a reader service's answer: ``{"status": "ok", "card": {"name", "number", "valid_until"}}``.

    Other members are ignored; ``valid_until`` may be absent, a date, or 长期.

    Raises:
        CardUnreadable: also when the service says that no card lies there. CardExpired.
    """
    if not isinstance(answer, Mapping):
        raise CardUnreadable(f"读卡器的答复看不懂，{_BY_HAND}")
    status, card = answer.get("status"), answer.get("card")
    if isinstance(status, str) and status in _NOT_READ:
        raise CardUnreadable(_NOT_READ[status])
    if status != "ok" or not isinstance(card, Mapping):
        raise CardUnreadable(f"读卡器的答复看不懂，{_BY_HAND}")
    name, number, until = (card.get(key, "") for key in ("name", "number", "valid_until"))
    if not (isinstance(name, str) and isinstance(number, str) and isinstance(until, str)):
        raise CardUnreadable(f"读卡器的答复看不懂，{_BY_HAND}")
    return _checked(name[:200], number[:50], until[:50], on)


def _checked(name: str, number: str, until: str, on: date) -> IdCard:
    name, number = normal_name(name), normal_id_number(number)
    problem = name_problem(name, PartyKind.NATURAL) or resident_id_problem(number, on)
    if problem:
        raise CardUnreadable(f"读卡器读错了：{problem}{_BY_HAND}")
    last = _last_day(until)
    if last is not None and last < on:
        raise CardExpired(f"这张身份证已于 {date_words(last)} 到期，请办事人出示有效的身份证件。")
    return IdCard(name, number)


def _last_day(text: str) -> date | None:
    """The last date in what says how long the card is valid; None: for ever, or not said."""
    days = _DAY.findall(text)
    if any(word in text for word in _FOR_EVER) or not days:
        return None
    try:
        return date(*map(int, days[-1]))
    except ValueError:
        raise CardUnreadable(f"读卡器读错了：有效期限不是一个日期。{_BY_HAND}") from None
