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
    GrantContent,
    NoticeContent,
    NoticeKind,
    ReceiptContent,
)
from yichuang.kernel.errors import FieldError

LICENCE = "01"

_CONTENT: dict[NoticeKind, TypeAdapter[Any]] = {
    NoticeKind.RECEIPT: TypeAdapter(ReceiptContent),
    NoticeKind.ACCEPTANCE_NOTICE: TypeAdapter(AcceptanceContent),
    NoticeKind.GRANT_DECISION: TypeAdapter(GrantContent),
    NoticeKind.COMPLETION_NOTICE: TypeAdapter(CompletionContent),
}
_AUTHORITY: TypeAdapter[Authority] = TypeAdapter(Authority)


def check_kind(kind: NoticeKind, item_type: str) -> None:
    """Only a licence is granted or refused as one; everything else is completed.

    Law: 行政许可法 §2, §38

    Raises:
        WrongNoticeKind
    """
    if kind is NoticeKind.GRANT_DECISION and item_type != LICENCE:
        raise WrongNoticeKind("准予行政许可决定书只用于行政许可事项，其他事项请用办结通知书")
    if kind is NoticeKind.COMPLETION_NOTICE and item_type == LICENCE:
        raise WrongNoticeKind("行政许可事项应当出具准予或者不予行政许可决定书，不用办结通知书")


def freeze(
    kind: NoticeKind, authority: Authority, content: NoticeContent | Mapping[str, object]
) -> dict[str, Any]:
    """The JSON document of a notice, whole and of the right kind.

    Law: 行政许可法 §32(2), §38

    Raises:
        NoticeIncomplete: fields are missing, empty, unknown or of another shape; ``errors`` say which.
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
