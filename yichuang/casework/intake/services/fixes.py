"""On-the-spot fix (当场更正): what can be put right at the window is put right there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yichuang.casework.cases import services as cases
from yichuang.casework.cases.types import ActKind, Step
from yichuang.casework.intake import rules
from yichuang.casework.intake.queries import current_checks, needed_materials
from yichuang.casework.intake.services.materials import write_checks
from yichuang.casework.intake.types import Gap, MaterialInput
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.transactions import act


@act
def fix_materials(
    *, number: str, materials: Iterable[MaterialInput], window: WindowView, actor: Actor, at: datetime
) -> tuple[Gap, ...]:
    """Record materials brought or put right while the person is at the window; returns what is still missing.

    Only the materials named are checked anew; the others keep their last check.

    Law: 行政许可法 §32(1)(三) — what can be corrected on the spot, the applicant shall be let correct.

    Raises:
        CaseUnknown; ActNotPossible: no longer awaiting the answer; NotYourRole, NotYourPlace;
        MaterialNotListed, MaterialNamedTwice, ReviewPointUnknown.
    """
    accounts.require(actor, Act.RECEIVE, outlet_id=window.outlet_id, region_code=window.region_code)
    case = cases.lock_case(number=number)
    named = tuple(materials)
    needed = needed_materials(case)
    wanted = {item.code for item in named}
    checked = tuple(
        material
        for material in rules.check_materials(needed=needed, handed_in=named)
        if material.code in wanted
    )
    act_id = cases.take_step(
        case=case,
        step=Step(
            ActKind.FIX_ON_THE_SPOT,
            actor.principal,
            at,
            actor.user_id,
            actor.name,
            window.id,
            f"在窗口当场补正 {len(checked)} 份材料",
            {"materials": sorted(wanted)},
        ),
    )
    write_checks(case.id, act_id, checked)
    return rules.all_gaps(current_checks(case))
