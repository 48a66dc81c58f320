"""Refusals of a case.

NotFound
└── CaseUnknown
Conflict
├── ActNotPossible     the state does not allow the act
└── RemediesUnknown    nobody recorded where a refusal can be challenged
TooMany
└── TooManyGuesses
Invalid
├── SearchEnded        a search for a person counts for half an hour, and for who made it
├── PageUnknown        the place a page begins at is none
└── TooManyToExport    more rows than a sheet of Excel has
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid, NotFound, TooMany


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


class SearchEnded(Invalid):
    """A search for an applicant has ended, was somebody else's or never was: all sound alike."""

    code = "cases.search-ended"
    title = "按申请人的查询已经过期，请重新查一次"


class TooManyToExport(Invalid):
    """More cases fit than one sheet of Excel has rows. Carries ``count`` and ``limit``."""

    code = "cases.too-many-to-export"
    title = "符合条件的办件太多，一张表格放不下，请缩小范围后再导出"


class PageUnknown(Invalid):
    """The place a page is to begin at was not given by the page before in the same order."""

    code = "cases.page-unknown"
    title = "没有这一页，请从第一页开始"
