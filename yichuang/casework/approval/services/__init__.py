"""What a department can do with an accepted case."""

from yichuang.casework.approval.services.decision import decide_case, decide_immediately
from yichuang.casework.approval.services.handing_on import hand_on_review
from yichuang.casework.approval.services.mornings import send_morning_lists
from yichuang.casework.approval.services.previews import (
    preview_decision,
    preview_refusal,
    preview_termination,
)
from yichuang.casework.approval.services.refusal import refuse_case
from yichuang.casework.approval.services.review import claim_review, give_opinion, open_review
from yichuang.casework.approval.services.termination import terminate_case

__all__ = [
    "claim_review",
    "decide_case",
    "decide_immediately",
    "give_opinion",
    "hand_on_review",
    "open_review",
    "preview_decision",
    "preview_refusal",
    "preview_termination",
    "refuse_case",
    "send_morning_lists",
    "terminate_case",
]
