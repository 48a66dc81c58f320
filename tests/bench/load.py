"""Twelve clients that keep their connections: raw HTTP/1.1, so that the client costs next to nothing."""

from __future__ import annotations

import asyncio
import json
import random
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


Iteration = Callable[[Connection, Load, float], Awaitable[None]]
"""One piece of work on a connection, due at a moment of ``time.perf_counter``."""


async def _client(
    base: str, token: str, iteration: Iteration, load: Load, due: Callable[[], Awaitable[float | None]]
) -> None:
    parts = urlsplit(base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = (
        f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    ).encode()
    connection = Connection(reader, writer, head)
    while (moment := await due()) is not None:
        await iteration(connection, load, moment)
        load.iterations += 1
    writer.close()


def run(base: str, token: str, iteration: Iteration, *, clients: int, seconds: float) -> Load:
    """Drive ``clients`` for ``seconds``; each repeats ``iteration`` without a pause."""
    ends_at = time.perf_counter() + seconds

    async def due() -> float | None:
        moment = time.perf_counter()
        return moment if moment < ends_at else None

    return asyncio.run(_drive(base, token, iteration, clients, due))


def run_offered(
    base: str, token: str, iteration: Iteration, *, clients: int, seconds: float, per_second: float
) -> Load:
    """Offer iterations at random moments, ``per_second`` on average; a free client takes the next.

    One that no client was free for is still due when it was due.
    """
    moments: list[float] = []
    moment = time.perf_counter() + 0.2
    while len(moments) < seconds * per_second:
        moment += random.expovariate(per_second)
        moments.append(moment)
    waiting = iter(moments)

    async def due() -> float | None:
        moment = next(waiting, None)
        if moment is not None:
            await asyncio.sleep(max(moment - time.perf_counter(), 0))
        return moment

    return asyncio.run(_drive(base, token, iteration, clients, due))


async def _drive(
    base: str, token: str, iteration: Iteration, clients: int, due: Callable[[], Awaitable[float | None]]
) -> Load:
    load = Load()
    started = time.perf_counter()
    await asyncio.gather(*(_client(base, token, iteration, load, due) for _ in range(clients)))
    load.seconds = time.perf_counter() - started
    return load
