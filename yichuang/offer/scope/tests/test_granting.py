"""Granting, excepting and withdrawing scopes; the constraints behind them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from yichuang.foundation.places.tests.factories import WindowFactory
from yichuang.kernel.ids import new_id
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue.tests.breaking import refuses
from yichuang.offer.catalogue.tests.factories import AT, BY, published_item
from yichuang.offer.scope import queries, services
from yichuang.offer.scope.errors import ScopeDetailsWrong, ScopeEnded, ScopeOverlaps, ScopeUnknown
from yichuang.offer.scope.models import ScopeException, ScopeGrant
from yichuang.offer.scope.tests.factories import SINCE, entrust, exception, grant, set_level
from yichuang.offer.scope.types import Level, Place, Subject

pytestmark = pytest.mark.django_db

TODAY = legal_date(AT)
DAY = timedelta(days=1)


@pytest.fixture
def window() -> Any:
    return WindowFactory.create()


@pytest.fixture
def here(window: Any) -> Place:
    return Place(window_id=window.id)


@pytest.fixture
def item() -> Subject:
    return Subject(item_id=published_item(item_name="货运许可").item_id)


def test_a_grant_is_listed_audited_and_announced(here: Place, window: Any) -> None:
    """CAT-05"""
    grant_id = grant(here)

    [view] = queries.grants(place=here, on=TODAY)
    assert (view.id, view.subject_name, view.basis) == (grant_id, "全部事项", "进驻决定〔2025〕3号")
    assert view.place_name == f"{window.outlet.name}{window.label}"
    assert queries.grants(on=SINCE - DAY) == ()
    assert AuditEntry.objects.get(stream="scopegrant", stream_id=str(grant_id)).action == "granted"
    event = OutboxEvent.objects.get(name="scope.scope-changed")
    assert event.payload == {"change": "granted", "row_id": str(grant_id), "changes_on": SINCE.isoformat()}


def test_an_exception_is_listed(item: Subject) -> None:
    """CAT-02"""
    exception_id = exception(item)

    [view] = queries.exceptions(on=TODAY)
    assert (view.id, view.place, view.place_name, view.subject_name) == (
        exception_id, None, "所有网点", "货运许可",
    )  # fmt: skip
    assert view.reason == "要到现场采集指纹"


def test_the_same_scope_twice_on_a_day_is_refused(here: Place, item: Subject) -> None:
    grant(here, valid_until=TODAY)
    exception(item)

    with pytest.raises(ScopeOverlaps), transaction.atomic():
        grant(here, valid_from=TODAY - DAY)
    with pytest.raises(ScopeOverlaps), transaction.atomic():
        exception(item, valid_from=SINCE + DAY)
    assert OutboxEvent.objects.filter(name="scope.scope-changed").count() == 2

    grant(here, valid_from=TODAY)
    grant(here, item)
    exception(item, here)


@pytest.mark.parametrize(
    ("place", "subject", "overrides", "pointer"),
    [
        (Place(), Subject(), {}, "/place"),
        (Place(UUID(int=1), UUID(int=2)), Subject(), {}, "/place"),
        (Place(UUID(int=1)), Subject(UUID(int=1), UUID(int=2)), {}, "/subject"),
        (Place(UUID(int=1)), Subject(), {"basis": " "}, "/basis"),
        (Place(UUID(int=1)), Subject(), {"valid_until": SINCE}, "/valid_until"),
    ],
)
def test_a_grant_that_does_not_fit(
    place: Place, subject: Subject, overrides: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ScopeDetailsWrong) as refusal:
        grant(place, subject, **overrides)

    assert [fault.pointer for fault in refusal.value.errors] == [pointer]
    assert not ScopeGrant.objects.exists()


def test_an_exception_needs_a_subject_and_a_reason_to_read_out() -> None:
    with pytest.raises(ScopeDetailsWrong) as refusal:
        exception(Subject(), reason="")

    assert {fault.pointer for fault in refusal.value.errors} == {"/subject", "/reason"}


def test_places_and_subjects_have_to_exist(here: Place) -> None:
    with pytest.raises(ScopeUnknown, match="窗口"):
        grant(Place(window_id=new_id()))
    with pytest.raises(ScopeUnknown, match="事项"):
        grant(here, Subject(item_id=new_id()))


# The end of a scope


def test_a_grant_is_withdrawn_from_a_day_on(here: Place) -> None:
    grant_id = grant(here)

    services.withdraw_scope(grant_id=grant_id, ended_on=TODAY + DAY, reason="窗口调整", at=AT, by=BY)

    assert queries.grants(on=TODAY)
    assert queries.grants(on=TODAY + DAY) == ()
    row = ScopeGrant.objects.get(id=grant_id)
    assert (row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason) == (AT, BY, "窗口调整")
    assert AuditEntry.objects.filter(stream="scopegrant", action="withdrawn").count() == 1
    with pytest.raises(ScopeEnded):
        services.withdraw_scope(grant_id=grant_id, ended_on=TODAY + 2 * DAY, reason="再撤", at=AT, by=BY)


def test_an_exception_is_withdrawn(item: Subject) -> None:
    exception_id = exception(item)

    services.withdraw_exception(exception_id=exception_id, ended_on=TODAY, reason="已联网", at=AT, by=BY)

    assert queries.exceptions(on=TODAY) == ()


def test_a_grant_of_later_is_withdrawn_before_it_begins(here: Place) -> None:
    grant_id = grant(here, valid_from=TODAY + 10 * DAY)

    services.withdraw_scope(grant_id=grant_id, ended_on=TODAY, reason="取消", at=AT, by=BY)

    assert queries.grants(on=TODAY + 11 * DAY) == ()


def test_a_withdrawal_looks_forward_and_says_why(here: Place) -> None:
    grant_id = grant(here)

    with pytest.raises(ScopeDetailsWrong) as refusal:
        services.withdraw_scope(grant_id=grant_id, ended_on=TODAY - DAY, reason=" ", at=AT, by=BY)
    assert {fault.pointer for fault in refusal.value.errors} == {"/ended_on", "/reason"}
    with pytest.raises(ScopeUnknown):
        services.withdraw_scope(grant_id=new_id(), ended_on=TODAY, reason="-", at=AT, by=BY)


# Around the services


def test_constraints_of_grants(here: Place, item: Subject, window: Any) -> None:
    rows = ScopeGrant.objects.filter(id=grant(here))
    row = rows.get()
    names = [field.attname for field in row._meta.concrete_fields]
    twin = ScopeGrant(**{name: getattr(row, name) for name in names} | {"id": new_id()})

    refuses("grants_of_one_scope_do_not_overlap", lambda: twin.save(force_insert=True))
    refuses("grant_has_one_place", lambda: rows.update(window=None))
    refuses("grant_has_one_place", lambda: rows.update(outlet=window.outlet))
    handling_item = published_item().handling_item_id
    refuses(
        "grant_has_one_subject_or_all",
        lambda: rows.update(item=item.item_id, handling_item=handling_item),
    )
    refuses("grant_mandate_is_known", lambda: rows.update(mandate="stolen"))
    refuses("grant_names_its_basis", lambda: rows.update(basis=""))
    refuses("grant_ends_after_it_begins", lambda: rows.update(valid_until=SINCE - DAY))
    refuses("grant_withdrawal_is_whole", lambda: rows.update(withdrawn_at=AT))
    refuses("grant_withdrawal_is_whole", lambda: rows.update(withdrawn_by=BY, withdrawal_reason="-"))
    refuses(
        "grant_withdrawal_is_whole",
        lambda: rows.update(withdrawn_at=AT, withdrawn_by=BY, withdrawal_reason="-"),
    )


def test_constraints_of_what_a_grant_rests_on(here: Place, window: Any) -> None:
    version = published_item()
    entrust(version.organisation_id, window.outlet_id, version.item_id)
    on_paper = ScopeGrant.objects.exclude(entrustment=None)
    set_level(here, Level.EVERYTHING)
    of_level = ScopeGrant.objects.exclude(level_step=None)

    refuses("grant_on_a_paper_ends_with_it", lambda: on_paper.update(valid_until=None))
    refuses("grant_on_a_paper_ends_with_it", lambda: on_paper.update(mandate="own"))
    refuses("grant_of_a_level_is_its_own", lambda: of_level.update(mandate="assisted"))


def test_constraints_of_exceptions(here: Place, item: Subject, window: Any) -> None:
    rows = ScopeException.objects.filter(id=exception(item, here))
    row = rows.get()
    names = [field.attname for field in row._meta.concrete_fields]
    twin = ScopeException(**{name: getattr(row, name) for name in names} | {"id": new_id()})

    refuses("exceptions_of_one_scope_do_not_overlap", lambda: twin.save(force_insert=True))
    refuses("exception_has_one_place_or_none", lambda: rows.update(outlet=window.outlet))
    refuses("exception_has_one_subject", lambda: rows.update(item=None))
    refuses("exception_says_why", lambda: rows.update(reason=""))
    refuses("exception_says_why", lambda: rows.update(basis=""))
    refuses("exception_ends_after_it_begins", lambda: rows.update(valid_until=SINCE - DAY))
    refuses("exception_withdrawal_is_whole", lambda: rows.update(withdrawal_reason="-"))


def test_exceptions_everywhere_do_not_overlap_either(item: Subject) -> None:
    exception(item)

    with pytest.raises(ScopeOverlaps), transaction.atomic():
        exception(item)


def test_every_constraint_is_tried_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    names = [
        constraint.name for model in (ScopeGrant, ScopeException) for constraint in model._meta.constraints
    ]

    assert [name for name in names if f'"{name}"' not in text] == []
