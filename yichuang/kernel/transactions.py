"""The transaction of a public service function.

``@act`` opens a transaction, or joins the one already open (no savepoint: a refusal inside undoes
the whole). It is used on public functions of ``services`` and nowhere else; an architecture test
checks it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` in one transaction: whole or not at all."""
    return transaction.atomic(savepoint=False)(function)
