"""Reading what was handed in, and what the counter shows of it."""

from yichuang.casework.intake.queries.checks import (
    current_checks,
    current_checks_with_files,
    needed_materials,
)
from yichuang.casework.intake.queries.counter import counter_case, dates_if_accepted, material_lines

__all__ = [
    "counter_case",
    "current_checks",
    "current_checks_with_files",
    "dates_if_accepted",
    "material_lines",
    "needed_materials",
]
