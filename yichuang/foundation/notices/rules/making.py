"""When the file of a document is made."""

from __future__ import annotations

from datetime import datetime, timedelta

# Policy: whoever takes a document over asks for its file within days. What comes from years of another
# system, or was given up a week ago, is made when somebody opens it.
MADE_UNASKED = timedelta(days=7)


def is_made_unasked(*, issued_at: datetime, at: datetime) -> bool:
    """Whether the worker makes the file although nobody has opened the document yet."""
    return at - issued_at <= MADE_UNASKED
