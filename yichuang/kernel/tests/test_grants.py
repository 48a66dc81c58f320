"""What the application role may do: add everywhere, rewrite nothing that is append-only."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from yichuang.kernel.grants import append_only_tables, grant_application

pytestmark = pytest.mark.smoke

ROLE = "yichuang_grant_test"


@pytest.fixture
def as_application(db: None) -> None:
    """The session acts as an application role with its grants; the test's rollback removes it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        grant_application(connection, ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        return True
    return False


def test_acts_and_audit_are_append_only() -> None:
    assert {"kernel_auditentry", "kernel_auditseal", "cases_act", "approval_decision"} <= set(
        append_only_tables()
    )


@pytest.mark.usefixtures("as_application")
def test_append_only_tables_can_be_added_to_and_not_changed() -> None:
    for table in append_only_tables():
        assert refused(f'DELETE FROM "{table}"'), table
        assert refused(f'TRUNCATE "{table}"'), table
        with connection.cursor() as cursor:
            rights = {}
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [ROLE, table, right])
                rights[right] = cursor.fetchone()[0]
        assert rights == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False}, table


@pytest.mark.usefixtures("as_application")
def test_other_tables_and_sequences_can_be_used() -> None:
    assert not refused("DELETE FROM kernel_idempotencyrecord")
    assert not refused("UPDATE kernel_outboxevent SET topic = topic")
    assert not refused("SELECT nextval(pg_get_serial_sequence('procrastinate_jobs', 'id'))")


@pytest.mark.usefixtures("as_application")
def test_the_schema_belongs_to_the_owner() -> None:
    assert refused("CREATE TABLE mine (n int)")
    assert refused("DROP TABLE kernel_outboxevent")
    assert refused("DELETE FROM django_migrations")


@pytest.mark.django_db
def test_a_new_grant_takes_back_what_an_older_release_gave() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT ALL ON kernel_auditentry TO {ROLE}")

    grant_application(connection, ROLE)

    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'kernel_auditentry', 'UPDATE, DELETE')", [ROLE])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_table_privilege(%s, 'kernel_auditentry', 'TRUNCATE')", [ROLE])
        assert cursor.fetchone() == (False,)
