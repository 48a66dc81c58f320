"""Kinds of legal documents (文书)."""

from __future__ import annotations

from yichuang.kernel.labels import Labelled


class NoticeKind(Labelled):
    """A legal document (文书) that the platform issues."""

    RECEIPT = "receipt", "收件凭证"
    CORRECTION_NOTICE = "correction-notice", "一次性补正告知书"
    CORRECTION_RECEIPT = "correction-receipt", "补正材料接收单"
    ACCEPTANCE_NOTICE = "acceptance-notice", "受理通知书"
    NON_ACCEPTANCE = "non-acceptance", "不予受理通知书"
    GRANT_DECISION = "grant-decision", "准予行政许可决定书"
    REFUSAL_DECISION = "refusal-decision", "不予行政许可决定书"
    REFUSAL_NOTICE = "refusal-notice", "不予办理通知书"
    COMPLETION_NOTICE = "completion-notice", "办结通知书"
    TERMINATION_NOTICE = "termination-notice", "终止办理（退件）通知书"
    SERVICE_RETURN = "service-return", "送达回证"
