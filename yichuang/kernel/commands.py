"""Base of the product's commands: parse → one service or query → print.

Exit codes: 0 done, 1 refused (a DomainError, one sentence on stderr), 2 wrong use.
``--json`` prints one JSON document instead of words.
"""

from __future__ import annotations

import json
import sys
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser

from yichuang.kernel.errors import DomainError


class ProductCommand(BaseCommand):
    """A command people run as ``yichuang <words>``. Implement :meth:`run`, print with :meth:`show`."""

    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[assignment]  # stubs want a literal

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def add_options(self, parser: CommandParser) -> None:
        """The command's own arguments."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json = bool(options["json"])
        try:
            self.run(**options)
        except DomainError as refusal:
            if self.as_json:
                self.stdout.write(json.dumps({"code": refusal.code, "detail": refusal.detail}, ensure_ascii=False))
            else:
                self.stderr.write(refusal.detail)
            sys.exit(self.exit_code(refusal))

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
