"""What the documents of corrections, of silence and of a lapse say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.types import CaseView
from yichuang.casework.intake.services.notice_data import material_line, procedure_words
from yichuang.casework.intake.types import CheckedMaterial, Gap, GapLine, NoticeTold
from yichuang.foundation.clocks.types import DueDates, Limit
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import (
    AcceptanceContent,
    CorrectionContent,
    CorrectionReceiptContent,
    TerminationContent,
)
from yichuang.foundation.notices.types import GapLine as PrintedGap
from yichuang.foundation.places import queries as places
from yichuang.kernel.time import date_words, legal_date
from yichuang.offer.catalogue.types import HandlingVersion

CONSEQUENCE = (
    "逾期没有提交全部补正材料的，视为放弃本次申请，本机关终止办理并退回已经提交的材料；"
    "以后需要办理的，可以重新申请。"
)
NOBODY = "视为受理，无经办人"
LAPSED = "系统按期记载"


def notice(
    *,
    version: HandlingVersion,
    case: CaseView,
    officer: str,
    lines: Sequence[GapLine],
    limit: Limit,
    by: date,
    reason: str,
) -> CorrectionContent:
    """Content of a 一次性补正告知书. ``reason``: the supervisor's, of telling again."""
    return CorrectionContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=officer),
        received_at=case.received_at,
        gaps=tuple(
            PrintedGap(
                material=line.gap.material_name,
                problem=line.problem,
                how_to_fix=line.instructions,
                legal_basis=line.legal_basis,
            )
            for line in lines
        ),
        correct_by=by,
        period=limit.words,
        consequence=CONSEQUENCE,
        channels=channels(version, case),
        is_second=bool(reason),
        second_reason=reason,
    )


def channels(version: HandlingVersion, case: CaseView) -> str:
    """Where corrections are handed in (提交方式)."""
    outlet = places.outlet(case.outlet_id)
    where = f"到{outlet.name}任一受理窗口提交" + (f"（{outlet.address}）" if outlet.address else "")
    return f"{where}，也可以邮寄，以收到为准" if version.guide.get("material_post") else where


def receipt(
    *,
    version: HandlingVersion,
    case: CaseView,
    officer: str,
    checked: Sequence[CheckedMaterial],
    gaps: Sequence[Gap],
    at: datetime,
) -> CorrectionReceiptContent:
    """Content of a 补正材料接收单: what came now, and what of everything is still missing."""
    return CorrectionReceiptContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=officer),
        received_at=at,
        materials=tuple(material_line(material) for material in checked),
        still_missing=tuple(gap.words for gap in gaps),
    )


def acceptance_by_default(*, version: HandlingVersion, case: CaseView, due: DueDates) -> AcceptanceContent:
    """Content of a 受理通知书 that nobody decided on: it confirms what the law has done (视为受理)."""
    terms = version.terms(case.answers)
    return AcceptanceContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=NOBODY),
        applied_at=case.received_at,
        accepted_at=case.received_at,
        handling_type=version.handling_type.label if version.handling_type else "承诺件",
        promised=cases.limit_on_paper(terms.promised, due.promised_on),
        statutory=cases.limit_on_paper(terms.statutory, due.statutory_on),
        fee=cases.fee_words(version),
        collection=cases.collection_words(version),
        special_procedure=procedure_words(terms),
        deemed=True,
    )


def lapse(
    *,
    version: HandlingVersion,
    case: CaseView,
    told: NoticeTold,
    checked: Sequence[CheckedMaterial],
    at: datetime,
) -> TerminationContent:
    """Content of a 终止办理（退件）通知书 after a lapse: which notice, which day, what is given back."""
    document = notices.notice(told.document_id)
    missing = "；".join(gap.words for material in checked for gap in material.gaps)
    basis = version.correction_limit.legal_basis if version.correction_limit else ""
    return TerminationContent(
        **cases.common_content(case=case, version=version, people=cases.people_of(case), officer=LAPSED),
        applied_at=case.received_at,
        ended_at=at,
        ground="逾期未补正",
        reason=(
            f"本机关于{date_words(legal_date(told.at))}一次性告知需要补正的全部内容，"
            f"到{date_words(told.correct_by)}（含当日）没有收到全部补正材料：{missing}"
        ),
        legal_basis=(
            f"《{document.title}》{document.number}告知的补正期限和逾期后果",
            *filter(None, (basis,)),
        ),
        returned=tuple(material.name for material in checked if material.originals or material.copies),
    )
