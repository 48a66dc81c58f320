"""Reading identity cards (读身份证): from what a reader put into the page, or from the server's own."""

from __future__ import annotations

from datetime import date

from yichuang.foundation.parties import rules
from yichuang.foundation.parties.adapters import attached_reader
from yichuang.foundation.parties.adapters.text_reader import TextReader
from yichuang.foundation.parties.errors import ReaderUnavailable
from yichuang.foundation.parties.types import IdCard


def is_card_line(text: str) -> bool:
    """Whether what stands in a field was typed by a reader that acts as a keyboard."""
    return rules.is_card_line(text)


def card_of_text(text: str, on: date) -> IdCard:
    """The card in a keyboard reader's line, or in the JSON answer of a local reader service.

    Raises:
        CardUnreadable, CardExpired: to read aloud.
    """
    return TextReader(text).read(on)


def has_attached_reader() -> bool:
    """Whether this server has a reader of its own."""
    return attached_reader() is not None


def card_of_attached_reader(on: date) -> IdCard:
    """The card on the reader attached to this server. Waits for it: not for use inside a transaction.

    Raises:
        ReaderUnavailable: none is set up, or it does not answer. CardUnreadable, CardExpired.
    """
    reader = attached_reader()
    if reader is None:
        raise ReaderUnavailable("这里没有接身份证读卡器，请照证件手工填写。")
    return reader.read(on)
