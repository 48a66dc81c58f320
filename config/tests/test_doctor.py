"""The doctor: every check has its bad case here, and a whole installation is examined."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.backup.record import LastBackup
from config.doctor import database, machine, safety, work
from config.doctor.finding import Finding, State
from config.env import ROOT, read_env
from config.tests.product import Product, product, until, yichuang
from yichuang.kernel.time import legal_date, now

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
OK, WARNING, PROBLEM = State.OK, State.WARNING, State.PROBLEM
GIB = 2**30


def env(**changed: str) -> Any:
    least = {"YICHUANG_SECRET_KEY": "k", "DATABASE_URL": "postgresql://u:p@h/n"}
    return read_env(least | {f"YICHUANG_{name}": value for name, value in changed.items()})


def ago(**how_long: int) -> datetime:
    return AT - timedelta(**how_long)


def made(**changed: Any) -> LastBackup:
    known = {
        "at": ago(hours=9).isoformat(),
        "file": "/b/y.sealed",
        "size": 1,
        "is_sealed": True,
        "missing": 0,
    }
    return LastBackup(**known | changed)


PUBLIC = {"HOSTS": "zwfw.example.cn", "SITE_URL": "https://zwfw.example.cn", "SECURE_COOKIES": "1"}
CASES: list[tuple[Callable[..., Finding], tuple[Any, ...], dict[str, Any], State, str]] = [
    (machine.python, ((3, 11, 4),), {}, OK, "3.11.4"),
    (machine.python, ((3, 10, 1),), {}, PROBLEM, "至少要 3.11"),
    (machine.packages, ([],), {}, OK, "一致"),
    (machine.packages, (["django 没有安装", "x"],), {}, PROBLEM, "django 没有安装等 2 处"),
    (machine.disk, (Path("/d"),), {"free": 50 * GIB, "total": 100 * GIB}, OK, "50.0 GB（50%）"),
    (machine.disk, (Path("/d"),), {"free": 5 * GIB, "total": 100 * GIB}, WARNING, "5.0 GB（5%）"),
    (machine.disk, (Path("/d"),), {"free": 1 * GIB, "total": 4 * GIB}, WARNING, "1.0 GB"),
    (machine.disk, (Path("/d"),), {"free": GIB // 4, "total": GIB}, PROBLEM, "随时会写不进去"),
    (machine.port, ("网页", 8000), {"is_free": True, "is_running": False}, OK, "空着"),
    (machine.port, ("网页", 8000), {"is_free": False, "is_running": True}, OK, "在听"),
    (machine.port, ("网页", 8000), {"is_free": False, "is_running": False}, PROBLEM, "被别的程序占用"),
    (machine.port, ("网页", 8000), {"is_free": True, "is_running": True}, PROBLEM, "没有人听"),
    (machine.font, ([Path("/f")],), {}, OK, "中文字体"),
    (machine.font, ([],), {}, PROBLEM, "没有随产品安装的中文字体"),
    (database.unreachable, ("refused\nmore",), {"is_embedded": False}, PROBLEM, "数据库连接不上：refused"),
    (database.version, (180_003,), {}, OK, "PostgreSQL 18.3"),
    (database.version, (140_011,), {}, PROBLEM, "PostgreSQL 14"),
    (database.version, (190_000,), {}, PROBLEM, "支持 15 至 18"),
    (database.durability, ({"fsync": "on", "synchronous_commit": "remote_apply"},), {}, OK, "已落盘"),
    (database.durability, ({"fsync": "off"},), {}, PROBLEM, "fsync 是关的"),
    (database.encoding, ("UTF8",), {}, OK, "UTF8"),
    (database.encoding, ("SQL_ASCII",), {}, PROBLEM, "SQL_ASCII"),
    (database.prepared, (3,), {}, OK, "有效"),
    (database.prepared, (0,), {}, WARNING, "没有留住预备语句"),
    (database.connections, (), {"used": 30, "most": 100}, OK, "30 个"),
    (database.connections, (), {"used": 95, "most": 100}, PROBLEM, "95 个"),
    (database.clock, (), {"ours": AT, "theirs": ago(seconds=1)}, OK, "一致"),
    (database.clock, (), {"ours": AT, "theirs": ago(seconds=-7)}, WARNING, "7.0 秒"),
    (database.clock, (), {"ours": AT, "theirs": ago(minutes=2)}, PROBLEM, "120 秒"),
    (database.migrations, ([],), {}, OK, "本版本"),
    (database.migrations, (["cases.0009_x", "y"],), {}, PROBLEM, "缺 2 步（cases.0009_x）"),
    (database.keys, ([],), {}, OK, "匹配"),
    (database.keys, (["index"],), {}, PROBLEM, "（index）"),
    (database.roles, (), {"may_rewrite": False, "is_embedded": True}, OK, "改不了"),
    (database.roles, (), {"may_rewrite": True, "is_embedded": False}, PROBLEM, "能够改动审计日志"),
    (work.running, (), {"is_running": True}, OK, "在运行"),
    (work.running, (), {"is_running": False}, WARNING, "没有在运行"),
    (work.answers, ("网页", "web"), {"does": True}, OK, "正常"),
    (work.answers, ("网页", "web"), {"does": False}, PROBLEM, "没有准备好"),
    (work.worker, (ago(seconds=9),), {"at": AT}, OK, "正常"),
    (work.worker, (ago(minutes=5),), {"at": AT}, PROBLEM, "最后一次心跳在 5 分钟前"),
    (work.worker, (None,), {"at": AT}, PROBLEM, "没有在工作"),
    (work.relay, (None,), {"at": AT}, OK, "都已传递"),
    (work.relay, (ago(seconds=1),), {"at": AT}, OK, "都已传递"),
    (work.relay, (ago(seconds=30),), {"at": AT}, WARNING, "等了 30 秒"),
    (work.relay, (ago(hours=3),), {"at": AT}, PROBLEM, "等了 3 小时"),
    (work.jobs, (), {"failed": [], "oldest_due": ago(seconds=9), "at": AT}, OK, "没有积压"),
    (work.jobs, (), {"failed": [], "oldest_due": ago(minutes=9), "at": AT}, WARNING, "等了 9 分钟"),
    (
        work.jobs,
        (),
        {"failed": ["a", "b", "a"], "oldest_due": None, "at": AT},
        PROBLEM,
        "3 个后台任务多次失败",
    ),
    (work.documents, ([],), {}, OK, "都已生成"),
    (work.documents, (["安交收〔2026〕1号"],), {}, PROBLEM, "安交收〔2026〕1号"),
    (work.seals, (), {"oldest_unsealed": ago(minutes=4), "at": AT}, OK, "按时"),
    (work.seals, (), {"oldest_unsealed": ago(days=2), "at": AT}, PROBLEM, "2 天没有签封"),
    (work.audit, ([],), {}, OK, "无误"),
    (work.audit, (["签封第 3 号：签名不是本系统的"],), {}, PROBLEM, "签封第 3 号"),
    (work.files, (), {"missing": 0, "looked": 20}, OK, "20 个"),
    (work.files, (), {"missing": 2, "looked": 20}, PROBLEM, "2 个打不开"),
    (safety.debugging, (env(),), {}, OK, "没有打开"),
    (safety.debugging, (env(DEBUG="1"),), {}, WARNING, "DEBUG"),
    (safety.debugging, (env(DEBUG="1", **PUBLIC),), {}, PROBLEM, "DEBUG"),
    (safety.https, (env(),), {}, OK, "只在本机"),
    (safety.https, (env(**PUBLIC),), {}, OK, "HTTPS"),
    (safety.https, (env(**PUBLIC | {"SECURE_COOKIES": "0"}),), {}, PROBLEM, "Cookie"),
    (safety.https, (env(**PUBLIC | {"SITE_URL": "http://zwfw.example.cn"}),), {}, PROBLEM, "明文传送"),
    (safety.proxies, (env(**PUBLIC, TRUSTED_PROXIES="127.0.0.1"),), {}, OK, "看得清"),
    (safety.proxies, (env(**PUBLIC),), {}, WARNING, "没有设置可信代理"),
    (safety.database_password, ("app", "hV8x-long-and-random", "h"), {}, OK, "不是常见的"),
    (safety.database_password, ("app", "app", "h"), {}, PROBLEM, "太容易猜"),
    (safety.database_password, ("app", "", "/run/postgresql"), {}, OK, "不是常见的"),
    (safety.sample_accounts, (["wangfang"],), {"is_embedded": True}, OK, "没有样例账号"),
    (safety.sample_accounts, (["wangfang"],), {"is_embedded": False}, PROBLEM, "wangfang 等 1 个"),
    (safety.backup, (made(),), {"at": AT, "file_exists": True}, OK, "0 天 9 小时前"),
    (safety.backup, (None,), {"at": AT, "file_exists": False}, WARNING, "从来没有备份过"),
    (
        safety.backup,
        (made(at=ago(hours=40).isoformat()),),
        {"at": AT, "file_exists": True},
        WARNING,
        "1 天 16",
    ),
    (safety.backup, (made(at=ago(days=9).isoformat()),), {"at": AT, "file_exists": True}, PROBLEM, "9 天"),
    (safety.backup, (made(missing=2),), {"at": AT, "file_exists": True}, PROBLEM, "2 个文件已经不见"),
    (safety.backup, (made(),), {"at": AT, "file_exists": False}, WARNING, "不在原处"),
    (safety.backup, (made(is_sealed=False),), {"at": AT, "file_exists": True}, WARNING, "没有加密"),
    (safety.calendar, ([2026, 2027],), {"today": date(2026, 11, 22)}, OK, "2027 年"),
    (safety.calendar, ([2026],), {"today": date(2026, 3, 1)}, OK, "2026 年"),
    (safety.calendar, ([2026, 2028],), {"today": date(2026, 11, 22)}, WARNING, "只到 2026 年底"),
    (safety.calendar, ([2025],), {"today": date(2026, 11, 22)}, PROBLEM, "没有 2026 年的工作日历"),
]


@pytest.mark.parametrize(("check", "arguments", "named", "state", "words"), CASES)
def test_each_check_says_what_is_so_and_what_to_do(
    check: Callable[..., Finding],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
    state: State,
    words: str,
) -> None:
    found = check(*arguments, **named)

    assert found.state is state
    assert words in found.words
    assert bool(found.advice) == (state is not OK)


def test_every_check_has_a_bad_case() -> None:
    checks = {
        function
        for module in (machine, database, work, safety)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and function.__annotations__.get("return") == "Finding"
    }
    bad = {check for check, _, _, state, _ in CASES if state is not OK} | {machine.private}

    assert checks == bad


def test_keys_others_can_read_are_named(tmp_path: Path) -> None:
    mine, open_one = tmp_path / "mine", tmp_path / "open"
    for path, mode in ((mine, 0o600), (open_one, 0o640)):
        path.touch()
        path.chmod(mode)

    assert machine.private([mine], user=os.geteuid()).state is OK
    found = machine.private([mine, open_one], user=os.geteuid())
    assert (found.state, str(open_one) in found.words, str(mine) in found.words) == (PROBLEM, True, False)
    assert machine.private([mine], user=os.geteuid() + 1).state is (PROBLEM if os.geteuid() + 1 else OK)


# — a whole installation —


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as made:
        made.environment["YICHUANG_SAMPLE"] = "0"
        yield made


def doctor(house: Product, **changed: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = yichuang("doctor", "--json", environment=house.environment | changed)
    assert done.stderr == ""
    document = json.loads(done.stdout)
    assert document["ok"] == (done.returncode == 0)
    findings = {found["check"]: found for found in document["findings"]}
    return done.returncode, findings


def states(findings: dict[str, dict[str, str]], state: State) -> set[str]:
    return {name for name, found in findings.items() if found["state"] == state}


@pytest.mark.slow
def test_an_installation_is_examined_before_while_and_after_it_runs(house: Product) -> None:
    code, findings = doctor(house)
    assert (code, states(findings, PROBLEM)) == (1, {"database"})
    assert not house.installation.cluster.place.data.exists(), "looking changes nothing"

    house.run()
    calendar = ROOT / "data" / "calendars" / f"{legal_date(now()).year}.csv"
    if calendar.exists():  # one day this clone may be older than the year
        yichuang("calendar", "load", str(calendar), environment=house.environment)
    code, findings = doctor(house)
    expected = set() if calendar.exists() else {"calendar"}
    assert (code, states(findings, PROBLEM)) == (len(expected), expected), findings
    assert {"web", "live", "worker", "relay", "seals", "roles", "keys"} <= states(findings, OK)

    keys = house.installation.state / "keys" / "data-keys.json"
    keys.chmod(0o644)
    with psycopg.connect(house.installation.environment()["DATABASE_OWNER_URL"]) as connection:
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'kernel'"
        ((undone,),) = connection.execute(
            f"DELETE FROM django_migrations WHERE app = 'kernel' AND name = ({newest}) RETURNING name"
        )
        connection.execute("GRANT UPDATE ON kernel_auditentry TO yichuang_app")
        connection.execute("DELETE FROM calendars_exceptionalday")
        connection.execute("DELETE FROM calendars_calendaryear")
    broken = {"private-files", "migrations", "roles", "calendar", "debug", "https"}
    code, findings = doctor(house, YICHUANG_DEBUG="1", YICHUANG_HOSTS="zwfw.example.cn")
    # a web worker that was never asked before looks at the migrations itself and says so, too
    assert (code, states(findings, PROBLEM) - {"web"}) == (1, broken)
    assert f"kernel.{undone}" in findings["migrations"]["words"]

    keys.rename(keys.with_suffix(".gone"))
    _, findings = doctor(house)
    assert "keys" in states(findings, PROBLEM)
    assert not keys.exists(), "no new key is made"

    house.end()
    until(lambda: house.installation.cluster.pid() is None, 30)
    _, findings = doctor(house)
    assert findings["running"]["state"] == WARNING
    assert house.installation.cluster.pid() is None


@pytest.mark.slow
def test_settings_that_cannot_be_read_are_a_finding(house: Product) -> None:
    code, findings = doctor(house, YICHUANG_POOL_SIZE="many")

    assert code == 1
    assert "YICHUANG_POOL_SIZE must be a whole number" in findings["settings"]["words"]
