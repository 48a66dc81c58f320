"""Other parties of notices: the typesetter and the message channels, one folder each.

A channel is added as a folder with a ``types.MessageChannel`` and a line in ``_CHANNELS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yichuang.foundation.notices.adapters.file import FileChannel
from yichuang.foundation.notices.adapters.in_app import InAppChannel
from yichuang.foundation.notices.types import Channel, MessageChannel

_CHANNELS: Mapping[Channel, Callable[[], MessageChannel]] = {
    Channel.IN_APP: InAppChannel,
    Channel.FILE: FileChannel,
}


def message_channel(channel: Channel) -> MessageChannel:
    """The adapter of a channel."""
    return _CHANNELS[channel]()
