"""Whether a refused act left anything behind: as every domain's tests ask."""

from __future__ import annotations

from yichuang.kernel.tests.fingerprint import fingerprint, refused, unchanged

__all__ = ["fingerprint", "refused", "unchanged"]
