"""Refusals of the legal clock.

Invalid
├── LimitNotValid        a limit without a positive amount
├── MomentNeeded         a limit in hours, and only a date to count from
├── SuspensionReversed   a suspension that ends before it starts
└── ExtensionTooLong     more days than the law grants
Conflict
├── AlreadyExtended      the limit has been extended once
├── ExtensionTooLate     the limit has run out
└── NothingToExtend      an item decided on the spot has no limit to extend
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, Invalid


class LimitNotValid(Invalid):
    """A limit needs an amount of at least 1; only 即办 has none."""

    code = "clocks.limit-not-valid"
    title = "时限应为正整数"


class MomentNeeded(Invalid):
    """Hours are counted from a moment; a date does not say which."""

    code = "clocks.moment-needed"
    title = "按小时计算的时限要写明起算时刻"


class SuspensionReversed(Invalid):
    """A suspension ends before it starts."""

    code = "clocks.suspension-reversed"
    title = "暂停计时的结束日期早于开始日期"


class ExtensionTooLong(Invalid):
    """The extension is longer than the law allows, or not positive."""

    code = "clocks.extension-too-long"
    title = "延长的期限超过法定上限"


class AlreadyExtended(Conflict):
    """A limit is extended once; a second extension has no basis."""

    code = "clocks.already-extended"
    title = "办理期限只能延长一次，本件已经延长过"


class ExtensionTooLate(Conflict):
    """An extension is granted before the limit runs out, never after."""

    code = "clocks.extension-too-late"
    title = "办理期限已经届满，不能再延长"


class NothingToExtend(Conflict):
    """What is decided on the spot has no limit that could be extended."""

    code = "clocks.nothing-to-extend"
    title = "即办件没有可以延长的期限"
