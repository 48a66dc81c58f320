"""The whole platform on one page: which event wakes which handler.

Upstream calls downstream never; it publishes, and this table says who hears it. Handlers run as
jobs, at least once each, in the worker.
"""

from __future__ import annotations

from typing import Any

FLOW: dict[type[Any], tuple[str, ...]] = {}
