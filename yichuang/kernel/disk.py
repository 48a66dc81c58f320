"""Files that outlast a power cut: there whole or not at all, and private.

A file is written beside its place under a name that begins with ``.new-``, forced to disk, given its
name by one step of the file system, and the folder that now names it is forced to disk too. So:

- whoever reads sees the old content or the new one, never a part;
- once a function here has returned, the file is there after a power cut, with its name;
- one that raised leaves nothing beside it, and what was there before, unless only forcing the name
  to disk has failed. Killed in the middle, it may leave a ``.new-`` file, which nothing reads and no
  backup takes along.

Files are of mode 0600, a folder made for them is of mode 0700. Nothing here imports Django: the
launcher uses it before there are settings.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file that is never replaced; a missing folder is made.

    Raises:
        OSError: the disk is full, or the folder may not be written.

    Concurrency: of several processes one is first; the others leave its file as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _beside(path, content) as fresh:
        with suppress(FileExistsError):
            os.link(fresh, path)  # unlike a rename it never replaces
        os.unlink(fresh)
    sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Write a file, instead of what is there; its folder must exist.

    Raises:
        OSError: the disk is full, or the folder may not be written.

    Concurrency: of several processes the last one's content stays.
    """
    with _beside(path, content) as fresh:
        os.replace(fresh, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Force to disk which files a folder names: a new name is lost without it, however safe the content."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _beside(path: Path, content: bytes) -> Iterator[str]:
    """``content`` on disk beside ``path``; the block gives it its name, a failure takes it away again."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        yield fresh
    except BaseException:
        os.unlink(fresh)
        raise
