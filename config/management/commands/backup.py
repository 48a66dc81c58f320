"""``yichuang backup``: one archive of database, files, keys and settings, while the product runs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.backup import commands, making
from config.backup.errors import BackupRefusal
from config.backup.making import Made
from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.errors import Unavailable
from yichuang.kernel.time import now


class BackupNotMade(Unavailable):
    """No backup was made: the disk is full, the file is there already, or pg_dump failed."""

    code = "house.backup-not-made"
    title = "备份没有做成"


class Command(ProductCommand):
    """Exit 1 when nothing was made, and when a stored file is missing from what was made."""

    help = "把数据库、文件、密钥和设置备份成一个文件；产品可以照常运行。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target", nargs="?", type=Path, metavar="FILE|FOLDER", help="默认是数据文件夹里的 backups"
        )
        parser.add_argument(
            "--passphrase-file",
            type=Path,
            metavar="FILE",
            help="用文件第一行的口令加密（至少 12 个字符）",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="做成以后，文件夹里只留最新的 N 份，其余删去"
        )

    def run(self, **options: Any) -> None:
        target = options["target"] or Path(settings.DATA_DIR) / "backups"
        try:
            passphrase = commands.read_passphrase(options["passphrase_file"], is_new=True)
            made = making.make_backup(target=target, passphrase=passphrase, at=now())
        except BackupRefusal as refusal:
            raise BackupNotMade(str(refusal)) from refusal
        removed = making.forget_old(made.path.parent, keep=options["keep"]) if options["keep"] else []
        document = _document(made) | {"removed": [str(path) for path in removed]}
        self.show(_words(made), document)
        if made.missing:
            sys.exit(1)


def _words(made: Made) -> str:
    """What a backup holds, for people."""
    lines = [
        f"备份已做好：{made.path}（{made.size / 2**20:.1f} MB）",
        f"办件 {made.header.rows['cases']} 件，文件 {made.files} 个，审计日志 {made.header.rows['audit']} 条",
    ]
    if made.header.anchor:
        lines += [f"最新签封 {made.header.anchor}：请另处保存，恢复后凭它核对审计日志没有被截短"]
    if made.path.suffix != ".sealed":
        lines += ["没有加密：里面有全部密钥，请像保管密钥一样保管它，或用 --passphrase-file 加密"]
    return "\n".join([*lines, *commands.missing_words(made.missing)])


def _document(made: Made) -> dict[str, Any]:
    document = asdict(made) | {"path": str(made.path)}
    return {key: value for key, value in document.items() if key != "header"} | {
        "anchor": made.header.anchor,
        "rows": dict(made.header.rows),
        "keys": dict(made.header.keys),
        "made_at": made.header.made_at,
    }
