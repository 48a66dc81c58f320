"""Jobs of cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yichuang.casework.cases import services
from yichuang.kernel.time import now


@app.periodic(cron="37 * * * *")
@app.task(name="cases.forget_guesses", queue="kernel", queueing_lock="cases.forget_guesses")
def forget_guesses(timestamp: int) -> None:
    """Hourly: counts of look-ups whose hour has passed."""
    services.forget_guesses(at=now())
