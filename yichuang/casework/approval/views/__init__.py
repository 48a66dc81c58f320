"""The department's desk (部门审批): my tasks by deadline, the case file, every act of the department."""

from yichuang.casework.approval.views.acts import hand_on, refusal, termination
from yichuang.casework.approval.views.desk import case, claim, decision, office, opinions
from yichuang.casework.approval.views.today import today
from yichuang.casework.approval.views.window import at_window, immediate_decision

__all__ = [
    "at_window",
    "case",
    "claim",
    "decision",
    "hand_on",
    "immediate_decision",
    "office",
    "opinions",
    "refusal",
    "termination",
    "today",
]
