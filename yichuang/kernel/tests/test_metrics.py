"""Metrics are served on loopback, each process on a port of its own."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import prometheus_client
import pytest

from yichuang.kernel import metrics
from yichuang.kernel.embedded.cluster import port_is_free
from yichuang.kernel.instance import DATABASE_PORTS, free_port

LOOPBACK = "0100007F"  # 127.0.0.1 as /proc/net/tcp writes it


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A free port before another free one; what is served from it on is stopped afterwards."""
    started = []

    def start(*args: object, **options: object) -> object:
        started.append(prometheus_client.start_http_server(*args, **options))
        return started[-1]

    monkeypatch.setattr(metrics, "start_http_server", start)
    while not port_is_free((free := free_port(DATABASE_PORTS)) + 1):
        continue
    yield free
    for server, thread in started:
        server.shutdown()
        server.server_close()
        thread.join()


def read(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        return answer.read().decode()


def listeners(port: int) -> list[str]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [row[1].split(":")[0] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"]


def test_metrics_are_served_on_loopback_only(port):
    metrics.events_relayed.labels("test.event").inc(3)

    metrics.serve(port)

    assert listeners(port) == [LOOPBACK]
    assert 'yichuang_events_relayed_total{name="test.event"} 3.0' in read(port)


def test_a_second_process_takes_the_next_port(port):
    metrics.serve(port)
    metrics.serve(port)

    assert listeners(port + 1) == [LOOPBACK]
    assert "yichuang_live_streams_total" in read(port + 1)


def test_the_process_starts_without_metrics_when_all_ports_are_taken(port, monkeypatch):
    monkeypatch.setattr(metrics, "_PROCESSES", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        metrics.serve(port)

        assert listeners(port) == [LOOPBACK], "the one that took it, nobody else"


def test_zero_is_off(port, monkeypatch):
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("served")

    monkeypatch.setattr(metrics, "start_http_server", refuse)

    metrics.serve(0)


def test_nothing_personal_can_become_a_label():
    labels = {name for metric in (metrics._requests, metrics.events_relayed) for name in metric._labelnames}

    assert labels == {"method", "route", "status", "name"}


def test_an_address_that_may_not_be_used_is_a_defect(monkeypatch):
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(metrics, "start_http_server", refuse)

    with pytest.raises(PermissionError):
        metrics.serve(80)
