"""Every check in order. What cannot be looked at because something before it is broken is left out."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path

from config import locks
from config.backup.record import last_backup
from config.doctor import database, machine, safety, work
from config.doctor.finding import Finding, State, problem
from config.env import ROOT, Env, EnvironmentIncomplete, read_env
from config.installation import REFUSALS, Installation, running_supervisor
from config.processes import services
from yichuang.kernel.embedded.cluster import port_is_free
from yichuang.kernel.time import legal_date, now

FONT_PACKAGE = "manimgx_fonts_cjk"
SEALS_LOOKED_AT = 20


def examine(installation: Installation) -> Iterator[Finding]:
    """Look at an installation; the findings come as they are made."""
    yield machine.python(sys.version_info[:3])
    yield machine.packages(_package_faults())
    yield machine.font([Path(folder) for folder in _font_folders()])
    try:
        environment = installation.environment()
        env = read_env(environment)
    except (*REFUSALS, EnvironmentIncomplete) as refusal:
        yield problem(
            "settings", str(refusal), "按这句话改好环境变量（docs/reference/settings.md），再查一遍"
        )
        return
    yield from _folders(installation, env)
    is_running = _is_running(installation)
    yield from _ports(installation, is_running=is_running)
    yield from _safety(env, installation)
    yield from _with_database(installation, env, environment, is_running=is_running)


def _package_faults() -> list[str]:
    try:
        lock, faults = locks.read_lock((ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"))
        return faults + locks.check_installed(lock)
    except (OSError, PackageNotFoundError) as error:
        return [str(error)]


def _font_folders() -> list[str]:
    spec = find_spec(FONT_PACKAGE)
    return list(spec.submodule_search_locations or []) if spec else []


def _folders(installation: Installation, env: Env) -> Iterator[Finding]:
    for folder in (env.data_dir, *([installation.cluster.place.home] if installation.is_embedded else [])):
        if folder.exists():
            usage = shutil.disk_usage(folder)
            yield machine.disk(folder, free=usage.free, total=usage.total)
    secret = [env.key_dir, *sorted(env.key_dir.glob("*")), installation.state / "instance.json"]
    yield machine.private([path for path in secret if path.exists()], user=os.geteuid())


def _is_running(installation: Installation) -> bool:
    """Whether a supervisor or a service manager runs it: its pages answer."""
    if running_supervisor(installation.state) is not None:
        return True
    served = services(installation.instance(), installation.serving())
    return next(service for service in served if service.name == "web").answers()


def _ports(installation: Installation, *, is_running: bool) -> Iterator[Finding]:
    instance = installation.instance()
    for what, number in (("网页", instance.web_port), ("实时消息", instance.live_port)):
        yield machine.port(what, number, is_free=port_is_free(number), is_running=is_running)
    yield work.running(is_running=is_running)
    if is_running:
        for service in services(instance, installation.serving()):
            if service.ready_url:
                name = {"web": "网页", "live": "实时消息"}[service.name]
                yield work.answers(name, service.name, does=service.answers())


def _safety(env: Env, installation: Installation) -> Iterator[Finding]:
    yield safety.debugging(env)
    yield safety.https(env)
    yield safety.proxies(env)
    last = last_backup(env.data_dir)
    file_exists = last is not None and Path(last.file).is_file()
    yield safety.backup(last, at=now(), file_exists=file_exists)


def _with_database(
    installation: Installation, env: Env, environment: dict[str, str], *, is_running: bool
) -> Iterator[Finding]:
    if installation.is_embedded and not installation.cluster.place.data.is_dir():
        yield problem("database", "还没有数据库", "运行 make run，第一次启动会建好")
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(installation.database())
        except REFUSALS as refusal:
            yield database.unreachable(str(refusal), is_embedded=True)
            return
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        yield from _database(installation, env, is_running=is_running)


def _database(installation: Installation, env: Env, *, is_running: bool) -> Iterator[Finding]:
    from django.conf import settings
    from django.db import DatabaseError

    from config.doctor import looking

    if reason := looking.why_unreachable():
        yield database.unreachable(reason, is_embedded=installation.is_embedded)
        return
    signing_in = settings.DATABASES["default"]
    for check in (
        *_checks_of_server(installation),
        lambda: safety.database_password(signing_in["USER"], signing_in["PASSWORD"], signing_in["HOST"]),
        *_checks_of_work(installation, is_running=is_running),
    ):
        try:
            yield check()
        except DatabaseError as error:
            yield problem(
                "database", f"有一项查不了：{str(error).splitlines()[0]}", "先解决上面的问题，再查一遍"
            )


def _checks_of_server(installation: Installation) -> Iterator[Callable[[], Finding]]:
    from config.doctor import looking
    from yichuang.kernel.keys import missing_keys

    known = looking.server_settings()
    yield lambda: database.version(looking.server_version())
    yield lambda: database.durability(known)
    yield lambda: database.encoding(known["server_encoding"])
    yield lambda: database.prepared(looking.prepared_statements())
    yield lambda: database.connections(used=looking.connections_used(), most=int(known["max_connections"]))
    yield lambda: database.clock(ours=now(), theirs=looking.their_clock())
    yield lambda: database.migrations(looking.waiting_migrations())
    yield lambda: database.keys(missing_keys())
    yield lambda: database.roles(may_rewrite=looking.may_rewrite(), is_embedded=installation.is_embedded)


def _checks_of_work(installation: Installation, *, is_running: bool) -> Iterator[Callable[[], Finding]]:
    from config.doctor import looking
    from yichuang.foundation.calendars.queries import loaded_years
    from yichuang.kernel import seals

    at, accounts = now(), list(installation.instance().accounts)
    if is_running:
        yield lambda: work.worker(looking.last_heartbeat(), at=at)
    yield lambda: work.relay(looking.oldest_waiting_event(), at=at)
    yield lambda: work.jobs(failed=looking.failed_jobs(), oldest_due=looking.oldest_due_job(at), at=at)
    yield lambda: work.documents(looking.missing_documents(at))
    yield lambda: work.seals(oldest_unsealed=looking.oldest_unsealed(), at=at)
    yield lambda: work.audit(seals.newest_faults(SEALS_LOOKED_AT))
    yield lambda: _files(*looking.newest_files())
    yield lambda: safety.calendar(loaded_years(), today=legal_date(at))
    yield lambda: safety.sample_accounts(
        looking.active_accounts(accounts), is_embedded=installation.is_embedded
    )


def _files(missing: int, looked: int) -> Finding:
    return work.files(missing=missing, looked=looked)


MARKS = {State.OK: "✓", State.WARNING: "！", State.PROBLEM: "✗"}


def in_words(found: Finding) -> str:
    """A finding as a line or two."""
    advice = f"\n    → {found.advice}" if found.advice else ""
    return f"{MARKS[found.state]} {found.words}{advice}"
