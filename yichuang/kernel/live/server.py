"""The ASGI application of the live process.

``GET /live/<token>`` streams ``event: change`` with the event's id; a browser that reconnects with
``Last-Event-ID`` is told at once when something happened meanwhile. ``GET /healthz`` answers when
the process listens to the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
import structlog

from yichuang.kernel import metrics
from yichuang.kernel.live import tokens

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CHANNEL = "yichuang_live"
HEARTBEAT_SECONDS = 15.0
RETRY_MS = 2000

log = structlog.get_logger("yichuang.live")


class LiveApp:
    """One process: one database connection that listens, any number of streams."""

    def __init__(self, database_url: str, secret: str, origins: tuple[str, ...], metrics_port: int = 0) -> None:
        self.database_url = database_url
        self.secret = secret
        self.origins = origins
        self.metrics_port = metrics_port
        self.watchers: dict[str, set[asyncio.Queue[str]]] = defaultdict(set)
        self.listening = False
        self.stopping = asyncio.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        metrics.serve(self.metrics_port)
        listener = asyncio.create_task(self._listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.stopping.set()
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener
        await send({"type": "lifespan.shutdown.complete"})

    async def _listen(self) -> None:
        """Follow the channel for ever; after a lost connection every watcher is told to look again."""
        pause = 0.2
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self.database_url, autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._tell_everyone()
                    self.listening, pause = True, 0.2
                    async for notice in connection.notifies():
                        for topic, event_id in json.loads(notice.payload).items():
                            self._tell(topic, event_id)
            except psycopg.OperationalError as error:
                log.warning("database lost", error=type(error).__name__)
            self.listening = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _tell(self, topic: str, event_id: str) -> None:
        for queue in self.watchers.get(topic, ()):
            if queue.full():
                queue.get_nowait()  # the newest id is all a slow reader needs
            queue.put_nowait(event_id)

    def _tell_everyone(self) -> None:
        for topic in list(self.watchers):
            self._tell(topic, "")

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        if path == "/healthz":
            await self._plain(send, 200 if self.listening else 503, "ok" if self.listening else "not listening")
            return
        topic = tokens.topic_of(path.removeprefix("/live/"), self.secret) if path.startswith("/live/") else None
        if topic is None:
            await self._plain(send, 403, "unknown or ended token")
            return
        metrics.live_streams.inc()
        await self._stream(topic, headers, receive, send)

    async def _plain(self, send: Send, status: int, text: str) -> None:
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": text.encode()})

    async def _stream(self, topic: str, headers: dict[str, str], receive: Receive, send: Send) -> None:
        queue: asyncio.Queue[str] = asyncio.Queue(maxsize=1)
        self.watchers[topic].add(queue)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self._stream_headers(headers)})
            await self._send(send, f"retry: {RETRY_MS}\n\n")
            missed = await self._missed(topic, headers.get("last-event-id", ""))
            if missed:
                await self._send(send, f"id: {missed}\nevent: change\ndata: {topic}\n\n")
            await self._pump(topic, queue, receive, send)
        finally:
            self.watchers[topic].discard(queue)
            if not self.watchers[topic]:
                del self.watchers[topic]

    async def _pump(self, topic: str, queue: asyncio.Queue[str], receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(self._until_gone(receive))
        stop = asyncio.create_task(self.stopping.wait())
        try:
            while not gone.done() and not stop.done():
                moved = asyncio.create_task(queue.get())
                done, _ = await asyncio.wait(
                    {moved, gone, stop}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                if moved in done:
                    event_id = moved.result()
                    line = f"id: {event_id}\n" if event_id else ""
                    await self._send(send, f"{line}event: change\ndata: {topic}\n\n")
                else:
                    moved.cancel()
                    if not done:
                        await self._send(send, ": still here\n\n")
        finally:
            gone.cancel()
            stop.cancel()

    async def _until_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _missed(self, topic: str, last_event_id: str) -> str:
        """Id of the newest relayed event on the topic after ``last_event_id``, or ``""``."""
        try:
            since = UUID(last_event_id)
        except ValueError:
            return ""
        async with await psycopg.AsyncConnection.connect(self.database_url, autocommit=True) as connection:
            cursor = await connection.execute(
                "SELECT id FROM kernel_outboxevent WHERE topic = %s AND id > %s AND relayed_at IS NOT NULL"
                " ORDER BY id DESC LIMIT 1",
                [topic, since],
            )
            row = await cursor.fetchone()
        return str(row[0]) if row else ""

    def _stream_headers(self, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
        answer = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        origin = headers.get("origin", "")
        if origin in self.origins:
            answer += [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")]
        return answer

    async def _send(self, send: Send, text: str) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
