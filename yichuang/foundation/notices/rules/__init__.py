"""What documents and messages must say, and how it is put: pure functions."""

from __future__ import annotations

from yichuang.foundation.notices.rules.content import check_kind, freeze, thaw
from yichuang.foundation.notices.rules.delivery import next_attempt_at
from yichuang.foundation.notices.rules.making import MADE_UNASKED, is_made_unasked
from yichuang.foundation.notices.rules.numbers import number_parts
from yichuang.foundation.notices.rules.preview import preview
from yichuang.foundation.notices.rules.verifying import progress_address, verification_code
from yichuang.foundation.notices.rules.wording import file_name, printable

__all__ = [
    "MADE_UNASKED",
    "check_kind",
    "file_name",
    "freeze",
    "is_made_unasked",
    "next_attempt_at",
    "number_parts",
    "preview",
    "printable",
    "progress_address",
    "thaw",
    "verification_code",
]
