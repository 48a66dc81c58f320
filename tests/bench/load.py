"""Twelve clients that keep their connections: raw HTTP/1.1, so that the client costs next to nothing."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Load:
    """What a window of load measured. Latencies of single requests, seconds."""

    iterations: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.iterations / self.seconds


class Connection:
    """One keep-alive connection with a bearer token."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        self.reader, self.writer, self.head = reader, writer, head

    async def post(self, path: str, body: bytes) -> tuple[int, Any]:
        request = (
            b"POST " + path.encode() + b" HTTP/1.1\r\n" + self.head
            + f"Idempotency-Key: {secrets.token_hex(12)}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )  # fmt: skip
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        return status, json.loads(await self.reader.readexactly(length))


async def _client(
    base: str,
    token: str,
    iteration: Callable[[Connection, Load], Awaitable[None]],
    load: Load,
    ends_at: float,
) -> None:
    parts = urlsplit(base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = (
        f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    ).encode()
    connection = Connection(reader, writer, head)
    while time.perf_counter() < ends_at:
        await iteration(connection, load)
        load.iterations += 1
    writer.close()


def run(
    base: str,
    token: str,
    iteration: Callable[[Connection, Load], Awaitable[None]],
    *,
    clients: int,
    seconds: float,
) -> Load:
    """Drive ``clients`` for ``seconds``; each repeats ``iteration``."""

    async def all_clients() -> Load:
        load = Load()
        started = time.perf_counter()
        await asyncio.gather(
            *(_client(base, token, iteration, load, started + seconds) for _ in range(clients))
        )
        load.seconds = time.perf_counter() - started
        return load

    return asyncio.run(all_clients())
