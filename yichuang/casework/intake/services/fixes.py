"""On-the-spot fix (当场更正): what can be put right at the window is put right there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yichuang.casework.cases import queries as case_queries
from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, CaseView, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.errors import CaseChanged, NothingHandedIn
from yichuang.casework.intake.events import MaterialsFixed
from yichuang.casework.intake.queries import current_checks, needed_materials
from yichuang.casework.intake.services.holding import hold_at_window
from yichuang.casework.intake.services.materials import check_files, write_checks
from yichuang.casework.intake.types import CheckedMaterial, Gap, MaterialInput
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places.types import WindowView
from yichuang.kernel import outbox
from yichuang.kernel.time import SHANGHAI
from yichuang.kernel.transactions import act


@act
def fix_materials(
    *,
    number: str,
    materials: Iterable[MaterialInput],
    window: WindowView,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> tuple[Gap, ...]:
    """Record materials brought or put right while the person is at the window; returns what is still missing.

    Only the materials named are checked anew; the others keep their last check.

    Law: 行政许可法 §32(1)(三) — what can be corrected on the spot, the applicant shall be let correct.

    Args:
        seen: how many acts the case had when the page was read that is sent now; None: nobody read one.

    Raises:
        CaseUnknown; NotYourRole, NotYourPlace; ReceivedElsewhere; ActNotPossible: no longer awaiting
        the answer; CaseChanged: the case went on after the page was read.
        WindowTakesNothing; NothingHandedIn; MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown,
        FileNotStored.

    Publishes:
        ``intake.materials-fixed`` v1.
    """
    case = hold_at_window(number=number, act=Act.RECEIVE, window=window, actor=actor, at=at)
    rules.check_window(window)
    case_queries.check_possible(case.status, ActKind.FIX_ON_THE_SPOT)
    if seen is not None and seen != case.act_count:
        last = case_queries.timeline(case.id)[-1]
        when = f"{last.at.astimezone(SHANGHAI):%H:%M}"
        raise CaseChanged(
            f"这个办件 {when} 由{last.by_name}办理了“{last.kind.label}”，您这一页不是最新的；"
            "您填的内容都还在，核对后再保存一次，就按您填的记录。"
        )
    checked = check_again(case, tuple(materials))
    act_id = cases.take_step(
        case=case,
        step=Step.by(
            actor,
            ActKind.FIX_ON_THE_SPOT,
            at,
            window.id,
            f"在窗口当场更正 {len(checked)} 份材料",
            {"materials": [material.code for material in checked]},
        ),
    )
    write_checks(case.id, act_id, checked)
    gaps = rules.all_gaps(current_checks(case))
    event = MaterialsFixed(case.id, number, len(gaps))
    outbox.publish(event, actor=actor.principal, at=at, topic=case.topic)
    return gaps


def check_again(case: CaseView, named: tuple[MaterialInput, ...]) -> tuple[CheckedMaterial, ...]:
    """The materials named, checked against the case's exact list, in its order."""
    if not named:
        raise NothingHandedIn
    checked = rules.check_materials(needed=needed_materials(case), handed_in=named)
    check_files(named)
    codes = {item.code for item in named}
    return tuple(material for material in checked if material.code in codes)
