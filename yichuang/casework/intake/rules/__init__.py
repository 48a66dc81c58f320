"""The law of intake. Pure: time is an argument, nothing is read or written.

materials    what makes an application complete, where it is taken, which days acceptance sets
people       who comes with it
corrections  the complete list of what to correct, and what time makes of silence
endings      not accepted, taken back, cancelled
"""

from yichuang.casework.intake.rules.corrections import (
    LONGEST_NOTE,
    USUAL_CORRECTION,
    gap_lines,
    handed_in_anew,
    how_to_fix,
    keys_told_before,
    period_problem,
    state_by_time,
)
from yichuang.casework.intake.rules.drafts import DRAFT_LIFE, check_fields
from yichuang.casework.intake.rules.endings import (
    check_not_own,
    check_still_incomplete,
    check_withdrawal,
    complete_non_acceptance,
    given_reason,
    ground_words,
    returned_words,
)
from yichuang.casework.intake.rules.materials import (
    ANSWER_WORKING_DAYS,
    all_gaps,
    check_material,
    check_materials,
    check_window,
    days_to_keep,
    missing_words,
)
from yichuang.casework.intake.rules.people import attendance

__all__ = [
    "ANSWER_WORKING_DAYS",
    "DRAFT_LIFE",
    "LONGEST_NOTE",
    "USUAL_CORRECTION",
    "all_gaps",
    "attendance",
    "check_fields",
    "check_material",
    "check_materials",
    "check_not_own",
    "check_still_incomplete",
    "check_window",
    "check_withdrawal",
    "complete_non_acceptance",
    "days_to_keep",
    "gap_lines",
    "given_reason",
    "ground_words",
    "handed_in_anew",
    "how_to_fix",
    "keys_told_before",
    "missing_words",
    "period_problem",
    "returned_words",
    "state_by_time",
]
