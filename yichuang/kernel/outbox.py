"""The outbox: one row per event in the business transaction, and nothing else.

An event is a frozen dataclass in a domain's ``events.py`` with two class variables::

    name: ClassVar[str] = "intake.case-accepted"
    version: ClassVar[int] = 1

It carries ids and facts, no personal data. ``flow.py`` says which handlers hear it; the relay
(:mod:`yichuang.kernel.relay`) makes one job per handler and wakes the live screens. Delivery is at
least once, so handlers are idempotent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, get_type_hints
from uuid import UUID

from yichuang.kernel.models import OutboxEvent


class Event(Protocol):
    """What every event class has."""

    name: ClassVar[str]
    version: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


_handlers: dict[str, tuple[str, ...]] = {}
_classes: dict[str, type[Any]] = {}


def register(flow: Mapping[type[Any], tuple[str, ...]]) -> None:
    """Take the platform's flow: event class → dotted paths of handlers. Called once at start-up."""
    _handlers.clear()
    _classes.clear()
    for event_class, handlers in flow.items():
        _handlers[event_class.name] = handlers
        _classes[event_class.name] = event_class


def handlers_of(name: str) -> tuple[str, ...]:
    """Dotted paths of the handlers of an event name; none is allowed."""
    return _handlers.get(name, ())


def publish(event: Event, *, actor: str, at: datetime, topic: str = "") -> None:
    """Write the event into the caller's transaction. One statement.

    Args:
        actor: who made it true, as ``user:<uuid>``, ``token:<uuid>``, ``citizen`` or ``system``.
        topic: what live pages may watch, as ``case:<uuid>``; empty when nobody watches.
    """
    OutboxEvent.objects.create(
        name=event.name,
        version=event.version,
        topic=topic,
        payload=to_payload(event),
        actor=actor,
        occurred_at=at,
    )


def to_payload(event: Any) -> dict[str, Any]:
    """The event's fields as JSON values: UUIDs and dates as text."""
    return {field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)}


def from_payload(name: str, payload: Mapping[str, Any]) -> Any:
    """The event instance of a stored row. Fields this release does not know are passed over."""
    event_class = _classes[name]
    hints = get_type_hints(event_class)
    known = {field.name for field in dataclasses.fields(event_class)}
    return event_class(**{key: _typed(value, hints[key]) for key, value in payload.items() if key in known})


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _typed(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    text = str(hint)
    if "UUID" in text and isinstance(value, str):
        return UUID(value)
    if "datetime.datetime" in text and isinstance(value, str):
        return datetime.fromisoformat(value)
    if "datetime.date" in text and isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(_typed(item, UUID if "UUID" in text else str) for item in value)
    return value
