"""Words that depend on the reader's language, and the QR code.

Dates without a year are the rule on screens (12月3日, 3 Dec); the year appears when it is another one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.translation import pgettext

from yichuang.kernel import qr
from yichuang.kernel.time import SHANGHAI, legal_date, now

register = template.Library()


def _legal(value: date | datetime) -> date:
    return legal_date(value) if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """``12月3日`` or ``3 Dec``; with the year when it is not this one. Empty for no date."""
    if value is None or value == "":
        return ""
    on = _legal(value)
    if on.year != legal_date(now()).year:
        return full_day(on)
    return format_date(on, pgettext("date without year", "n月j日"))


@register.filter
def full_day(value: date | datetime | None) -> str:
    """``2026年12月3日`` or ``3 December 2026``."""
    if value is None or value == "":
        return ""
    return format_date(_legal(value), pgettext("date with year", "Y年n月j日"))


@register.filter
def weekday(value: date | datetime | None) -> str:
    """``周四`` or ``Thu``."""
    if value is None or value == "":
        return ""
    names = (
        pgettext("weekday", "周一"),
        pgettext("weekday", "周二"),
        pgettext("weekday", "周三"),
        pgettext("weekday", "周四"),
        pgettext("weekday", "周五"),
        pgettext("weekday", "周六"),
        pgettext("weekday", "周日"),
    )
    return names[_legal(value).weekday()]


@register.filter
def moment(value: datetime | None) -> str:
    """``12月3日 09:31``, in Shanghai time."""
    if not value:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)} {local:%H:%M}"


@register.filter
def clock_time(value: datetime | None) -> str:
    """``09:31`` in Shanghai time."""
    return f"{value.astimezone(SHANGHAI):%H:%M}" if value else ""


@register.filter
def magnitude(value: int) -> int:
    """The number without its sign: days left or days late."""
    return abs(value)


@register.filter
def minutes(value: timedelta) -> int:
    """Whole minutes of a duration, rounded up."""
    return ceil(value.total_seconds() / 60)


@register.simple_tag
def qr_uri(text: str) -> str:
    """A QR code of ``text`` as a data address for ``<img src>``."""
    return qr.qr_uri(text)
