"""Rules of guidance (导办规则). Pure.

lists      from answers to the exact list
"""

from yichuang.offer.guidance.rules.lists import (
    answer_faults,
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    relevant_answers,
)

__all__ = [
    "answer_faults",
    "decode_answers",
    "encode_answers",
    "exact_list",
    "next_questions",
    "relevant_answers",
]
