"""Facts the scope of acceptance announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class ScopeChanged:
    """What a place may take changes (受理范围已调整) from ``changes_on``: granted, withdrawn, excepted."""

    name: ClassVar[str] = "scope.scope-changed"
    version: ClassVar[int] = 1

    change: str
    row_id: UUID
    changes_on: date
