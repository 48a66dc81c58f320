"""The law of the clock: limits and their ends, the light a deadline shows, the strip of its days."""

from yichuang.foundation.clocks.rules.lights import deadline
from yichuang.foundation.clocks.rules.limits import (
    MOST_EXTENSION_WORKING_DAYS,
    MOST_JOINT_EXTENSION_WORKING_DAYS,
    check_extension,
    due_at,
    due_dates,
    due_on,
    hours_end,
)
from yichuang.foundation.clocks.rules.strip import clock_strip

__all__ = [
    "MOST_EXTENSION_WORKING_DAYS",
    "MOST_JOINT_EXTENSION_WORKING_DAYS",
    "check_extension",
    "clock_strip",
    "deadline",
    "due_at",
    "due_dates",
    "due_on",
    "hours_end",
]
