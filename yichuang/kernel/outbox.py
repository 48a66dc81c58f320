"""The outbox: one row per event in the business transaction, and nothing else.

An event is a frozen dataclass in a domain's ``events.py`` with two class variables::

    name: ClassVar[str] = "intake.case-accepted"
    version: ClassVar[int] = 1

It carries ids and facts, no personal data. Its fields are text, whole numbers, booleans, enums,
UUIDs, dates, aware datetimes, tuples of them, or None. A field added later has a default: stored
events lack it. ``flow.py`` says which handlers hear an event; the relay
(:mod:`yichuang.kernel.relay`) makes one job per handler and wakes the live screens. Delivery is at
least once and in no promised order, so handlers are idempotent.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum, EnumType
from types import NoneType, UnionType
from typing import Any, ClassVar, NewType, Protocol, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db import connection

from yichuang.kernel.ids import new_id


class Event(Protocol):
    """What every event class has."""

    name: ClassVar[str]
    version: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


class EventUnknown(LookupError):
    """A stored event has a name that this release's flow does not list."""


Reader = Callable[[Any], Any]

_handlers: dict[str, tuple[str, ...]] = {}
_classes: dict[str, type[Any]] = {}
_readers_of_class: dict[type[Any], dict[str, Reader]] = {}

_INSERT = """
INSERT INTO kernel_outboxevent (id, name, version, topic, payload, actor, occurred_at)
VALUES (%s, %s, %s, %s, %s::jsonb, %s, %s)
"""


def register(flow: Mapping[type[Any], tuple[str, ...]]) -> None:
    """Take the platform's flow: event class → dotted paths of handlers. Called once at start-up.

    Raises:
        TypeError: a field has a type that cannot be stored.
        ValueError: two event classes have one name.
    """
    _handlers.clear()
    _classes.clear()
    for event_class, handlers in flow.items():
        if event_class.name in _classes:
            raise ValueError(f"Two events are named {event_class.name}.")
        _readers(event_class)
        _handlers[event_class.name] = handlers
        _classes[event_class.name] = event_class


def handlers_of(name: str) -> tuple[str, ...]:
    """Dotted paths of the handlers of an event name; none is allowed."""
    return _handlers.get(name, ())


def publish(event: Event, *, actor: str, at: datetime, topic: str = "") -> None:
    """Write the event into the caller's transaction. One statement.

    Args:
        actor: who made it true, as ``user:<uuid>``, ``token:<uuid>``, ``citizen`` or ``system``.
        at: aware.
        topic: what live pages may watch, as ``case:<uuid>``; empty when nobody watches.
    """
    payload = json.dumps(to_payload(event), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [new_id(), event.name, event.version, topic, payload, actor, at])


def publish_all(events: Iterable[Event], *, actor: str, at: datetime) -> None:
    """Write many events that nobody watches live, in their order."""
    rows = [
        (
            new_id(),
            event.name,
            event.version,
            "",
            json.dumps(to_payload(event), ensure_ascii=False),
            actor,
            at,
        )
        for event in events
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def to_payload(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values: UUIDs and moments as text, tuples as lists."""
    return {name: _plain(getattr(event, name)) for name in _readers(type(event))}


def from_payload(name: str, payload: Mapping[str, Any]) -> Any:
    """The event instance of a stored row. Fields this release does not know are passed over.

    Raises:
        EventUnknown: no class of this name is in the flow.
    """
    event_class = _classes.get(name)
    if event_class is None:
        raise EventUnknown(name)
    readers = _readers(event_class)
    return event_class(**{key: readers[key](value) for key, value in payload.items() if key in readers})


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _readers(event_class: type[Any]) -> dict[str, Reader]:
    if event_class not in _readers_of_class:
        hints = get_type_hints(event_class)
        fields = dataclasses.fields(event_class)
        _readers_of_class[event_class] = {field.name: _reader(hints[field.name]) for field in fields}
    return _readers_of_class[event_class]


_SIMPLE: dict[Any, Reader] = {
    str: str,
    int: int,
    bool: bool,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def _reader(hint: Any) -> Reader:
    """The inverse of :func:`_plain` for a field of this type."""
    kinds = get_args(hint)
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType) and len(kinds) == 2 and NoneType in kinds:
        read = _reader(kinds[0] if kinds[1] is NoneType else kinds[1])
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple and len(kinds) == 2 and kinds[1] is Ellipsis:
        read = _reader(kinds[0])
        return lambda value: tuple(read(item) for item in value)
    if isinstance(hint, EnumType):
        return lambda value: hint(value)
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    raise TypeError(f"An event cannot carry {hint}.")
