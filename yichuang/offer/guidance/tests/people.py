"""A very small county for tests of consulting: two departments, a hall, a town centre, an item, the people.

Everything is made through the services, so it is legal by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts_queries
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import Actor, PostInput, Role
from yichuang.foundation.calendars import services as calendars
from yichuang.foundation.places import queries as places_queries
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import OrganisationInput, OutletInput, OutletKind, RegionInput
from yichuang.offer.catalogue.tests.factories import content, material, publish
from yichuang.offer.catalogue.types import Faq, HandlingVersion
from yichuang.offer.guidance import services
from yichuang.offer.guidance.types import AskChannel, Asked, Asker, QuestionInput

ROOT = Path(__file__).resolve().parents[4]

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # Monday 09:30 in Shanghai
TODAY = date(2026, 3, 2)
SINCE = date(2026, 1, 1)
TEXT = "我家的货车挂靠在公司名下，能用个人名义申请吗？"
ANSWER = "不能。申请人和行驶证上的车主要一致，请先办转移登记。"


@dataclass
class Place:
    """Handles to what was made. ``people``: username → actor."""

    hall: UUID
    town: UUID
    transport: UUID
    social: UUID
    item: HandlingVersion
    people: dict[str, Actor] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)

    def token(self, username: str) -> str:
        """A bearer token of this person's post."""
        return accounts.create_token(post_id=self.posts[username], days=300, at=AT).token


def make_place() -> Place:
    """Build it."""
    calendars.load_year_csv(content=(ROOT / "data/calendars/2026.csv").read_bytes(), actor="system", at=AT)
    for code, name in (("990101", "安澜县"), ("990101001", "城关镇"), ("990102", "邻县")):
        places.record_region(region=RegionInput(code, name), at=AT)
    transport, social = _organisation("JTJ", "交通运输局"), _organisation("RSJ", "人力资源和社会保障局")
    hall = _outlet("HALL", "安澜县政务服务中心", OutletKind.HALL, "990101")
    town = _outlet("TOWN", "城关镇便民服务中心", OutletKind.TOWN, "990101001")
    near = _outlet("NEAR", "邻县政务服务中心", OutletKind.HALL, "990102")
    faqs = (Faq("货车挂靠在公司能不能个人申请？", "车主和申请人要一致。"), Faq("要多少钱？", "不收费。"))
    made = content(faqs=faqs, materials=(material("m01", name="机动车行驶证"),), questions=())
    item = publish(made, organisation_id=transport, valid_from=SINCE, at=AT)
    place = Place(hall, town, transport, social, item)
    for username, name, role, region, organisation, outlet in (
        ("guide", "姚琴", Role.GUIDE, "990101", None, hall),
        ("other-guide", "洪梅", Role.GUIDE, "990101", None, hall),
        ("town-guide", "岑溪", Role.GUIDE, "990101001", None, town),
        ("near-guide", "褚云", Role.GUIDE, "990102", None, near),
        ("clerk", "周敏", Role.CLERK, "990101", None, hall),
        ("manager", "施岭", Role.HALL_MANAGER, "990101", None, hall),
        ("town-manager", "季川", Role.HALL_MANAGER, "990101001", None, town),
        ("officer", "赵青", Role.DEPARTMENT_OFFICER, "990101", transport, None),
        ("other-officer", "孙岩", Role.DEPARTMENT_OFFICER, "990101", transport, None),
        ("head", "李恒", Role.DEPARTMENT_HEAD, "990101", transport, None),
        ("social-officer", "钱朗", Role.DEPARTMENT_OFFICER, "990101", social, None),
        ("social-head", "秦朗", Role.DEPARTMENT_HEAD, "990101", social, None),
        ("supervisor", "宋微", Role.SUPERVISOR, "990101", None, None),
        ("system-admin", "柳岸", Role.SYSTEM_ADMINISTRATOR, "990101", None, None),
    ):
        user_id = accounts.create_user(username=username, display_name=name, at=AT)
        post = PostInput(role, region, organisation, outlet, SINCE)
        place.posts[username] = accounts.assign_post(user_id=user_id, post=post, at=AT)
        place.people[username] = accounts_queries.actor_of_user(user_id, AT)
    return place


def ask(place: Place, text: str = TEXT, *, at: datetime = AT, bound: bool = True) -> Asked:
    """Somebody asks on the public site."""
    question = QuestionInput(
        text, Asker("王小满", "13800001234"), handling_code=place.item.code if bound else ""
    )
    return services.ask_question(question=question, source="203.0.113.5", at=at)


def record(
    place: Place, *, by: str = "guide", channel: AskChannel = AskChannel.HALL, number: str = ""
) -> Asked:
    """Somebody of the staff writes a question down."""
    question = QuestionInput(TEXT, Asker("王小满", "13800001234"), channel, place.item.code, number)
    return services.record_question(question=question, actor=place.people[by], at=AT)


def route(place: Place, number: str, *, by: str = "guide", at: datetime = AT) -> None:
    """A guide sends it to the item's department."""
    services.route_question(
        number=number, organisation_id=None, reason="专业问题", actor=place.people[by], at=at
    )


def answer(place: Place, number: str, *, by: str, text: str = ANSWER, at: datetime = AT) -> None:
    """Somebody answers."""
    services.answer_question(number=number, text=text, actor=place.people[by], at=at)


def _organisation(code: str, name: str) -> UUID:
    return places.record_organisation(
        organisation=OrganisationInput(
            code=code, name=f"安澜县{name}", short_name=name, region_code="990101", phone="0990-1000001"
        ),
        at=AT,
    )


def _outlet(code: str, name: str, kind: OutletKind, region: str) -> UUID:
    places.record_outlet(outlet=OutletInput(code, name, kind, region), at=AT)
    return places_queries.outlet_by_code(code).id
