"""Rules of guidance (导办规则). Pure.

lists      from answers to the exact list
kept       how long a personal list is kept, and how its code is read
papers     what handbooks and notices say
consulting who answers until when, in which words
plans      in which order a plan runs, until when, and with which papers
"""

from yichuang.offer.guidance.rules.consulting import (
    CONSULTATION_CODE_LENGTH,
    LONGEST_TEXT,
    check_expert,
    check_further,
    check_limit,
    check_public_words,
    check_return,
    check_status,
    code_characters,
    complete_question,
    due_on,
    limit_in_force,
    normal_code,
    normal_number,
    number_of,
    said,
    suggestions,
    without_personal_data,
)
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
from yichuang.offer.guidance.rules.papers import Surroundings, fee_lines, paper_words
from yichuang.offer.guidance.rules.plan_words import plan_words, step_words
from yichuang.offer.guidance.rules.plans import (
    check_draft,
    check_edit,
    check_plan_status,
    exact_if_fit,
    last_day_of_all,
    normal_case_number,
    ordered,
    plan_papers,
    schedule,
    step_faults,
)

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "CONSULTATION_CODE_LENGTH",
    "LONGEST_TEXT",
    "Surroundings",
    "answer_faults",
    "check_draft",
    "check_edit",
    "check_expert",
    "check_further",
    "check_limit",
    "check_plan_status",
    "check_public_words",
    "check_return",
    "check_status",
    "code_characters",
    "complete_question",
    "decode_answers",
    "due_on",
    "encode_answers",
    "exact_if_fit",
    "exact_list",
    "fee_lines",
    "forgotten_before",
    "is_list_code",
    "last_day",
    "last_day_of_all",
    "limit_in_force",
    "next_questions",
    "normal_case_number",
    "normal_code",
    "normal_number",
    "number_of",
    "ordered",
    "paper_words",
    "plan_papers",
    "plan_words",
    "read_list_code",
    "relevant_answers",
    "said",
    "schedule",
    "step_faults",
    "step_words",
    "suggestions",
    "without_personal_data",
]
