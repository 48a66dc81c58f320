"""Reads of guidance (导办).

lists      the exact list and its link
kept       personal lists as they stand on a day
dates      when a decision is due that is asked for today
"""

from yichuang.offer.guidance.queries.dates import worked_dates
from yichuang.offer.guidance.queries.kept import has_list, list_today
from yichuang.offer.guidance.queries.lists import (
    answer_faults,
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    personal_list_url,
    relevant_answers,
)
from yichuang.offer.guidance.rules import read_list_code

__all__ = [
    "answer_faults",
    "decode_answers",
    "encode_answers",
    "exact_list",
    "has_list",
    "list_today",
    "next_questions",
    "personal_list_url",
    "read_list_code",
    "relevant_answers",
    "worked_dates",
]
