"""What time alone has done is recorded before anything else is done."""

from __future__ import annotations

from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView
from yichuang.casework.intake.queries import act_of_time
from yichuang.casework.intake.services.deemed import accept_by_default
from yichuang.casework.intake.services.lapse import lapse
from yichuang.kernel.transactions import act

_RECORD = {ActKind.ACCEPT_BY_DEFAULT: accept_by_default, ActKind.LAPSE: lapse}


@act
def settle_by_time(*, number: str, at: datetime) -> CaseView:
    """Hold a case until the transaction ends, what time alone made of it recorded (视为受理、逾期未补正).

    Every act on a case that was not answered begins with this instead of ``cases.lock_case``, so that
    it meets the case as the law has it. When the act is refused the record goes with it; the state
    is computed all the same, and the task records it.

    Law: 行政许可法 §32(1)(四)

    Returns:
        The case, read after the record.

    Raises:
        CaseUnknown: no case has this number.
        CalendarNotLoaded: accepted by silence, and its limit ends beyond the loaded calendar.

    Publishes:
        ``intake.case-accepted`` v1 with ``by_default``, or ``intake.case-lapsed`` v1, or nothing.

    Concurrency: locks the case first. One statement when time has changed nothing of a received case.
    """
    case = cases.lock_case(number=number)
    happened = act_of_time(case, at)
    if happened is None:
        return case
    _RECORD[happened](case, at)
    return cases.lock_case(number=number)
