"""The verbs that work before Django does: run, stop, reset, test, trial, restore, doctor."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path

from config.env import ROOT
from config.installation import (
    Installation,
    LaunchRefusal,
    remove_installation,
    running_supervisor,
    tell,
    throw_away,
)
from config.processes import end_leftovers
from config.supervisor import Supervisor
from yichuang.kernel.embedded.binaries import installed_binaries
from yichuang.kernel.embedded.lease import stop_if_unused
from yichuang.kernel.embedded.place import is_in_use, remove_shared
from yichuang.kernel.instance import FILE
from yichuang.kernel.time import SHANGHAI

STOP_SECONDS = 90.0


def run(arguments: Sequence[str]) -> int:
    """start the product in the foreground; Ctrl-C stops it"""
    parser = _parser("run", run)
    parser.add_argument(
        "--port", help="of the pages and the API; live events use the next one. It is remembered."
    )
    parser.add_argument("--https", action="store_true", help="under TLS, by an authority of its own")
    parser.add_argument("--host", help="listen on this address, as 0.0.0.0 for phones; only with --https")
    options = parser.parse_args(arguments)
    given = {"PORT": options.port, "HTTPS": "1" if options.https else "", "HOST": options.host}
    os.environ.update({f"YICHUANG_{name}": value for name, value in given.items() if value})
    Supervisor(Installation.here()).run()
    return 0


def stop(arguments: Sequence[str]) -> int:
    """stop the product that runs in this folder"""
    _parser("stop", stop).parse_args(arguments)
    tell("Stopped." if stop_installation(Installation.here()) else "Nothing was running.")
    return 0


def stop_installation(installation: Installation) -> bool:
    """Stop supervisor, processes and database, whichever of them runs. Returns whether any did.

    Raises:
        LaunchRefusal: it does not stop.
    """
    stopped = False
    running = running_supervisor(installation.state)
    if running is not None:
        _end_supervisor(installation.state, running)
        stopped = True
    if not (installation.state / FILE).is_file():
        return stopped
    stopped = bool(end_leftovers(installation.state)) or stopped
    if installation.is_embedded and installation.cluster.pid() is not None:
        stopped = stop_if_unused(installation.cluster) or stopped
    return stopped


def _end_supervisor(state: Path, running: Mapping[str, str | int]) -> None:
    pid = running.get("pid")
    if not isinstance(pid, int):
        raise LaunchRefusal(
            "Yichuang is just being started or stopped by another command: try again in a moment."
        )
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running_supervisor(state) is not None:
        if time.monotonic() > deadline:
            raise LaunchRefusal(f"Yichuang (process {pid}) does not stop.")
        time.sleep(0.1)


def reset(arguments: Sequence[str]) -> int:
    """stop the product and remove its data, for good"""
    parser = _parser("reset", reset)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(arguments)
    installation = Installation.here()
    is_own = installation.state == (ROOT / "var").resolve()
    if not is_own and not (installation.state / FILE).is_file():
        raise LaunchRefusal(f"{installation.state} is not a state folder of Yichuang; nothing was removed.")
    if not options.yes and not _confirmed(installation):
        raise LaunchRefusal("Nothing was removed: say `make reset YES=1`.")
    stop_installation(installation)
    tell(f"Removed: {', '.join(_remove(installation, is_own))}.")
    return 0


def _remove(installation: Installation, is_own: bool) -> list[str]:
    """Remove the installation; with the clone's own also what root's database keeps outside the clone."""
    has_shared = is_own and os.geteuid() == 0
    if is_own and (installation.state / FILE).is_file():
        _remove_throw_aways()
    if has_shared and is_in_use(ROOT):
        raise LaunchRefusal("A database of this clone still runs for a test or a trial: end that first.")
    if (installation.state / FILE).is_file():
        remove_installation(Installation(state=installation.state, given={}))
    elif installation.state.exists():
        shutil.rmtree(installation.state)
    return [str(installation.state), *(remove_shared(ROOT) if has_shared else [])]


def _remove_throw_aways() -> None:
    with throw_away():
        return  # making one removes what was left of others


def _confirmed(installation: Installation) -> bool:
    if not sys.stdin.isatty():
        return False
    return (
        input(f"Remove {installation.state} with the database, files and keys in it? [yes/no] ").strip()
        == "yes"
    )


def test(arguments: Sequence[str]) -> int:
    """run pytest on a throw-away database: yichuang test -- -k search"""
    parser = _parser("test", test)
    parser.add_argument(
        "--postgres", type=Path, metavar="DIR", help="programs of another PostgreSQL, e.g. of Debian's 15"
    )
    parser.add_argument("pytest", nargs="*", metavar="ARGUMENT", help="for pytest, after --")
    options = parser.parse_args(arguments)
    binaries = installed_binaries(options.postgres) if options.postgres else None
    # what tests commit is dropped with the cluster: waiting for the disk would only cost time
    with throw_away(binaries=binaries, durable=False) as installation, installation.database():
        environment = installation.superuser_environment()
        return _run_as_foreground([sys.executable, "-m", "pytest", *options.pytest], environment)


def trial(arguments: Sequence[str]) -> int:
    """run a command against a whole throw-away product: yichuang trial -- COMMAND"""
    parser = _parser("trial", trial)
    parser.add_argument(
        "command", nargs="+", metavar="COMMAND", help="after --; it finds YICHUANG_WEB_URL set"
    )
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="let it be 09:30 of this day in the product"
    )
    options = parser.parse_args(arguments)
    with throw_away_product(on=options.on) as (_, environment):
        return _run_as_foreground(options.command, environment)


@contextmanager
def throw_away_product(
    on: date | None = None, also: Mapping[str, str] | None = None
) -> Iterator[tuple[Installation, dict[str, str]]]:
    """A whole product with data and ports of its own, running until the block ends.

    Args:
        on: the day it shall be there, 09:30 when it starts; None is today.
        also: more of its settings.

    Returns:
        The installation, and the environment of programs that work with it: ``YICHUANG_WEB_URL`` is set.

    Raises:
        LaunchRefusal: it does not start.
    """
    with throw_away() as made:
        installation = replace(made, given={**made.given, **_clock(on), **(also or {})})
        environment = installation.environment()
        product = [sys.executable, "-m", "config.cli", "run"]
        plain = {**installation.given, "YICHUANG_DATA_DIR": str(installation.state)}
        with subprocess.Popen(
            product, cwd=ROOT, env=plain, stdin=subprocess.DEVNULL, start_new_session=True
        ) as running:
            try:
                _await_running(installation, running)
                web = f"http://127.0.0.1:{installation.instance().web_port}"
                yield installation, environment | {"YICHUANG_WEB_URL": web}
            finally:
                running.terminate()
                running.wait()


def _clock(on: date | None) -> dict[str, str]:
    """The environment that moves a throw-away product to another day."""
    if on is None:
        return {}
    morning = datetime.combine(on, clock_time(9, 30), SHANGHAI)
    return {"YICHUANG_CLOCK_OFFSET_SECONDS": str(int(morning.timestamp() - time.time()))}


def _await_running(installation: Installation, process: subprocess.Popen[bytes]) -> None:
    while "web" not in (running_supervisor(installation.state) or {}):
        if process.poll() is not None:
            raise LaunchRefusal("The throw-away product did not start.")
        time.sleep(0.1)


def _run_as_foreground(order: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a program in the terminal; a signal to us is passed on, and we tidy up when it has ended."""
    with subprocess.Popen(order, env=dict(environment)) as process:

        def pass_on(number: int, frame: object) -> None:
            # Ctrl-C reaches the program by itself: it is in the terminal's group too
            if number != signal.SIGINT:
                process.send_signal(number)

        before = {
            sign: signal.signal(sign, pass_on) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            code = process.wait()
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
    return code if code >= 0 else 128 - code


def doctor(arguments: Sequence[str]) -> int:
    """look for what is wrong with this installation and say what to do"""
    parser = _parser("doctor", doctor)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    from config.doctor import commands

    return commands.doctor(Installation.here(), as_json=options.json)


def restore(arguments: Sequence[str]) -> int:
    """make an installation from a backup: yichuang restore FILE --into FOLDER"""
    parser = _parser("restore", restore)
    parser.add_argument("file", type=Path, metavar="FILE", help="what `yichuang backup` made")
    parser.add_argument("--into", type=Path, metavar="FOLDER", required=True, help="a new state folder")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line opens it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    from config.backup import commands  # brings Django along

    return commands.restore(options.file, options.into, options.passphrase_file, as_json=options.json)


def _parser(verb: str, handler: Callable[[Sequence[str]], int]) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"yichuang {verb}", description=handler.__doc__)


VERBS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "stop": stop,
    "reset": reset,
    "test": test,
    "trial": trial,
    "restore": restore,
    "doctor": doctor,
}


def run_verb(verb: str, arguments: Sequence[str]) -> int:
    """Run a launcher verb; argparse ends wrong use with exit code 2."""
    return VERBS[verb](arguments)
