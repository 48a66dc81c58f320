"""Acts on cases: birth, one step after another, counted look-ups, people in full, searches and exports."""

from yichuang.casework.cases.services.exporting import (
    cancel_export,
    fetch_export,
    request_export,
    write_export,
)
from yichuang.casework.cases.services.finding import search_applicant
from yichuang.casework.cases.services.guesses import (
    GUESSES_IN_ALL,
    GUESSES_PER_CASE,
    GUESSES_PER_SOURCE,
    book_guess,
    forget_guesses,
    return_guess,
)
from yichuang.casework.cases.services.people import show_people
from yichuang.casework.cases.services.steps import lock_case, open_case, take_step
from yichuang.casework.cases.services.telling import tell_applicant

__all__ = [
    "GUESSES_IN_ALL",
    "GUESSES_PER_CASE",
    "GUESSES_PER_SOURCE",
    "book_guess",
    "cancel_export",
    "fetch_export",
    "forget_guesses",
    "lock_case",
    "open_case",
    "request_export",
    "return_guess",
    "search_applicant",
    "show_people",
    "take_step",
    "tell_applicant",
    "write_export",
]
