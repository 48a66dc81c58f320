"""Reading the department's side of cases: the list, the file, what may be done now."""

from yichuang.casework.approval.queries.acts import (
    check_claim,
    check_decision,
    check_immediate_decision,
    check_opinion,
)
from yichuang.casework.approval.queries.files import CaseFile, case_file
from yichuang.casework.approval.queries.worklists import (
    PAGE,
    WorkCounts,
    decision_of,
    opinions_of,
    review_of,
    work_counts,
    worklist,
)

__all__ = [
    "PAGE",
    "CaseFile",
    "WorkCounts",
    "case_file",
    "check_claim",
    "check_decision",
    "check_immediate_decision",
    "check_opinion",
    "decision_of",
    "opinions_of",
    "review_of",
    "work_counts",
    "worklist",
]
