"""The passphrase of both commands, and ``yichuang restore`` itself. Works before Django does."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from config.backup import restoring, sealed
from config.backup.contents import SETTINGS
from config.backup.errors import PassphraseWrong
from config.backup.restoring import Restored


def read_passphrase(file: Path | None, *, is_new: bool) -> str:
    """The first line of a file; empty without a file.

    Raises:
        PassphraseWrong: the file cannot be read, or a new passphrase is too short.
    """
    if file is None:
        return ""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PassphraseWrong(f"口令文件 {file} 读不出来：{error}。") from error
    passphrase = lines[0].strip() if lines else ""
    if len(passphrase) < (sealed.SHORTEST if is_new else 1):
        raise PassphraseWrong(f"口令文件 {file} 的第一行至少要有 {sealed.SHORTEST} 个字符。")
    return passphrase


def restore(file: Path, into: Path, passphrase_file: Path | None, *, as_json: bool) -> int:
    """Run ``yichuang restore``; returns its exit code."""
    passphrase = read_passphrase(passphrase_file, is_new=False)
    done = restoring.restore(file, into=into, passphrase=passphrase, given=dict(os.environ))
    print(json.dumps(restored_document(done), ensure_ascii=False) if as_json else restored_words(done))
    return 1 if done.missing else 0


def restored_words(done: Restored) -> str:
    """What was restored and how to start it."""
    rows = done.header.rows
    lines = [
        f"已恢复到 {done.state}：{done.header.made_at} 的备份，"
        f"办件 {rows['cases']} 件，文件 {done.files} 个，审计日志 {rows['audit']} 条，全部核对无误",
        f"启动：YICHUANG_DATA_DIR={done.state} make run（端口被占用时加 PORT=8010）",
    ]
    if (done.state / SETTINGS).read_text(encoding="utf-8").strip():
        lines += [f"原来的环境变量在 {done.state / SETTINGS}，由服务管理器设置"]
    return "\n".join([*lines, *missing_words(done.missing)])


def restored_document(done: Restored) -> dict[str, Any]:
    return {
        "state": str(done.state),
        "made_at": done.header.made_at,
        "release": done.header.release,
        "rows": dict(done.header.rows),
        "files": done.files,
        "missing": list(done.missing),
    }


def missing_words(missing: tuple[str, ...]) -> list[str]:
    """Which files were gone already; nothing when none were."""
    if not missing:
        return []
    named = "、".join(digest[:12] for digest in missing[:5])
    return [f"注意：{len(missing)} 个文件在做备份时已经不见了（{named} …），请从更早的备份里找"]
