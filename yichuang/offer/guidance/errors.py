"""Refusals of guidance.

NotFound
├── ListUnknown      no such personal list
└── ListExpired      its last day is past
Invalid
├── InvalidAnswer    an answer is unknown, not an option, or not asked; ``errors`` says which
└── ListNotFinal     only a final list can be taken along
TooMany
└── TooManyLists     lists made or codes guessed too often
"""

from __future__ import annotations

from yichuang.kernel.errors import Invalid, NotFound, TooMany


class InvalidAnswer(Invalid):
    """A scenario answer does not fit the item's questions. Pointers are ``/answers/<question>``."""

    code = "guidance.invalid-answer"
    title = "情形选择有误"


class ListUnknown(NotFound):
    """No personal list has this code, or it expired long ago."""

    code = "guidance.list-unknown"
    title = "没有这份清单，请核对清单码"


class ListExpired(NotFound):
    """The personal list's last day is past. ``item`` is the code of what it was about."""

    code = "guidance.list-expired"
    title = "这份清单已经过期"


class ListNotFinal(Invalid):
    """A question is open, or the guide says too little: the list would not be complete."""

    code = "guidance.list-not-final"
    title = "清单还不完整"


class TooManyLists(TooMany):
    """Too many lists were made, or codes tried, from one place within the hour."""

    code = "guidance.too-many-lists"
    title = "操作太频繁，请稍后再试"
