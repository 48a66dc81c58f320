"""The live process, as browsers meet it: a real server, a real LISTEN, real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import uvicorn

from yichuang.kernel import relay
from yichuang.kernel.live import server as live
from yichuang.kernel.live import tokens
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.tests.live_streams import (
    ORIGIN,
    PATIENCE,
    SECRET,
    get,
    in_thread,
    move,
    path_of,
    play,
    wait_until,
)
from yichuang.kernel.time import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


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


def test_the_relay_and_the_live_process_mean_the_same_channel():
    assert relay.CHANNEL is live.CHANNEL
    assert OutboxEvent._meta.db_table in live._MOVED
