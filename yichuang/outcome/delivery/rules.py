"""What must be true before a result leaves the desk."""

from __future__ import annotations

from yichuang.casework.cases.types import CompletionCode
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery.errors import IdentityNotChecked, ReceiverMissing
from yichuang.outcome.delivery.types import ReceiverInput


def check_receiver(receiver: ReceiverInput) -> str:
    """The receiver's trimmed name, when the result may be handed to them.

    Law: 行政许可法 §44 — the licence is to reach the applicant; the receipt proves it did.

    Raises:
        ReceiverMissing, IdentityNotChecked.
    """
    name = receiver.name.strip()
    if not name:
        raise ReceiverMissing(errors=(FieldError("/receiver/name", "请写明领取人姓名"),))
    if not receiver.id_checked:
        raise IdentityNotChecked(errors=(FieldError("/receiver/id_checked", "请先核对身份证件"),))
    return name


def completion_code(kind: ResultKind | None) -> CompletionCode:
    """How the case counts as ended: 出证办结 when a licence or document came out, else 办结."""
    if kind in (ResultKind.LICENCE, ResultKind.DOCUMENT):
        return CompletionCode.RESULT_ISSUED
    return CompletionCode.COMPLETED
