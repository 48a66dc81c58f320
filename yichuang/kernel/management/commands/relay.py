"""``yichuang relay``: the process that hands events from the outbox to jobs and live pages."""

from __future__ import annotations

import signal
from typing import Any

from django.conf import settings

from yichuang.kernel import metrics, relay
from yichuang.kernel.commands import ProductCommand


class Command(ProductCommand):
    """Runs until SIGTERM or SIGINT."""

    help = "Hand events from the outbox to jobs and live pages"

    def run(self, **options: Any) -> None:
        stop = False

        def end(signum: int, frame: Any) -> None:
            nonlocal stop
            stop = True

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        metrics.serve(settings.METRICS_PORT)
        relay.run(lambda: stop)
