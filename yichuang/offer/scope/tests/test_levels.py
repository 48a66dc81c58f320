"""The level of a place: set forward and back, dated, with its reason; what a window may take follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import OrganisationFactory, WindowFactory, ZoneFactory
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.errors import DomainError
from yichuang.kernel.grants import append_only_tables
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT, published_item
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.catalogue.types.inventory import OfferedItem
from yichuang.offer.scope import queries
from yichuang.offer.scope.errors import LevelDetailsWrong, LevelSetAlready, LevelUnchanged, ScopeUnknown
from yichuang.offer.scope.models import LevelStep, ScopeGrant
from yichuang.offer.scope.queries.levels import level_steps, window_levels
from yichuang.offer.scope.rules.levels import level_of
from yichuang.offer.scope.tests.factories import entrust, grant, set_level
from yichuang.offer.scope.types import Level, Mandate, Place, Subject

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hall:
    """A window; a transport department with two items of different themes, a relief department with one."""

    window: WindowView
    place: Place
    transport: UUID
    relief: UUID
    freight: HandlingVersion
    bus: HandlingVersion
    aid: HandlingVersion


@pytest.fixture
def hall() -> Hall:
    places.forget()
    row = WindowFactory.create(zone=ZoneFactory.create(code="A"), code="A1", label="1号窗口")
    transport, relief = OrganisationFactory.create().id, OrganisationFactory.create().id
    return Hall(
        window=places.window(row.id),
        place=Place(window_id=row.id),
        transport=transport,
        relief=relief,
        freight=published_item(
            organisation_id=transport, item_name="货运许可", themes=("交通运输", "准营准办")
        ),
        bus=published_item(organisation_id=transport, item_name="客运备案", themes=("公用事业",)),
        aid=published_item(organisation_id=relief, item_name="临时救助", themes=("社会救助",)),
    )


def taken(hall: Hall, on: date = TODAY) -> list[bool]:
    """Whether the window takes freight, buses, relief."""
    return [
        queries.window_may_take(window=hall.window, version=version, on=on).allowed
        for version in (hall.freight, hall.bus, hall.aid)
    ]


def level(hall: Hall, on: date = TODAY) -> Level | None:
    [(_, found)] = window_levels(hall.window.outlet_id, on)
    return found


def test_a_window_goes_from_one_field_to_everything(hall: Hall) -> None:
    """CAT-04: 同部门同领域 → 同部门跨领域 → 跨部门跨领域 → 一窗通办, each from its day."""
    days = [TODAY + n * DAY for n in range(4)]
    set_level(hall.place, Level.ONE_FIELD, hall.transport, theme="交通运输", valid_from=days[0])
    set_level(hall.place, Level.ONE_DEPARTMENT, hall.transport, valid_from=days[1])
    set_level(hall.place, Level.CROSS_DEPARTMENT, hall.transport, hall.relief, valid_from=days[2])
    set_level(hall.place, Level.EVERYTHING, valid_from=days[3])

    assert [taken(hall, day) for day in [TODAY - DAY, *days]] == [
        [False, False, False],
        [True, False, False],
        [True, True, False],
        [True, True, True],
        [True, True, True],
    ]
    assert [level(hall, day) for day in [TODAY - DAY, *days]] == [None, *Level]
    steps = level_steps(hall.window.outlet_id)
    assert [(step.level, step.previous, step.goes_back) for step in steps] == [
        (Level.EVERYTHING, Level.CROSS_DEPARTMENT, False),
        (Level.CROSS_DEPARTMENT, Level.ONE_DEPARTMENT, False),
        (Level.ONE_DEPARTMENT, Level.ONE_FIELD, False),
        (Level.ONE_FIELD, None, False),
    ]


def test_a_level_goes_back_with_its_reason(hall: Hall) -> None:
    """CAT-04, CAT-05"""
    grant(hall.place)

    step_id = set_level(hall.place, Level.ONE_DEPARTMENT, hall.relief, reason="差错多，先退回")

    [step] = level_steps(hall.window.outlet_id)
    assert (step.level, step.previous, step.goes_back, step.reason) == (
        Level.ONE_DEPARTMENT, Level.EVERYTHING, True, "差错多，先退回",
    )  # fmt: skip
    assert taken(hall) == [False, False, True]
    assert taken(hall, TODAY - DAY) == [True, True, True]
    ended = ScopeGrant.objects.get(level_step=None)
    assert (ended.valid_until, ended.withdrawal_reason) == (TODAY, "差错多，先退回")
    [entry] = AuditEntry.objects.filter(stream="levelstep", stream_id=str(step_id))
    assert entry.details == {
        "level": "one-department", "previous": "everything", "changes_on": TODAY.isoformat(),
    }  # fmt: skip
    changes = OutboxEvent.objects.filter(name="scope.scope-changed").order_by("id")
    assert [event.payload["change"] for event in changes] == ["granted", "withdrawn", "granted"]


def test_what_rests_on_papers_stays(hall: Hall) -> None:
    entrust(hall.relief, hall.window.outlet_id)
    outlet = Place(outlet_id=hall.window.outlet_id)

    set_level(outlet, Level.ONE_DEPARTMENT, hall.transport)

    assert taken(hall) == [True, True, True]
    mandates = {view.mandate for view in queries.grants(place=outlet, on=TODAY)}
    assert mandates == {Mandate.OWN, Mandate.ENTRUSTED}


def test_a_scope_of_later_gives_way_too(hall: Hall) -> None:
    grant(hall.place, valid_from=TODAY + 10 * DAY)

    set_level(hall.place, Level.ONE_DEPARTMENT, hall.transport)

    assert taken(hall, TODAY + 11 * DAY) == [True, True, False]


def test_the_same_level_again_is_refused(hall: Hall) -> None:
    set_level(hall.place, Level.ONE_DEPARTMENT, hall.transport)
    before = list(ScopeGrant.objects.values())

    with pytest.raises(LevelUnchanged):
        set_level(hall.place, Level.ONE_DEPARTMENT, hall.transport, valid_from=TODAY + DAY)
    with pytest.raises(LevelSetAlready, match="同部门跨领域"):
        set_level(hall.place, Level.EVERYTHING)

    assert list(ScopeGrant.objects.values()) == before
    assert LevelStep.objects.count() == 1
    assert OutboxEvent.objects.filter(name="scope.scope-changed").count() == 1


def test_a_step_before_one_that_is_set_is_refused(hall: Hall) -> None:
    set_level(hall.place, Level.EVERYTHING, valid_from=TODAY + 9 * DAY)

    with pytest.raises(LevelSetAlready):
        set_level(hall.place, Level.ONE_DEPARTMENT, hall.relief)


@pytest.mark.parametrize(
    ("level", "departments", "overrides", "pointers"),
    [
        (Level.EVERYTHING, 1, {}, ["/organisations"]),
        (Level.CROSS_DEPARTMENT, 1, {}, ["/organisations"]),
        (Level.ONE_DEPARTMENT, 2, {}, ["/organisations"]),
        (Level.ONE_FIELD, 0, {"theme": "交通运输"}, ["/organisations"]),
        (Level.ONE_FIELD, 1, {}, ["/theme"]),
        (Level.ONE_FIELD, 1, {"theme": "婚姻登记"}, ["/theme"]),
        (Level.ONE_DEPARTMENT, 1, {"theme": "交通运输"}, ["/theme"]),
        (Level.ONE_DEPARTMENT, 1, {"reason": " ", "basis": ""}, ["/reason", "/basis"]),
        (Level.EVERYTHING, 0, {"valid_from": TODAY - DAY}, ["/valid_from"]),
        (Level.EVERYTHING, 0, {"place": Place()}, ["/place"]),
    ],
    ids=lambda value: (
        value.value if isinstance(value, Level) else str(value) if isinstance(value, int) else ""
    ),
)
def test_a_step_that_does_not_fit(
    hall: Hall, level: Level, departments: int, overrides: dict[str, Any], pointers: list[str]
) -> None:
    values = dict(overrides)
    place = values.pop("place", hall.place)

    with pytest.raises(LevelDetailsWrong) as refusal:
        set_level(place, level, *[hall.transport, hall.relief][:departments], **values)

    assert [fault.pointer for fault in refusal.value.errors] == pointers
    assert not LevelStep.objects.exists()
    assert not ScopeGrant.objects.exists()


def test_places_and_departments_have_to_exist(hall: Hall) -> None:
    def refused(place: Place, department: UUID) -> DomainError:
        with transaction.atomic(), pytest.raises(ScopeUnknown) as refusal:
            set_level(place, Level.ONE_DEPARTMENT, department)
        return refusal.value

    assert "窗口" in refused(Place(window_id=new_id()), hall.transport).detail


def an_item(organisation: UUID, *themes: str) -> OfferedItem:
    return OfferedItem(new_id(), new_id(), organisation, "c", "i", "n", "m", 1, themes)


def test_the_level_is_read_from_what_was_granted() -> None:
    one, other = new_id(), new_id()
    freight, bus, aid = an_item(one, "交通运输"), an_item(one, "公用事业"), an_item(other, "交通运输")
    offered = [freight, bus, aid]

    def of(*subjects: Subject) -> Level | None:
        return level_of(subjects, offered)

    assert of() is None
    assert of(Subject(item_id=new_id())) is None
    assert of(Subject(item_id=freight.item_id)) is Level.ONE_FIELD
    assert of(Subject(handling_item_id=bus.handling_item_id)) is Level.ONE_FIELD
    assert of(Subject(item_id=freight.item_id), Subject(item_id=bus.item_id)) is Level.ONE_DEPARTMENT
    assert of(Subject(organisation_id=one)) is Level.ONE_DEPARTMENT
    assert of(Subject(organisation_id=one), Subject(item_id=aid.item_id)) is Level.CROSS_DEPARTMENT
    assert of(Subject(item_id=freight.item_id), Subject()) is Level.EVERYTHING


def test_constraints_of_steps(hall: Hall) -> None:
    """Each is tried around the services."""
    rows = LevelStep.objects.filter(id=set_level(hall.place, Level.ONE_DEPARTMENT, hall.transport))
    row = rows.get()
    tried = set()

    def refuses(name: str, **values: Any) -> None:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            rows.update(**values)
        assert refusal.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]
        tried.add(name)

    refuses("level_step_has_one_place", window=None)
    refuses("level_step_has_one_place", outlet=hall.window.outlet_id)
    refuses("level_is_known", level="highest")
    refuses("previous_level_is_known", previous="highest")
    refuses("only_one_field_names_a_theme", theme="交通运输")
    refuses("only_one_field_names_a_theme", level=Level.ONE_FIELD.value)
    refuses("level_step_says_why", reason="")
    refuses("level_step_says_why", basis="")
    names = [field.attname for field in row._meta.concrete_fields]
    twin = LevelStep(**{name: getattr(row, name) for name in names} | {"id": new_id()})
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        twin.save(force_insert=True)
    assert refusal.value.__cause__.diag.constraint_name == "one_level_of_a_place_from_a_day"  # type: ignore[union-attr]
    assert {one.name for one in LevelStep._meta.constraints} - tried == {"one_level_of_a_place_from_a_day"}


def test_steps_and_entrusted_items_are_only_added_to() -> None:
    kept = {"levelstep", "entrusteditem"}

    assert {f"scope_{name}" for name in kept} <= set(append_only_tables())
    assert "scope_scopegrant" not in append_only_tables()  # a withdrawal brings its end forward
