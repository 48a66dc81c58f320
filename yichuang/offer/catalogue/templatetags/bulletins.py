"""Changed items above the pages of windows: how many bulletins are unread, what changed in one item.

A page of a window says ``{% load bulletins %}{% unread_changes %}`` and asks nothing itself: at most one
statement when it is rendered, none when it is not.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.conf import settings

from yichuang.foundation.accounts import queries as accounts
from yichuang.kernel.live import tokens
from yichuang.kernel.time import now
from yichuang.offer.catalogue.queries import bulletins as queries
from yichuang.offer.catalogue.types.bulletins import TOPIC

register = template.Library()


@register.inclusion_tag("catalogue/_changes.html", takes_context=True)
def unread_changes(context: dict[str, Any]) -> dict[str, Any]:
    """The line above a window's page; it comes and goes by itself while the page is open."""
    actor = accounts.actor_of_request(context["request"])
    at = now()
    return {
        "portal": context["portal"],
        "live_token": tokens.make(TOPIC, settings.SECRET_KEY, at),
        "unread_changes": queries.owed_count(actor, at),
    }


@register.inclusion_tag("catalogue/_item_changes.html", takes_context=True)
def item_changes(context: dict[str, Any], handling_item_id: UUID) -> dict[str, Any]:
    """What the reader has not read yet about the item they chose. It never stops anything."""
    actor = accounts.actor_of_request(context["request"])
    return {
        "csrf_token": context["csrf_token"],
        "changes": queries.owed_of_item(actor, handling_item_id, now()),
    }
