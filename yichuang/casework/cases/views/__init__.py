"""Pages of cases: progress for the public, people in full, search and exports for staff."""

from yichuang.casework.cases.views.exports import cancellation, exports, file
from yichuang.casework.cases.views.progress import ask, people, progress, progress_by_number
from yichuang.casework.cases.views.search import applicants, case, numbers, search

__all__ = [
    "applicants",
    "ask",
    "cancellation",
    "case",
    "exports",
    "file",
    "numbers",
    "people",
    "progress",
    "progress_by_number",
    "search",
]
