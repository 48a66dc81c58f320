"""Jobs of notices: messages that did not get through, documents left without their file.

Every process loads this module, the web included: nothing here may load the typesetter.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from yichuang.foundation.notices.services import announce_left_over, deliver_due_messages, forget_checks
from yichuang.kernel.time import now


@app.periodic(cron="* * * * *")
@app.task(name="notices.retry_messages", queue="notices", queueing_lock="notices.retry_messages")
def retry_messages(timestamp: int) -> None:
    """Every minute: messages due for another attempt."""
    while deliver_due_messages(at=now()):
        pass


@app.periodic(cron="23 * * * *")
@app.task(name="notices.render_left_over", queue="notices", queueing_lock="notices.render_left_over")
def render_left_over(timestamp: int) -> None:
    """Hourly: documents whose rendering was given up, as after a full disk."""
    announce_left_over(at=now())


@app.periodic(cron="41 * * * *")
@app.task(name="notices.forget_checks", queue="kernel", queueing_lock="notices.forget_checks")
def forget_old_checks(timestamp: int) -> None:
    """Hourly: counts of checks whose hour has passed."""
    forget_checks(at=now())
