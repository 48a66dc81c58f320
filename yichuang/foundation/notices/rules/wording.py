"""How a document is worded: from frozen facts to the words on paper.

Everything a template prints is made here, so that a test can ask the paper for every word of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from yichuang.foundation.notices.rules import answers, decisions, endings
from yichuang.foundation.notices.rules.phrases import NONE, identity_words
from yichuang.foundation.notices.rules.verifying import qr_address, verification_code
from yichuang.foundation.notices.types import FrozenNotice, NoticeKind
from yichuang.kernel.time import date_words, legal_date

UNKNOWN = "未登记"

# no line can be broken inside a longer word; a zero-width space lets it
_LONG_WORD = re.compile(r"[!-~]{37,}")

_SEAL_PURPOSES = {
    NoticeKind.RECEIPT: "收件专用章",
    NoticeKind.CORRECTION_NOTICE: "受理专用章",
    NoticeKind.CORRECTION_RECEIPT: "收件专用章",
    NoticeKind.ACCEPTANCE_NOTICE: "受理专用章",
    NoticeKind.NON_ACCEPTANCE: "受理专用章",
    NoticeKind.GRANT_DECISION: "",  # the authority's own seal
    NoticeKind.REFUSAL_DECISION: "",
    NoticeKind.REFUSAL_NOTICE: "政务服务专用章",
    NoticeKind.COMPLETION_NOTICE: "政务服务专用章",
    NoticeKind.TERMINATION_NOTICE: "政务服务专用章",
    NoticeKind.SERVICE_RETURN: "政务服务专用章",
}

# what only this kind of document says
_OWN_WORDS: Mapping[NoticeKind, Callable[[Any], dict[str, Any]]] = {
    NoticeKind.RECEIPT: answers.receipt,
    NoticeKind.CORRECTION_NOTICE: answers.correction,
    NoticeKind.CORRECTION_RECEIPT: answers.correction_receipt,
    NoticeKind.ACCEPTANCE_NOTICE: answers.acceptance,
    NoticeKind.NON_ACCEPTANCE: answers.non_acceptance,
    NoticeKind.GRANT_DECISION: decisions.grant,
    NoticeKind.REFUSAL_DECISION: decisions.refusal,
    NoticeKind.REFUSAL_NOTICE: decisions.refusal,
    NoticeKind.COMPLETION_NOTICE: decisions.completion,
    NoticeKind.TERMINATION_NOTICE: endings.termination,
    NoticeKind.SERVICE_RETURN: endings.service_return,
}


def printable(notice: FrozenNotice) -> dict[str, Any]:
    """Every word a document prints, by template field: strings and lists of strings."""
    content = notice.content
    words = {
        "title": notice.kind.label,
        "number": notice.number,
        "case_number": notice.case_number,
        "date": date_words(legal_date(notice.issued_at)),
        "authority": {
            "name": notice.authority.name,
            "phone": notice.authority.phone or UNKNOWN,
            "supervision_phone": notice.authority.supervision_phone or UNKNOWN,
        },
        "applicant": {"name": content.applicant.name, "identity": identity_words(content.applicant)},
        "agent": f"{content.agent.name}（{identity_words(content.agent)}）" if content.agent else NONE,
        "item": {
            "name": content.item.name,
            "code": content.item.code,
            "scenario": list(content.item.scenario) or [NONE],
        },
        "officer": content.officer,
        "inquiry": {
            "site": content.inquiry.site,
            "phone": content.inquiry.phone or notice.authority.phone or UNKNOWN,
        },
        "verification_code": verification_code(notice.token),
        "seal_purpose": _SEAL_PURPOSES[notice.kind],
        "seal_mark": "样章",
        "seal_note": "所盖印章为样章",
    }
    whole: dict[str, Any] = _settable(words | _OWN_WORDS[notice.kind](content))
    return whole | {"qr_address": qr_address(notice)}


def file_name(kind: NoticeKind, number: str) -> str:
    """The name a reader saves a document under."""
    return f"{kind.label}（{number}）.pdf"


def _settable(value: Any) -> Any:
    """Text without control and direction-changing characters, in words that fit a line."""
    if isinstance(value, str):
        plain = "".join(c for c in value if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))
        return _LONG_WORD.sub(lambda found: "\u200b".join(found[0]), plain)
    if isinstance(value, list):
        return [_settable(item) for item in value]
    return {key: _settable(item) for key, item in value.items()}
