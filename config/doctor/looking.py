"""Looking at the database for the doctor: facts, no judgement. Needs Django."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min

from config.doctor.statements import GAVE_UP
from yichuang.foundation.documents import queries as documents
from yichuang.foundation.documents.models import StoredFile
from yichuang.foundation.notices.models import Notice
from yichuang.kernel.models import OutboxEvent, UnsealedEntry

SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "server_encoding", "max_connections")
RENDERED_WITHIN = timedelta(minutes=5)
FILES_LOOKED_AT = 20


def one(statement: str, *parameters: Any) -> Any:
    """The first row of a statement, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


def server_settings() -> dict[str, str]:
    return {name: one(f"SELECT current_setting('{name}')")[0] for name in SETTINGS}


def server_version() -> int:
    return int(one("SELECT current_setting('server_version_num')::int")[0])


def their_clock() -> datetime:
    return one("SELECT clock_timestamp()")[0]  # type: ignore[no-any-return]


def connections_used() -> int:
    return int(one("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")[0])


def prepared_statements() -> int:
    """How many are left after repeating one often enough."""
    for number in range(5):
        one("SELECT %s::int", number)
    return int(one("SELECT count(*) FROM pg_prepared_statements")[0])


def may_rewrite() -> bool:
    """Whether the application role could change the audit log."""
    return bool(one("SELECT has_table_privilege('kernel_auditentry', 'UPDATE, DELETE')")[0])


def waiting_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def last_heartbeat() -> datetime | None:
    return one("SELECT max(last_heartbeat) FROM procrastinate_workers")[0]  # type: ignore[no-any-return]


def oldest_waiting_event() -> datetime | None:
    waiting = OutboxEvent.objects.filter(relayed_at__isnull=True)
    found: datetime | None = waiting.aggregate(oldest=Min("occurred_at"))["oldest"]
    return found


def failed_jobs() -> list[str]:
    """Names of the tasks that gave up; for a handler's job, the handler.

    A periodic task that failed and whose next run did not (the database was away) is no matter.
    """
    with connection.cursor() as cursor:
        cursor.execute(GAVE_UP)
        return [row[0] for row in cursor.fetchall()]


def oldest_due_job(at: datetime) -> datetime | None:
    """Since when the oldest job that may begin has been waiting."""
    row = one(
        "SELECT min(greatest(deferred.at, job.scheduled_at)) FROM procrastinate_jobs job"
        " JOIN procrastinate_events deferred ON deferred.job_id = job.id AND deferred.type = 'deferred'"
        " WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= %s)",
        at,
    )
    return row[0]  # type: ignore[no-any-return]


def oldest_unsealed() -> datetime | None:
    found: datetime | None = UnsealedEntry.objects.aggregate(oldest=Min("entry__at"))["oldest"]
    return found


def missing_documents(at: datetime) -> list[str]:
    waiting = Notice.objects.filter(rendering__isnull=True, issued_at__lt=at - RENDERED_WITHIN)
    return list(waiting.order_by("id").values_list("number", flat=True)[:100])


def newest_files() -> tuple[int, int]:
    """How many of the newest stored files do not open, and how many were looked at."""
    digests = StoredFile.objects.order_by("-id").values_list("digest", flat=True)[:FILES_LOOKED_AT]
    opened = [documents.readable_content(bytes(digest)) is not None for digest in digests]
    return opened.count(False), len(opened)


def active_accounts(names: list[str]) -> list[str]:
    users = get_user_model()._default_manager.filter(username__in=names, is_active=True)
    return sorted(users.values_list("username", flat=True))


def why_unreachable() -> str:
    """Why the database does not answer; nothing when it does."""
    try:
        one("SELECT 1")
    except DatabaseError as error:
        return str(error) or type(error).__name__
    return ""
