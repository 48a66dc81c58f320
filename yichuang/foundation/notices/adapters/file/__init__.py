"""Messages as encrypted files: for installations without an SMS gateway, and for trying things out.

One file per message in the data directory, ``messages/<id>.sm4``; ``yichuang message read`` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from yichuang.foundation.notices.errors import ChannelUnavailable
from yichuang.foundation.notices.types import MessageText, OutgoingMessage
from yichuang.kernel import crypto
from yichuang.kernel.disk import write_private

_PURPOSE = "notices.message-file"


class FileChannel:
    """Writes a message whole or not at all; the same message again changes nothing."""

    def __init__(self) -> None:
        self.folder = Path(settings.DATA_DIR) / "messages"

    def deliver(self, message: OutgoingMessage) -> None:
        document = {
            "address": message.address,
            "created_at": message.created_at.isoformat(),
            "texts": {language: asdict(text) for language, text in message.texts.items()},
        }
        plain = json.dumps(document, ensure_ascii=False).encode()
        try:
            write_private(self.folder / f"{message.id}.sm4", crypto.encrypt(plain, _PURPOSE))
        except OSError as error:
            raise ChannelUnavailable(f"消息文件没有写成：{error.strerror}") from error

    def written(self) -> Iterator[OutgoingMessage]:
        """The messages in the folder, oldest first."""
        for path in sorted(self.folder.glob("*.sm4")):
            document = json.loads(crypto.decrypt(path.read_bytes(), _PURPOSE))
            texts = {language: MessageText(**text) for language, text in document["texts"].items()}
            created_at = datetime.fromisoformat(document["created_at"])
            yield OutgoingMessage(UUID(path.stem), document["address"], texts, created_at)
