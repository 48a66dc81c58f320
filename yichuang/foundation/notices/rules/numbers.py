"""Document numbers (文号): authority's mark, kind's mark, year in 〔〕, serial."""

from __future__ import annotations

from collections.abc import Mapping

from yichuang.foundation.notices.types import NoticeKind

# of the notices, and of the results that departments make themselves
KIND_MARKS: Mapping[str, str] = {
    NoticeKind.RECEIPT: "收",
    NoticeKind.CORRECTION_NOTICE: "补告",
    NoticeKind.CORRECTION_RECEIPT: "补收",
    NoticeKind.ACCEPTANCE_NOTICE: "受",
    NoticeKind.NON_ACCEPTANCE: "不受",
    NoticeKind.GRANT_DECISION: "许准",
    NoticeKind.REFUSAL_DECISION: "不许",
    NoticeKind.REFUSAL_NOTICE: "不办",
    NoticeKind.COMPLETION_NOTICE: "办结",
    NoticeKind.TERMINATION_NOTICE: "终",
    NoticeKind.SERVICE_RETURN: "送",
    "result": "证",
}


def number_parts(kind: str, year: int) -> tuple[str, str]:
    """What stands between the authority's mark and the serial, and what stands after it.

    ``安市监`` + ``受〔2026〕`` + ``12`` + `` 号``. Gaps in the serial are allowed: a number is
    spent even when its transaction is undone, and is never used again.
    """
    return f"{KIND_MARKS[kind]}〔{year}〕", " 号"
