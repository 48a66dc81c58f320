"""How PostgreSQL would answer a statement, in a table as large as a hall's and known to the planner.

What it makes of a table of three rows hangs on chance: on what other tests left behind, and on whether
its statistics were gathered since.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models


def multiply(row: models.Model, times: int = 4000, **changed: str) -> None:
    """Put ``times`` copies of a row beside it, and let PostgreSQL look at the table.

    Args:
        changed: column → the SQL that makes its value, of ``n`` from 1 to ``times``. The primary key
            ``id`` is always a new one.
    """
    table = row._meta.db_table
    made = {"id": "gen_random_uuid()"} | changed
    columns = [field.column for field in row._meta.concrete_fields]
    values = ", ".join(made.get(column, column) for column in columns).replace("%", "%%")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {values} FROM {table}, generate_series(1, {times}) n WHERE {table}.id = %s",
            [row.pk],
        )
        cursor.execute(f"ANALYZE {table}")


def plan_of(statement: str, *, without: Sequence[str] = ("seqscan",)) -> str:
    """The plan, when PostgreSQL may not do ``without``: by default, read the table through."""
    with connection.cursor() as cursor:
        for way in without:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        for way in without:
            cursor.execute(f"SET LOCAL enable_{way} = on")
    return plan
