"""A hall, a town centre and the hall of another county, with items, and people of several roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from yichuang.foundation.accounts.tests.factories import PostFactory, UserFactory
from yichuang.foundation.accounts.types import Role
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import (
    OrganisationFactory,
    OutletFactory,
    RegionFactory,
    WindowFactory,
    ZoneFactory,
)
from yichuang.foundation.places.types import OutletKind, WindowView
from yichuang.offer.catalogue.tests.factories import published_item
from yichuang.offer.catalogue.types import HandlingVersion


@dataclass
class Halls:
    """Handles to what was made. ``people``: who → account."""

    hall: UUID
    zone: UUID
    town: UUID
    a1: WindowView
    a2: WindowView
    t1: WindowView
    near: WindowView
    transport: UUID
    civil: UUID
    freight: HandlingVersion
    aid: HandlingVersion
    people: dict[str, Any] = field(default_factory=dict)


def make_halls() -> Halls:
    county = RegionFactory.create(code="990101", name="安澜县")
    other = RegionFactory.create(code="990102", name="邻县")
    hall = OutletFactory.create(code="HALL", name="安澜县政务服务中心", region=county)
    town = OutletFactory.create(
        code="T1", name="云栖镇便民服务中心", region=county, kind=OutletKind.TOWN.value
    )
    near = OutletFactory.create(code="NEAR", name="邻县政务服务中心", region=other)
    zone = ZoneFactory.create(outlet=hall, code="A", name="综合受理区")
    rows = [
        WindowFactory.create(zone=zone, code="A1", label="1号窗口"),
        WindowFactory.create(zone=zone, code="A2", label="2号窗口"),
        WindowFactory.create(zone=ZoneFactory.create(outlet=town, code="1"), code="1", label="综合窗口"),
        WindowFactory.create(zone=ZoneFactory.create(outlet=near, code="1"), code="1", label="综合窗口"),
    ]
    transport = OrganisationFactory.create(code="JTJ", name="安澜县交通运输局", region=county)
    civil = OrganisationFactory.create(code="MZJ", name="安澜县民政局", region=county)
    halls = Halls(
        hall.id,
        zone.id,
        town.id,
        *(places.window(row.id) for row in rows),
        transport.id,
        civil.id,
        published_item(
            organisation_id=transport.id, name="货运许可", item_name="货运许可", themes=("准营准办",)
        ),
        published_item(
            organisation_id=civil.id, name="临时救助", item_name="临时救助", themes=("社会救助",), visits=0
        ),
    )
    for who, role, values in (
        ("manager", Role.HALL_MANAGER, {"outlet": hall, "region": county}),
        ("town-manager", Role.HALL_MANAGER, {"outlet": town, "region": county}),
        ("near-manager", Role.HALL_MANAGER, {"outlet": near, "region": other}),
        ("clerk", Role.CLERK, {"outlet": hall, "region": county}),
        ("head", Role.DEPARTMENT_HEAD, {"organisation": transport, "region": county}),
        ("supervisor", Role.SUPERVISOR, {"region": county}),
        ("system-admin", Role.SYSTEM_ADMINISTRATOR, {"region": county}),
    ):
        halls.people[who] = PostFactory.create(role=role.value, **values).user
    both = UserFactory.create(username="both")
    for outlet in (hall, town):
        PostFactory.create(user=both, role=Role.HALL_MANAGER.value, outlet=outlet, region=county)
    halls.people["both"] = both
    return halls
