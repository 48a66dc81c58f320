"""A million finished cases beside the ones a bench makes: what a county's tables hold after years.

The rows are copies of cases that went through the services a moment ago, each under ids, numbers,
tokens and dates of its own, with all that belongs to it: acts, materials, documents, audit entries,
review. Ids begin with a moment of the past, as UUIDv7 do, so indexes grow where they would.
Foreign keys are not checked while copying (the copies are right by construction), CHECKs are; indexes
are built afterwards, and the sealed text of documents, which intake never reads, is cut short.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
from psycopg import sql

from yichuang.kernel.embedded.cluster import SUPERUSER
from yichuang.kernel.embedded.roles import address
from yichuang.kernel.instance import open_instance

_DAYS = "(k %% 360 + 2) * interval '1 day'"
_NUMBER = "'99010120251122' || lpad((k::bigint * 1000 + template.place)::text, 8, '0')"
_DELIVERED = {
    "id": "copied_id(t.id, k)",
    "number": _NUMBER,
    "progress_token": "left(md5(t.id::text || k) || t.progress_token, 43)",
    "status": "'delivered'",
    "receipt_id": "copied_id(t.receipt_id, k)",
    "acceptance_id": "copied_id(t.acceptance_id, k)",
    "acceptance_order": "nextval('cases_acceptance_order')",
    "decision_id": "copied_id(t.acceptance_id, k)",
    "delivery_id": "copied_id(t.acceptance_id, k)",
    "completion_code": "'0'",
    **{column: f"t.received_at - {_DAYS}" for column in ("received_at", "accepted_at")},
    **{column: f"t.received_at - {_DAYS}" for column in ("decided_at", "completed_at")},
}
_TABLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("cases_case", "template.id = t.id", _DELIVERED),
    (
        "cases_act",
        "template.id = t.case_id",
        {"id": "copied_id(t.id, k)", "case_id": "copied_id(t.case_id, k)", "at": f"t.at - {_DAYS}"},
    ),
    (
        "intake_submittedmaterial",
        "template.id = t.case_id",
        {column: f"copied_id(t.{column}, k)" for column in ("id", "case_id", "act_id")},
    ),
    (
        "notices_notice",
        "template.number = t.case_number",
        {
            "id": "copied_id(t.id, k)",
            "case_number": _NUMBER,
            "serial": "1000000 + k * 1000 + template.place",
            "number": "t.number || k",
            "token_digest": "sha256((t.id::text || k)::bytea)",
            "frozen": "substr(t.frozen, 1, 64)",
            "issued_at": f"t.issued_at - {_DAYS}",
        },
    ),
    (
        "kernel_auditentry",
        "t.stream = 'case' AND template.id::text = t.stream_id",
        {
            "id": "copied_id(t.id, k)",
            "stream_id": "copied_id(t.stream_id::uuid, k)::text",
            "hash": "sha256((t.id::text || k)::bytea)",
            "at": f"t.at - {_DAYS}",
        },
    ),
)
_REST_INDEXES = "UPDATE pg_index SET indisready = false WHERE indrelid = %s::regclass"
_PREPARE = """
CREATE OR REPLACE FUNCTION pg_temp.copied_id(id uuid, k integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    -- the moment of the copy, then the original's own random part
    SELECT (lpad(to_hex(1732233600 + k * 30), 8, '0') || substr(id::text, 9))::uuid
$$;
CREATE TEMPORARY TABLE template AS
    SELECT id, number, row_number() OVER (ORDER BY number) - 1 AS place
    FROM cases_case WHERE acceptance_id IS NOT NULL AND status = 'accepted' ORDER BY number LIMIT 500;
CREATE UNIQUE INDEX ON template (id);
ANALYZE template;
"""


def copy_cases(first: int, last: int) -> int:
    """Copy each of up to 500 accepted cases once for every k from ``first`` to ``last``; how many cases."""
    instance = open_instance(Path(os.environ["YICHUANG_DATA_DIR"]))
    with psycopg.connect(
        address(instance.database_port, instance.passwords, SUPERUSER), autocommit=True
    ) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET synchronous_commit = off")
        owner.execute("SET maintenance_work_mem = '512MB'")
        owner.execute("SET search_path = public, pg_temp")
        owner.execute(_PREPARE)
        copied = 0
        for table, fits, instead in _TABLES:
            with owner.transaction():
                owner.execute("SET LOCAL allow_system_table_mods = on")
                owner.execute(_REST_INDEXES, [table])
                copy = _copy(owner, table, fits, instead)
                done = owner.execute(copy, {"first": first, "last": last})
                copied = copied or done.rowcount
                owner.execute(sql.SQL("REINDEX TABLE {}").format(sql.Identifier(table)))
            owner.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))
        owner.execute("RESET session_replication_role")
        owner.execute("CHECKPOINT")
    return copied


def _copy(owner: psycopg.Connection, table: str, fits: str, instead: dict[str, str]) -> sql.Composed:
    columns = [
        str(row[0])
        for row in owner.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
    ]
    unknown = set(instead) - set(columns)
    if unknown:
        raise RuntimeError(f"{table} has no {', '.join(sorted(unknown))}")
    values = [
        instead.get(column, f"t.{column}").replace("copied_id", "pg_temp.copied_id") for column in columns
    ]
    return sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM generate_series(%(first)s::integer, %(last)s::integer) k"
        " CROSS JOIN {} t JOIN template ON {}"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.SQL, values)),
        sql.Identifier(table),
        sql.SQL(fits),
    )
