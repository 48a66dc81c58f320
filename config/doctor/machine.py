"""Checks of the machine: Python, packages, disk, ports, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from config.doctor.finding import Finding, ok, problem, warning

OLDEST_PYTHON = (3, 11)
LOW_BYTES = 2 * 2**30
LOW_PART = 0.1
NO_ROOM_BYTES = 512 * 2**20


def python(version: Sequence[int]) -> Finding:
    """The Python that runs us."""
    spoken = ".".join(str(part) for part in version[:3])
    if tuple(version[:2]) < OLDEST_PYTHON:
        return problem("python", f"Python 是 {spoken}，至少要 3.11", "安装 Python 3.11 或更新的版本")
    return ok("python", f"Python {spoken}")


def packages(faults: Sequence[str]) -> Finding:
    """What :mod:`config.locks` found."""
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > 1 else ""
        return problem("packages", f"软件包和锁定文件不符：{faults[0]}{more}", "运行 make run 重新安装")
    return ok("packages", "软件包和锁定文件一致")


def disk(folder: Path, *, free: int, total: int) -> Finding:
    """The room where data and database lie."""
    room = f"{folder} 所在磁盘剩 {free / 2**30:.1f} GB（{100 * free / total:.0f}%）"
    if free < NO_ROOM_BYTES:
        return problem("disk", f"{room}，随时会写不进去", "立即清出空间，或者换更大的磁盘")
    if free < LOW_BYTES or free < total * LOW_PART:
        return warning("disk", room, "清出空间，例如移走旧的备份和日志")
    return ok("disk", room)


def port(what: str, number: int, *, is_free: bool, is_running: bool) -> Finding:
    """A port we listen on: ours while the product runs, free otherwise."""
    name = f"port-{number}"
    if is_running == is_free:
        if is_running:
            return problem(name, f"产品在运行，但{what}的端口 {number} 没有人听", "看日志，再重新启动产品")
        return problem(
            name, f"{what}的端口 {number} 被别的程序占用", "停掉那个程序，或者用 make run PORT=8010 换端口"
        )
    return ok(name, f"{what}的端口 {number} {'在听' if is_running else '空着'}")


def private(paths: Iterable[Path], *, user: int) -> Finding:
    """Keys and secrets: nobody but their owner may read them.

    Args:
        user: who runs the product; root may read everything anyway.
    """
    open_to_others, foreign = [], []
    for path in paths:
        status = path.stat()
        if status.st_mode & 0o077:
            open_to_others.append(str(path))
        if user not in (0, status.st_uid):
            foreign.append(str(path))
    if open_to_others:
        return problem(
            "private-files",
            f"别的用户能读 {'、'.join(open_to_others)}",
            f"chmod go= {' '.join(open_to_others)}；已经被别人读过的密钥要更换",
        )
    if foreign:
        return problem("private-files", f"{'、'.join(foreign)} 不属于运行产品的用户", "用 chown 改回来")
    return ok("private-files", "密钥和口令文件只有本用户能读")


def font(packages: Sequence[Path]) -> Finding:
    """A Chinese font of our own; without it documents depend on what the machine happens to have."""
    if not packages:
        return problem("font", "没有随产品安装的中文字体，文书里的汉字可能印不出来", "运行 make run 重新安装")
    return ok("font", "有中文字体")
