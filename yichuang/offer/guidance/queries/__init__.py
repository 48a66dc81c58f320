"""Reads of guidance (导办).

lists      the exact list and its link
"""

from yichuang.offer.guidance.queries.lists import (
    answer_faults,
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    personal_list_url,
    relevant_answers,
)

__all__ = [
    "answer_faults",
    "decode_answers",
    "encode_answers",
    "exact_list",
    "next_questions",
    "personal_list_url",
    "relevant_answers",
]
