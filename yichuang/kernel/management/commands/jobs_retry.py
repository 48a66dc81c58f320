"""``yichuang jobs retry``: run jobs that gave up once more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.time import now

_RETRY = """
SELECT id, procrastinate_retry_job_v2(id, %s, NULL, NULL, NULL) FROM procrastinate_jobs
WHERE status = 'failed' AND (%s = '' OR coalesce(args->>'handler', task_name) = %s)
"""


class Command(ProductCommand):
    """Handlers are idempotent: what was done before is not done twice."""

    help = "把多次失败后放弃的后台任务再做一遍（先改好原因）。"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", metavar="NAME", help="只做这一种任务")

    def run(self, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_RETRY, [now(), options["only"], options["only"]])
            count = len(cursor.fetchall())
        self.show(f"{count} 个后台任务重新排队", {"retried": count})
