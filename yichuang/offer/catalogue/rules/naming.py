"""Names and codes over the versions of a handling item: what replaced which, and since when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.offer.catalogue.types import Formerly, NameKind


@dataclass(frozen=True)
class Named:
    """What one version was called, and from when."""

    name: str
    item_name: str
    code: str
    item_code: str
    valid_from: date


def formerly(kind: NameKind, text: str, history: Sequence[Named]) -> Formerly:
    """What a former name or code (曾用名、曾用编码) has become.

    A word that only the item had, and no handling item of it, has become a word of the item.

    Args:
        history: the versions up to the one shown, in the order in which they hold; not empty.
    """
    if kind is NameKind.FORMER_CODE:
        own, of_item = [row.code for row in history], [row.item_code for row in history]
    else:
        own, of_item = [row.name for row in history], [row.item_name for row in history]
    words = of_item if text in of_item and text not in own else own
    return Formerly(kind, text, words[-1], _since(words, history) if text in words else None)


def _since(words: Sequence[str], history: Sequence[Named]) -> date:
    """The first day of the last word, as far back as it holds without a break."""
    first = len(words) - 1
    while first and words[first - 1] == words[-1]:
        first -= 1
    return history[first].valid_from
