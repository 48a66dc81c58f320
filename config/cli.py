"""The command line: ``yichuang <words>``.

Launcher verbs (run, stop, reset, test, trial, restore, doctor) work before Django. Every other row
of words is joined to the longest management command of that name: ``yichuang catalogue import F``
runs ``catalogue_import F``.

Exit codes: 0 done, 1 refused (one sentence on stderr), 2 wrong use.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import os
import signal
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from config import launcher
from config.env import EnvironmentIncomplete
from config.installation import REFUSALS, Installation, product_commands, tell

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

WRONG_USE = 2
# commands of Django and its packages that work without a database
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "makemessages",
        "makemigrations",
    }
)

# what preparing itself runs
PREPARING = frozenset({"database_prepare", "sample_load"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal that knows no Chinese
    try:
        if not words or words[0] in ("-h", "--help", "help"):
            return show_help()
        # ended from outside, we still give the database back
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        if words[0] in launcher.VERBS:
            return launcher.run_verb(words[0], words[1:])
        return run_command(words)
    except REFUSALS as refusal:
        tell(str(refusal))
    except EnvironmentIncomplete as incomplete:
        tell(str(incomplete))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 1


def run_command(words: list[str]) -> int:
    """Run the management command that ``words`` begin with; it ends by SystemExit when it refuses."""
    installation = Installation.here()
    os.environ.update(installation.environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import get_commands, load_command_class
    from django.db import OperationalError

    django.setup()
    from yichuang.kernel.keys import check_keys

    homes = get_commands()
    count = joined(words, homes)
    if count == 0:
        return unknown(words, homes)
    name = command_name(words[:count])
    home = homes[name]
    command = load_command_class(home, name) if isinstance(home, str) else home
    spoken, rest = " ".join(words[:count]), words[count:]
    command._called_from_command_line = True  # type: ignore[attr-defined]  # as Django itself sets it
    command.create_parser("yichuang", spoken).parse_args(rest)  # wrong use and --help end here
    try:
        with contextlib.ExitStack() as stack:
            if needs_database(name, command):
                stack.enter_context(installation.database())
                if name in product_commands() and name not in PREPARING:
                    installation.prepare_if_needed()
                    command.before_run = check_keys  # type: ignore[attr-defined]  # ours, a ProductCommand
            command.run_from_argv(["yichuang", spoken, *rest])
    except OperationalError as error:
        tell(f"The database does not answer ({str(error).strip().splitlines()[0]}).")
        return 1
    return 0


def command_name(words: Iterable[str]) -> str:
    return "_".join(words).replace("-", "_")


def joined(words: Sequence[str], names: Iterable[str]) -> int:
    """How many leading words make the longest known command name; 0 when not even the first does."""
    known = set(names)
    counts = range(len(words), 0, -1)
    return next((count for count in counts if command_name(words[:count]) in known), 0)


def needs_database(name: str, command: BaseCommand) -> bool:
    """What the class declares; Django's own commands by their names."""
    return bool(getattr(command, "needs_database", name not in WITHOUT_DATABASE))


def unknown(words: Sequence[str], names: Iterable[str]) -> int:
    """Wrong use: say what may have been meant."""
    spoken = [*launcher.VERBS, *(name.replace("_", " ") for name in names)]
    near = difflib.get_close_matches(" ".join(words[:2]), spoken, n=1) or difflib.get_close_matches(
        words[0], spoken, n=1
    )
    meant = f" Did you mean `yichuang {near[0]}`?" if near else ""
    tell(f"There is no command `yichuang {words[0]}`.{meant} `yichuang --help` lists all.")
    return WRONG_USE


def show_help() -> int:
    """Every verb with its line of help."""
    lines = {verb: handler.__doc__ or "" for verb, handler in launcher.VERBS.items()}
    products = {
        name.replace("_", " "): help_line(file.read_text(encoding="utf-8"))
        for name, file in product_commands().items()
    }
    print("usage: yichuang <words> [options]\n\nthe product:")
    _list(lines)
    print("\nwork with it (each has --help, and --json for programs):")
    _list(products)
    print("\nDjango's own commands work too: yichuang migrate, yichuang shell …")
    print("exit codes: 0 done, 1 refused, 2 wrong use")
    return 0


def _list(lines: Mapping[str, str]) -> None:
    width = max(map(len, lines))
    for words in sorted(lines):
        print(f"  {words:<{width}}  {lines[words].splitlines()[0]}")


def help_line(source: str) -> str:
    """The ``help`` of the Command class, read without running the file; else the file's first line."""
    module = ast.parse(source)
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["help"]:
            with contextlib.suppress(ValueError):
                return str(ast.literal_eval(node.value))
    return (ast.get_docstring(module) or "-").splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
