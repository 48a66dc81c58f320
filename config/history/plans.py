"""Two plans of the history (样例方案): a restaurant that opens, a logistics park with a named tracker.

Both are written by the hall's guide some weeks before the history ends, and followed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from datetime import time as clock_time
from uuid import UUID

from config.history.county import County
from config.history.people import enterprise, resident
from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Actor, Role
from yichuang.foundation.parties.types import PartyInput
from yichuang.kernel.time import SHANGHAI
from yichuang.offer.guidance import services
from yichuang.offer.guidance.types import ApplicantKind, PlanApplicant, PlanDraft, PlanStep, PlanStepKind

ITEM, SERVICE, NOTE = PlanStepKind.ITEM, PlanStepKind.INTERMEDIARY, PlanStepKind.NOTE
_WEEKS_BEFORE_WORKING_DAYS = 15

_SHOP = "11990101MB2A10906R499013100400001"
_FOOD = "11990101MB2A10906R499013100200001"
_DRAIN = "11990101MB2A10455F499011703100001"
_BUILDING = "11990101MB2A10455F499011702900001"
_SITE_DRAIN = "11990101MB2A10455F499011703100002"
_STREET = "11990101MB2A10455F499011703000001"
_ROAD = "11990101MB2A1056XG499011805700001"
_FREIGHT = "11990101MB2A1056XG499011800100001"


def write_restaurant(county: County, last: date) -> UUID:
    """A snack shop opens: one service that the law asks for, one that nobody asks for, three items."""
    day = _written_on(county, last)
    guide = _somebody(Role.GUIDE, day)
    steps = (
        _item(1, _SHOP, {"operating-form": "personal", "premises": "rent", "agent": "self"}),
        PlanStep(
            2,
            SERVICE,
            title="从业人员健康检查",
            basis="食品安全法第四十五条第二款",
            working_days=3,
            text="到任何一家有资格的医疗机构检查，每年一次。",
        ),
        PlanStep(
            3, SERVICE, title="后厨布局图设计", not_required=True, working_days=2, text="自己画也可以。"
        ),
        _item(
            4, _FOOD, {"subject-kind": "individual", "business-kind": "hot", "agent": "self"}, after=(1, 2, 3)
        ),
        _item(
            5,
            _DRAIN,
            {
                "trade": "catering",
                "hidden-works": "report",
                "quality": "report",
                "key-polluter": "no",
                "agent": "self",
            },
            after=(1,),
        ),
        PlanStep(6, NOTE, (4, 5), title="许可证和健康证明放在店里看得见的地方"),
    )
    applicant = _applicant(ApplicantKind.PERSON, resident(12, last).party)
    draft = PlanDraft("白渡小吃店开业", day, steps=steps)
    plan_id = _handed_over(applicant, draft, guide, day)
    _contact(plan_id, "已电话联系：执照当天拿到，正在体检。", guide, _later(county, day, 1))
    _finish(plan_id, 1, guide, _later(county, day, 1))
    return plan_id


def write_logistics_park(county: County, last: date) -> UUID:
    """A major project: drawings checked, building permit, roads and drains beside it, then the haulage."""
    day = _written_on(county, last)
    guide, manager = _somebody(Role.GUIDE, day), _somebody(Role.HALL_MANAGER, day)
    steps = (
        PlanStep(
            1, SERVICE, title="施工图设计文件审查", basis="建设工程质量管理条例第十一条", working_days=10
        ),
        _item(2, _BUILDING, {"expropriation": "no", "contracting": "tender", "agent": "agent"}, after=(1,)),
        _item(3, _SITE_DRAIN, {"dewatering": "no", "agent": "agent"}, after=(2,)),
        _item(4, _STREET, {"purpose": "construction", "traffic": "yes", "agent": "agent"}, after=(2,)),
        _item(5, _ROAD, {"what": "crossing", "traffic": "yes", "agent": "agent"}, after=(2,)),
        _item(
            6,
            _FREIGHT,
            {
                "subject-kind": "company",
                "vehicle-ready": "planned",
                "special-vehicle": "no",
                "agent": "agent",
            },
        ),
        PlanStep(7, NOTE, (3, 4, 5), title="许可证的有效期写进工程日历，到期前来办延期"),
    )
    applicant = _applicant(ApplicantKind.ENTERPRISE, enterprise(5))
    draft = PlanDraft("云岭物流园一期", day, is_major=True, tracker_id=guide.user_id, steps=steps)
    plan_id = _handed_over(applicant, draft, guide, day)
    _contact(plan_id, "已告知项目经理：先送审施工图，其他材料同时准备。", guide, _later(county, day, 1))
    _contact(plan_id, "到项目部核对材料，缺的列了单子。", manager, _later(county, day, 4))
    return plan_id


PLANS: Mapping[str, Callable[[County, date], UUID]] = {
    "restaurant": write_restaurant,
    "logistics-park": write_logistics_park,
}


def _item(key: int, code: str, answers: Mapping[str, str], *, after: tuple[int, ...] = ()) -> PlanStep:
    return PlanStep(key, ITEM, after, item=code, answers=answers)


def _written_on(county: County, last: date) -> date:
    """A working day some weeks before the end, so that some steps are done and others not."""
    days = county.calendar.working_days(date(last.year - 1, 12, 31), last)
    return days[-_WEEKS_BEFORE_WORKING_DAYS]


def _later(county: County, day: date, working_days: int) -> date:
    return county.calendar.add_working_days(day, working_days)


def _at(day: date) -> datetime:
    return datetime.combine(day, clock_time(10, 20), SHANGHAI)


def _somebody(role: Role, day: date) -> Actor:
    """The hall's own guide and manager, as they are appointed."""
    username = {Role.GUIDE: "yaoqin", Role.HALL_MANAGER: "qinhaibo"}[role]
    user_id = accounts.user_id_of(username)
    if user_id is None:
        raise AssertionError("the loaded county has its guide and its manager")
    return accounts.actor_of_user(user_id, _at(day))


def _applicant(kind: ApplicantKind, party: PartyInput) -> PlanApplicant:
    return PlanApplicant(kind, party.name, party.phone)


def _handed_over(applicant: PlanApplicant, draft: PlanDraft, guide: Actor, day: date) -> UUID:
    at = _at(day)
    plan_id = services.start_plan(applicant=applicant, title=draft.title, actor=guide, at=at)
    edit = services.save_plan(plan_id=plan_id, edit=1, draft=draft, actor=guide, at=at)
    services.hand_over_plan(plan_id=plan_id, edit=edit, reason="", actor=guide, at=at)
    return plan_id


def _contact(plan_id: UUID, text: str, actor: Actor, day: date) -> None:
    services.record_plan_contact(plan_id=plan_id, text=text, actor=actor, at=_at(day))


def _finish(plan_id: UUID, key: int, actor: Actor, day: date) -> None:
    services.finish_plan_step(plan_id=plan_id, step_key=key, done_on=day, actor=actor, at=_at(day))
