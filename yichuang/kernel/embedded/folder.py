"""A cluster's data folder: made whole or not at all, checked before use, never removed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from yichuang.kernel.disk import sync_folder
from yichuang.kernel.embedded.errors import FolderClosed, FolderDamaged
from yichuang.kernel.embedded.place import Place
from yichuang.kernel.embedded.reasons import check_room, damage, refusal_of

ROOM_TO_MAKE = 256 * 1024 * 1024
# who may connect: nobody without a password, nobody from elsewhere
ACCESS = "local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n"


def _mark(place: Place) -> Path:
    return place.home / "identity"


def is_of_another(place: Place, identity: str) -> bool:
    """Whether there is a cluster that was made with other passwords than ``identity`` stands for."""
    mark = _mark(place)
    return place.data.is_dir() and mark.is_file() and mark.read_text() != identity


def set_aside(place: Place) -> Path:
    """Give the folder another name; returns it. The server must have been stopped."""
    aside = place.data.with_name(time.strftime("data.before-%Y%m%dT%H%M%S", time.gmtime()))
    place.data.rename(aside)
    return aside


def make(place: Place, *, superuser: str, password: str, identity: str, durable: bool) -> None:
    """Make the folder. It appears by one rename when it is whole, so a broken first start leaves no half.

    Raises:
        DiskFull, FolderClosed, DidNotStart
    """
    check_room(place, ROOM_TO_MAKE)
    unfinished = place.data.with_name("data.new")
    try:
        if unfinished.exists():
            shutil.rmtree(unfinished)  # an earlier first start that was broken off
        place.make_private(unfinished)
        _initdb(place, unfinished, password, [f"--username={superuser}", *([] if durable else ["--no-sync"])])
        _mark(place).write_text(identity)
        unfinished.rename(place.data)
        sync_folder(place.home)  # the name must last as long as the rows committed under it
    except OSError as error:
        raise refusal_of(str(error), place) from error


def _initdb(place: Place, unfinished: Path, password: str, options: list[str]) -> None:
    secret = unfinished.with_name("initdb.password")
    locale = ["--locale=C.UTF-8"]
    if place.binaries.major >= 17:
        # PostgreSQL's own: the machine's C library need not know C.UTF-8
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    options = [*options, *locale, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"]
    try:
        secret.touch(mode=0o600)
        if place.account is not None:
            os.chown(secret, place.account.uid, place.account.gid)
        secret.write_text(password + "\n")
        done = place.run("initdb", "--pgdata", str(unfinished), f"--pwfile={secret}", *options)
    finally:
        secret.unlink(missing_ok=True)
    if done.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise refusal_of(done.stderr, place)
    (unfinished / "pg_hba.conf").write_text(ACCESS)


def check(place: Place) -> None:
    """The folder belongs to the server's user and is a whole cluster of this version.

    Raises:
        FolderClosed, FolderDamaged
    """
    data = place.data
    owner = os.geteuid() if place.account is None else place.account.uid
    try:
        if data.stat().st_uid != owner:
            raise FolderClosed(
                f"The database folder {data} belongs to user {data.stat().st_uid}, not {owner}: "
                "give it back with chown -R."
            )
        if data.stat().st_mode & 0o700 != 0o700:
            raise FolderClosed(f"The database folder {data} cannot be entered: give it mode 0700.")
        made_by = (data / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise FolderClosed(f"The database folder {data} cannot be entered by this user.") from error
    except OSError as error:
        raise damage(place, "it has no PG_VERSION") from error
    if made_by != str(place.binaries.major):
        raise FolderDamaged(
            f"The database folder {data} was made by PostgreSQL {made_by or 'unknown'}, this is "
            f"{place.binaries.major}: move the data with pg_dump, or begin anew with `make reset`."
        )
