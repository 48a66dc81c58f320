"""Messages inside the platform: the row is the message, there is nothing to carry."""

from __future__ import annotations

from yichuang.foundation.notices.types import OutgoingMessage


class InAppChannel:
    """Taken as soon as it is written."""

    def deliver(self, message: OutgoingMessage) -> None:
        """Nothing is left to do."""
