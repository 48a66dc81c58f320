"""Streams of the live process as a browser reads them, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from yichuang.kernel import outbox, relay
from yichuang.kernel.live import tokens
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a secret of this test"
ORIGIN = "http://127.0.0.1:8000"
PATIENCE = 30.0


@dataclass(frozen=True)
class Moved:
    name: ClassVar[str] = "test.moved"
    version: ClassVar[int] = 1


def move(*topics: str, at: datetime | None = None) -> str:
    """Something happens on the topics and the relay says so; returns the moment it said."""
    at = at or now()
    for topic in topics:
        outbox.publish(Moved(), actor="system", at=at, topic=topic)
    relay.relay_batch(at=at)
    return at.isoformat()


def wait_until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


@dataclass
class Stream:
    """One browser's stream. ``events`` are dictionaries of field → value."""

    status: int
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    body: str = ""
    ended: bool = False
    unread: list[dict[str, str]] = field(default_factory=list)

    async def block(self) -> dict[str, str] | None:
        """The next block that is not a comment; None when the stream has ended properly."""
        while not self.unread:
            size = int((await self.reader.readline()).strip() or b"0", 16)
            if size == 0:
                self.ended = True
                return None
            self.body += (await self.reader.readexactly(size + 2)).decode()[:-2]
            *blocks, self.body = self.body.split("\n\n")
            for block in blocks:
                lines = (line.partition(": ") for line in block.splitlines() if not line.startswith(":"))
                if parsed := {name: value for name, _, value in lines}:
                    self.unread.append(parsed)
        return self.unread.pop(0)

    async def change(self) -> dict[str, str]:
        """The next change."""
        async with asyncio.timeout(PATIENCE):
            while (block := await self.block()) is not None:
                if block.get("event") == "change":
                    return block
        raise AssertionError("the stream ended")

    async def is_quiet(self, seconds: float = 0.4) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while (block := await self.block()) is not None:
                    if "event" in block:
                        self.unread.append(block)
                        return False
        except TimeoutError:
            return True
        return False


@contextlib.asynccontextmanager
async def get(port: int, path: str, method: str = "GET", **headers: str) -> AsyncIterator[Stream]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    named = (line.partition(": ") for line in head[1:] if line)
    try:
        yield Stream(
            int(head[0].split()[1]), {name.lower(): value for name, _, value in named}, reader, writer
        )
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def path_of(topic: str, at: datetime | None = None, secret: str = SECRET) -> str:
    return f"/live/{tokens.make(topic, secret, at or now() - timedelta(hours=1))}"


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 120))


def in_thread(function: Callable[..., Any], *arguments: Any, **named: Any) -> Awaitable[Any]:
    return asyncio.to_thread(_closing, function, *arguments, **named)


def _closing(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    from django.db import connection

    try:
        return function(*arguments, **named)
    finally:
        connection.close()
