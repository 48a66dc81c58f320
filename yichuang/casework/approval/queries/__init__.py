"""Reading the department's side of cases: the list, the file, what may be done now."""

from yichuang.casework.approval.queries.acts import (
    check_claim,
    check_decision,
    check_handing_on,
    check_immediate_decision,
    check_opinion,
    check_refusal,
    check_termination,
    colleague,
    colleagues,
)
from yichuang.casework.approval.queries.files import CaseFile, case_file
from yichuang.casework.approval.queries.mornings import (
    MorningFigures,
    MorningList,
    due_groups,
    morning_figures,
    morning_list,
)
from yichuang.casework.approval.queries.records import (
    decision_of,
    handings_of,
    opinions_of,
    refusal_of,
    review_of,
    termination_of,
)
from yichuang.casework.approval.queries.worklists import (
    DUE,
    PAGE,
    WorkCounts,
    soon_until,
    topic_of,
    work_counts,
    worklist,
)
from yichuang.casework.approval.rules import refusal_kind

__all__ = [
    "DUE",
    "PAGE",
    "CaseFile",
    "MorningFigures",
    "MorningList",
    "WorkCounts",
    "case_file",
    "check_claim",
    "check_decision",
    "check_handing_on",
    "check_immediate_decision",
    "check_opinion",
    "check_refusal",
    "check_termination",
    "colleague",
    "colleagues",
    "decision_of",
    "due_groups",
    "handings_of",
    "morning_figures",
    "morning_list",
    "opinions_of",
    "refusal_kind",
    "refusal_of",
    "review_of",
    "soon_until",
    "termination_of",
    "topic_of",
    "work_counts",
    "worklist",
]
