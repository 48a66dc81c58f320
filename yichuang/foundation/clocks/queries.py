"""The clock's public face: pure functions of :mod:`.rules`. No table stands behind them."""

from yichuang.foundation.clocks.rules import (
    MOST_EXTENSION_WORKING_DAYS,
    MOST_JOINT_EXTENSION_WORKING_DAYS,
    check_extension,
    clock_strip,
    deadline,
    due_at,
    due_dates,
    due_on,
    hours_end,
)

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
