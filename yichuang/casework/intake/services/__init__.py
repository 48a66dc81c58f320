"""What intake can do."""

from yichuang.casework.intake.services.acceptance import accept_case
from yichuang.casework.intake.services.agents import record_agents_authority, revoke_agents_authority
from yichuang.casework.intake.services.cancelling import delete_case, void_case
from yichuang.casework.intake.services.correction import may_tell_again, request_correction
from yichuang.casework.intake.services.correction_previews import preview_correction
from yichuang.casework.intake.services.corrections_received import record_corrections
from yichuang.casework.intake.services.drafts import discard_draft, forget_drafts, save_draft
from yichuang.casework.intake.services.earlier import find_earlier
from yichuang.casework.intake.services.ending_previews import preview_non_acceptance, preview_withdrawal
from yichuang.casework.intake.services.files import open_file
from yichuang.casework.intake.services.fixes import fix_materials
from yichuang.casework.intake.services.non_acceptance import decline_acceptance, find_not_needed
from yichuang.casework.intake.services.period import set_correction_period
from yichuang.casework.intake.services.previews import preview_acceptance
from yichuang.casework.intake.services.receipt import receive_case
from yichuang.casework.intake.services.settling import settle_by_time
from yichuang.casework.intake.services.withdrawal import withdraw_case

__all__ = [
    "accept_case",
    "decline_acceptance",
    "delete_case",
    "discard_draft",
    "find_earlier",
    "find_not_needed",
    "fix_materials",
    "forget_drafts",
    "may_tell_again",
    "open_file",
    "preview_acceptance",
    "preview_correction",
    "preview_non_acceptance",
    "preview_withdrawal",
    "receive_case",
    "record_agents_authority",
    "record_corrections",
    "request_correction",
    "revoke_agents_authority",
    "save_draft",
    "set_correction_period",
    "settle_by_time",
    "void_case",
    "withdraw_case",
]
