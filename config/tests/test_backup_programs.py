"""pg_dump and pg_restore against the server of the test run, whichever version it is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from config.backup import programs
from config.backup.errors import ProgramFailed
from yichuang.kernel import audit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.smoke]


AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def url(database: str) -> str:
    known = connection.settings_dict
    return make_conninfo(
        host=known["HOST"],
        port=known["PORT"],
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=database,
    )


@pytest.fixture
def another() -> Iterator[str]:
    """The address of a new, empty database on the same server."""
    name = f"restored_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield url(name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def server() -> int:
    """The major version of the server of the test run."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version // 10_000)


def record(name: str) -> None:
    audit.record(stream="test", stream_id=name, action="noted", actor="system", at=AT)


def dumped(folder: Path) -> Path:
    """A dump of the test database as one snapshot sees it: what comes later is not in it."""
    record("before")
    with psycopg.connect(url(connection.settings_dict["NAME"])) as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = reading.execute("SELECT pg_export_snapshot()").fetchone()
        assert row
        record("after")
        programs.dump(url(connection.settings_dict["NAME"]), folder / "dump", snapshot=row[0])
    return folder / "dump"


def ask(address: str, statement: str) -> object:
    with psycopg.connect(address) as reading:
        row = reading.execute(statement).fetchone()
    assert row
    return row[0]


def test_a_dump_is_one_moment_and_comes_back_whole(tmp_path: Path, another: str) -> None:
    path = dumped(tmp_path)

    programs.restore(path, another, server=server())

    assert path.stat().st_mode & 0o777 == 0o600
    assert ask(another, "SELECT count(*) FROM kernel_auditentry") == 1
    tables = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i', 'S')"
    assert ask(another, tables) == ask(url(connection.settings_dict["NAME"]), tables)


def test_a_broken_dump_leaves_the_database_empty(tmp_path: Path, another: str) -> None:
    path = dumped(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * 0.9)])

    with pytest.raises(ProgramFailed, match="pg_restore 没有成功"):
        programs.restore(path, another, server=server())

    assert ask(another, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0


def test_what_the_server_refuses_is_said_and_undone(tmp_path: Path, another: str) -> None:
    path = dumped(tmp_path)
    with psycopg.connect(another) as filling:
        filling.execute("CREATE TABLE kernel_auditentry (id int)")

    with pytest.raises(ProgramFailed, match=r"psql 没有成功.*already exists"):
        programs.restore(path, another, server=server())

    assert ask(another, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 1


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed, match="pg_dump 没有成功"):
        programs.dump("postgresql://nobody:secret@127.0.0.1:9/none", tmp_path / "dump", snapshot="1")


def test_tls_asks_for_programs_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel's know no TLS; without others it says what to install."""
    monkeypatch.setattr(programs, "_debian", list)
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ProgramFailed, match="postgresql-client"):
        programs.dump("postgresql://u:p@db.example/y?sslmode=require", Path("dump"), snapshot="1")
