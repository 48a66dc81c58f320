"""How long people usually have to correct (补正期限): set by the region, since no law does."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import PeriodNotValid
from yichuang.casework.intake.models import CorrectionPeriod
from yichuang.foundation.clocks.types import Limit
from yichuang.kernel import audit
from yichuang.kernel.transactions import act


@act
def set_correction_period(*, limit: Limit, actor: str, at: datetime) -> None:
    """Set the period for notices from now on; those given before keep theirs.

    Policy: DOMAIN 2.1 — provinces write 5 to 30 working days; items may say otherwise.

    Args:
        limit: in working days, days or months, with the rule it follows as its basis.

    Raises:
        PeriodNotValid: another unit, longer than a year, or without a basis.
    """
    problem = rules.period_problem(limit)
    basis = limit.legal_basis.strip()
    if problem or not basis:
        raise PeriodNotValid(problem or "请写明补正期限的依据")
    CorrectionPeriod.objects.create(
        amount=limit.amount, unit=limit.unit.value, basis=basis, set_at=at, set_by=actor
    )
    audit.record(
        stream="correction-period",
        stream_id="usual",
        action="period-set",
        actor=actor,
        at=at,
        details={"amount": limit.amount, "unit": limit.unit.value, "basis": basis},
    )
