"""Checks of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from config.doctor.finding import Finding, ok, problem, warning

OLDEST, NEWEST = 15, 18
# off, and a power cut loses or tears what was answered
NEEDED_ON = ("fsync", "full_page_writes", "synchronous_commit")
SKEW_SECONDS, GREAT_SKEW_SECONDS = 2, 30


def unreachable(reason: str, *, is_embedded: bool) -> Finding:
    """The database does not answer."""
    advice = "看 yichuang run 的输出和数据库的日志" if is_embedded else "检查 DATABASE_URL、网络和数据库服务"
    return problem("database", f"数据库连接不上：{reason.strip().splitlines()[0]}", advice)


def version(number: int) -> Finding:
    """The server's version, as ``server_version_num`` gives it."""
    major = number // 10_000
    if not OLDEST <= major <= NEWEST:
        return problem(
            "database", f"数据库是 PostgreSQL {major}，支持 {OLDEST} 至 {NEWEST}", "换用支持的版本"
        )
    return ok("database", f"PostgreSQL {major}.{number % 10_000} 答得上来")


def durability(settings: Mapping[str, str]) -> Finding:
    """Whether what was answered is on disk."""
    off = [name for name in NEEDED_ON if settings.get(name) == "off"]
    if off:
        return problem(
            "durability",
            f"数据库的 {'、'.join(off)} 是关的，断电会丢失已经办完的事",
            f"在 postgresql.conf 里把 {'、'.join(off)} 打开，然后重新加载",
        )
    return ok("durability", "写入确认前已落盘")


def encoding(name: str) -> Finding:
    """The database's encoding; rare characters need UTF-8."""
    if name != "UTF8":
        return problem(
            "encoding", f"数据库的编码是 {name}，生僻字存不进去", "重建为 UTF8 的数据库，再恢复备份"
        )
    return ok("encoding", "数据库编码是 UTF8")


def prepared(count: int) -> Finding:
    """Prepared statements after a few repetitions; a pooler in between may forbid them."""
    if count == 0:
        return warning(
            "prepared-statements",
            "数据库没有留住预备语句，每次都要重新解析",
            "经过 pgbouncer 时，请用 1.21 以上的版本并设置 max_prepared_statements",
        )
    return ok("prepared-statements", "预备语句有效")


def connections(*, used: int, most: int) -> Finding:
    """How many connections are left."""
    if used > most * 0.9:
        return problem(
            "connections",
            f"数据库连接用了 {used} 个，上限 {most} 个",
            "提高 max_connections，或者减小 YICHUANG_POOL_SIZE",
        )
    return ok("connections", f"数据库连接用了 {used} 个，上限 {most} 个")


def clock(*, ours: datetime, theirs: datetime) -> Finding:
    """Our clock against the database's; deadlines are counted by ours."""
    seconds = abs((ours - theirs).total_seconds())
    if seconds > GREAT_SKEW_SECONDS:
        return problem("clock", f"本机和数据库的时钟差 {seconds:.0f} 秒", "两台机器都启用 NTP 对时（chrony）")
    if seconds > SKEW_SECONDS:
        return warning("clock", f"本机和数据库的时钟差 {seconds:.1f} 秒", "两台机器都启用 NTP 对时（chrony）")
    return ok("clock", "本机和数据库的时钟一致")


def migrations(waiting: Sequence[str]) -> Finding:
    """Migrations of this release the database has not had."""
    if waiting:
        return problem(
            "migrations",
            f"数据库还没有升级到本版本，缺 {len(waiting)} 步（{waiting[0]}）",
            "先备份，再运行 yichuang database prepare",
        )
    return ok("migrations", "数据库是本版本的")


def keys(missing: Sequence[str]) -> Finding:
    """Keys the database was written with that the folder does not have."""
    if missing:
        return problem(
            "keys",
            f"密钥文件夹里没有写这个数据库用的密钥（{'、'.join(missing)}），姓名、证件号码和文件读不出来",
            "从备份恢复密钥文件夹；不要删除现在的",
        )
    return ok("keys", "密钥和数据库匹配")


def roles(*, may_rewrite: bool, is_embedded: bool) -> Finding:
    """Whether the application role could rewrite what is only added to."""
    if may_rewrite:
        return problem(
            "roles",
            "应用的数据库角色能够改动审计日志和办件行为",
            "用 DATABASE_OWNER_URL 另设所有者角色，再运行 yichuang database prepare"
            if not is_embedded
            else "运行 yichuang database prepare",
        )
    return ok("roles", "应用的数据库角色改不了审计日志和办件行为")
