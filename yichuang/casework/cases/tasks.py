"""Jobs of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from procrastinate.contrib.django import app

from yichuang.casework.cases import services
from yichuang.kernel.long_tasks import Progress, Result
from yichuang.kernel.time import now


@app.periodic(cron="37 * * * *")
@app.task(name="cases.forget_guesses", queue="kernel", queueing_lock="cases.forget_guesses")
def forget_guesses(timestamp: int) -> None:
    """Hourly: counts of look-ups whose hour has passed."""
    services.forget_guesses(at=now())


def export_cases(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    """The runner of ``cases.export`` (``flow.LONG_TASKS``)."""
    return services.write_export(parameters=parameters, progress=progress, folder=folder, at=now())
