"""The counter (综窗工作台): one screen from the item to the receipt and the acceptance."""

from yichuang.casework.intake.views.agents import agent, authorities, authority_revocation
from yichuang.casework.intake.views.cases import acceptance, case, file, fixes
from yichuang.casework.intake.views.corrections import correction_notice, corrections
from yichuang.casework.intake.views.drafts import draft, draft_removal, drafts
from yichuang.casework.intake.views.endings import deletion, non_acceptance, voidance, withdrawal
from yichuang.casework.intake.views.lists import visitors_list
from yichuang.casework.intake.views.people import people
from yichuang.casework.intake.views.receipts import counter, new_case, receipts, windows

__all__ = [
    "acceptance",
    "agent",
    "authorities",
    "authority_revocation",
    "case",
    "correction_notice",
    "corrections",
    "counter",
    "deletion",
    "draft",
    "draft_removal",
    "drafts",
    "file",
    "fixes",
    "new_case",
    "non_acceptance",
    "people",
    "receipts",
    "visitors_list",
    "voidance",
    "windows",
    "withdrawal",
]
