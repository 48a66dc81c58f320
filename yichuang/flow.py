"""The whole platform on one page: which event wakes which handler.

Upstream never calls downstream; it publishes, and this table says who hears it. Handlers run as
jobs, at least once each, in the worker.
"""

from __future__ import annotations

from typing import Any

from yichuang.casework.approval.events import CaseDecided
from yichuang.casework.intake.events import CaseAccepted
from yichuang.foundation.notices.events import MessageQueued, NoticeIssued, NoticeWanted
from yichuang.offer.catalogue.events import VersionPublished

FLOW: dict[type[Any], tuple[str, ...]] = {
    VersionPublished: ("yichuang.offer.catalogue.handlers.on_version_published",),
    NoticeIssued: ("yichuang.foundation.notices.handlers.on_notice_issued",),
    NoticeWanted: ("yichuang.foundation.notices.handlers.on_notice_wanted",),
    MessageQueued: ("yichuang.foundation.notices.handlers.on_message_queued",),
    CaseAccepted: ("yichuang.casework.approval.handlers.on_case_accepted",),
    CaseDecided: ("yichuang.outcome.delivery.handlers.on_case_decided",),
}

LONG_TASKS: dict[str, str] = {
    "cases.export": "yichuang.casework.cases.tasks.export_cases",
}
"""Kind of a long task (后台任务) → its runner."""
