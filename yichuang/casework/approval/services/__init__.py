"""What a department can do with an accepted case."""

from yichuang.casework.approval.services.decision import decide_case, decide_immediately
from yichuang.casework.approval.services.previews import preview_decision
from yichuang.casework.approval.services.review import claim_review, give_opinion, open_review

__all__ = [
    "claim_review",
    "decide_case",
    "decide_immediately",
    "give_opinion",
    "open_review",
    "preview_decision",
]
