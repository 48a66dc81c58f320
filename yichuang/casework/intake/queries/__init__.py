"""Reading what was handed in, and what the counter shows of it."""

from yichuang.casework.intake.queries.checks import (
    current_checks,
    current_checks_with_files,
    is_file_of_case,
    needed_materials,
)
from yichuang.casework.intake.queries.counter import (
    CounterCase,
    checked_lines,
    counter_case,
    dates_if_accepted,
    material_lines,
)

__all__ = [
    "CounterCase",
    "checked_lines",
    "counter_case",
    "current_checks",
    "current_checks_with_files",
    "dates_if_accepted",
    "is_file_of_case",
    "material_lines",
    "needed_materials",
]
