"""The transaction of a public service function.

``@act`` opens a transaction, or joins the one already open without a savepoint: a refusal inside
undoes the whole, even if a caller catches it. It is used on public functions of ``services`` and in
the kernel, nowhere else; an architecture test checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connections, transaction

P = ParamSpec("P")
R = TypeVar("R")


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` in one transaction: whole or not at all."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(savepoint=not _is_open()):
            return function(*args, **kwargs)

    return run


@contextmanager
def one_moment(using: str) -> Iterator[None]:
    """Read only, and everything as of one moment: for a backup, not for acts.

    Args:
        using: the database connection.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _is_open() -> bool:
    """Whether a transaction of ours is open. The one a test case wraps around itself is not ours."""
    open_blocks = transaction.get_connection().atomic_blocks
    return bool(open_blocks) and not open_blocks[-1]._from_testcase
