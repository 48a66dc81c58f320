"""Refusals of the scope of acceptance.

NotFound
└── ScopeUnknown        no such grant or exception, or its place or subject does not exist
Conflict
├── ScopeOverlaps       the same place and subject are covered on some of these days already
└── ScopeEnded          it is over already
Invalid
└── ScopeDetailsWrong   not exactly one place, more than one subject, no basis, an end before its beginning
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
