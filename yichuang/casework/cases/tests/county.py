"""A very small county for tests of casework: two departments, a hall, a town centre, two items, the people.

Everything is made through the services, so it is legal by construction. The neighbour county has an
outlet and a clerk, and no scope here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts_queries
from yichuang.foundation.accounts import services as accounts
from yichuang.foundation.accounts.types import Actor, AuthorisationInput, PostInput, Role
from yichuang.foundation.calendars import services as calendars
from yichuang.foundation.places import queries as places_queries
from yichuang.foundation.places import services as places
from yichuang.foundation.places.types import (
    OrganisationInput,
    OutletInput,
    OutletKind,
    RegionInput,
    WindowInput,
    WindowKind,
    WindowView,
)
from yichuang.offer.catalogue import services as catalogue
from yichuang.offer.catalogue.tests.factories import content, publish
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.scope import services as scope
from yichuang.offer.scope.types import GrantInput, Place, Subject

ROOT = Path(__file__).resolve().parents[4]

AT = datetime(2026, 2, 11, 1, 30, tzinfo=UTC)  # Wednesday 09:30 in Shanghai; 调休 follows
TODAY = date(2026, 2, 11)
SINCE = date(2026, 1, 1)

LICENCE = "11990101MB2A1023654990118018000"
LICENCE_NEW = LICENCE + "01"
CARD = "11990101MB2A1023654992014015000"
CARD_NEW = CARD + "01"


@dataclass
class County:
    """Handles to what was made. ``people``: username → actor."""

    a1: WindowView
    a2: WindowView
    issue: WindowView
    town: WindowView
    near: WindowView
    transport: UUID
    social: UUID
    people: dict[str, Actor] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)

    def token(self, username: str) -> str:
        """A bearer token of this person's first post."""
        return accounts.create_token(post_id=self.posts[username], days=300, at=AT).token

    def item(self, *, organisation: UUID | None = None, **changes: Any) -> HandlingVersion:
        """Another published item of the transport department; ``changes`` of its content."""
        made = content(**changes)
        return publish(made, organisation_id=organisation or self.transport, valid_from=SINCE, at=AT)


def make_county() -> County:
    """Build it. Takes about a second."""
    for year in (2026,):
        calendars.load_year_csv(
            content=(ROOT / f"data/calendars/{year}.csv").read_bytes(), actor="system", at=AT
        )
    for code, name in (("990101", "安澜县"), ("990101001", "城关镇"), ("990102", "邻县")):
        places.record_region(region=RegionInput(code, name), at=AT)
    transport = _organisation("JTJ", "安澜县交通运输局", "安交运", "990101")
    social = _organisation("RSJ", "安澜县人力资源和社会保障局", "安人社", "990101")
    windows = _outlets()
    county = County(*windows, transport, social)
    _people(county)
    report = catalogue.import_catalogue(
        content=json.dumps(_catalogue(), ensure_ascii=False).encode(), region_code="990101", at=AT
    )
    assert [line.outcome.value for line in report.lines] == ["added", "added"], report
    for outlet in (county.a1.outlet_id, county.town.outlet_id):
        scope.grant_scope(
            grant=GrantInput(Place(outlet_id=outlet), Subject(), "安政办发〔2026〕1号", SINCE),
            at=AT,
            by="system",
        )
    return county


def _organisation(code: str, name: str, short: str, region: str) -> UUID:
    return places.record_organisation(
        organisation=OrganisationInput(
            code=code, name=name, short_name=short, region_code=region, phone="0990-1000001",
            supervision_phone="0990-1000002", address="文昌路88号",
            reconsideration_body="安澜县人民政府", court="安澜县人民法院",
        ),
        at=AT,
    )  # fmt: skip


def _outlets() -> tuple[WindowView, ...]:
    places.record_outlet(
        outlet=OutletInput(
            "HALL",
            "安澜县政务服务中心",
            OutletKind.HALL,
            "990101",
            "文昌路88号",
            "08:30–17:30",
            "0990-1000000",
        ),
        at=AT,
    )
    places.record_outlet(
        outlet=OutletInput(
            "TOWN", "城关镇便民服务中心", OutletKind.TOWN, "990101001", "东街1号", "09:00–17:00"
        ),
        at=AT,
    )
    found = []
    places.record_outlet(outlet=OutletInput("NEAR", "邻县政务服务中心", OutletKind.HALL, "990102"), at=AT)
    found = []
    for outlet, code, kind in (
        ("HALL", "A1", WindowKind.INTEGRATED),
        ("HALL", "A2", WindowKind.INTEGRATED),
        ("HALL", "C1", WindowKind.ISSUE),
        ("TOWN", "T1", WindowKind.INTEGRATED),
        ("NEAR", "N1", WindowKind.INTEGRATED),
    ):
        places.record_window(window=WindowInput(outlet, code, kind.label, kind), at=AT)
        found.append(places_queries.window_by_code(outlet, code))
    return tuple(found)


def _people(county: County) -> None:
    hall, town, near = county.a1.outlet_id, county.town.outlet_id, county.near.outlet_id
    county_region, town_region, near_region = "990101", "990101001", "990102"
    transport, social = county.transport, county.social
    for username, name, *posts in (
        ("clerk", "周敏", (Role.CLERK, county_region, None, hall)),
        ("other-clerk", "吴桐", (Role.CLERK, county_region, None, hall)),
        ("town-clerk", "郑河", (Role.CLERK, county_region, None, town)),
        ("near-clerk", "褚云", (Role.CLERK, near_region, None, near)),
        ("issuer", "冯悦", (Role.ISSUING_CLERK, county_region, None, hall)),
        ("town-issuer", "陈泉", (Role.ISSUING_CLERK, county_region, None, town)),
        ("officer", "赵青", (Role.DEPARTMENT_OFFICER, county_region, transport, None)),
        ("other-officer", "孙岩", (Role.DEPARTMENT_OFFICER, county_region, transport, None)),
        ("town-officer", "蒋溪", (Role.DEPARTMENT_OFFICER, town_region, transport, None)),
        ("head", "李恒", (Role.DEPARTMENT_HEAD, county_region, transport, None)),
        (
            "deputy",
            "沈原",
            (Role.DEPARTMENT_OFFICER, county_region, transport, None),
            (Role.DEPARTMENT_HEAD, county_region, transport, None),
        ),
        (
            "clerk-and-officer",
            "韩冬",
            (Role.CLERK, county_region, None, hall),
            (Role.DEPARTMENT_OFFICER, county_region, transport, None),
        ),
        ("social-officer", "钱朗", (Role.DEPARTMENT_OFFICER, county_region, social, None)),
        ("social-head", "秦朗", (Role.DEPARTMENT_HEAD, county_region, social, None)),
        ("chief", "何川", (Role.CHIEF_REPRESENTATIVE, county_region, social, hall)),
        ("other-chief", "尤湖", (Role.CHIEF_REPRESENTATIVE, county_region, social, hall)),
        ("manager", "施岭", (Role.HALL_MANAGER, county_region, None, hall)),
        ("supervisor", "宋微", (Role.SUPERVISOR, county_region, None, None)),
        ("system-admin", "柳岸", (Role.SYSTEM_ADMINISTRATOR, county_region, None, None)),
    ):
        user_id = accounts.create_user(username=username, display_name=name, at=AT)
        for role, region, organisation, outlet in posts:
            post = PostInput(role, region, organisation, outlet, SINCE)
            post_id = accounts.assign_post(user_id=user_id, post=post, at=AT)
            county.posts.setdefault(username, post_id)
        county.people[username] = accounts_queries.actor_of_user(user_id, AT)
    accounts.authorise_representative(
        authorisation=AuthorisationInput(
            county.social, county.people["chief"].user_id, "安人社授〔2026〕1号", SINCE, date(2026, 12, 31)
        ),
        actor=county.people["social-head"],
        at=AT,
    )


def _limit(amount: int, unit: str, basis: str = "") -> dict[str, Any]:
    return {"amount": amount, "unit": unit, "legal_basis": basis}


def _material(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "necessity": "required",
        "form": "paper",
        "originals": 1,
        "copies": 0,
        "source": "applicant",
        "issuer": None,
        "share_source": None,
        "legal_basis": "道路货物运输及站场管理规定",
        "applies_when": {},
        "review_points": [
            {"code": "p1", "text": f"{name}填写完整", "how": "逐项看", "blocking": True},
            {"code": "p2", "text": f"{name}字迹清楚", "how": "看", "blocking": False},
        ],
    } | more


def _handling(code: str, name: str, organisation: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "organisation": organisation,
        "service_objects": ["1", "2"],
        "conditions": ["有符合要求的车辆"],
        "legal_basis": [{"law": "中华人民共和国道路运输条例", "article": "第二十四条"}],
        "visits": 1,
        "fee": {"charged": False},
        "hall": True,
        "delivery": ["window", "post"],
        "questions": [],
    } | more


def _catalogue() -> dict[str, Any]:
    licence = _handling(
        LICENCE_NEW,
        "道路普通货物运输经营许可（新办）",
        "JTJ",
        handling_type="committed",
        statutory=_limit(20, "working-day", "行政许可法第四十二条"),
        promised=_limit(5, "working-day"),
        approval_tier="review-check",
        result={"kind": "licence", "name": "道路运输经营许可证", "validity_years": 4},
        questions=[
            {
                "code": "subject",
                "text": "申请人是哪一类？",
                "options": [{"code": "person", "label": "个人"}, {"code": "company", "label": "公司"}],
                "asked_when": {},
            }
        ],
        materials=[
            _material("m1", "道路货物运输经营申请表"),
            _material("m2", "负责人身份证明", share_source="resident-id"),
            _material("m3", "公司章程", applies_when={"subject": ["company"]}),
        ],
    )
    card = _handling(
        CARD_NEW,
        "社会保障卡申领",
        "RSJ",
        handling_type="immediate",
        statutory=_limit(10, "working-day", "社会保险经办条例第六条"),
        promised=_limit(0, "immediate"),
        approval_tier="sole",
        result={"kind": "licence", "name": "社会保障卡", "validity_years": None},
        materials=[_material("m1", "社会保障卡申领登记表")],
    )
    items = [(LICENCE, "道路普通货物运输经营许可", "01", licence), (CARD, "社会保障卡", "20", card)]
    return {
        "format": "yichuang-catalogue",
        "version": 1,
        "items": [
            {
                "code": code,
                "name": name,
                "item_type": kind,
                "theme": ["交通"],
                "aliases": [],
                "source": {"law": "道路运输条例"},
                "handling_items": [handling],
            }
            for code, name, kind, handling in items
        ],
    }
