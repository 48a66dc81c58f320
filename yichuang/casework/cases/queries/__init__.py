"""Reading cases: one case, who may see it, its acts, and the part every document about it shares."""

from yichuang.casework.cases.queries.access import (
    cancellations_of,
    case_for,
    masked_people_of,
    page_of,
)
from yichuang.casework.cases.queries.documents import (
    CommonFields,
    collection_words,
    common_content,
    fee_words,
    limit_on_paper,
    people_of,
    remedies_of,
    scenario_words,
)
from yichuang.casework.cases.queries.lights import light_for, light_of
from yichuang.casework.cases.queries.previews import masked_preview
from yichuang.casework.cases.queries.progress import STAGES, Answer, CorrectionAsked, Progress, progress_of
from yichuang.casework.cases.queries.reading import (
    CASE_COLUMNS,
    case_by_id,
    case_by_number,
    case_by_token,
    check_number,
    check_possible,
    last_received_of,
    recent_of_window,
    takers_of,
    timeline,
    to_view,
)
from yichuang.casework.cases.queries.references import (
    LONGEST_REFERENCE,
    ApplicantSearch,
    read_reference,
    reference_of,
)
from yichuang.casework.cases.queries.scanning import scanned_case
from yichuang.casework.cases.queries.search import PAGE, count_found, cursor_of, place_of, read_cursor, search
from yichuang.casework.cases.queries.unanswered import unanswered

__all__ = [
    "CASE_COLUMNS",
    "LONGEST_REFERENCE",
    "PAGE",
    "STAGES",
    "Answer",
    "ApplicantSearch",
    "CommonFields",
    "CorrectionAsked",
    "Progress",
    "cancellations_of",
    "case_by_id",
    "case_by_number",
    "case_by_token",
    "case_for",
    "check_number",
    "check_possible",
    "collection_words",
    "common_content",
    "count_found",
    "cursor_of",
    "fee_words",
    "last_received_of",
    "light_for",
    "light_of",
    "limit_on_paper",
    "masked_people_of",
    "masked_preview",
    "page_of",
    "people_of",
    "place_of",
    "progress_of",
    "read_cursor",
    "read_reference",
    "recent_of_window",
    "reference_of",
    "remedies_of",
    "scanned_case",
    "scenario_words",
    "search",
    "takers_of",
    "timeline",
    "to_view",
    "unanswered",
]
