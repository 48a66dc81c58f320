"""How the results of a case are worded: granted, refused, completed."""

from __future__ import annotations

from typing import Any

from yichuang.foundation.notices.rules.phrases import (
    LICENSING_LAW,
    NONE,
    applied,
    is_licence,
    moment_words,
    or_none,
    remedy_words,
    you,
)
from yichuang.foundation.notices.types import CompletionContent, GrantContent, RefusalContent
from yichuang.kernel.time import date_words, legal_date


def _period_words(content: GrantContent) -> str:
    since = f"自{date_words(content.valid_from)}起"
    if content.valid_until:
        return f"{since}至{date_words(content.valid_until)}止"
    return f"{since}长期有效" if content.open_ended else f"{since}，期限以许可证件载明的为准"


def grant(content: GrantContent) -> dict[str, Any]:
    """Law: 行政许可法 §38(1), §40, §44, §50, §61, §62, §80"""
    return {
        "opening": (
            f"{you(content.applicant)}于{date_words(legal_date(content.applied_at))}向本机关提出"
            f"“{content.item.name}”行政许可申请。经审查，申请符合法定条件、标准，"
            f"根据{LICENSING_LAW}第三十八条第一款的规定，本机关决定准予行政许可。"
        ),
        "content": content.content,
        "licence_name": content.licence_name,
        "licence_number": content.licence_number or "以许可证件载明的为准",
        "period": _period_words(content),
        "conditions": or_none(content.conditions),
        "legal_basis": list(content.legal_basis),
        "decided_at": moment_words(content.decided_at),
        "delivery": f"{date_words(content.delivery_due_on)}前，{content.collection}",
        "authorisation": content.authorisation,
        "obligations": [
            *(text for text in content.obligations if text),
            "在许可的范围内依法从事活动，接受本机关的监督检查，如实提供有关情况和材料。",
            "不得涂改、倒卖、出租、出借或者以其他形式非法转让许可证件。",
            "需要延续许可有效期的，应当在有效期届满三十日前向本机关提出申请，法律、法规、规章另有规定的除外。",
        ],
        "publicity": "本决定依法公开，公众有权查阅。",
        "remedies": remedy_words(content.remedies, "决定") if content.remedies else "",
    }


def refusal(content: RefusalContent) -> dict[str, Any]:
    """Law: 行政许可法 §38(2); 行政复议法 §20; 行政诉讼法 §46"""
    no_remedies = "对办理结果有异议的，可以向本机关反映，或者拨打上列监督电话投诉。"
    licence = is_licence(content)
    if licence:
        decided = (
            "经审查，申请不符合法定条件、标准，"
            f"根据{LICENSING_LAW}第三十八条第二款的规定，本机关决定不予行政许可。"
        )
    else:
        decided = "经审查，申请不符合规定的条件，本机关不予办理。"
    document = "决定" if licence else "通知"
    return {
        "opening": (
            f"{applied(content, content.applied_at, licence_words=licence)}。{decided}理由和依据如下："
        ),
        "facts": content.facts,
        "reason": content.reason,
        "legal_basis": list(content.legal_basis),
        "decided_at": moment_words(content.decided_at),
        "authorisation": content.authorisation,
        "remedies": remedy_words(content.remedies, document) if content.remedies else no_remedies,
    }


def completion(content: CompletionContent) -> dict[str, Any]:
    """Law: 行政复议法 §20; 行政诉讼法 §46"""
    no_remedies = "对办理结果有异议的，可以向本机关反映，或者拨打上列监督电话投诉。"
    return {
        "opening": (
            f"{you(content.applicant)}于{date_words(legal_date(content.applied_at))}向本机关提出的"
            f"“{content.item.name}”申请，已经办理完毕。现将结果通知如下："
        ),
        "result": content.result,
        "completed_at": moment_words(content.completed_at),
        "explanation": content.explanation or NONE,
        "result_name": content.result_name or NONE,
        "result_number": content.result_number or NONE,
        "legal_basis": list(content.legal_basis),
        "collection": content.collection,
        "authorisation": content.authorisation,
        "remedies": remedy_words(content.remedies, "通知") if content.remedies else no_remedies,
    }
