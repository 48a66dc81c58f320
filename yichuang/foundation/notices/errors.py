"""Refusals of notices.

NotFound
├── NoticeUnknown
└── MessageUnknown
Invalid
├── NoticeIncomplete
├── WrongNoticeKind
└── AddressMissing
TooMany
└── TooManyChecks
Unavailable
├── NoticeNotReady
├── TypesettingFailed
└── ChannelUnavailable
"""

from __future__ import annotations

from yichuang.kernel.errors import Invalid, NotFound, TooMany, Unavailable


class NoticeUnknown(NotFound):
    """No notice has this id or token, or not for this reader."""

    code = "notices.notice-unknown"
    title = "没有这份文书"


class MessageUnknown(NotFound):
    """No message has this id, or it is another reader's."""

    code = "notices.message-unknown"
    title = "没有这条消息"


class NoticeIncomplete(Invalid):
    """A document would lack what the law asks it to say. ``errors`` point at the fields."""

    code = "notices.notice-incomplete"
    title = "文书内容不完整，不能出具"


class WrongNoticeKind(Invalid):
    """This kind of document is not for this type of item."""

    code = "notices.wrong-kind"
    title = "这类事项不使用这种文书"


class AddressMissing(Invalid):
    """The party has no address on this channel."""

    code = "notices.address-missing"
    title = "没有可用的联系方式"


class TooManyChecks(TooMany):
    """Documents were checked too often with codes nobody issued, or too many files were compared."""

    code = "notices.too-many-checks"
    title = "查验次数太多，请稍后再试"


class NoticeNotReady(Unavailable):
    """The document is issued but not yet rendered. ``retry_after_seconds`` says when to ask again."""

    code = "notices.not-ready"
    title = "文书正在生成，请稍候再打开"


class ChannelUnavailable(Unavailable):
    """The channel did not take the message; it is tried again."""

    code = "notices.channel-unavailable"
    title = "消息通道暂时不可用"


class TypesettingFailed(Unavailable):
    """A paper could not be set at once. Nothing of it was kept."""

    code = "notices.typesetting-failed"
    title = "现在不能生成 PDF，请稍后再试"
