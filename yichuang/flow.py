"""The whole platform on one page: which event wakes which handler.

Upstream never calls downstream; it publishes, and this table says who hears it. Handlers run as
jobs, at least once each, in the worker.
"""

from __future__ import annotations

from typing import Any

from yichuang.casework.approval.events import CaseDecided, CaseTerminated
from yichuang.casework.intake.events import (
    AcceptanceDeclined,
    CaseAccepted,
    CaseCancelled,
    CaseLapsed,
    CaseReceived,
    CaseWithdrawn,
    CorrectionRequested,
)
from yichuang.foundation.notices.events import MessageQueued, NoticeIssued, NoticeWanted
from yichuang.offer.catalogue.events import (
    ItemMerged,
    ItemResumed,
    ItemSplit,
    ItemSuspended,
    ItemWithdrawn,
    VersionPublished,
)
from yichuang.offer.guidance.events import PaperWanted
from yichuang.outcome.delivery.events import ResultPrepared

FLOW: dict[type[Any], tuple[str, ...]] = {
    VersionPublished: (
        "yichuang.offer.catalogue.handlers.on_version_published",
        "yichuang.offer.catalogue.handlers.announce_version",
        "yichuang.offer.catalogue.handlers.collect_materials",
    ),
    ItemWithdrawn: ("yichuang.offer.catalogue.handlers.announce_withdrawal",),
    ItemSuspended: ("yichuang.offer.catalogue.handlers.announce_suspension",),
    ItemResumed: ("yichuang.offer.catalogue.handlers.announce_resumption",),
    ItemMerged: ("yichuang.offer.catalogue.handlers.announce_merger",),
    ItemSplit: ("yichuang.offer.catalogue.handlers.announce_split",),
    NoticeIssued: ("yichuang.foundation.notices.handlers.on_notice_issued",),
    NoticeWanted: ("yichuang.foundation.notices.handlers.on_notice_wanted",),
    MessageQueued: ("yichuang.foundation.notices.handlers.on_message_queued",),
    PaperWanted: ("yichuang.offer.guidance.handlers.on_paper_wanted",),
    CaseReceived: ("yichuang.casework.intake.handlers.on_case_received",),
    CorrectionRequested: ("yichuang.casework.intake.handlers.on_correction_requested",),
    CaseAccepted: (
        "yichuang.casework.approval.handlers.on_case_accepted",
        "yichuang.casework.intake.handlers.on_case_accepted",
    ),
    AcceptanceDeclined: ("yichuang.casework.intake.handlers.on_acceptance_declined",),
    CaseLapsed: ("yichuang.casework.intake.handlers.on_case_lapsed",),
    CaseWithdrawn: ("yichuang.casework.intake.handlers.on_case_withdrawn",),
    CaseCancelled: ("yichuang.casework.intake.handlers.on_case_cancelled",),
    CaseDecided: ("yichuang.outcome.delivery.handlers.on_case_decided",),
    CaseTerminated: ("yichuang.casework.approval.handlers.on_case_terminated",),
    ResultPrepared: ("yichuang.outcome.delivery.handlers.on_result_prepared",),
}

LONG_TASKS: dict[str, str] = {
    "cases.export": "yichuang.casework.cases.tasks.export_cases",
    "catalogue.export": "yichuang.offer.catalogue.tasks.export_items",
    "catalogue.import-check": "yichuang.offer.catalogue.tasks.check_workbook",
    "catalogue.import-apply": "yichuang.offer.catalogue.tasks.apply_workbook",
}
"""Kind of a long task (后台任务) → its runner."""
