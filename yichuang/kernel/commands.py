"""Base of the product's commands: parse → one service or query → print.

Exit codes: 0 done, 1 refused (one sentence on stderr), 2 wrong use. ``--json`` prints one JSON
document instead of words, a refusal's too.
"""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError

from yichuang.kernel.errors import DomainError, Unavailable


class ProductCommand(BaseCommand):
    """A command people run as ``yichuang <words>``. Implement :meth:`run`, print with :meth:`show`."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def add_options(self, parser: CommandParser) -> None:
        """The command's own arguments."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = bool(options["json"])
        try:
            self.before_run()
            self.run(**options)
        except DomainError as refusal:
            self._refuse(refusal)
        except OperationalError as error:
            self._refuse(Unavailable(f"数据库连接不上或已中断：{str(error).strip()}"))

    def before_run(self) -> None:
        """What the command line has checked first."""

    def exit_code(self, refusal: DomainError) -> int:
        """1 unless a command has a reason to call a refusal wrong use (2)."""
        return 1

    def run(self, **options: Any) -> None:
        raise NotImplementedError

    def show(self, text: str, document: Any) -> None:
        """Print ``text`` for people, or ``document`` with ``--json``."""
        if self.as_json:
            self.stdout.write(json.dumps(document, ensure_ascii=False, default=str))
        else:
            self.stdout.write(text)

    def _refuse(self, refusal: DomainError) -> NoReturn:
        if self.as_json:
            document = {"code": refusal.code, "detail": refusal.detail} | refusal.extra
            self.stdout.write(json.dumps(document, ensure_ascii=False, default=str))
        else:
            self.stderr.write(refusal.detail)
        sys.exit(self.exit_code(refusal))
