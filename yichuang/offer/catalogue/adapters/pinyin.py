"""Pinyin by pypinyin. Imported when something is indexed, never to answer a search: it is heavy."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import Any

_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
_PLAIN = re.compile(r"[^a-z]")
# phrases of the library's dictionary, and single characters; the words of names come again and again
KEPT_PHRASES = 20_000


def syllables_of(text: str) -> list[str]:
    """The pinyin of each character without tones (绿 is ``lv``); empty for what is no Chinese character.

    Readings follow the phrase a character stands in: 行 is ``xing`` in 行政, ``hang`` in 银行.
    """
    cut = import_module("pypinyin.seg.mmseg").seg.cut
    syllables: list[str] = [""] * len(text)
    for run in _HAN.finditer(text):
        syllables[run.start() : run.end()] = chain.from_iterable(map(_read, cut(run.group())))
    return syllables


@lru_cache(maxsize=KEPT_PHRASES)
def _read(phrase: str) -> tuple[str, ...]:
    library: Any = import_module("pypinyin")
    read = chain.from_iterable(library.pinyin(phrase, style=library.Style.NORMAL, errors=_unread))
    return tuple(_PLAIN.sub("", syllable.replace("ü", "v")) for syllable in read)


def _unread(characters: str) -> list[str]:
    return ["" for _ in characters]
