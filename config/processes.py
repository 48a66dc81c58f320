"""The processes of the running product, and how one of them is kept alive."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from config.env import ROOT
from config.serving import LOOPBACK, Serving
from yichuang.kernel.instance import Instance

# carried by every process of a supervisor, so that the next one finds those a killed one left
MARK = "YICHUANG_SUPERVISED"
STOP_SECONDS = 15.0
STEADY_SECONDS = 10.0  # who ran this long has recovered
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
ERRAND_TRIES = 3  # an errand that fails this often is left until the next start
LOG_LIMIT = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Service:
    """One kind of process.

    Attributes:
        ready_url: answers 200 once the process can work; None when being alive is all there is to know.
        authority: certificate of the authority that vouches for it; None without TLS.
        is_errand: it ends by itself when its work is done, and is then not started again.
    """

    name: str
    command: tuple[str, ...]
    metrics_port: int
    ready_url: str | None = None
    is_errand: bool = False
    authority: Path | None = None

    def answers(self) -> bool:
        """Whether it says it can work; of a process that serves no HTTP nobody can ask."""
        return self.ready_url is not None and answers(self.ready_url, self.authority)


def services(instance: Instance, serving: Serving) -> tuple[Service, ...]:
    """The four processes of an installation on its ports."""
    web, live, host = instance.web_port, instance.live_port, serving.host
    own = (sys.executable, "-m", "config.cli")
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(web)]
    granian += [
        "--workers",
        "2",
        "--blocking-threads",
        "3",  # a worker has one interpreter lock: with more threads the slowest answers wait longer
        "--no-ws",
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    granian += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    uvicorn = [sys.executable, "-m", "uvicorn", "--host", host, "--port", str(live), "--log-level", "warning"]
    uvicorn += ["--no-access-log", "--timeout-graceful-shutdown", "5"]
    authority = None
    if serving.authority is not None:
        certificate, key = str(serving.authority.server_certificate), str(serving.authority.server_key)
        authority = serving.authority.certificate
        granian += ["--ssl-certificate", certificate, "--ssl-keyfile", key, "--ssl-protocol-min", "tls1.2"]
        uvicorn += ["--ssl-certfile", certificate, "--ssl-keyfile", key]
    return (
        Service(
            "web",
            (*granian, "config.wsgi:application"),
            metrics_port=web + 10,
            ready_url=f"{serving.url(web)}/readyz",
            authority=authority,
        ),
        Service(
            "live",
            (*uvicorn, "config.live:application"),
            metrics_port=web + 20,
            ready_url=f"{serving.url(live)}/healthz",
            authority=authority,
        ),
        Service("worker", (*own, "worker"), metrics_port=web + 21),
        Service("relay", (*own, "relay"), metrics_port=web + 22),
    )


def history_errand(instance: Instance) -> Service:
    """What makes the sample county's year of cases, beside the services and behind everybody."""
    command = (sys.executable, "-m", "config.cli", "sample", "history", "--make")
    return Service("history", command, metrics_port=instance.web_port + 23, is_errand=True)


def _end_with_parent() -> None:
    """In the child, before its program: SIGTERM should the supervisor be killed."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that is restarted when it ends, later each time it ends quickly."""

    service: Service
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    quick_ends: int = 0
    started_at: float = 0.0
    due_at: float = field(default=0.0)
    is_done: bool = False
    failed: bool = False

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        environment = dict(self.environment) | {"YICHUANG_METRICS_PORT": str(self.service.metrics_port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.service.command,
                env=environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # safe: one thread, one C function
                preexec_fn=_end_with_parent,
            )
        self.started_at = time.monotonic()

    def look(self) -> str:
        """Start it when it is due. Returns what happened, in words, or nothing."""
        if self.process is None:
            if not self.is_done and time.monotonic() >= self.due_at:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self.clear()
        if self.service.is_errand and code == 0:
            self.is_done = True
            return f"{self.service.name} is complete."
        if self.service.is_errand and self.quick_ends + 1 >= ERRAND_TRIES:
            self.is_done = self.failed = True
            return f"{self.service.name} failed; it is tried again at the next start (see {self.log})."
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.quick_ends = 0
        pause = PAUSES[min(self.quick_ends, len(PAUSES) - 1)]
        self.quick_ends += 1
        self.due_at = time.monotonic() + pause
        how = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        return f"{self.service.name} {how}; it starts again in {pause:g} s (see {self.log})."

    def clear(self) -> None:
        """The process has ended: take what is left of its group along, so that its port is free."""
        if self.process is not None:
            _signal_group(self.process.pid, signal.SIGKILL)
            self.process = None

    def is_ready(self) -> bool:
        """Whether it runs and, if it serves HTTP, says it can work."""
        if self.process is None or self.process.poll() is not None:
            return False
        if self.service.ready_url is None:
            return True
        return self.service.answers()


def answers(url: str, authority: Path | None = None) -> bool:
    """Whether a GET is answered by 200; under TLS by somebody the authority vouches for."""
    parts = urlsplit(url)
    host = parts.hostname or LOOPBACK
    try:
        if authority is None:
            connection = http.client.HTTPConnection(host, parts.port, timeout=5)
        else:
            context = ssl.create_default_context(cafile=str(authority))
            connection = http.client.HTTPSConnection(host, parts.port, timeout=5, context=context)
    except OSError:
        return False  # there is no authority yet
    try:
        connection.request("GET", parts.path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop_all(children: list[Child]) -> None:
    """SIGTERM to each at once, then SIGKILL to whoever is left after a while."""
    running = [child for child in children if child.process is not None]
    for child in running:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in running:
        if child.process is not None:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        child.clear()


def _signal_group(group: int, sign: signal.Signals) -> None:
    try:
        os.killpg(group, sign)
    except ProcessLookupError:
        return


def leftovers(state: Path) -> list[int]:
    """Processes that carry the mark of this installation's supervisor. Call it while none runs."""
    wanted = os.fsencode(f"{MARK}={state}")
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                if wanted in Path("/proc", entry, "environ").read_bytes().split(b"\0"):
                    found.append(int(entry))
            except OSError:
                continue  # another user's, or gone meanwhile
    return found


def end_leftovers(state: Path) -> int:
    """End what a killed supervisor left: in order first, then by force. Returns how many there were."""
    found = leftovers(state)
    for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 2.0)):
        deadline = time.monotonic() + seconds
        for pid in leftovers(state):
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue
        while leftovers(state) and time.monotonic() < deadline:
            time.sleep(0.1)
    return len(found)
