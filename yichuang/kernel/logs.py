"""JSON logs, one line an event, request id included, no personal data.

What we write ourselves names no person. What a library writes, and the message of an exception,
may: identity numbers and telephone numbers are masked in every line, and addresses are replaced
by their routes.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from typing import TYPE_CHECKING, Any, TextIO

import structlog

# what would repeat our own line for every request is left out; access lines would show tokens
_LEVELS = {
    "django.request": logging.ERROR,
    "django.server": logging.WARNING,
    "axes": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "granian.access": logging.WARNING,
}

if TYPE_CHECKING:
    _StreamHandler = logging.StreamHandler[TextIO]
else:
    _StreamHandler = logging.StreamHandler

# letters beside it: it stands in a UUID
_RESIDENT_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])")


def masked(text: str) -> str:
    """The text with the middle of resident identity numbers and mobile numbers taken out."""
    return _MOBILE.sub(r"\1****\2", _RESIDENT_ID.sub(r"\1********\2", text))


class _Handler(_StreamHandler):
    """Writes lines. Of one that cannot be written Python would print the arguments, whoever they name."""

    def handleError(self, record: logging.LogRecord) -> None:
        lost = {
            "event": "a line was lost",
            "logger": record.name,
            "line": f"{record.filename}:{record.lineno}",
        }
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(json.dumps(lost) + "\n")


class _RouteNotAddress(logging.Filter):
    """Django puts the address of a failed request into its message; its route is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = match.route if match else "unmatched"
            record.args = tuple(route if arg == request.path else arg for arg in record.args)
        return True


class _FailedJobs(logging.Filter):
    """Of procrastinate's lines keep warnings and failures, those that are tried again included."""

    def filter(self, record: logging.LogRecord) -> bool:
        is_routine = record.name.startswith("procrastinate") and record.levelno < logging.WARNING
        return not is_routine or bool(record.exc_info)


def _mask(logger: Any, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: _masked_value(value) for key, value in event.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, dict):
        return {key: _masked_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_masked_value(item) for item in value]
    return masked(str(value))


def configure(level: int = logging.INFO) -> None:
    """Send structlog and the standard library's loggers to stderr as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Handler(sys.stderr)
    handler.addFilter(_RouteNotAddress())
    handler.addFilter(_FailedJobs())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _mask,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, least in _LEVELS.items():
        logging.getLogger(name).setLevel(least)
