"""How the papers around the end of a case are worded: terminated and given back, delivered."""

from __future__ import annotations

from typing import Any

from yichuang.foundation.notices.rules.phrases import NONE, applied, moment_words, or_none
from yichuang.foundation.notices.types import ServiceReturnContent, TerminationContent


def termination(content: TerminationContent) -> dict[str, Any]:
    """Law: 行政许可法 §7"""
    given_back = "，并退回下列申请材料" if content.returned else ""
    return {
        "opening": (
            f"{applied(content, content.applied_at)}。因{content.ground}，"
            f"本机关终止办理该申请{given_back}。具体情况通知如下："
        ),
        "ground": content.ground,
        "reason": content.reason,
        "legal_basis": or_none(content.legal_basis),
        "ended_at": moment_words(content.ended_at),
        "returned": list(content.returned) or [NONE],
        "clauses": [
            "终止办理不影响今后就同一事项再次提出申请。",
            "认为终止办理侵犯合法权益的，可以向本机关陈述意见，也可以依法申请行政复议或者提起行政诉讼。",
        ],
    }


def service_return(content: ServiceReturnContent) -> dict[str, Any]:
    """Law: 行政许可法 §44; 民事诉讼法 §87, §89, §91 (by analogy)"""
    return {
        "opening": f"本机关就“{content.item.name}”申请，向申请人（受送达人）送达下列文书：",
        "document_name": content.document_name,
        "document_number": content.document_number,
        "receiver": content.receiver,
        "relation": content.relation,
        "method": content.method,
        "delivered_at": moment_words(content.delivered_at),
        "place": content.place,
        "tracking_number": content.tracking_number or NONE,
        "witness": content.witness or NONE,
        "clauses": [
            "受送达人或者代收人在本回证上写明收到日期，签名或者盖章；签收日期为送达日期。",
            "拒绝接收的，由送达人写明拒收事由和日期，由送达人、见证人签名或者盖章。",
            "邮寄送达的，以邮件回执上注明的收件日期为送达日期，回执附于本回证之后。",
        ],
    }
