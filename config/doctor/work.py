"""Checks of the running processes and of what they have to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.doctor.finding import Finding, ok, problem, warning

SLOW = timedelta(seconds=10)
STUCK = timedelta(minutes=2)
UNSEALED_LATE = timedelta(minutes=15)
HEARTBEAT_LATE = timedelta(seconds=60)


def running(*, is_running: bool) -> Finding:
    """Whether the product runs at all; checks of its processes follow only then."""
    if not is_running:
        return warning("running", "产品没有在运行", "运行 make run，或者启动 systemd 服务")
    return ok("running", "产品在运行")


def answers(what: str, name: str, *, does: bool) -> Finding:
    """A process that serves HTTP says whether it can work."""
    if not does:
        return problem(name, f"{what}进程没有准备好", "看它的日志（数据文件夹的 log，或者 journalctl）")
    return ok(name, f"{what}进程正常")


def worker(last_heartbeat: datetime | None, *, at: datetime) -> Finding:
    """The worker writes a heartbeat every few seconds."""
    if last_heartbeat is None or at - last_heartbeat > HEARTBEAT_LATE:
        since = f"，最后一次心跳在 {_ago(at - last_heartbeat)}前" if last_heartbeat else ""
        return problem(
            "worker", f"worker 进程没有在工作{since}：文书、消息和签封都停着", "启动 worker，看它的日志"
        )
    return ok("worker", "worker 进程正常")


def relay(oldest_waiting: datetime | None, *, at: datetime) -> Finding:
    """The oldest event no relay has handed on. It takes a twentieth of a second when all is well."""
    late = at - oldest_waiting if oldest_waiting else timedelta()
    if late > STUCK:
        return problem("relay", f"最早的事件等了 {_ago(late)}，没有人传递", "启动 relay，看它的日志")
    if late > SLOW:
        return warning("relay", f"最早的事件等了 {_ago(late)}", "过一会儿再查；还在变长就看 relay 的日志")
    return ok("relay", "事件都已传递")


def jobs(*, failed: Sequence[str], oldest_due: datetime | None, at: datetime) -> Finding:
    """Jobs that gave up, and the oldest one that could have begun.

    Args:
        failed: task names of jobs that were tried as often as they may be.
    """
    if failed:
        named = "、".join(sorted(set(failed)))
        return problem(
            "jobs",
            f"{len(failed)} 个后台任务多次失败，已经放弃（{named}）",
            "看 worker 的日志，改好原因后用 yichuang jobs retry 再做一遍",
        )
    late = at - oldest_due if oldest_due else timedelta()
    if late > STUCK:
        return warning("jobs", f"最早的后台任务等了 {_ago(late)}", "worker 忙不过来：多启动一个 worker")
    return ok("jobs", "后台任务没有积压")


def documents(missing: Sequence[str]) -> Finding:
    """Documents issued a while ago whose PDF does not exist yet (numbers)."""
    if missing:
        return problem(
            "documents",
            f"{len(missing)} 份文书还没有生成 PDF（{missing[0]}）",
            "启动 worker；已启动就看它的日志",
        )
    return ok("documents", "文书都已生成")


def seals(*, oldest_unsealed: datetime | None, at: datetime) -> Finding:
    """Audit entries no seal covers; the worker seals every five minutes."""
    late = at - oldest_unsealed if oldest_unsealed else timedelta()
    if late > UNSEALED_LATE:
        return problem(
            "seals", f"审计日志有 {_ago(late)}没有签封", "启动 worker，或者运行 yichuang audit seal"
        )
    return ok("seals", "审计日志按时签封")


def audit(faults: Sequence[str]) -> Finding:
    """The newest seals and what they cover; the whole log takes ``yichuang audit verify``."""
    if faults:
        return problem(
            "audit", f"审计日志被改动过：{faults[0]}", "保护现场，运行 yichuang audit verify，报告安全员"
        )
    return ok("audit", "最近的审计签封核对无误")


def files(*, missing: int, looked: int) -> Finding:
    """Whether the newest stored files are there; all of them take ``yichuang files verify``."""
    if missing:
        return problem(
            "files", f"最近 {looked} 个文件里有 {missing} 个打不开", "运行 yichuang files verify，从备份恢复"
        )
    return ok("files", f"最近 {looked} 个文件都打得开")


def _ago(late: timedelta) -> str:
    seconds = int(late.total_seconds())
    for size, unit in ((86_400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} 秒"
