"""What the application role may do in the database.

The owner migrates; the application reads and writes rows and owns nothing. A model whose class says
``append_only = True`` can only be added to: the role has neither UPDATE nor DELETE on its table, so
no defect and no stolen application password rewrites an act or the audit log.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

# a row here would claim that a migration has run
READ_ONLY = ("django_migrations",)


def append_only_tables() -> tuple[str, ...]:
    """The tables of all models that are only added to."""
    return tuple(sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)))


def grant_application(connection: BaseDatabaseWrapper, role: str) -> None:
    """Give ``role`` its rights on every table and sequence that exists now. Safe to repeat.

    Args:
        connection: of the owner.
        role: the application role; it must exist and not be the owner.
    """
    name = connection.ops.quote_name
    grantee = name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {grantee}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {grantee}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {grantee}")
        for table in append_only_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name(table)} FROM {grantee}")
        for table in READ_ONLY:
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {name(table)} FROM {grantee}")
