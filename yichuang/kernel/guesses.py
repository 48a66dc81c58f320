"""Look-ups that may fail are few (查询防刷): counted per hour in buckets, each with its limit.

A guess is taken before anyone looks, so that guesses sent at once do not pass the limit together,
and given back when the answer was right. What is counted is digested: a table holds no address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import connection

from yichuang.kernel.crypto import blind_index
from yichuang.kernel.models import GuessCount

_BOOK = """
INSERT INTO {table} (bucket, count, ends_at)
SELECT bucket, 1, %s FROM unnest(%s::text[]) bucket ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET count = {table}.count + 1
RETURNING bucket, count
"""

_RETURN = """
UPDATE {table} SET count = greatest(count - 1, 0)
WHERE bucket IN (SELECT bucket FROM {table} WHERE bucket = ANY(%s) ORDER BY bucket FOR UPDATE)
"""


def source_of(address: str) -> str:
    """Whose guesses are counted together: an address, and of IPv6 the network a line is given."""
    try:
        parsed = ip_address(address)
    except ValueError:  # a UNIX socket has none
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def bucket(kind: str, value: str, at: datetime, *, purpose: str) -> str:
    """The name of a count: kind, digest of what is counted, hour. An empty value counts all together."""
    hour = f"{at:%Y%m%d%H}"
    if not value:
        return f"{kind}:{hour}"
    return f"{kind}:{blind_index(value, purpose).hex()[:24]}:{hour}"


def book(table: type[GuessCount], limits: Mapping[str, int], *, at: datetime) -> int | None:
    """Take one guess from every bucket; None, or after how many seconds there are new ones.

    The caller refuses in the second case, and the refusal undoes the count.

    Concurrency: buckets are locked in their order; whoever comes second waits for the first.
    """
    ends_at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute(_BOOK.format(table=table._meta.db_table), [ends_at, sorted(limits)])
        booked: list[tuple[str, int]] = cursor.fetchall()
    if any(count > limits[name] for name, count in booked):
        return int((ends_at - at).total_seconds())
    return None


def give_back(table: type[GuessCount], buckets: Collection[str]) -> None:
    """Give back what :func:`book` took: the answer was right."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURN.format(table=table._meta.db_table), [sorted(buckets)])
