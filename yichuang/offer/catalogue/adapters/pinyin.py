"""Pinyin by pypinyin. Imported when something is indexed, never to answer a search: it is heavy."""

from __future__ import annotations

import re
from importlib import import_module
from itertools import chain
from typing import Any

_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
_PLAIN = re.compile(r"[^a-z]")


def syllables_of(text: str) -> list[str]:
    """The pinyin of each character without tones (绿 is ``lv``); empty for what is no Chinese character.

    Readings follow the phrase a character stands in: 行 is ``xing`` in 行政, ``hang`` in 银行.
    """
    library: Any = import_module("pypinyin")
    syllables: list[str] = [""] * len(text)
    for run in _HAN.finditer(text):
        read = chain.from_iterable(library.pinyin(run.group(), style=library.Style.NORMAL, errors=_unread))
        syllables[run.start() : run.end()] = [_PLAIN.sub("", syllable.replace("ü", "v")) for syllable in read]
    return syllables


def _unread(characters: str) -> list[str]:
    return ["" for _ in characters]
