"""Refusals of a case.

NotFound
└── CaseUnknown
Conflict
├── ActNotPossible     the state does not allow the act
└── RemediesUnknown    nobody recorded where a refusal can be challenged
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


class RemediesUnknown(Conflict):
    """A refusal names where it can be challenged, and nobody recorded it of this authority.

    Carries ``organisation``, whose record has to be completed.
    """

    code = "cases.remedies-unknown"
    title = "还没有登记复议机关和管辖法院，不能出具这份文书"


class TooManyGuesses(TooMany):
    """Progress was asked for too often with answers that did not fit."""

    code = "cases.too-many-guesses"
    title = "查询次数太多，请稍后再试，或扫收件凭证上的二维码查询"
