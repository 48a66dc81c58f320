"""A document before it is issued (预览): the words of the paper, in the order the paper prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.foundation.notices.rules.wording import printable
from yichuang.foundation.notices.types import FrozenNotice, NoticeKind, Preview, PreviewList, PreviewRow

# label → field of the printable words, as the templates set them
_OWN_ROWS: Mapping[NoticeKind, Sequence[tuple[str, str]]] = {
    NoticeKind.RECEIPT: (
        ("收件时间", "received_at"),
        ("收件人", "received_by"),
        ("答复期限", "answer_due"),
        ("送达方式", "delivery_method"),
    ),
    NoticeKind.CORRECTION_NOTICE: (
        ("收到材料时间", "received_at"),
        ("补正期限", "correct_by"),
        ("补正方式", "channels"),
        ("逾期后果", "consequence"),
        ("再次告知原因", "second"),
    ),
    NoticeKind.CORRECTION_RECEIPT: (
        ("接收时间", "received_at"),
        ("尚缺材料", "still_missing"),
    ),
    NoticeKind.ACCEPTANCE_NOTICE: (
        ("受理时间", "accepted_at"),
        ("受理方式", "deemed"),
        ("办件类型", "handling_type"),
        ("收费", "fee"),
        ("承诺办结", "promised"),
        ("法定办结", "statutory"),
        ("特别程序", "special_procedure"),
        ("领取方式", "collection"),
    ),
    NoticeKind.NON_ACCEPTANCE: (
        ("不予受理情形", "ground"),
        ("不予受理理由", "reason"),
        ("依据", "legal_basis"),
        ("有权受理机关", "apply_to"),
        ("作出时间", "declined_at"),
    ),
    NoticeKind.GRANT_DECISION: (
        ("许可内容", "content"),
        ("许可证件", "licence_name"),
        ("证件编号", "licence_number"),
        ("有效期限", "period"),
        ("许可条件", "conditions"),
        ("决定依据", "legal_basis"),
        ("决定时间", "decided_at"),
        ("证件送达", "delivery"),
        ("作出方式", "authorisation"),
    ),
    NoticeKind.REFUSAL_DECISION: (
        ("查明的事实", "facts"),
        ("不予许可理由", "reason"),
        ("决定依据", "legal_basis"),
        ("决定时间", "decided_at"),
        ("作出方式", "authorisation"),
    ),
    NoticeKind.REFUSAL_NOTICE: (
        ("查明的事实", "facts"),
        ("不予办理理由", "reason"),
        ("办理依据", "legal_basis"),
        ("作出时间", "decided_at"),
        ("作出方式", "authorisation"),
    ),
    NoticeKind.COMPLETION_NOTICE: (
        ("办理结果", "result"),
        ("办结时间", "completed_at"),
        ("结果说明", "explanation"),
        ("结果名称", "result_name"),
        ("结果编号", "result_number"),
        ("办理依据", "legal_basis"),
        ("领取方式", "collection"),
        ("作出方式", "authorisation"),
    ),
    NoticeKind.TERMINATION_NOTICE: (
        ("终止情形", "ground"),
        ("终止理由", "reason"),
        ("依据", "legal_basis"),
        ("终止时间", "ended_at"),
        ("退回材料", "returned"),
    ),
    NoticeKind.SERVICE_RETURN: (
        ("送达文书", "document_name"),
        ("文书编号", "document_number"),
        ("收件人", "receiver"),
        ("与受送达人关系", "relation"),
        ("送达方式", "method"),
        ("送达时间", "delivered_at"),
        ("送达地点", "place"),
        ("物流单号", "tracking_number"),
        ("见证人", "witness"),
    ),
}
_MATERIALS = (
    ("材料名称", "name"),
    ("原件", "originals"),
    ("复印件", "copies"),
    ("形式", "form"),
    ("是否齐全", "state"),
)
# heading, field of the list, and the columns as the templates set them
_LISTS: Mapping[NoticeKind, tuple[str, str, Sequence[tuple[str, str]]]] = {
    NoticeKind.RECEIPT: ("申请材料清单", "materials", _MATERIALS),
    NoticeKind.CORRECTION_NOTICE: (
        "需要补正的内容",
        "gaps",
        (
            ("材料", "material"),
            ("存在的问题", "problem"),
            ("如何补正", "how_to_fix"),
            ("依据", "legal_basis"),
        ),
    ),
    NoticeKind.CORRECTION_RECEIPT: ("补正材料清单", "materials", _MATERIALS),
}
_HEADINGS = {
    NoticeKind.ACCEPTANCE_NOTICE: "申请人的权利和义务",
    NoticeKind.GRANT_DECISION: "被许可人的义务",
}


def preview(notice: FrozenNotice) -> Preview:
    """What the paper of ``notice`` will say. Its number and token are not known before issue and not read."""
    words = printable(notice)
    kind = notice.kind
    return Preview(
        title=words["title"],
        authority=words["authority"]["name"],
        case_number=words["case_number"],
        addressed_to=words["applicant"]["name"],
        opening=words["opening"],
        rows=tuple(_common_rows(words) + _rows(words, _OWN_ROWS[kind]) + _contact_rows(words)),
        listed=_listed(words, kind),
        heading=_HEADINGS.get(kind, ""),
        clauses=tuple(words.get("obligations", words.get("clauses", ()))),
        closing=tuple(words[field] for field in ("remedies", "publicity") if words.get(field)),
        date=words["date"],
    )


def _common_rows(words: Mapping[str, Any]) -> list[PreviewRow]:
    item = words["item"]
    return [
        PreviewRow("申请人", (words["applicant"]["name"],)),
        PreviewRow("证件", (words["applicant"]["identity"],)),
        PreviewRow("代理人", (words["agent"],)),
        PreviewRow("事项名称", (item["name"],)),
        PreviewRow("实施编码", (item["code"],)),
        PreviewRow("办理情形", tuple(item["scenario"])),
    ]


def _rows(words: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> list[PreviewRow]:
    """One row a field; a field that says nothing has no row."""
    found = ((label, words[field]) for label, field in fields)
    return [
        PreviewRow(label, (value,) if isinstance(value, str) else tuple(value))
        for label, value in found
        if value
    ]


def _listed(words: Mapping[str, Any], kind: NoticeKind) -> PreviewList | None:
    """The list of a document that has one."""
    if kind not in _LISTS:
        return None
    heading, field, columns = _LISTS[kind]
    entries = words[field]
    return PreviewList(
        f"{heading}（共{len(entries)}项）",
        tuple(tuple(PreviewRow(label, (entry[name],)) for label, name in columns) for entry in entries),
    )


def _contact_rows(words: Mapping[str, Any]) -> list[PreviewRow]:
    return [
        PreviewRow("经办人", (words["officer"],)),
        PreviewRow("联系电话", (words["authority"]["phone"],)),
        PreviewRow("监督电话", (words["authority"]["supervision_phone"],)),
        PreviewRow("查询电话", (words["inquiry"]["phone"],)),
    ]
