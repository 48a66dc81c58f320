"""The command line: how words become commands, and how it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import cli, launcher
from config.installation import product_commands
from config.tests.product import own_environment, yichuang
from yichuang.kernel.commands import ProductCommand

COMMANDS = {"due", "catalogue_import", "catalogue", "audit_verify", "token_create"}


@pytest.mark.parametrize(
    ("spoken", "count"),
    [
        ("due 2026-02-11 20", 1),
        ("catalogue import guide.json", 2),
        ("catalogue guide.json", 1),
        ("audit verify --json", 2),
        ("audit-verify", 1),
        ("token", 0),
        ("--json due", 0),
    ],
)
def test_words_make_the_longest_known_name(spoken: str, count: int) -> None:
    assert cli.joined(spoken.split(), COMMANDS) == count


def test_help_is_read_from_the_class_and_else_from_the_file() -> None:
    assert cli.help_line('"""The file."""\nclass Command:\n    help = "Say it"\n') == "Say it"
    assert cli.help_line('"""The file.\n\nMore."""\nclass Command:\n    help = words()\n') == "The file."


def test_a_command_says_whether_it_needs_the_database() -> None:
    class Pure(ProductCommand):
        needs_database = False

    class Usual(ProductCommand):
        pass

    assert not cli.needs_database("pure", Pure())
    assert cli.needs_database("usual", Usual())


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0

    listed = {
        line.split("  ")[1].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")
    }
    assert listed == {*launcher.VERBS, *(name.replace("_", " ") for name in product_commands())}


def test_nothing_said_is_a_call_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert "usage: yichuang" in capsys.readouterr().out


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.unknown(["adit", "verify"], COMMANDS) == 2
    assert capsys.readouterr().err == (
        "There is no command `yichuang adit`. Did you mean `yichuang audit verify`?"
        " `yichuang --help` lists all.\n"
    )


def test_a_verb_with_an_unknown_option_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["stop", "--now"])
    assert ended.value.code == 2
    assert "usage: yichuang stop" in capsys.readouterr().err


# — whole processes, on an embedded database of their own —


@pytest.mark.slow
def test_a_command_starts_the_database_it_needs_and_stops_what_it_started(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var") | {"YICHUANG_SAMPLE": "0"}
    try:
        done = yichuang("audit", "verify", "--json", environment=environment)

        assert done.returncode == 0, done.stderr
        assert '"faults"' in done.stdout or '"entries"' in done.stdout
        assert yichuang("stop", environment=environment).stderr == "Nothing was running.\n"

        again = yichuang("audit", "verify", environment=environment)
        assert again.returncode == 0
        assert again.stderr == ""  # prepared once, and quiet from then on
    finally:
        assert yichuang("reset", "--yes", environment=environment).returncode == 0
    assert not (tmp_path / "var").exists()


@pytest.mark.slow
def test_commands_that_meet_a_new_installation_together_all_work(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var") | {"YICHUANG_SAMPLE": "0"}
    try:
        with ThreadPoolExecutor(3) as pool:
            ends = list(pool.map(lambda _: yichuang("audit", "verify", environment=environment), range(3)))

        assert [(end.returncode, end.stderr.count("Preparing")) for end in ends].count((0, 1)) == 1
        assert [end.returncode for end in ends] == [0, 0, 0], ends
        assert yichuang("stop", environment=environment).stderr == "Nothing was running.\n"
    finally:
        assert yichuang("reset", "--yes", environment=environment).returncode == 0


@pytest.mark.slow
def test_a_command_without_need_starts_no_database(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var")

    done = yichuang("audit", "verify", "--help", environment=environment)

    assert done.returncode == 0
    assert "usage: yichuang audit verify" in done.stdout
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.slow
def test_a_given_database_is_used_and_a_deaf_one_is_named(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var") | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    environment["YICHUANG_POOL_SIZE"] = "0"

    ours = yichuang("audit", "verify", environment=environment)
    django = yichuang("showmigrations", environment=environment)

    assert (ours.returncode, django.returncode) == (1, 1)
    assert ours.stderr.startswith("数据库连接不上")
    assert django.stderr.startswith("The database does not answer (")
    assert "Traceback" not in ours.stderr + django.stderr
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.slow
def test_an_unreadable_environment_is_named(tmp_path: Path) -> None:
    environment = own_environment(tmp_path / "var") | {"YICHUANG_POOL_SIZE": "many"}

    done = yichuang("audit", "verify", environment=environment)

    assert done.returncode == 1
    assert done.stderr == "Settings cannot be read: YICHUANG_POOL_SIZE must be a whole number, not 'many'\n"


@pytest.mark.slow
@pytest.mark.parametrize("words", [["audit", "verify", "--no-such-option"], ["no", "such", "command"]])
def test_wrong_use_ends_with_two_and_starts_no_database(tmp_path: Path, words: list[str]) -> None:
    environment = own_environment(tmp_path / "var")
    assert yichuang(*words, environment=environment).returncode == 2
    assert not (tmp_path / "var" / "log").exists()
