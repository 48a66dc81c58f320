"""Reading the department's side of cases: the list, the file, what may be done now."""

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
    "decision_of",
    "opinions_of",
    "review_of",
    "work_counts",
    "worklist",
]
