"""Rules of guidance (导办规则). Pure.

lists      from answers to the exact list
kept       how long a personal list is kept, and how its code is read
"""

from yichuang.offer.guidance.rules.kept import (
    ALPHABET,
    CODE_LENGTH,
    forgotten_before,
    is_list_code,
    last_day,
    read_list_code,
)
from yichuang.offer.guidance.rules.lists import (
    answer_faults,
    decode_answers,
    encode_answers,
    exact_list,
    next_questions,
    relevant_answers,
)

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "answer_faults",
    "decode_answers",
    "encode_answers",
    "exact_list",
    "forgotten_before",
    "is_list_code",
    "last_day",
    "next_questions",
    "read_list_code",
    "relevant_answers",
]
