"""How long a personal list is kept, and how its code is read (个人清单). Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

# Policy: as long as people gather papers for one matter; the page says the day
KEPT_DAYS: Final = 90
# for as long again an old list says that it has expired, then nobody knows it
REMEMBERED_DAYS: Final = 90

# no I, L, O and U: nobody takes one for another, or reads a word
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 8

_SEEN_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_ADDRESS = re.compile(r"/lists/([^/?#\s]+)/?(?:[?#]\S*)?$")


def last_day(kept_on: date) -> date:
    """The last day on which a list kept on a day opens."""
    return kept_on + timedelta(days=KEPT_DAYS)


def forgotten_before(on: date) -> date:
    """Lists whose last day was before this one are forgotten on a day."""
    return on - timedelta(days=REMEMBERED_DAYS)


def is_list_code(code: str) -> bool:
    """Whether it is written like one of ours. There is a figure in every one, and in no pinyin."""
    return (
        len(code) == CODE_LENGTH
        and set(code) <= set(ALPHABET)
        and any(character.isdigit() for character in code)
    )


def read_list_code(text: str) -> str:
    """The code in what somebody scanned or typed, small letters and hyphen included; empty: none is there."""
    address = _ADDRESS.search(text.strip())
    typed = address[1] if address else text
    code = re.sub(r"[\s\-—–－]", "", typed).upper()
    # a word in pinyin has letters only, and must not become a code by its l and o
    if not any(character.isdigit() for character in code):
        return ""
    code = code.translate(_SEEN_AS)
    return code if is_list_code(code) else ""
