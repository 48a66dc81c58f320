"""The live process, as browsers meet it: a real server, a real LISTEN, real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest
import uvicorn

from yichuang.kernel import outbox, relay
from yichuang.kernel.instance import DATABASE_PORTS, free_port
from yichuang.kernel.live import server as live
from yichuang.kernel.live import tokens
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a secret of this test"
ORIGIN = "http://127.0.0.1:8000"
PATIENCE = 30.0

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


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


@dataclass
class Server:
    port: int
    app: live.LiveApp
    uvicorn: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.uvicorn.should_exit = True
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive(), "the server did not stop"


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    app = live.LiveApp(database_url, SECRET, (ORIGIN,))
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, ws="none", log_config=None, timeout_graceful_shutdown=1
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    wait_until(lambda: running.started and app.listening)
    port = running.servers[0].sockets[0].getsockname()[1]
    handle = Server(port, app, running, thread)
    yield handle
    handle.stop()


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


def test_a_page_is_told_of_a_change_after_the_relay(server):
    async def story() -> None:
        async with (
            get(server.port, path_of("case:1")) as stream,
            get(server.port, path_of("case:2")) as other,
        ):
            assert stream.status == 200
            assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert stream.headers["cache-control"] == "no-store"
            retry = await stream.block()
            assert live.RETRY_MS[0] <= int(retry["retry"]) <= live.RETRY_MS[1]

            moment = await in_thread(move, "case:1")

            assert await stream.change() == {"id": moment, "event": "change", "data": "case:1"}
            assert await other.is_quiet()

    play(story)


@pytest.mark.parametrize(
    "path",
    [
        "/live/",
        "/live/x",
        "/live/x.y",
        path_of("case:1", secret="another"),
        path_of("case:1", at=now() - tokens.VALID_FOR),
        path_of("case:1")[:-2],
        path_of("case:1") + "A",
        "/live/%E5%8F%97%E7%90%86.x",
    ],
    # a token holds the moment it was made: no name for a test that two workers must agree on
    ids=["none", "no-dot", "not-base64", "another-secret", "ended", "cut-short", "lengthened", "not-ascii"],
)
def test_a_forged_or_ended_token_opens_nothing(server, path):
    async def story() -> None:
        async with get(server.port, path) as answer:
            assert answer.status == 403

    play(story)
    assert not server.app.watchers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/metrics", 404), ("POST", path_of("case:1"), 405), ("GET", "/healthz", 200)],
    ids=["root", "metrics", "post", "health"],
)
def test_nothing_else_is_served(server, method, path, status):
    async def story() -> None:
        async with get(server.port, path, method) as answer:
            assert answer.status == status

    play(story)


def test_only_known_origins_may_read(server):
    async def story() -> None:
        async with get(server.port, path_of("a"), Origin=ORIGIN) as known:
            assert known.status == 200
            assert known.headers["access-control-allow-origin"] == ORIGIN
            assert known.headers["vary"] == "Origin"
        async with get(server.port, path_of("a"), Origin="https://evil.example") as unknown:
            assert unknown.status == 403
            assert "access-control-allow-origin" not in unknown.headers
        async with get(server.port, path_of("a")) as same_origin:
            assert same_origin.status == 200
            assert "access-control-allow-origin" not in same_origin.headers

    play(story)


def test_a_browser_that_comes_back_is_told_what_it_missed(server):
    async def story() -> None:
        seen = await in_thread(move, "case:1")
        await in_thread(move, "case:2")
        missed = await in_thread(move, "case:1", at=now() + timedelta(seconds=5))

        async with get(server.port, path_of("case:1"), Last_Event_ID=seen) as stream:
            assert await stream.change() == {"id": missed, "event": "change", "data": "case:1"}
        async with get(server.port, path_of("case:1"), Last_Event_ID=missed) as stream:
            assert await stream.is_quiet()

    play(story)


def test_a_change_another_relay_committed_late_is_not_missed(server):
    async def story() -> None:
        newer = now()
        await in_thread(move, "case:1", at=newer)
        await in_thread(move, "case:1", at=newer - timedelta(milliseconds=100))

        async with get(server.port, path_of("case:1"), Last_Event_ID=newer.isoformat()) as stream:
            assert (await stream.change())["data"] == "case:1"

    play(story)


def test_a_new_page_is_told_what_happened_since_it_was_made(server):
    async def story() -> None:
        made_at = now()
        await in_thread(move, "case:old", at=made_at - timedelta(minutes=1))
        moment = await in_thread(move, "case:1")

        async with get(server.port, path_of("case:1", at=made_at)) as stream:
            assert (await stream.change())["id"] == moment
        async with get(server.port, path_of("case:old", at=made_at)) as stream:
            assert await stream.is_quiet()

    play(story)


@pytest.mark.parametrize("odd", ["", "x", "2026-03-06T01:30:00", "019510a0-0000-7000-8000-000000000001", "'"])
def test_an_odd_last_event_id_counts_as_none(server, odd):
    async def story() -> None:
        async with get(server.port, path_of("case:1"), Last_Event_ID=odd) as stream:
            assert stream.status == 200
            moment = await in_thread(move, "case:1")
            assert (await stream.change())["id"] == moment

    play(story)


def test_several_changes_at_once_may_be_told_as_one_and_the_last_is_told(server):
    async def story() -> None:
        async with get(server.port, path_of("case:1")) as stream:
            await stream.block()
            for _ in range(20):
                moment = await in_thread(move, "case:1")
            told = [await stream.change()]
            while told[-1]["id"] != moment:
                told.append(await stream.change())
            assert len(told) <= 20

    play(story)


def test_two_hundred_streams_are_all_told(server):
    async def story() -> None:
        async with contextlib.AsyncExitStack() as stack:
            opening = (
                stack.enter_async_context(get(server.port, path_of(f"t:{n % 10}"))) for n in range(200)
            )
            streams = await asyncio.gather(*opening)
            assert {stream.status for stream in streams} == {200}

            await in_thread(move, *(f"t:{n}" for n in range(10)))

            changes = await asyncio.gather(*(stream.change() for stream in streams))
            assert [change["data"] for change in changes] == [f"t:{n % 10}" for n in range(200)]

    play(story)
    wait_until(lambda: not server.app.watchers)


def test_two_hundred_browsers_that_come_back_at_once_use_one_connection(server, database_url):
    async def story() -> None:
        seen = await in_thread(move, "case:1")
        await in_thread(move, "case:1", at=now() + timedelta(seconds=5))
        async with contextlib.AsyncExitStack() as stack:
            opening = (
                stack.enter_async_context(get(server.port, path_of("case:1"), Last_Event_ID=seen))
                for _ in range(200)
            )
            streams = await asyncio.gather(*opening)
            await asyncio.gather(*(stream.change() for stream in streams))

    def connections() -> int:
        with psycopg.connect(database_url) as other:
            row = other.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query LIKE '%max(relayed_at)%')"
            ).fetchone()
        return int(row[0])

    play(story)
    assert connections() == 2


def test_a_closed_page_is_forgotten(server):
    async def story() -> None:
        async with get(server.port, path_of("case:1")) as stream:
            await stream.block()
            assert set(server.app.watchers) == {"case:1"}

    play(story)
    wait_until(lambda: not server.app.watchers)


def test_a_quiet_stream_is_kept_open(server, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)

    async def story() -> None:
        async with get(server.port, path_of("case:1")) as stream:
            async with asyncio.timeout(PATIENCE):
                beats = b""
                while beats.count(b": still here\n\n") < 3:
                    beats += await stream.reader.read(1000)

    play(story)


def listener_pids(database_url: str) -> list[int]:
    with psycopg.connect(database_url) as other:
        rows = other.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND (query LIKE 'LISTEN%' OR query LIKE '%max(relayed_at)%')"
        ).fetchall()
    return [row[0] for row in rows]


def test_a_lost_database_connection_is_made_anew_and_every_page_looks_again(server, database_url):
    def cut() -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            for pid in listener_pids(database_url):
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

    async def story() -> None:
        async with get(server.port, path_of("case:1")) as stream:
            await stream.block()
            await asyncio.to_thread(cut)
            again = await stream.change()
            assert again["data"] == "case:1"
            assert datetime.fromisoformat(again["id"]) <= now()

            moment = await in_thread(move, "case:1")
            assert (await stream.change())["id"] == moment
        async with get(server.port, path_of("case:1"), Last_Event_ID=again["id"]) as stream:
            assert (await stream.change())["id"] == moment, "the asking connection is made anew, too"

    play(story)
    assert server.app.listening


def test_health_is_bad_while_nothing_listens(database_url):
    app = live.LiveApp("postgresql://nobody@127.0.0.1:1/none", SECRET)
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def story() -> None:
        await app({"type": "http", "method": "GET", "path": "/healthz", "headers": []}, None, send)

    play(story)
    assert sent[0]["status"] == 503


def test_a_notice_nobody_understands_does_not_deafen_the_process(server, database_url):
    def shout() -> None:
        with psycopg.connect(database_url, autocommit=True) as other:
            for payload in (
                "",
                "x",
                "[]",
                "{}",
                '{"topics": 5, "at": "x"}',
                '{"topics": ["case:1"]}',
                "null",
            ):
                other.execute("SELECT pg_notify(%s, %s)", [live.CHANNEL, payload])

    async def story() -> None:
        async with get(server.port, path_of("case:1")) as stream:
            await stream.block()
            await asyncio.to_thread(shout)
            moment = await in_thread(move, "case:1")
            assert (await stream.change())["id"] == moment

    play(story)


@pytest.fixture
def process(database_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """``config.live`` under uvicorn's own command, as an installation runs it."""
    port = free_port(DATABASE_PORTS)
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "YICHUANG_SECRET_KEY": SECRET,
        "YICHUANG_DATA_DIR": str(tmp_path),
        "YICHUANG_ORIGINS": ORIGIN,
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "config.live:application",
    ]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)

    async def answers() -> bool:
        try:
            async with get(port, "/healthz") as answer:
                return answer.status == 200
        except OSError:
            return False

    wait_until(lambda: asyncio.run(answers()))
    yield running, port
    running.kill()
    running.communicate()


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_at_once_with_open_streams(process, order):
    running, port = process

    async def story() -> None:
        async with contextlib.AsyncExitStack() as stack:
            opening = (stack.enter_async_context(get(port, path_of(f"t:{n}"))) for n in range(5))
            streams = await asyncio.gather(*opening)
            for stream in streams:
                await stream.block()
            started = time.monotonic()
            running.send_signal(order)
            for stream in streams:
                assert await stream.block() is None
                assert stream.ended, "the stream was cut instead of ended"
            await asyncio.to_thread(running.wait, PATIENCE)
            assert time.monotonic() - started < PATIENCE

    play(story)
    logged = running.stderr.read()
    assert "Traceback" not in logged
    assert tokens.make("t:0", SECRET, now())[:20] not in logged


def test_the_process_logs_no_token(process):
    running, port = process
    path = path_of("case:1")

    async def story() -> None:
        async with get(port, path) as stream:
            await stream.block()
        async with get(port, "/live/forged-token-of-somebody") as answer:
            assert answer.status == 403

    play(story)
    running.send_signal(signal.SIGTERM)
    running.wait(PATIENCE)
    logged = running.stderr.read()
    assert path.removeprefix("/live/") not in logged
    assert "forged-token" not in logged


def test_the_process_is_small(process):
    running, _ = process
    rollup = Path(f"/proc/{running.pid}/smaps_rollup")
    if not rollup.exists():
        pytest.skip("this kernel does not say how much memory a process shares")
    pss = next(line for line in rollup.read_text().splitlines() if line.startswith("Pss:"))

    assert int(pss.split()[1]) < 60_000, "kB"


def test_the_process_loads_no_django(tmp_path):
    program = "import sys, config.live; print(sorted(m for m in sys.modules if m.split('.')[0] == 'django'))"
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://a@b/c",
        "YICHUANG_SECRET_KEY": SECRET,
        "YICHUANG_DATA_DIR": str(tmp_path),
    }

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_the_relay_and_the_live_process_mean_the_same_channel():
    assert relay.CHANNEL is live.CHANNEL
    assert OutboxEvent._meta.db_table in live._MOVED
