"""The roles and the database inside a cluster.

``yichuang_owner`` owns the database and migrates; ``yichuang_app`` is what the application signs
in as, and :mod:`yichuang.kernel.grants` says what it may do.
"""

from __future__ import annotations

from urllib.parse import quote

from psycopg import sql

from yichuang.kernel.embedded.cluster import HOST, SUPERUSER, Cluster, Passwords

OWNER = "yichuang_owner"
APP = "yichuang_app"
DATABASE = "yichuang"


def ensure_roles(cluster: Cluster) -> None:
    """Make the two roles and the database where they are missing. Safe to repeat, safe to break off."""
    name = sql.Identifier
    with cluster.connect() as connection:
        for role, password in ((OWNER, cluster.passwords.owner), (APP, cluster.passwords.app)):
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name(role), sql.Literal(password))
                )
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name(DATABASE), name(OWNER)))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name(DATABASE)))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name(DATABASE), name(APP)))


def address(port: int, passwords: Passwords, role: str) -> str:
    """The ``postgresql://`` address of the product's database for one of the three roles."""
    password = {SUPERUSER: passwords.superuser, OWNER: passwords.owner, APP: passwords.app}[role]
    return f"postgresql://{role}:{quote(password, safe='')}@{HOST}:{port}/{DATABASE}"
