"""Going around the services to break a constraint, for tests of what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from yichuang.kernel.ids import new_id


def refuses(name: str, write: Callable[[], Any]) -> None:
    """The database refuses the write by the constraint of this name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert refusal.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def copy_of(row: Any, **changes: Any) -> Any:
    """An unsaved row like this one, with its own key."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values[row._meta.pk.attname] = None if row._meta.pk.get_internal_type() == "BigAutoField" else new_id()
    return type(row)(**values | changes)


def updated(row: Any, **change: Any) -> Callable[[], Any]:
    """A write that changes a row in its table, whatever its class says about that."""
    return lambda: type(row).objects.filter(pk=row.pk).update(**change)


def added(row: Any, **change: Any) -> Callable[[], Any]:
    """A write that adds a row like this one, with changes."""
    return lambda: copy_of(row, **change).save(force_insert=True)


def refuses_stranger(row: Any, column: str) -> None:
    """The database refuses a row whose foreign key names nothing; deferred checks are made at once."""

    def write() -> None:
        updated(row, **{column: new_id()})()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    broken = refusal.value.__cause__.diag  # type: ignore[union-attr]
    assert (broken.table_name, f"_{column}_" in broken.constraint_name) == (row._meta.db_table, True)


def without(row: Any, constraint: str) -> None:
    """The row's table without a constraint for the rest of the test: another is tried behind it."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{row._meta.db_table}" DROP CONSTRAINT "{constraint}"')
