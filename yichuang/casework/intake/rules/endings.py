"""When an application is not taken, taken back, or cancelled. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from yichuang.casework.cases.types import ActKind
from yichuang.casework.intake.errors import (
    CancellationUnexplained,
    NonAcceptanceIncomplete,
    NothingMissing,
    NotYetCorrected,
    OwnCase,
    WithdrawalUnproven,
)
from yichuang.casework.intake.types import (
    CheckedMaterial,
    CollectionMode,
    Gap,
    NonAcceptanceGround,
    NonAcceptanceInput,
    WithdrawalInput,
)
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.types import ItemType


def complete_non_acceptance(refusal: NonAcceptanceInput, *, own_name: str) -> NonAcceptanceInput:
    """The refusal to accept, trimmed, when it says all that the law asks for (不予受理).

    Law:
        行政许可法 §32(1)(二)  not this authority's: the applicant is told which one to turn to
        行政许可法 §38(2)      no refusal without its reasons

    Args:
        own_name: of the competent authority, which cannot be the right one when it is the wrong one.

    Raises:
        NonAcceptanceIncomplete: ``errors`` name every field that says nothing, or something wrong.
    """
    reason, apply_to = refusal.reason.strip(), refusal.apply_to.strip()
    basis = tuple(text.strip() for text in refusal.legal_basis if text.strip())
    names_another = refusal.ground is NonAcceptanceGround.NOT_COMPETENT
    wrong = [
        FieldError(pointer, sentence)
        for pointer, is_wrong, sentence in (
            ("/reason", not reason, "请写明不予受理的理由"),
            ("/legal_basis", not basis, "请写明法律依据"),
            ("/apply_to", names_another and not apply_to, "请写明应当向哪个机关申请"),
            ("/apply_to", names_another and apply_to == own_name, "这就是本机关，请写明另一个机关"),
        )
        if is_wrong
    ]
    if wrong:
        raise NonAcceptanceIncomplete("；".join(error.detail for error in wrong), errors=tuple(wrong))
    return NonAcceptanceInput(refusal.ground, reason, basis, apply_to if names_another else "")


def check_still_incomplete(gaps: Sequence[Gap], steps: Sequence[ActKind]) -> None:
    """Whether missing materials are a ground not to accept (补正后仍不符合要求).

    Law:
        行政许可法 §32(1)(四)  the applicant is told once of everything missing, and may supplement it
        行政许可法 §32(1)(五)  complete, or all corrections made: must be accepted

    Policy: this project — while the applicant has brought nothing, the period for correction runs; when
    it ends the case lapses by itself.

    Args:
        steps: what was done with the case, oldest first.

    Raises:
        NotYetCorrected, NothingMissing.
    """
    told = [place for place, kind in enumerate(steps) if kind is ActKind.REQUEST_CORRECTION]
    if not told:
        raise NotYetCorrected("还没有一次性告知补正，不能以材料不齐为由不予受理，请先出具一次性补正告知书")
    if ActKind.RECORD_CORRECTION not in steps[told[-1] :]:
        raise NotYetCorrected("已经告知补正，申请人还没有交来补正材料；到期不交，按逾期未补正办结")
    if not gaps:
        raise NothingMissing


def ground_words(ground: NonAcceptanceGround, item_type: str) -> str:
    """The ground as the notice says it. Only a licence is spoken of as one (行政许可法 §2).

    Law: 行政许可法 §32(1)(一), §32(1)(二)
    """
    licence = item_type == ItemType.LICENCE.value
    return {
        NonAcceptanceGround.NOT_NEEDED: "申请事项依法不需要取得行政许可" if licence else "申请事项不需要办理",
        NonAcceptanceGround.NOT_COMPETENT: (
            "申请事项依法不属于本机关职权范围" if licence else "申请事项不属于本机关职责范围"
        ),
        NonAcceptanceGround.STILL_INCOMPLETE: (
            f"补正后的申请材料仍不齐全或者不符合{'法定' if licence else '规定'}形式"
        ),
        NonAcceptanceGround.OTHER: "依法不予受理的其他情形",
    }[ground]


def check_withdrawal(withdrawal: WithdrawalInput, *, has_agent: bool) -> None:
    """Whether an application may be taken back on what was brought (撤回).

    Policy: DOMAIN 2.1, practice of withdrawal — in writing, by the applicant or the agent of the case.

    Raises:
        WithdrawalUnproven: ``errors`` name everything that is missing.
    """
    wrong = [
        FieldError(pointer, sentence)
        for pointer, is_wrong, sentence in (
            (
                "/by_agent",
                withdrawal.by_agent and not has_agent,
                "这个办件没有登记代理人，要由申请人撤回",
            ),
            ("/has_signed_paper", not withdrawal.has_signed_paper, "请收下签名的书面撤回申请"),
            ("/identity_checked", not withdrawal.identity_checked, "请核对来人的身份证件"),
        )
        if is_wrong
    ]
    if wrong:
        raise WithdrawalUnproven("；".join(error.detail for error in wrong), errors=tuple(wrong))


def returned_words(checked: Iterable[CheckedMaterial]) -> tuple[str, ...]:
    """The papers a withdrawn case gives back (退还材料): what was kept as a file is no paper."""
    return tuple(
        f"{material.name}（{_copies_words(material.originals, material.copies)}）"
        for material in checked
        if material.collected is CollectionMode.PAPER
    )


def _copies_words(originals: int, copies: int) -> str:
    counted = (("原件", originals), ("复印件", copies))
    return "，".join(f"{name} {count} 份" for name, count in counted if count) or "份数未登记"


def given_reason(reason: str, verb: str) -> str:
    """The written reason of a cancellation, trimmed.

    Policy: DOMAIN 4.2 — no end of a case without a written reason.

    Raises:
        CancellationUnexplained.
    """
    if not reason.strip():
        sentence = f"请写明{verb}的原因"
        raise CancellationUnexplained(sentence, errors=(FieldError("/reason", sentence),))
    return reason.strip()


def check_not_own(user_id: UUID, takers: Collection[UUID]) -> None:
    """Refuse cancelling by who received or accepted the case (收件、受理和作废分开).

    Policy: R28 and the spirit of R23 — nobody makes their own work disappear.

    Raises:
        OwnCase.
    """
    if user_id in takers:
        raise OwnCase
