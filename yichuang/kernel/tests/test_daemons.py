"""``yichuang relay`` and ``yichuang worker`` as processes of their own: they work, and they end when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from yichuang.kernel import audit, tasks
from yichuang.kernel.models import AuditSeal, OutboxEvent
from yichuang.kernel.time import now

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a command on the test database."""
    running: list[subprocess.Popen[str]] = []
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "YICHUANG_SECRET_KEY": "a secret of this test",
        "YICHUANG_DATA_DIR": str(tmp_path),
    }

    def begin(command: str) -> subprocess.Popen[str]:
        order = [sys.executable, "manage.py", command]
        running.append(subprocess.Popen(order, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def wait_until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def end(process: subprocess.Popen[str], order: signal.Signals) -> str:
    """Tell it to end; returns what it logged."""
    process.send_signal(order)
    _, logged = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return logged


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_the_relay_relays_and_ends_when_told(start, order):
    process = start("relay")
    OutboxEvent.objects.create(name="test.any", version=1, payload={}, actor="system", occurred_at=now())

    wait_until(lambda: OutboxEvent.objects.filter(relayed_at__isnull=False).exists())

    assert "Traceback" not in end(process, order)


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_works_and_ends_when_told(start, order):
    audit.record(stream="s", stream_id=1, action="a", actor="system", at=now())
    tasks.seal_audit_log.defer(timestamp=0)
    process = start("worker")

    wait_until(lambda: AuditSeal.objects.exists())
    wait_until(lambda: not ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exists())

    assert "Traceback" not in end(process, order)


def test_a_failing_job_is_seen_in_the_workers_log(start):
    process = start("worker")
    tasks.run_handler.defer(event_id="019510a0-0000-7000-8000-000000000001", handler="no.such.handler")

    wait_until(lambda: ProcrastinateJob.objects.filter(task_name="kernel.run_handler", attempts=1).exists())

    logged = end(process, signal.SIGTERM)
    assert "Error, to retry" in logged
    assert "OutboxEvent matching query does not exist" in logged
