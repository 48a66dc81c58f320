"""What must be true before a result leaves the desk."""

from __future__ import annotations

import re
import unicodedata

from yichuang.casework.approval.types import DELIVERY_LIMIT, Outcome
from yichuang.casework.cases.types import CompletionCode
from yichuang.foundation.clocks.types import Limit
from yichuang.foundation.parties.types import PartyKind, PartyView
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import HandlingVersion, ResultKind
from yichuang.outcome.delivery.errors import (
    IdentityNotChecked,
    ReceiverMismatch,
    ReceiverMissing,
    WitnessMissing,
)
from yichuang.outcome.delivery.types import DeliveryMethod, ReceiverInput, Relation


def check_receiver(receiver: ReceiverInput, applicant: PartyView) -> str:
    """The receiver's trimmed name, when the result may be handed to them.

    Whoever comes as the applicant, or as its legal representative, is named as it is. An agent may
    be anybody with written authority, which is looked at after this.

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
    if expected and not same_name(name, expected):
        raise _mismatch("name", f"证件上的姓名和{receiver.relation.label}不一致；别人代领，请选代理人")
    return name


def _mismatch(field: str, sentence: str) -> ReceiverMismatch:
    return ReceiverMismatch(sentence, errors=(FieldError(f"/receiver/{field}", sentence),))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name."""
    return _bare(one) == _bare(other)


def check_agent_name(typed: str, recorded: str) -> None:
    """Refuse an agent whose identity document is on record under another name.

    Raises:
        ReceiverMismatch.
    """
    if not same_name(typed, recorded):
        raise _mismatch("name", "这个证件号码登记的是别的姓名，请核对证件")


def _bare(name: str) -> str:
    """A name without what is written in several ways: spaces, the dot within it, width, case."""
    return re.sub(r"[\s·•・.]", "", unicodedata.normalize("NFKC", name)).casefold()


def check_witness(receiver: ReceiverInput) -> str:
    """The witness's trimmed name; there has to be one when the receiver would not sign (拒绝签收).

    Policy: this project, after the practice of service in court — what is not signed is witnessed.

    Raises:
        WitnessMissing.
    """
    witness = receiver.witness.strip()
    if receiver.method is DeliveryMethod.WITNESSED and not witness:
        raise WitnessMissing(errors=(FieldError("/receiver/witness", "请写明见证人"),))
    return witness


def delivery_limit(version: HandlingVersion) -> Limit:
    """Within what a result is handed over, from the decision (送达时限).

    Law: 行政许可法 §44. Policy: this project — a written refusal is handed over within the same time.
    """
    return version.delivery_limit or DELIVERY_LIMIT


def completion_code(kind: ResultKind | None, outcome: Outcome = Outcome.GRANTED) -> CompletionCode:
    """How the case counts as ended: 退回办结 of a refusal, 出证办结 when a licence or document came out,
    else 办结. Policy: DOMAIN 4.2"""
    if outcome is Outcome.REFUSED:
        return CompletionCode.RETURNED
    if kind in (ResultKind.LICENCE, ResultKind.DOCUMENT):
        return CompletionCode.RESULT_ISSUED
    return CompletionCode.COMPLETED
