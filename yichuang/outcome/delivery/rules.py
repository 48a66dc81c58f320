"""What must be true before a result leaves the desk."""

from __future__ import annotations

import re
import unicodedata

from yichuang.casework.cases.types import CompletionCode
from yichuang.foundation.parties.types import PartyKind, PartyView
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import ResultKind
from yichuang.outcome.delivery.errors import IdentityNotChecked, ReceiverMismatch, ReceiverMissing
from yichuang.outcome.delivery.types import ReceiverInput, Relation


def check_receiver(receiver: ReceiverInput, applicant: PartyView) -> str:
    """The receiver's trimmed name, when the result may be handed to them.

    Whoever comes as the applicant, or as its legal representative, is named as it is. An agent may
    be anybody who shows an identity document.

    Law: 行政许可法 §44 — the licence is to reach the applicant; the receipt proves it did.

    Raises:
        ReceiverMissing, IdentityNotChecked, ReceiverMismatch.
    """
    name = receiver.name.strip()
    if not name:
        raise ReceiverMissing(errors=(FieldError("/receiver/name", "请写明领取人姓名"),))
    if not receiver.id_checked:
        raise IdentityNotChecked(errors=(FieldError("/receiver/id_checked", "请先核对身份证件"),))
    if receiver.relation is Relation.SELF:
        if applicant.kind is not PartyKind.NATURAL:
            raise _mismatch("relation", "申请人是单位，请选法定代表人或者代理人")
        expected = applicant.name
    elif receiver.relation is Relation.LEGAL_REPRESENTATIVE:
        if applicant.kind is not PartyKind.LEGAL:
            raise _mismatch("relation", "申请人是个人，请选本人或者代理人")
        expected = applicant.legal_representative
    else:
        expected = ""
    if expected and _bare(name) != _bare(expected):
        raise _mismatch("name", f"证件上的姓名和{receiver.relation.label}不一致；别人代领，请选代理人")
    return name


def _mismatch(field: str, sentence: str) -> ReceiverMismatch:
    return ReceiverMismatch(sentence, errors=(FieldError(f"/receiver/{field}", sentence),))


def _bare(name: str) -> str:
    """A name without what is written in several ways: spaces, the dot within it, width, case."""
    return re.sub(r"[\s·•・.]", "", unicodedata.normalize("NFKC", name)).casefold()


def completion_code(kind: ResultKind | None) -> CompletionCode:
    """How the case counts as ended: 出证办结 when a licence or document came out, else 办结."""
    if kind in (ResultKind.LICENCE, ResultKind.DOCUMENT):
        return CompletionCode.RESULT_ISSUED
    return CompletionCode.COMPLETED
