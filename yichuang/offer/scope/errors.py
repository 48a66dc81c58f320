"""Refusals of the scope of acceptance.

NotFound
├── ScopeUnknown        no such grant or exception, or its place or subject does not exist
Conflict
├── ScopeOverlaps       the same place and subject are covered on some of these days already
├── ScopeEnded          it is over already
├── LevelUnchanged      the place takes exactly this on that day already
├── LevelSetAlready     the place's level was set from that day or a later one
├── EntrustmentNeeded   entrusted or authorised without a paper, or beyond what the paper says
├── ListHasFaults       rows of a list are wrong, so none was granted
├── EntrustmentKnown    the department has a paper of this number
└── EntrustmentOver     the paper is over on that day already
Invalid
├── ScopeDetailsWrong   not exactly one place, more than one subject, no basis, an end before its beginning
├── LevelDetailsWrong   the departments or the field do not fit the level, no reason, a day that is past
└── EntrustmentWrong    no number, nobody entrusted, items that are not the department's, an end too early
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid, NotFound


class ScopeUnknown(NotFound):
    """No such grant or exception, or its place or subject does not exist."""

    code = "scope.unknown"
    title = "没有这条受理范围"


class ScopeOverlaps(Conflict):
    """The same place and subject are covered on some of these days already."""

    code = "scope.overlaps"
    title = "同一地点、同一事项的受理范围日期重叠"


class ScopeEnded(Conflict):
    """The grant or exception is over on that day already."""

    code = "scope.ended"
    title = "这条受理范围已经结束"


class ScopeDetailsWrong(Invalid):
    """The place, the subject, the basis or the days do not fit; ``errors`` says which."""

    code = "scope.details-wrong"
    title = "受理范围填写有误"


class EntrustmentUnknown(NotFound):
    """No such paper."""

    code = "scope.entrustment-unknown"
    title = "没有这份受理委托书"


class LevelUnchanged(Conflict):
    """The place takes exactly these items in its own right on that day already."""

    code = "scope.level-unchanged"
    title = "这个地点已经是这个受理层级"


class LevelSetAlready(Conflict):
    """The place's level was set from that day or a later one already."""

    code = "scope.level-set-already"
    title = "这个地点自这一天起的受理层级已有登记"


class LevelDetailsWrong(Invalid):
    """The departments or the field do not fit the level, no reason, a day past; ``errors`` says which."""

    code = "scope.level-details-wrong"
    title = "受理层级填写有误"


class EntrustmentNeeded(Conflict):
    """Entrusted or authorised without a paper that covers the outlet, the items and the days."""

    code = "scope.entrustment-needed"
    title = "没有相应的受理委托书"


class ListHasFaults(Conflict):
    """Some rows of a list are wrong by now; nothing of it was granted."""

    code = "scope.list-has-faults"
    title = "清单里有的行有问题，一行都没有导入"


class EntrustmentKnown(Conflict):
    """The department has a paper of this number already."""

    code = "scope.entrustment-known"
    title = "这个文号的受理委托书已经登记"


class EntrustmentOver(Conflict):
    """The paper is over on that day already."""

    code = "scope.entrustment-over"
    title = "这份受理委托书已经到期或者解除"


class EntrustmentWrong(Invalid):
    """What the paper says does not fit; ``errors`` says what."""

    code = "scope.entrustment-wrong"
    title = "受理委托书填写有误"
