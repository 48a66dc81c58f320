"""Prometheus metrics, served on a loopback port of their own by each process."""

from __future__ import annotations

import errno

import structlog
from prometheus_client import Counter, Histogram, start_http_server

log = structlog.get_logger("yichuang.metrics")

# a label of a metric takes few values: whoever sends requests must not choose them
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_PROCESSES = 16

_requests = Histogram(
    "yichuang_request_seconds",
    "Time to answer a request",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
events_relayed = Counter("yichuang_events_relayed_total", "Events handed from the outbox to jobs", ["name"])
live_streams = Counter("yichuang_live_streams_total", "Live event streams opened")


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request under its route pattern."""
    _requests.labels(method if method in _METHODS else "other", route, str(status)).observe(seconds)


def serve(port: int) -> None:
    """Serve ``/metrics`` on 127.0.0.1; 0 is off. With several processes the next free port is taken."""
    if not port:
        return
    for candidate in range(port, port + _PROCESSES):
        try:
            start_http_server(candidate, addr="127.0.0.1")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            log.info("metrics", port=candidate)
            return
    log.warning("no free metrics port", first=port, last=port + _PROCESSES - 1)
