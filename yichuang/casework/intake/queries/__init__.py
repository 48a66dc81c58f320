"""Reading what was handed in, and what the counter shows of it."""

from yichuang.casework.intake.queries.checks import (
    current_checks,
    current_checks_with_files,
    is_file_of_case,
    needed_materials,
)
from yichuang.casework.intake.queries.corrections import (
    act_of_time,
    as_it_stands,
    correct_by,
    correction_limit,
    is_accepted_by_silence,
    lines_told,
    notices_told,
    numbers_time_has_changed,
    past_checks,
    usual_correction,
)
from yichuang.casework.intake.queries.counter import (
    CounterCase,
    checked_lines,
    counter_case,
    dates_if_accepted,
    material_lines,
)
from yichuang.casework.intake.queries.drafts import draft, drafts_of_outlet
from yichuang.casework.intake.queries.endings import (
    act_of_cancellation,
    act_of_ground,
    cancellation_of,
    cancellations_open_to,
    check_cancellation,
    check_non_acceptance,
    check_window_of_case,
    check_withdrawal,
    ways_out,
)
from yichuang.casework.intake.queries.planned import Planned, plan_correction

__all__ = [
    "CounterCase",
    "Planned",
    "act_of_cancellation",
    "act_of_ground",
    "act_of_time",
    "as_it_stands",
    "cancellation_of",
    "cancellations_open_to",
    "check_cancellation",
    "check_non_acceptance",
    "check_window_of_case",
    "check_withdrawal",
    "checked_lines",
    "correct_by",
    "correction_limit",
    "counter_case",
    "current_checks",
    "current_checks_with_files",
    "dates_if_accepted",
    "draft",
    "drafts_of_outlet",
    "is_accepted_by_silence",
    "is_file_of_case",
    "lines_told",
    "material_lines",
    "needed_materials",
    "notices_told",
    "numbers_time_has_changed",
    "past_checks",
    "plan_correction",
    "usual_correction",
    "ways_out",
]
