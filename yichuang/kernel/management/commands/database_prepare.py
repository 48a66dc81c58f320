"""``yichuang database prepare``: bring the database to this release, as its owner."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections

from yichuang.kernel.commands import ProductCommand
from yichuang.kernel.grants import append_only_tables, grant_application
from yichuang.kernel.keys import note_keys
from yichuang.kernel.time import now

# any number, the same for everybody who prepares this database
LOCK = 0x7969636875616E67


class Command(ProductCommand):
    """Migrate, give the application role its rights, remember the data keys. Safe to repeat."""

    help = "Migrate the database and grant the application role its rights"

    def add_options(self, parser: CommandParser) -> None:
        parser.add_argument("--verbose", action="store_true", help="name every migration")

    def run(self, **options: Any) -> None:
        owner = connections["owner"]
        with owner.cursor() as cursor:
            # several machines may start at once; the lock ends with this command's connection
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        call_command("migrate", database="owner", interactive=False, verbosity=1 if options["verbose"] else 0)
        role = connections["default"].settings_dict["USER"]
        separate = role != owner.settings_dict["USER"]
        if separate:
            grant_application(owner, role)
        else:
            self.stderr.write(
                "只有一个数据库角色：应用可以改动只增不改的表。"
                "正式使用请用 DATABASE_OWNER_URL 另设所有者角色。"
            )
        note_keys(at=now())
        self.show(
            f"数据库已就绪，{len(append_only_tables())} 张表只增不改",
            {"roles": 2 if separate else 1, "append_only": append_only_tables()},
        )
