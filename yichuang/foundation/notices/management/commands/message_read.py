"""``yichuang message read``: what the file channel would have sent."""

from __future__ import annotations

from typing import Any

from yichuang.foundation.notices.adapters.file import FileChannel
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """The files are encrypted; this shows them to whoever may use the installation's keys."""

    help = "Show the messages of the file channel"
    needs_database = False

    def run(self, **options: Any) -> None:
        messages = [
            {
                "id": str(message.id),
                "address": message.address,
                "created_at": message.created_at.isoformat(),
                "subject": message.texts["zh"].subject,
                "body": message.texts["zh"].body,
            }
            for message in FileChannel().written()
        ]
        lines = (f"{m['created_at']}  {m['address']}  {m['subject']}\n    {m['body']}" for m in messages)
        self.show("\n".join(lines) or "没有消息", messages)
