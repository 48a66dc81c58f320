"""``yichuang run``: database, migrations, sample county, processes; everything again when it dies.

One supervisor per installation. It ends in order at Ctrl-C, SIGTERM or SIGHUP.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping
from types import FrameType

from config.installation import (
    Installation,
    LaunchRefusal,
    note_running,
    run_lock,
    tell,
)
from config.processes import MARK, Child, end_leftovers, history_errand, services, stop_all
from config.serving import LOOPBACK, Serving
from yichuang.kernel.embedded.cluster import port_is_free
from yichuang.kernel.embedded.errors import DatabaseRefusal
from yichuang.kernel.embedded.lease import starting
from yichuang.kernel.instance import Instance, SampleAccount
from yichuang.kernel.time import now

READY_SECONDS = 120.0
TICK_SECONDS = 0.2
TRIES_BEFORE_READY = 3  # a process that ends this often before it was ever ready will not recover
CERTIFICATE_PAUSE = 3600.0
DATABASE_PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)


class Ended(BaseException):
    """Somebody asked the product to stop."""


class Supervisor:
    """Keeps one installation running."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.children: list[Child] = []
        self.is_ending = False
        self.database_due_at = 0.0
        self.database_failures = 0
        self.certificate_due_at = time.monotonic() + CERTIFICATE_PAUSE

    def run(self) -> None:
        """Run until told to end.

        Raises:
            LaunchRefusal, DatabaseRefusal, InstanceRefusal: it cannot start; nothing is left running.
        """
        before = {
            sign: signal.signal(sign, self._end) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            self._run_locked()
        except Ended:
            tell("Stopped.")
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        if not self.is_ending:  # a second Ctrl-C must not break the orderly end
            self.is_ending = True
            raise Ended

    def _run_locked(self) -> None:
        installation = self.installation
        with run_lock(installation.state) as lock:
            note_running(lock)
            if end_leftovers(installation.state):
                tell("Processes that a killed supervisor had left were ended.")
            instance, serving = installation.instance(), installation.serving()
            _check_ports(instance, serving)
            serving.ensure_certificate(at=now())
            with installation.database():
                try:
                    self._bring_up(instance)
                    web, live = serving.url(instance.web_port), serving.url(instance.live_port)
                    note_running(lock, web=f"{web}/", live=f"{live}/", host=serving.host)
                    self._watch()
                finally:
                    self.is_ending = True
                    stop_all(self.children)

    # — starting —

    def _bring_up(self, instance: Instance) -> None:
        installation = self.installation
        tell("Preparing the database …")
        installation.prepare()
        installation.call("collectstatic", "--noinput", what="The static files could not be collected")
        environment = installation.environment() | {MARK: str(installation.state), "PYTHONUNBUFFERED": "1"}
        self.children = [
            Child(service, environment, installation.log_file(service.name))
            for service in services(instance, installation.serving())
        ]
        tell("Starting …")
        self._await_ready()
        announce(installation)
        if installation.wants_history:
            tell("A year of sample cases is made in the background; `yichuang sample history` says how far.")
            errand = history_errand(instance)
            self.children.append(Child(errand, environment, installation.log_file(errand.name)))

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        waiting = list(self.children)
        while waiting:
            for child in self.children:
                self._look(child)
                if child.quick_ends >= TRIES_BEFORE_READY:
                    raise LaunchRefusal(f"{child.service.name} does not start; its log is {child.log}.")
            waiting = [child for child in waiting if not child.is_ready()]
            if waiting and time.monotonic() > deadline:
                names = ", ".join(child.service.name for child in waiting)
                raise LaunchRefusal(
                    f"{names} did not become ready within {READY_SECONDS:.0f} s; see {waiting[0].log}."
                )
            time.sleep(TICK_SECONDS)

    # — watching —

    def _watch(self) -> None:
        while True:
            time.sleep(TICK_SECONDS)
            if self.installation.is_embedded:
                self._look_at_database()
            self._look_at_certificate()
            for child in self.children:
                self._look(child)

    def _look_at_certificate(self) -> None:
        """Once an hour: renew it before its end, and let the servers read it."""
        if time.monotonic() < self.certificate_due_at:
            return
        self.certificate_due_at = time.monotonic() + CERTIFICATE_PAUSE
        if self.installation.serving().ensure_certificate(at=now()):
            tell("The server certificate was renewed.")
            for child in self.children:
                if child.service.authority is not None and child.process is not None:
                    child.process.terminate()

    def _look(self, child: Child) -> None:
        was_done = child.is_done
        news = child.look()
        if news:
            tell(news)
        if child.is_done and not was_done and not child.failed:
            self.installation.note_history()

    def _look_at_database(self) -> None:
        """Start the embedded server again when it died; the processes connect again by themselves."""
        cluster = self.installation.cluster
        if cluster.pid() is not None or time.monotonic() < self.database_due_at:
            return
        tell("The database server died; it is started again …")
        try:
            with starting(cluster):
                cluster.start()
        except DatabaseRefusal as refusal:
            pause = DATABASE_PAUSES[min(self.database_failures, len(DATABASE_PAUSES) - 1)]
            self.database_failures += 1
            self.database_due_at = time.monotonic() + pause
            tell(f"{refusal} Next try in {pause:g} s.")
        else:
            self.database_failures = 0
            tell("The database answers again.")


def _check_ports(instance: Instance, serving: Serving) -> None:
    for what, port in (("pages", instance.web_port), ("live events", instance.live_port)):
        if not port_is_free(port, serving.host):
            raise LaunchRefusal(
                f"Port {port} on {serving.host}, meant for {what}, is taken by another program: "
                "stop it, or choose another with `make run PORT=8010`."
            )


def announce(installation: Installation) -> None:
    """Where it is, and who may sign in with which password."""
    instance, serving = installation.instance(), installation.serving()
    web = serving.url(instance.web_port, serving.public_host) + "/"
    live = serving.url(instance.live_port, serving.public_host) + "/"
    lines = ["", "Yichuang 一窗", f"  pages        {web}", f"  API          {web}api/v1/docs"]
    lines += [f"  live events  {live}", "", *_how_to_trust(serving, web)]
    if instance.accounts and installation.is_embedded:
        shown = one_of_each_role(instance.accounts)
        width = max(map(len, shown))
        lines += ["sample accounts of this installation, one of each role:"]
        lines += [f"  {name:<{width}}  {known.password}  {known.label}" for name, known in shown.items()]
        lines += [f"  all {len(instance.accounts)}: yichuang sample accounts", ""]
    lines += ["Ctrl-C stops everything; the data stays."]
    print("\n".join(lines), flush=True)


def _how_to_trust(serving: Serving, web: str) -> list[str]:
    """What a phone has to be told once, before it believes us."""
    if serving.authority is None:
        return []
    lines = [
        "手机第一次访问前，先信任本机的证书（只需一次）：",
        f"  1. 手机浏览器打开 {web}authority.crt 下载证书；提示不安全时选择继续",
        "  2. 安卓：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书",
        "     苹果：设置 → 已下载描述文件 → 安装；再到 通用 → 关于本机 → 证书信任设置 里打开",
        "  3. 安装前核对 SHA-256 指纹：",
        f"     {serving.authority.fingerprint()}",
    ]
    if serving.host == LOOPBACK:
        lines += ["  现在只有本机能访问；要让大厅里的手机访问：make run HTTPS=1 HOST=0.0.0.0"]
    return [*lines, ""]


def one_of_each_role(accounts: Mapping[str, SampleAccount]) -> dict[str, SampleAccount]:
    """The first account of each role, in their order. A label is the name, the roles and the places."""
    shown: dict[str, tuple[str, SampleAccount]] = {}
    for name, known in accounts.items():
        role = known.label.split("，")[1].split("、")[0]
        shown.setdefault(role, (name, known))
    return dict(shown.values())
