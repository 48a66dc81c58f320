"""Is a document complete? And how its content becomes JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from yichuang.foundation.notices.errors import NoticeIncomplete, WrongNoticeKind
from yichuang.foundation.notices.types import (
    AcceptanceContent,
    Authority,
    CompletionContent,
    CorrectionContent,
    CorrectionReceiptContent,
    GrantContent,
    NonAcceptanceContent,
    NoticeContent,
    NoticeKind,
    ReceiptContent,
    RefusalContent,
    ServiceReturnContent,
    TerminationContent,
)
from yichuang.kernel.errors import FieldError

LICENCE = "01"

_CONTENT: dict[NoticeKind, TypeAdapter[Any]] = {
    NoticeKind.RECEIPT: TypeAdapter(ReceiptContent),
    NoticeKind.CORRECTION_NOTICE: TypeAdapter(CorrectionContent),
    NoticeKind.CORRECTION_RECEIPT: TypeAdapter(CorrectionReceiptContent),
    NoticeKind.ACCEPTANCE_NOTICE: TypeAdapter(AcceptanceContent),
    NoticeKind.NON_ACCEPTANCE: TypeAdapter(NonAcceptanceContent),
    NoticeKind.GRANT_DECISION: TypeAdapter(GrantContent),
    NoticeKind.REFUSAL_DECISION: TypeAdapter(RefusalContent),
    NoticeKind.REFUSAL_NOTICE: TypeAdapter(RefusalContent),
    NoticeKind.COMPLETION_NOTICE: TypeAdapter(CompletionContent),
    NoticeKind.TERMINATION_NOTICE: TypeAdapter(TerminationContent),
    NoticeKind.SERVICE_RETURN: TypeAdapter(ServiceReturnContent),
}
# what is for licences only, and what stands in its place for everything else
_LICENCE_ONLY = {
    NoticeKind.GRANT_DECISION: NoticeKind.COMPLETION_NOTICE,
    NoticeKind.REFUSAL_DECISION: NoticeKind.REFUSAL_NOTICE,
}
_NEVER_LICENCE = frozenset(_LICENCE_ONLY.values())
_AUTHORITY: TypeAdapter[Authority] = TypeAdapter(Authority)


def check_kind(kind: NoticeKind, item_type: str) -> None:
    """Only a licence is granted or refused as one; everything else is completed or not handled.

    Law: 行政许可法 §2, §38

    Raises:
        WrongNoticeKind
    """
    if kind in _LICENCE_ONLY and item_type != LICENCE:
        other = _LICENCE_ONLY[kind].label
        raise WrongNoticeKind(f"{kind.label}只用于行政许可事项，其他事项请用{other}")
    if kind in _NEVER_LICENCE and item_type == LICENCE:
        raise WrongNoticeKind(f"行政许可事项应当出具准予或者不予行政许可决定书，不用{kind.label}")


def check_remedies(kind: NoticeKind, content: NoticeContent) -> None:
    """Whoever is denied a licence, or its acceptance, is told where to turn.

    Law: 行政许可法 §38(2), §7

    Raises:
        NoticeIncomplete
    """
    if not isinstance(content, RefusalContent | NonAcceptanceContent):
        return
    if content.item.item_type == LICENCE and content.remedies is None:
        raise NoticeIncomplete(
            f"{kind.label}没有写明救济途径，不能出具：/remedies",
            errors=(FieldError("/remedies", "行政许可事项应当告知申请行政复议和提起行政诉讼的机关和期限"),),
        )


def freeze(
    kind: NoticeKind, authority: Authority, content: NoticeContent | Mapping[str, object]
) -> dict[str, Any]:
    """The JSON document of a notice, whole and of the right kind.

    Law: 行政许可法 §32(2), §38

    Raises:
        NoticeIncomplete: fields are missing, empty, unknown or of another shape, or the remedies of a
            denied licence are; ``errors`` say which.
        WrongNoticeKind: this document is not for this type of item.
    """
    adapter = _CONTENT[kind]
    try:
        checked: NoticeContent = adapter.validate_python(content)
    except ValidationError as error:
        errors = tuple(
            FieldError("/" + "/".join(str(part) for part in fault["loc"]), fault["msg"])
            for fault in error.errors()
        )
        listed = "、".join(fault.pointer for fault in errors)
        raise NoticeIncomplete(f"{kind.label}内容不完整，不能出具：{listed}", errors=errors) from None
    check_kind(kind, checked.item.item_type)
    check_remedies(kind, checked)
    return {
        "authority": _AUTHORITY.dump_python(authority, mode="json"),
        "content": adapter.dump_python(checked, mode="json"),
    }


def thaw(kind: NoticeKind, document: Mapping[str, Any]) -> tuple[Authority, NoticeContent]:
    """The inverse of :func:`freeze`."""
    return (
        _AUTHORITY.validate_python(document["authority"]),
        _CONTENT[kind].validate_python(document["content"]),
    )
