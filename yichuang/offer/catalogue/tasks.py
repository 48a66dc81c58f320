"""Jobs of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from procrastinate.contrib.django import app

from yichuang.kernel.long_tasks import Progress, Result
from yichuang.kernel.time import now
from yichuang.offer.catalogue import services
from yichuang.offer.catalogue.types.sheets import ImportStep


@app.periodic(cron="3 * * * *")
@app.task(name="catalogue.index_of_the_day", queue="catalogue", queueing_lock="catalogue.index_of_the_day")
def index_of_the_day(timestamp: int) -> None:
    """Hourly: search shows the versions that begin today, and that items have ended."""
    services.index_items_of_day(at=now())


@app.periodic(cron="5 * * * *")
@app.task(
    name="catalogue.bulletins_of_the_day", queue="catalogue", queueing_lock="catalogue.bulletins_of_the_day"
)
def bulletins_of_the_day(timestamp: int) -> None:
    """Hourly: windows are told that what was announced for this day holds now."""
    services.announce_begun(at=now())


@app.periodic(cron="25 * * * *")
@app.task(name="catalogue.drift_of_the_day", queue="catalogue", queueing_lock="catalogue.drift_of_the_day")
def drift_of_the_day(timestamp: int) -> None:
    """Hourly: every difference from the lists above is a task with its day."""
    services.note_drift(at=now())


@app.periodic(cron="35 * * * *")
@app.task(name="catalogue.marks_of_the_day", queue="catalogue", queueing_lock="catalogue.marks_of_the_day")
def marks_of_the_day(timestamp: int) -> None:
    """Hourly: what each department's items are worth today, for the trend."""
    services.record_marks(at=now())


def export_items(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    """The runner of ``catalogue.export`` (``flow.LONG_TASKS``)."""
    return services.write_item_export(parameters=parameters, progress=progress, folder=folder, at=now())


def check_workbook(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    """The runner of ``catalogue.import-check``."""
    return services.run_import(
        parameters=parameters, step=ImportStep.CHECK, progress=progress, folder=folder, at=now()
    )


def apply_workbook(parameters: dict[str, Any], progress: Progress, folder: Path) -> Result:
    """The runner of ``catalogue.import-apply``."""
    return services.run_import(
        parameters=parameters, step=ImportStep.APPLY, progress=progress, folder=folder, at=now()
    )
