"""Papers: who entrusts whom with what, from when to when; scopes that need one and end with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from yichuang.foundation.documents import queries as documents
from yichuang.foundation.places import queries as places
from yichuang.foundation.places.tests.factories import OrganisationFactory, OutletFactory, WindowFactory
from yichuang.foundation.places.types import WindowView
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.factories import AT, BY, published_item
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.errors import (
    EntrustmentKnown,
    EntrustmentNeeded,
    EntrustmentOver,
    EntrustmentUnknown,
    EntrustmentWrong,
    ScopeUnknown,
)
from yichuang.offer.scope.models import EntrustedItem, Entrustment
from yichuang.offer.scope.queries.entrustments import entrustment, entrustments, expiring
from yichuang.offer.scope.tests.factories import SIGNED, SINCE, UNTIL, entrust, grant
from yichuang.offer.scope.tests.unchanged import unchanged
from yichuang.offer.scope.types import Mandate, Place, Subject

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Town:
    """A window of a town centre, and a department with two items."""

    window: WindowView
    department: UUID
    first: HandlingVersion
    second: HandlingVersion

    @property
    def place(self) -> Place:
        return Place(outlet_id=self.window.outlet_id)


@pytest.fixture
def town() -> Town:
    places.forget()
    window = WindowFactory.create(code="T1")
    department = OrganisationFactory.create(name="安澜县民政局").id
    return Town(
        places.window(window.id),
        department,
        published_item(organisation_id=department, item_name="临时救助"),
        published_item(organisation_id=department, item_name="高龄津贴"),
    )


def may(town: Town, version: HandlingVersion, on: Any = TODAY) -> bool:
    return queries.window_may_take(window=town.window, version=version, on=on).allowed


def test_a_paper_gives_its_items_from_its_first_day_to_its_last(town: Town) -> None:
    """CAT-05, CAT-25"""
    paper = entrust(town.department, town.window.outlet_id, town.first.item_id)

    assert [may(town, town.first, day) for day in (SINCE - DAY, SINCE, UNTIL - DAY, UNTIL)] == [
        False,
        True,
        True,
        False,
    ]
    assert not may(town, town.second)
    view = entrustment(paper, TODAY)
    assert (view.number, view.principal_name, view.agent) == (
        "安交委〔2026〕1号", "安澜县民政局", "城关镇人民政府",
    )  # fmt: skip
    assert (view.item_names, view.training) == (("临时救助",), "受理人员上岗前培训8学时")
    assert documents.read_file(view.original_id).content == SIGNED
    [held] = queries.grants(place=town.place, on=TODAY)
    assert (held.entrustment_id, held.entrustment_number) == (paper, "安交委〔2026〕1号")
    [entry] = AuditEntry.objects.filter(stream="entrustment", stream_id=str(paper))
    assert (entry.action, entry.details) == ("registered", {"number": "安交委〔2026〕1号", "items": 1})
    assert OutboxEvent.objects.filter(name="scope.scope-changed").count() == 1


def test_a_paper_without_items_covers_the_department(town: Town) -> None:
    entrust(town.department, town.window.outlet_id)

    assert may(town, town.first)
    assert may(town, town.second)
    assert not may(town, published_item())


@pytest.mark.parametrize("mandate", [Mandate.ENTRUSTED, Mandate.AUTHORISED], ids=str)
def test_without_a_paper_nothing_is_entrusted(town: Town, mandate: Mandate) -> None:
    with unchanged(), pytest.raises(EntrustmentNeeded, match="签字的受理委托书"):
        grant(town.place, Subject(item_id=town.first.item_id), mandate=mandate)


def test_who_only_helps_needs_no_paper(town: Town) -> None:
    grant(town.place, Subject(item_id=town.first.item_id), mandate=Mandate.ASSISTED)

    assert may(town, town.first)


def test_a_scope_ends_with_its_paper(town: Town) -> None:
    paper = entrust(town.department, town.window.outlet_id, gives_scope=False)

    grant(
        Place(window_id=town.window.id),
        Subject(handling_item_id=town.first.handling_item_id),
        mandate=Mandate.ENTRUSTED,
        entrustment_id=paper,
    )

    [held] = queries.grants(outlet_id=town.window.outlet_id)
    assert held.valid_until == UNTIL


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("outlet", "另一个网点"),
        ("mandate", "委托受理"),
        ("own", "不用委托书"),
        ("item", "没有委托这个事项"),
        ("everything", "没有委托这个事项"),
        ("department", "没有委托这个事项"),
        ("early", "起生效"),
        ("late", "起失效"),
        ("long", "起失效"),
    ],
)
def test_a_paper_gives_no_more_than_it_says(town: Town, change: str, words: str) -> None:
    """行政许可法 §24"""
    paper = entrust(town.department, town.window.outlet_id, town.first.item_id, gives_scope=False)
    place, subject = town.place, Subject(item_id=town.first.item_id)
    values: dict[str, Any] = {"mandate": Mandate.ENTRUSTED}
    if change == "outlet":
        place = Place(outlet_id=OutletFactory.create(code="V9").id)
    elif change in ("mandate", "own"):
        values["mandate"] = Mandate.AUTHORISED if change == "mandate" else Mandate.OWN
    elif change == "item":
        subject = Subject(item_id=town.second.item_id)
    elif change == "everything":
        subject = Subject()
    elif change == "department":
        subject = Subject(organisation_id=town.department)
    elif change == "early":
        values["valid_from"] = SINCE - DAY
    elif change == "late":
        values["valid_from"] = UNTIL
    else:
        values["valid_until"] = UNTIL + DAY

    with unchanged(), pytest.raises(EntrustmentNeeded, match=words):
        grant(place, subject, entrustment_id=paper, **values)


def test_a_revoked_paper_takes_its_scopes_with_it(town: Town) -> None:
    paper = entrust(town.department, town.window.outlet_id, town.first.item_id, town.second.item_id)

    services.revoke_entrustment(entrustment_id=paper, ended_on=TODAY + DAY, reason="机构改革", at=AT, by=BY)

    assert [may(town, town.first, day) for day in (TODAY, TODAY + DAY)] == [True, False]
    assert not may(town, town.second, TODAY + DAY)
    view = entrustment(paper, TODAY + DAY)
    assert (view.valid_until, view.days_left, view.revocation_reason) == (TODAY + DAY, 0, "机构改革")
    reasons = {held.withdrawal_reason for held in queries.grants(place=town.place)}
    assert reasons == {"委托书 安交委〔2026〕1号 解除：机构改革"}
    with unchanged(), pytest.raises(EntrustmentOver):
        services.revoke_entrustment(
            entrustment_id=paper, ended_on=TODAY + 2 * DAY, reason="再来", at=AT, by=BY
        )
    with unchanged(), pytest.raises(EntrustmentNeeded):
        grant(
            Place(window_id=town.window.id),
            Subject(item_id=town.first.item_id),
            mandate=Mandate.ENTRUSTED,
            entrustment_id=paper,
            valid_from=TODAY + DAY,
        )


def test_a_revocation_looks_forward_and_says_why(town: Town) -> None:
    paper = entrust(town.department, town.window.outlet_id)

    with unchanged(), pytest.raises(EntrustmentWrong) as refusal:
        services.revoke_entrustment(entrustment_id=paper, ended_on=TODAY - DAY, reason=" ", at=AT, by=BY)
    assert [fault.pointer for fault in refusal.value.errors] == ["/ended_on", "/reason"]
    with unchanged(), pytest.raises(EntrustmentUnknown):
        services.revoke_entrustment(entrustment_id=new_id(), ended_on=TODAY, reason="-", at=AT, by=BY)


@pytest.mark.parametrize(
    ("overrides", "pointer"),
    [
        ({"number": " "}, "/number"),
        ({"agent": ""}, "/agent"),
        ({"mandate": Mandate.ASSISTED}, "/mandate"),
        ({"mandate": Mandate.OWN}, "/mandate"),
        ({"valid_until": SINCE}, "/valid_until"),
    ],
    ids=["number", "agent", "assisted", "own", "until"],
)
def test_a_paper_that_does_not_fit(town: Town, overrides: dict[str, Any], pointer: str) -> None:
    with unchanged(), pytest.raises(EntrustmentWrong) as refusal:
        entrust(town.department, town.window.outlet_id, **overrides)

    assert [fault.pointer for fault in refusal.value.errors] == [pointer]


def test_nobody_entrusts_what_is_anothers(town: Town) -> None:
    """行政许可法 §24"""
    foreign = published_item().item_id

    with unchanged(), pytest.raises(EntrustmentWrong, match="有 1 个事项不是这个部门"):
        entrust(town.department, town.window.outlet_id, town.first.item_id, foreign)


def test_a_number_is_registered_once_in_a_department(town: Town) -> None:
    entrust(town.department, town.window.outlet_id, town.first.item_id)

    with pytest.raises(EntrustmentKnown), transaction.atomic():
        entrust(town.department, town.window.outlet_id, town.second.item_id)
    other = published_item()
    entrust(other.organisation_id, town.window.outlet_id, other.item_id)
    assert Entrustment.objects.count() == 2


def test_the_outlet_has_to_exist(town: Town) -> None:
    with unchanged(), pytest.raises(ScopeUnknown, match="受托网点"), transaction.atomic():
        entrust(town.department, new_id())


def test_expiring_papers_are_listed_first(town: Town) -> None:
    here = town.window.outlet_id
    for number, until in (
        ("远", TODAY + 61 * DAY), ("近", TODAY + 60 * DAY), ("明天", TODAY + DAY), ("已过", TODAY),
    ):  # fmt: skip
        entrust(town.department, here, number=number, valid_until=until, gives_scope=False)

    assert [paper.number for paper in entrustments(TODAY)] == ["明天", "近", "远", "已过"]
    assert [(paper.number, paper.days_left) for paper in expiring(TODAY)] == [("明天", 1), ("近", 60)]
    assert entrustments(TODAY, outlet_ids=[new_id()]) == ()


def test_constraints_of_papers(town: Town) -> None:
    """Each is tried around the services."""
    paper = entrust(town.department, town.window.outlet_id, town.first.item_id)
    rows = Entrustment.objects.filter(id=paper)
    tried = {"entrustment_number_once"}  # above

    def refuses(name: str, **values: Any) -> None:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            rows.update(**values)
        assert refusal.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]
        tried.add(name)

    refuses("entrustment_says_who_entrusts_whom", number="")
    refuses("entrustment_says_who_entrusts_whom", agent="")
    refuses("entrustment_mandate_is_on_paper", mandate="own")
    refuses("entrustment_ends_after_it_begins", valid_until=SINCE - DAY)
    refuses("entrustment_revocation_is_whole", revoked_at=AT)
    refuses("entrustment_revocation_is_whole", revoked_by=BY, revocation_reason="-")
    assert {one.name for one in Entrustment._meta.constraints} == tried
    with pytest.raises(IntegrityError, match="item_once_in_an_entrustment"), transaction.atomic():
        EntrustedItem.objects.create(entrustment_id=paper, item_id=town.first.item_id)
