"""Acts on cases: birth, one step after another, counted look-ups, people in full."""

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

__all__ = [
    "GUESSES_IN_ALL",
    "GUESSES_PER_CASE",
    "GUESSES_PER_SOURCE",
    "book_guess",
    "forget_guesses",
    "lock_case",
    "open_case",
    "return_guess",
    "show_people",
    "take_step",
]
