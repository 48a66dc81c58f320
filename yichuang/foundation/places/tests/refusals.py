"""How tests ask a service to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction


@contextmanager
def refused(error: type[Exception], match: str | None = None) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """Expect ``error``; what the refused act had written is undone, as its own transaction would."""
    with pytest.raises(error, match=match) as refusal, transaction.atomic():
        yield refusal
