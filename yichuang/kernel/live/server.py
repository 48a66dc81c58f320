"""The ASGI application of the live process.

``GET /live/<token>`` streams ``event: change``, whose ``id`` is the moment the relay said so. A
stream begins with one when the topic moved since the page was made, or since ``Last-Event-ID``
when a browser reconnects. ``GET /healthz`` answers 200 while the process listens to the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import structlog

from yichuang.kernel import metrics
from yichuang.kernel.live import CHANNEL, tokens
from yichuang.kernel.time import now

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
RETRY_MS = (1000, 4000)  # spread, so that a restart is not answered by everyone at once
# two relays may commit in the other order, and two machines' clocks differ a little
_SLACK = timedelta(seconds=2)

# a lost peer is noticed within a minute
_KEEPALIVE: dict[str, Any] = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}

# "topic <> ''" lets any plan use the partial index
_MOVED = """
SELECT max(relayed_at) FROM kernel_outboxevent
WHERE topic = %(topic)s AND topic <> '' AND relayed_at > %(after)s AND relayed_at <> %(seen)s
"""

log = structlog.get_logger("yichuang.live")


class _Watcher:
    """One open stream: what it has not been told yet, and whether it is to end."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.moved = ""
        self.ending = False

    def tell(self, moment: str) -> None:
        self.moved = moment  # a slow reader needs the newest only
        self.woken.set()

    def end(self) -> None:
        self.ending = True
        self.woken.set()


class LiveApp:
    """One process: one database connection that listens, one that asks, any number of streams."""

    def __init__(
        self, database_url: str, secret: str, origins: tuple[str, ...] = (), metrics_port: int = 0
    ) -> None:
        self.database_url = database_url
        self.secret = secret
        self.origins = origins
        self.metrics_port = metrics_port
        self.watchers: dict[str, set[_Watcher]] = defaultdict(set)
        self.listening = False
        self.ending = False
        self.asking = asyncio.Lock()
        self.asked: psycopg.AsyncConnection[Any] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        metrics.serve(self.metrics_port)
        self._end_streams_on_signal()
        listener = asyncio.create_task(self._listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.end_streams()
        listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listener
        if self.asked:
            await self.asked.close()
        await send({"type": "lifespan.shutdown.complete"})

    def end_streams(self) -> None:
        """Let every stream end; browsers come back by themselves."""
        self.ending = True
        for watchers in self.watchers.values():
            for watcher in watchers:
                watcher.end()

    def _end_streams_on_signal(self) -> None:
        """A server that is told to stop waits for its answers to end, and a stream never does by itself."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            server = signal.getsignal(number)
            if callable(server):
                signal.signal(number, partial(self._on_signal, loop, server))

    def _on_signal(
        self, loop: asyncio.AbstractEventLoop, server: Callable[[int, Any], Any], number: int, frame: Any
    ) -> None:
        loop.call_soon_threadsafe(self.end_streams)
        server(number, frame)

    async def _listen(self) -> None:
        """Follow the channel for ever; after a lost connection every page is told to look again."""
        pause = 0.2
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.listening, pause = True, 0.2
                    for topic in list(self.watchers):
                        self._tell(topic, now().isoformat())
                    async for notice in connection.notifies():
                        self._hear(notice.payload)
            except psycopg.OperationalError as error:
                log.warning("database lost", error=type(error).__name__)
            finally:
                self.listening = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(self.database_url, autocommit=True, **_KEEPALIVE)

    def _hear(self, payload: str) -> None:
        try:
            notice = json.loads(payload)
            for topic in notice["topics"]:
                self._tell(topic, notice["at"])
        except (ValueError, KeyError, TypeError):
            log.warning("notice not understood")  # anyone who may connect may notify

    def _tell(self, topic: str, moment: str) -> None:
        for watcher in self.watchers.get(topic, ()):
            watcher.tell(moment)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin", "")
        if scope["method"] != "GET":
            await self._say(send, 405, "GET only")
        elif path == "/healthz":
            await self._say(send, *((200, "ok") if self.listening else (503, "not listening")))
        elif not path.startswith("/live/"):
            await self._say(send, 404, "nothing here")
        elif origin and origin not in self.origins:
            await self._say(send, 403, "unknown origin")
        elif permission := tokens.read(path.removeprefix("/live/"), self.secret, now()):
            metrics.live_streams.inc()
            await self._stream(permission, headers, receive, send)
        else:
            await self._say(send, 403, "unknown or ended token")

    async def _say(self, send: Send, status: int, text: str) -> None:
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": text.encode()})

    async def _stream(
        self, permission: tokens.Permission, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        watcher, topic = _Watcher(), permission.topic
        self.watchers[topic].add(watcher)
        gone = asyncio.create_task(self._until_gone(watcher, receive))
        try:
            await send(
                {"type": "http.response.start", "status": 200, "headers": self._stream_headers(headers)}
            )
            await self._send(send, f"retry: {random.randint(*RETRY_MS)}\n\n")  # noqa: S311 - not a secret
            moved = await self._moved_since(
                topic, _moment(headers.get("last-event-id", "")) or permission.issued_at
            )
            if moved:
                watcher.tell(moved)
            await self._pump(watcher, topic, send)
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self.watchers[topic].discard(watcher)
            if not self.watchers[topic]:
                del self.watchers[topic]

    async def _pump(self, watcher: _Watcher, topic: str, send: Send) -> None:
        while not (watcher.ending or self.ending):
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await watcher.woken.wait()
            except TimeoutError:
                await self._send(send, ": still here\n\n")
                continue
            watcher.woken.clear()
            if watcher.moved:
                moment, watcher.moved = watcher.moved, ""
                await self._send(send, f"id: {moment}\nevent: change\ndata: {topic}\n\n")

    async def _until_gone(self, watcher: _Watcher, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        watcher.end()

    async def _moved_since(self, topic: str, seen: datetime) -> str:
        """The newest moment the topic moved after ``seen``, or ``""``."""
        parameters = {"topic": topic, "seen": seen, "after": seen - _SLACK}
        async with self.asking:
            for _ in range(2):  # that the connection is lost shows when it is used
                try:
                    if self.asked is None or self.asked.closed:
                        self.asked = await self._connect()
                    cursor = await self.asked.execute(_MOVED, parameters, prepare=True)
                    row = await cursor.fetchone()
                    return row[0].isoformat() if row and row[0] else ""
                except psycopg.OperationalError:
                    continue
        return ""  # the listener tells every page to look again when the database is back

    def _stream_headers(self, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
        answer = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        if origin := headers.get("origin"):  # a known one, or there would be no stream
            answer += [(b"access-control-allow-origin", origin.encode()), (b"vary", b"Origin")]
        return answer

    async def _send(self, send: Send, text: str) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _moment(text: str) -> datetime | None:
    """The moment of a ``Last-Event-ID``, or None when a browser sends something else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
