"""A limit in the reader's language. Documents print :attr:`Limit.words`, which is always Chinese."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, ngettext

from yichuang.foundation.clocks.types import Limit, LimitUnit

register = template.Library()


@register.filter
def limit(value: Limit | None) -> str:
    """``20 个工作日`` or ``20 working days``; empty without a limit."""
    if value is None:
        return ""
    if value.unit is LimitUnit.IMMEDIATE:
        return gettext("即办")
    n = {"n": value.amount}
    if value.unit is LimitUnit.WORKING_DAY:
        return ngettext("%(n)s 个工作日", "%(n)s 个工作日", value.amount) % n
    if value.unit is LimitUnit.CALENDAR_DAY:
        return ngettext("%(n)s 个自然日", "%(n)s 个自然日", value.amount) % n
    if value.unit is LimitUnit.MONTH:
        return ngettext("%(n)s 个月", "%(n)s 个月", value.amount) % n
    return ngettext("%(n)s 小时", "%(n)s 小时", value.amount) % n
