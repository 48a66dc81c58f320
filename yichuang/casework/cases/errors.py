"""Refusals of a case.

NotFound
└── CaseUnknown
Conflict
└── ActNotPossible     the state does not allow the act
TooMany
└── TooManyGuesses
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, NotFound, TooMany


class CaseUnknown(NotFound):
    """No case has this number, or not for this reader. Unknown and not permitted sound alike."""

    code = "cases.unknown"
    title = "没有查到这个办件，请核对办件编号"


class ActNotPossible(Conflict):
    """The case is in a state that does not allow the act. Carries ``status`` and ``act``."""

    code = "cases.act-not-possible"
    title = "办件当前的状态不能办理这一步"


class TooManyGuesses(TooMany):
    """Progress was asked for too often with answers that did not fit."""

    code = "cases.too-many-guesses"
    title = "查询次数太多，请稍后再试，或扫收件凭证上的二维码查询"
