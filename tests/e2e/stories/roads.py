"""The item most stories are about, the road freight licence of the sample county, and its way to a state."""

from __future__ import annotations

from tests.desk import Person
from tests.e2e.pages.counter import CounterPage
from tests.e2e.pages.office import OfficePage
from tests.e2e.stories.conftest import Meet

ITEM = "道路普通货物运输经营许可（新办）"
CODE = "11990101MB2A1056XG499011800100001"
WINDOW = "A2 无差别受理A2"
SITUATION = ("个体工商户", "已经有车", "不用，只拉普通货", "本人（个体经营者、法定代表人）")
TO_BRING = ["道路货物运输经营申请表", "车辆技术等级评定结论", "安全生产管理制度文本"]
PROMISED, STATUTORY = "12月3日", "12月21日"
CLERK, OFFICER, HEAD, ISSUER = "lixiaolan", "luyuan", "qianjin", "heping"


def accepted(meet: Meet, person: Person) -> str:
    """The number of a case that was just received and accepted at a window."""
    counter = CounterPage(meet(CLERK))
    counter.sit_at(WINDOW)
    counter.find("货运证", ITEM)
    counter.answer(*SITUATION)
    counter.enter(person)
    counter.check_materials()
    number = counter.receive()
    counter.accept()
    return number


def examined(meet: Meet, number: str) -> None:
    """The department claims the case and proposes to grant it."""
    office = OfficePage(meet(OFFICER))
    office.open()
    office.take_up(number)
    office.claim()
    office.give_opinion("材料属实，建议准予。")


def granted(meet: Meet, number: str) -> None:
    """The department grants it."""
    examined(meet, number)
    office = OfficePage(meet(HEAD))
    office.open()
    office.take_up(number)
    office.grant()
