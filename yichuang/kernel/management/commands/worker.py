"""``yichuang worker``: the process that runs jobs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from yichuang.kernel import metrics
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Runs until SIGTERM or SIGINT, which let the running jobs end."""

    help = "Run jobs"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at the same time")
        parser.add_argument("--until-empty", action="store_true", help="end when no job waits")

    def run(self, **options: Any) -> None:
        metrics.serve(settings.METRICS_PORT)
        connector = PsycopgConnector(
            kwargs=connector_params(), min_size=1, max_size=options["concurrency"] + 2
        )
        with app.replace_connector(connector):
            app.run_worker(
                concurrency=options["concurrency"],
                wait=not options["until_empty"],
                delete_jobs="successful",
                fetch_job_polling_interval=1.0,
            )
