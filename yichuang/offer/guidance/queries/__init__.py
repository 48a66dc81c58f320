"""Reads of guidance (导办).

lists      the exact list and its link
kept       personal lists as they stand on a day
dates      when a decision is due that is asked for today
consulting questions by last day, one file, the page of the asker, limits
experts    experts, difficult matters, calls, reviewed questions
"""

from yichuang.offer.guidance.queries.consulting import (
    CONSULTING_TOPIC,
    LISTED,
    PAGE,
    Wanted,
    answer_page,
    asker_name,
    code_digest,
    consultation_counts,
    consultation_file,
    consultation_for,
    consultation_view,
    consultations,
    consulting_limit,
    consulting_limits,
    opens,
    return_until,
)
from yichuang.offer.guidance.queries.dates import worked_dates
from yichuang.offer.guidance.queries.experts import (
    OPEN_CALLS,
    call_answer,
    call_for,
    call_view,
    calls_for,
    calls_topic,
    difficult_matters,
    duty_expert,
    experts_of,
    frequent_questions,
    frequent_questions_found,
    is_proposed,
    matters_of_item,
    question_for,
    questions_to_review,
    team_of,
)
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
from yichuang.offer.guidance.rules import fee_lines, read_list_code

__all__ = [
    "CONSULTING_TOPIC",
    "LISTED",
    "OPEN_CALLS",
    "PAGE",
    "Wanted",
    "answer_faults",
    "answer_page",
    "asker_name",
    "call_answer",
    "call_for",
    "call_view",
    "calls_for",
    "calls_topic",
    "code_digest",
    "consultation_counts",
    "consultation_file",
    "consultation_for",
    "consultation_view",
    "consultations",
    "consulting_limit",
    "consulting_limits",
    "decode_answers",
    "difficult_matters",
    "duty_expert",
    "encode_answers",
    "exact_list",
    "experts_of",
    "fee_lines",
    "frequent_questions",
    "frequent_questions_found",
    "has_list",
    "is_proposed",
    "list_today",
    "matters_of_item",
    "next_questions",
    "opens",
    "personal_list_url",
    "question_for",
    "questions_to_review",
    "read_list_code",
    "relevant_answers",
    "return_until",
    "team_of",
    "worked_dates",
]
