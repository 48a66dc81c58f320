"""``@act``: whole or not at all, and one transaction however deep services call each other."""

from __future__ import annotations

import inspect

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yichuang.kernel import idempotency, seals
from yichuang.kernel.errors import Conflict
from yichuang.kernel.models import OutboxEvent
from yichuang.kernel.time import now
from yichuang.kernel.transactions import act

pytestmark = pytest.mark.smoke


def write(name: str) -> None:
    OutboxEvent.objects.create(name=name, version=1, payload={}, actor="system", occurred_at=now())


def names() -> set[str]:
    return set(OutboxEvent.objects.values_list("name", flat=True))


@act
def outer(*, caught: bool = False, refused: bool = False) -> str:
    """The outer service."""
    write("outer")
    try:
        inner(refused=refused)
    except Conflict:
        if not caught:
            raise
    return "done"


@act
def inner(*, refused: bool) -> None:
    write("inner")
    if refused:
        raise Conflict("不能受理")


@pytest.fixture(params=[False, True], ids=["in a test's own transaction", "for real"])
def anywhere(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db" if request.param else "db")


@pytest.mark.usefixtures("anywhere")
class TestAct:
    def test_everything_is_kept(self):
        assert outer() == "done"
        assert names() == {"outer", "inner"}

    def test_a_refusal_inside_undoes_everything(self):
        with pytest.raises(Conflict):
            outer(refused=True)

        assert names() == set()

    def test_a_refusal_that_is_caught_on_the_way_undoes_everything_all_the_same(self):
        with pytest.raises(transaction.TransactionManagementError):
            outer_then_read(refused=True, caught=True)

        assert names() == set()

    def test_after_a_refusal_the_connection_works(self):
        with pytest.raises(Conflict):
            outer(refused=True)
        outer()

        assert names() == {"outer", "inner"}

    def test_services_joined_by_a_caller_are_one_transaction(self):
        with pytest.raises(Conflict):
            both()

        assert names() == set()


def both() -> None:
    with transaction.atomic():
        outer()
        inner(refused=True)


@act
def outer_then_read(*, refused: bool, caught: bool) -> None:
    outer(refused=refused, caught=caught)
    names()


@pytest.mark.django_db(transaction=True)
def test_inner_services_add_no_statement_of_their_own():
    with CaptureQueriesContext(connection) as captured:
        outer()

    assert [query["sql"].split()[0] for query in captured.captured_queries] == [
        "BEGIN",
        "INSERT",
        "INSERT",
        "COMMIT",
    ]


def test_the_function_keeps_its_name_and_signature():
    assert outer.__name__ == "outer"
    assert outer.__doc__ == "The outer service."
    assert list(inspect.signature(outer).parameters) == ["caught", "refused"]


@pytest.mark.parametrize("service", [idempotency.once, idempotency.forget_expired, seals.seal_entries])
def test_the_kernels_own_services_are_acts(service):
    assert service.__wrapped__
